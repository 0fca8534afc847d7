// What is proposed about the calls of generated runs does what it says: each change is made, and the run decided anew.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  argumentFlips,
  type CallEvent,
  changedCall,
  type FileEdits,
  type HistoryName,
  type Host,
  minimise,
  type Policy,
  type PolicyEdit,
  policyFlips,
  replayHistory,
  runTests,
  type Search,
  type StandingCall,
  type StandingPolicy,
  type StepReport,
  stepEdits,
} from "../../core/src/index.ts";
import { type Case, cases, compiled, compiledCase, describeCase, runs, seed } from "./cases.ts";

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
        const made = compiledCase(one);
        const calls = one.events.filter(({ kind }) => kind === "call").length;
        if (made === undefined || calls === 0) return;
        const call = which % calls;
        const asked: StandingCall = { policy: made.policy, run: { events: one.events, context: one.context }, history, call };
        const before = reports(asked)[call];
        for (const flip of all(argumentFlips(asked))) {
          told++;
          let at = -1;
          const events = one.events.map((event) => (event.kind === "call" && ++at === call ? changedCall(event, flip.changes) : event));
          const now = reports({ ...asked, run: { ...asked.run, events } })[call];
          assert.deepEqual([now?.would, now?.rules], [flip.verdict, flip.rules], `${flip.text}\n${describeCase(one)}`);
          assert.notEqual(now?.verdict, before?.verdict);
          if (before?.verdict !== "allow") assert.notEqual(now?.verdict, "deny");
        }
      }),
      runs(250, 10_000),
    );
    assert.ok(told > 0);
  });
});

const host: Host = { resolve: (_, path) => path, read: () => ({ reason: "no such file" }) };

function after({ policy }: StandingCall, { files, title }: PolicyEdit): Policy {
  assert.equal(files.length, 1);
  const [{ edits }] = files as readonly [FileEdits];
  let text = policy.analysis.source.text;
  for (const { span, newText } of edits.toReversed()) text = text.slice(0, span.start) + newText + text.slice(span.end);
  const changed = compiled(text);
  assert.ok(changed !== undefined, `${title}\n${text}`);
  return changed.policy;
}

const asking = (one: Case, history: HistoryName, which: number): StandingPolicy | undefined => {
  const made = compiledCase(one);
  const calls = one.events.filter(({ kind }) => kind === "call").length;
  if (made === undefined || calls === 0) return undefined;
  return { policy: made.policy, run: { events: one.events, context: one.context }, history, call: which % calls, host };
};

describe(`an edit from a step (seed ${seed})`, () => {
  it("parses, has no errors, and gives the call the verdict that it says; the exact one changes no other call", function () {
    this.timeout(0);
    const told = new Map<string, number>();
    fc.assert(
      fc.property(cases, histories, fc.nat(), (one, history, which) => {
        const asked = asking(one, history, which);
        if (asked === undefined) return;
        const before = reports({ ...asked, history: "recorded" });
        for (const edit of all(stepEdits(asked))) {
          told.set(edit.kind, (told.get(edit.kind) ?? 0) + 1);
          const policy: Policy = after(asked, edit);
          const about = `${edit.title}\n${policy.analysis.source.text}\n${describeCase(one)}`;
          const report: StepReport | undefined = reports({ ...asked, policy })[asked.call];
          const old = reports(asked)[asked.call];
          assert.equal(report?.verdict, edit.verdict, about);
          assert.notEqual(report?.verdict, old?.verdict, about);
          if (edit.kind !== "allow exactly") continue;
          const calls = one.events.filter((event) => event.kind === "call");
          const now = reports({ ...asked, policy, history: "recorded" });
          for (const [at, call] of calls.entries())
            if (call.tool !== calls[asked.call]?.tool) assert.equal(now[at]?.verdict, before[at]?.verdict, about);
          for (const other of othersOf(calls[asked.call])) {
            let at = -1;
            const events = one.events.map((event) => (event.kind === "call" && ++at === asked.call ? other : event));
            const decided = (by: Policy): string | undefined =>
              reports({ ...asked, policy: by, history: "recorded", run: { ...asked.run, events } })[asked.call]?.verdict;
            assert.equal(decided(policy), decided(asked.policy), `${JSON.stringify(other.args)}\n${about}`);
          }
        }
      }),
      runs(100, 5_000),
    );
    for (const kind of ["deny", "allow exactly", "allow pattern", "ask"]) assert.ok((told.get(kind) ?? 0) > 0, kind);
  });
});

describe(`a flip of the policy (seed ${seed})`, () => {
  it("gives the verdict by the rules that it names, and changes those other calls of the run that it names", function () {
    this.timeout(0);
    let told = 0;
    fc.assert(
      fc.property(cases, histories, fc.nat(), (one, history, which) => {
        const asked = asking(one, history, which);
        if (asked === undefined) return;
        const before = reports(asked);
        for (const flip of all(policyFlips(asked))) {
          told++;
          const policy: Policy = after(asked, flip);
          const about = `${flip.title}\n${policy.analysis.source.text}\n${describeCase(one)}`;
          const now: readonly StepReport[] = reports({ ...asked, policy });
          assert.deepEqual([now[asked.call]?.verdict, now[asked.call]?.rules], [flip.verdict, flip.rules], about);
          assert.notEqual(flip.verdict, before[asked.call]?.verdict, about);
          const others: readonly number[] = now.flatMap(({ verdict, call }) =>
            call !== asked.call && verdict !== before[call]?.verdict ? [call] : [],
          );
          assert.deepEqual(others, flip.also, about);
        }
      }),
      runs(60, 3_000),
    );
    assert.ok(told > 0);
  });
});

describe(`a minimised run (seed ${seed})`, () => {
  it("gives its last call the same verdict by the same rules, and passes as a test", function () {
    this.timeout(0);
    let tests = 0;
    fc.assert(
      fc.property(cases, histories, fc.nat(), (one, history, which) => {
        const asked = asking(one, history, which);
        if (asked === undefined) return;
        const minimised = all(minimise(asked));
        assert.ok(minimised !== undefined);
        const { events, context, call, kept, verdict, rules, test } = minimised;
        const about = `${events.map((event) => JSON.stringify(event)).join("\n")}\n${test ?? ""}\n${describeCase(one)}`;
        const before: StepReport | undefined = reports(asked)[asked.call];
        const now: StepReport | undefined = reports({ ...asked, run: { events, context } })[call];
        assert.deepEqual([now?.would, now?.rules], [before?.would, before?.rules], about);
        assert.deepEqual([verdict, rules], [before?.would, before?.rules]);
        assert.equal(now?.verdict, before?.verdict, about);
        assert.equal(kept.length, events.length);
        assert.ok(events.length <= one.events.length);
        if (test === undefined) return;
        tests++;
        const policy: Policy | undefined = compiled(`${asked.policy.analysis.source.text}\n${test}\n`)?.policy;
        assert.ok(policy !== undefined, about);
        assert.deepEqual(
          [...runTests(policy, () => ({ reason: "no such file" }))].map(({ passed }) => passed),
          [true],
          about,
        );
      }),
      runs(150, 10_000),
    );
    assert.ok(tests > 0);
  });
});

/** The call with one argument more, and with another value for each that it has. */
function* othersOf(call: CallEvent | undefined): Generator<CallEvent> {
  if (call?.args.kind !== "record") return;
  yield changedCall(call, [{ keys: ["stranger"], to: "a" }]);
  for (const [name, value] of Object.entries(call.args.value))
    if (value !== null) yield changedCall(call, [{ keys: [name], to: value === "zz" ? "yy" : "zz" }]);
}
