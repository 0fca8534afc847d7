// The whole run in one line, for runs that the strip cannot hold at once: a column shows the strictest verdict that falls
// into it. Drag to move the playhead.
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Model, ShownRun, VerdictName } from "./model.ts";
import { select } from "./store.ts";

const order: readonly VerdictName[] = ["allow", "ask", "unknown", "deny"];
const rank = [0, 1, 3, 2]; // by verdictNames: allow, ask, deny, unknown

interface Props {
  readonly model: Model;
  readonly run: ShownRun;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly total: number;
}

export function Overview({ model, run, scroller, total }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dragging = useRef(false);
  const [width, setWidth] = useState(0);
  const [theme, setTheme] = useState(0);
  const [left, setLeft] = useState(0);
  const needed = width > 0 && total > width + 1;

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const resized = new ResizeObserver(() => setWidth(element.clientWidth));
    resized.observe(element);
    const scrolled = (): void => setLeft(element.scrollLeft);
    element.addEventListener("scroll", scrolled, { passive: true });
    const themed = new MutationObserver(() => setTheme((count) => count + 1));
    themed.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      element.removeEventListener("scroll", scrolled);
    };
  }, [scroller]);

  // The theme changes the colours that are read here.
  useEffect(() => {
    if (needed && canvas.current !== null) paint(canvas.current, model, run, width);
  }, [needed, width, theme, model.decisions, run]);

  if (!needed) return null;
  const at = (clientX: number): void => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined) return;
    select(Math.max(0, Math.min(run.length - 1, Math.floor(((clientX - box.left) / box.width) * run.length))));
  };
  return (
    <div
      class="overview"
      role="slider"
      tabIndex={0}
      aria-label="Place in the run"
      aria-valuemin={1}
      aria-valuemax={run.length}
      aria-valuenow={model.selected + 1}
      onPointerDown={(event) => {
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        at(event.clientX);
      }}
      onPointerMove={(event) => dragging.current && at(event.clientX)}
      onPointerUp={() => (dragging.current = false)}
      onPointerCancel={() => (dragging.current = false)}
    >
      <canvas ref={canvas} height={12} />
      <div class="overview-window" style={{ left: `${(left / total) * 100}%`, width: `${(width / total) * 100}%` }} />
      <div class="overview-playhead" style={{ left: `${((model.selected + 0.5) / run.length) * 100}%` }} />
    </div>
  );
}

function paint(canvas: HTMLCanvasElement, model: Model, run: ShownRun, width: number): void {
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(12 * scale);
  const context = canvas.getContext("2d");
  if (context === null) return;
  const style = getComputedStyle(canvas);
  const colors = order.map((name) => style.getPropertyValue(`--${name}`).trim() || "#888");
  const heights = [0.45, 0.7, 0.7, 1];
  const columns = new Int8Array(canvas.width).fill(-1);
  const verdicts = model.decisions?.verdicts;
  for (let call = 0; verdicts !== undefined && call < verdicts.length; call++) {
    const column = Math.floor(((run.rowOfCall[call] ?? 0) / run.length) * canvas.width);
    columns[column] = Math.max(columns[column] ?? -1, rank[verdicts[call] ?? 3] ?? 2);
  }
  for (let x = 0; x < columns.length; x++) {
    const severity = columns[x] ?? -1;
    if (severity < 0) continue;
    const height = Math.round((heights[severity] ?? 1) * canvas.height);
    context.fillStyle = colors[severity] ?? "#888";
    // A denied step must not vanish among a thousand allowed ones.
    context.fillRect(x, canvas.height - height, severity === 3 ? Math.max(1, scale) : 1, height);
  }
}
