// The virtualised list of cards, with step numbers and brackets around calls that were proposed together.
import { useEffect, useRef } from "preact/hooks";
import { Card } from "./card.tsx";
import { callOf, kindOf, type Model, type ShownRun } from "./model.ts";
import { needBodies } from "./store.ts";
import { useVirtual } from "./virtual.ts";
import { placeOf, visibleRows } from "./visible-rows.ts";

export function Steps({ model, run }: { model: Model; run: ShownRun }) {
  const scroller = useRef<HTMLElement>(null);
  const rows = visibleRows(model);
  const count = rows?.length ?? run.length;
  const rowAt = (place: number): number => (rows === undefined ? place : (rows[place] ?? 0));
  const virtualizer = useVirtual({
    count,
    getItemKey: rowAt,
    overscan: 6,
    paddingStart: 12,
    paddingEnd: 24,
    gap: 6,
    scrollPaddingStart: 12,
    scrollPaddingEnd: 12,
    estimateSize: (place) => (callOf(run, rowAt(place)) >= 0 ? 82 : 56),
    getScrollElement: () => scroller.current,
  });
  const { selected } = model;
  const total = virtualizer.getTotalSize();
  // Until the reader scrolls, the selected card stays in sight while the texts around it arrive and change the heights.
  const held = useRef(true);
  // A new selection or run holds again.
  useEffect(() => {
    held.current = true;
  }, [selected, run]);
  // The total height changes when a card's does.
  useEffect(() => {
    if (selected >= 0 && held.current)
      virtualizer.scrollToIndex(rows === undefined ? selected : placeOf(rows, selected), { align: "auto" });
  }, [virtualizer, selected, run, total, rows]);
  const release = (): void => {
    held.current = false;
  };

  const items = virtualizer.getVirtualItems();
  useEffect(() => {
    // Nothing scrolled past in a hurry is asked for.
    const timer = setTimeout(() => needBodies(items.map((item) => rowAt(item.index))), virtualizer.isScrolling ? 40 : 0);
    return () => clearTimeout(timer);
  });

  return (
    <section
      ref={scroller}
      class="steps"
      role="feed"
      aria-label="Steps of the run"
      aria-busy={model.progress !== undefined}
      onWheel={release}
      onPointerDown={release}
      onTouchStart={release}
    >
      {count === 0 && <p class="none">No step passes this filter.</p>}
      <div class="steps-space" role="presentation" style={{ height: `${total}px` }}>
        {items.map((item) => {
          const row = rowAt(item.index);
          return (
            <div
              key={item.key}
              ref={(element) => {
                if (element !== null) virtualizer.measureElement(element);
              }}
              data-index={item.index}
              class="row"
              role="presentation"
              data-bracket={rows === undefined ? bracketOf(run, row) : undefined}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <span class="gutter" aria-hidden="true">
                {callOf(run, row) >= 0 ? callOf(run, row) + 1 : ""}
              </span>
              <Card model={model} run={run} row={row} place={item.index} count={count} />
            </div>
          );
        })}
      </div>
    </section>
  );
}

/** Where a row stands among the calls of its batch: alone (undefined), first, inside or last. */
function bracketOf(run: ShownRun, row: number): "first" | "inside" | "last" | undefined {
  if (kindOf(run, row) !== "call") return undefined;
  const batch = run.rows.batches[row];
  const same = (other: number): boolean =>
    other >= 0 && other < run.length && kindOf(run, other) === "call" && run.rows.batches[other] === batch;
  const before = same(row - 1);
  const after = same(row + 1);
  if (before) return after ? "inside" : "last";
  return after ? "first" : undefined;
}
