import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { sideBySide } from "../../../client/src/replay/side-by-side.ts";
import { alignRuns, type Event, readTrace } from "../../../core/src/index.ts";

function run(name: string, ...tools: readonly (readonly [string, object])[]) {
  const lines = [{ remit: 1, kind: "run" }, ...tools.map(([tool, args], at) => ({ kind: "call", id: String(at), tool, args }))];
  const text = new TextEncoder().encode(lines.map((line) => JSON.stringify(line)).join("\n"));
  const events: Event[] = [];
  // A file is read as it is walked.
  for (const one of readTrace("x.trace.jsonl", text).runs) events.push(...one.events);
  const calls = events.filter((event) => event.kind === "call");
  return { name, calls, decisions: calls.map(() => "allow by default") };
}

describe("two runs side by side", () => {
  it("have one line a step, and an empty one where the other has none", () => {
    const good = run("good", ["read", { path: "a" }], ["pay", { to: "ann" }]);
    const bad = run("bad", ["read", { path: "a" }], ["list", {}], ["pay", { to: "eve\n" }]);
    const { rows, divergence } = alignRuns(good.calls, bad.calls);
    assert.equal(divergence, 1);
    assert.deepEqual(
      sideBySide(rows, good, bad).map((text) => text.split("\n")),
      [
        ['read({"path":"a"}) => allow by default', "", 'pay({"to":"ann"}) => allow by default'],
        ['read({"path":"a"}) => allow by default', "list({}) => allow by default", 'pay({"to":"eve\\n"}) => allow by default'],
      ],
    );
  });
});
