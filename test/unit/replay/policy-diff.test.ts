import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { DiffCounter, diffRun, type PolicyDiff, type StepDiff } from "../../../core/src/index.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";

const pay = (to: string): Scene => ({ tool: "pay", args: { to }, result: "paid" });
const runs: readonly (readonly Scene[])[] = [[{ user: "Pay ANNA" }, pay("ANNA"), pay("CARL"), { tool: "read", result: "" }], [pay("CARL")]];

function diff(before: string, after: string): PolicyDiff {
  const counter = new DiffCounter();
  for (const [run, scenes] of runs.entries()) {
    const changes: StepDiff[] = [];
    const steps = diffRun(policyOf(before), policyOf(after), { events: eventsOf(scenes), context: undefined });
    let next = steps.next();
    for (; next.done !== true; next = steps.next()) changes.push(next.value);
    counter.addRun("a", run, next.value, changes);
  }
  return counter.report();
}

describe("policy diff", () => {
  it("is empty where nothing is decided otherwise, whatever the rules are called", () => {
    const same = diff("default ask\nallow pay", "default ask\n\nrule payments allow pay");
    assert.deepEqual(same.groups, []);
    assert.deepEqual([same.calls, same.runs, same.changedRuns], [4, 2, 0]);
  });
  it("has what got looser first, deny to allow above all", () => {
    const { groups, counts, changedRuns } = diff(
      'default ask\nrule carl deny pay when args.to == "CARL"\nrule anna ask pay when args.to == "ANNA"\nallow read',
      "default ask\nrule every allow pay\nrule no deny read",
    );
    assert.deepEqual(
      groups.map(({ change, from, to, runs: touched, steps }) => [change, from.rules, from.verdict, to.verdict, touched, steps.length]),
      [
        ["looser", ["carl"], "deny", "allow", 2, 2],
        ["looser", ["anna"], "ask", "allow", 1, 1],
        ["stricter", ["allow@4"], "allow", "deny", 1, 1],
      ],
    );
    assert.deepEqual(counts, { looser: 3, stricter: 1, doubt: 0, flags: 0 });
    assert.equal(changedRuns, 2);
    assert.deepEqual(groups[0]?.steps, [
      { trace: "a", run: 0, call: 1, tool: "pay" },
      { trace: "a", run: 1, call: 0, tool: "pay" },
    ]);
  });
  it("keeps apart what only became uncertain, and what is only flagged", () => {
    const sure = diff("default allow\ndeny pay", "default allow\ndeny pay when args.to from user or args.to not from user");
    assert.deepEqual(sure.counts, { looser: 0, stricter: 0, doubt: 1, flags: 0 }, JSON.stringify(sure.groups));
    const flagged = diff("default allow", "default allow\nrule seen flag read");
    assert.deepEqual(flagged.counts, { looser: 0, stricter: 0, doubt: 0, flags: 1 });
  });
});
