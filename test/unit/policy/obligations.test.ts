// What a long run owes is told in bounded time.
import assert from "node:assert/strict";
import { type CallEvent, createMonitor } from "../../../core/src/index.ts";
import { policyOf } from "../../support/play.ts";

const call = (number: number, tool: string, args: Record<string, number>): CallEvent => ({
  kind: "call",
  call: number,
  id: undefined,
  tool,
  args: { kind: "record", value: args },
  batch: number,
  lane: undefined,
  time: undefined,
  fate: "executed",
  approvedBy: undefined,
  pointer: "",
});

describe("what a run owes", () => {
  it("is told of tens of thousands of calls, as unknown where looking would take for ever", function () {
    this.timeout(60_000);
    const monitor = createMonitor(
      policyOf(
        "allow *\nrule told expect t in take followed by tell where it.args.n == t.args.n\nrule soon expect take followed by tell within 3 steps",
      ),
    );
    const half = 20_000;
    for (let number = 0; number < half; number++) monitor.decide(call(number, "take", { n: number }));
    for (let number = 0; number < half; number++) monitor.decide(call(half + number, "tell", { n: -1 - number }));
    const owed = monitor.obligations();
    assert.equal(owed.length, 2 * half);
    const count = (name: string, outcome: string): number => owed.filter((one) => one.name === name && one.outcome === outcome).length;
    assert.ok(count("told", "unmet") > 100, "what could be looked through is told");
    assert.ok(count("told", "unknown") > 100, "the rest is unknown");
    assert.equal(count("told", "met"), 0);
    assert.ok(count("soon", "met") <= 3);
  });
});
