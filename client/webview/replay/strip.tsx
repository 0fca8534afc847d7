// The decision strip: one cell a row, colour and height and glyph by verdict, the playhead on the selected one. Drag or arrow.
import { useCallback, useEffect, useRef } from "preact/hooks";
import { callOf, decisionOf, dimOf, divergenceOf, kindOf, type Model, type ShownRun, toolOf } from "./model.ts";
import { Overview } from "./overview.tsx";
import { select, spoken } from "./store.ts";
import { glyphs } from "./verdicts.tsx";
import { useVirtual } from "./virtual.ts";
import { passesFilter } from "./visible-rows.ts";

const callWidth = 28;
const otherWidth = 16;
const messageGlyphs = { user: "U", system: "S", assistant: "·", gap: "⋯" } as const;

export function Strip({ model, run }: { model: Model; run: ShownRun }) {
  const scroller = useRef<HTMLDivElement>(null);
  const dragging = useRef(false);
  const widthOf = useCallback((row: number) => (callOf(run, row) >= 0 ? callWidth : otherWidth), [run]);
  const virtualizer = useVirtual({
    count: run.length,
    horizontal: true,
    overscan: 12,
    paddingStart: 14,
    paddingEnd: 14,
    scrollPaddingStart: 60,
    scrollPaddingEnd: 60,
    estimateSize: widthOf,
    getScrollElement: () => scroller.current,
  });
  const { selected } = model;
  useEffect(() => {
    if (selected >= 0) virtualizer.scrollToIndex(selected, { align: "auto" });
  }, [virtualizer, selected, run]);

  const rowAt = (clientX: number): number => {
    const element = scroller.current;
    if (element === null) return -1;
    const offset = clientX - element.getBoundingClientRect().left + element.scrollLeft;
    return virtualizer.getVirtualItemForOffset(Math.max(0, offset))?.index ?? -1;
  };
  const total = virtualizer.getTotalSize();
  const items = virtualizer.getVirtualItems();
  return (
    <div class="strip-frame">
      <div
        ref={scroller}
        class="strip"
        role="listbox"
        tabIndex={0}
        aria-label="Decisions, one cell a step"
        aria-orientation="horizontal"
        aria-activedescendant={selected >= 0 ? `cell-${selected}` : undefined}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          dragging.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          select(rowAt(event.clientX));
        }}
        onPointerMove={(event) => dragging.current && select(rowAt(event.clientX))}
        onPointerUp={() => (dragging.current = false)}
        onPointerCancel={() => (dragging.current = false)}
        onWheel={(event) => {
          const element = event.currentTarget;
          if (event.deltaX !== 0 || element.scrollWidth <= element.clientWidth) return;
          element.scrollLeft += event.deltaY;
          event.preventDefault();
        }}
      >
        <div class="strip-cells" role="presentation" style={{ width: `${total}px` }}>
          {items.map((item) => (
            <Cell key={item.key} model={model} run={run} row={item.index} x={item.start} />
          ))}
        </div>
      </div>
      <Overview model={model} run={run} scroller={scroller} total={total} />
    </div>
  );
}

function Cell({ model, run, row, x }: { model: Model; run: ShownRun; row: number; x: number }) {
  const call = callOf(run, row);
  const kind = kindOf(run, row);
  const decision = decisionOf(model.decisions, call);
  const place = { transform: `translateX(${x}px)` };
  if (kind !== "call")
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: the listbox keeps the focus and names its active cell.
      <div
        id={`cell-${row}`}
        class="cell other"
        role="option"
        data-kind={kind}
        data-dim={model.focus === undefined && passesFilter(model, row) ? undefined : "apart"}
        aria-selected={row === model.selected}
        aria-label={spoken(model, row)}
        aria-setsize={run.length}
        aria-posinset={row + 1}
        style={place}
      >
        <span aria-hidden="true">{messageGlyphs[kind]}</span>
      </div>
    );
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox keeps the focus and names its active cell.
    <div
      id={`cell-${row}`}
      class="cell"
      role="option"
      data-step={call + 1}
      data-verdict={decision?.verdict ?? "pending"}
      data-default={decision?.byDefault}
      data-changed={decision?.saved !== undefined}
      data-differs={decision?.differs}
      data-happening={decision?.happening}
      data-diverges={(model.decisions !== undefined && divergenceOf(model.decisions) === call) || undefined}
      data-dim={(passesFilter(model, row) ? dimOf(model, call) : "apart") || undefined}
      aria-selected={row === model.selected}
      aria-label={spoken(model, row)}
      aria-setsize={run.length}
      aria-posinset={row + 1}
      title={`${call + 1} · ${toolOf(run, row)}`}
      style={place}
    >
      <span class="cell-mark" aria-hidden="true">
        {decision === undefined ? "" : glyphs[decision.verdict]}
      </span>
    </div>
  );
}
