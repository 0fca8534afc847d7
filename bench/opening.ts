// What stands between the bytes of a run of 100,000 steps and the first picture of it in the replay view, against JSON.parse of its
// lines: the file read into events, and the columns that the view draws. Deciding goes on behind the picture, in slices.
import assert from "node:assert/strict";
import { runRows } from "../client/src/replay/rows.ts";
import { type Event, readTrace } from "../core/src/index.ts";
import { medians, ratio } from "./measure.ts";

export async function benchOpening(steps = 100_000): Promise<string> {
  const text = [...lines(steps)].join("\n");
  const bytes = new TextEncoder().encode(text);
  const open = (): void => {
    let rows = 0;
    for (const { events } of readTrace("long.trace.jsonl", bytes).runs) rows += runRows([...events] as readonly Event[]).kinds.length;
    assert.equal(rows, steps + 1);
  };
  const parse = (): void => {
    for (const line of new TextDecoder().decode(bytes).split("\n")) JSON.parse(line);
  };
  const times = await medians(
    [
      { name: "open", run: open },
      { name: "parse", run: parse },
    ],
    7,
  );
  const [ours, theirs] = [times.get("open") ?? 0, times.get("parse") ?? 0];
  return `${ratio(ours, theirs)} as JSON.parse of its lines (${ours.toFixed(0)} against ${theirs.toFixed(0)} ms, ${(bytes.length / 1e6).toFixed(0)} MB)`;
}

function* lines(steps: number): Generator<string> {
  yield JSON.stringify({ remit: 1, kind: "run", id: "long" });
  yield JSON.stringify({ kind: "message", role: "user", text: "Read every file and sum up." });
  for (let step = 0; step < steps; step++) {
    yield JSON.stringify({
      kind: "call",
      id: `c${step}`,
      tool: step % 5 === 0 ? "write_file" : "read_file",
      args: { path: `notes/f${step}` },
    });
    yield JSON.stringify({ kind: "result", call: `c${step}`, text: `line ${step} of the file, and what stands behind it` });
  }
}
