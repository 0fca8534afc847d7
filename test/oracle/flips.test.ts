// What is proposed about the calls of generated runs does what it says: each change is made, and the run decided anew.
import assert from "node:assert/strict";
import fc from "fast-check";
import { argumentFlips, changedCall, type HistoryName, replayHistory, type StepReport } from "../../core/src/index.ts";
import type { Search, StandingCall } from "../../core/src/replay/proposals.ts";
import { cases, compiledCase, describeCase, runs, seed } from "./cases.ts";

/** Searches to the end, and holds that the search says how far it is. */
function all<T>(search: Search<T>): T {
  for (;;) {
    const next = search.next();
    if (next.done === true) return next.value;
    assert.ok(next.value.done <= next.value.most);
  }
}

function reports({ policy, run, history }: StandingCall): readonly StepReport[] {
  return [...replayHistory(policy, { events: run.events, context: run.context }, history)].map(({ report }) => report);
}

const histories: fc.Arbitrary<HistoryName> = fc.constantFrom("recorded", "enforced", "approved");

describe(`a flip of arguments (seed ${seed})`, () => {
  it("gives the verdict by the rules that it names, and not the one that the call has", function () {
    this.timeout(0);
    let told = 0;
    fc.assert(
      fc.property(cases, histories, fc.nat(), (one, history, which) => {
        const compiled = compiledCase(one);
        const calls = one.events.filter(({ kind }) => kind === "call").length;
        if (compiled === undefined || calls === 0) return;
        const call = which % calls;
        const asked: StandingCall = { policy: compiled.policy, run: { events: one.events, context: one.context }, history, call };
        const before = reports(asked)[call];
        for (const flip of all(argumentFlips(asked))) {
          told++;
          let at = -1;
          const events = one.events.map((event) => (event.kind === "call" && ++at === call ? changedCall(event, flip.changes) : event));
          const after = reports({ ...asked, run: { ...asked.run, events } })[call];
          assert.deepEqual([after?.would, after?.rules], [flip.verdict, flip.rules], `${flip.text}\n${describeCase(one)}`);
          assert.notEqual(after?.verdict, before?.verdict);
          if (before?.verdict !== "allow") assert.notEqual(after?.verdict, "deny");
        }
      }),
      runs(250, 10_000),
    );
    assert.ok(told > 0);
  });
});
