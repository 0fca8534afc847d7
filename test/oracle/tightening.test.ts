// Properties of the engine that hold for every policy and every run, whatever the oracle says: doubt only tightens, order has no
// meaning, an allow overrules nothing, and proposing calls together wins nothing.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { StepReport } from "../../core/src/index.ts";
import type { CallEvent, Event, JsonRecord } from "../../core/src/trace/model.ts";
import { type Case, cases, compiled, compiledCase, describeCase, replayed, runs, seed } from "./cases.ts";
import { textOf, type WrittenPolicy } from "./write-policies.ts";

const strictness = ["allow", "ask", "deny"];
const rank = (step: StepReport | undefined): number => strictness.indexOf(step?.would ?? "allow");
const few = 300;
const many = 100_000;

/** That no step of the second replay is looser than the same step of the first. */
function notLooser(before: readonly StepReport[], after: readonly StepReport[], one: Case, what: string): void {
  before.forEach((step, at) => {
    const other = after[at];
    assert.ok(rank(other) >= rank(step), `${what}: step ${step.step} was ${step.would} and became ${other?.would}\n${describeCase(one)}`);
  });
}

interface Hole {
  readonly what: string;
  readonly events: readonly Event[];
  readonly context: JsonRecord | undefined;
}

/** The run with something of it not recorded. Undefined where the place has nothing to lose. */
function hole({ events, context }: Case, kind: number, at: number): Hole | undefined {
  const index = at % events.length;
  const event = events[index];
  if (event === undefined) return undefined;
  const put = (what: string, ...instead: readonly Event[]): Hole => ({
    what: `${what} at event ${index}`,
    events: [...events.slice(0, index), ...instead, ...events.slice(index + 1)],
    context,
  });
  const gap: Event = { kind: "gap", reason: "hole", pointer: "" };
  switch (kind) {
    case 0:
      return put("a gap", gap, event);
    case 1:
      return context === undefined ? undefined : { what: "no context", events, context: undefined };
    case 2:
      return event.kind === "call" && event.args.kind === "record"
        ? put("no arguments", { ...event, args: { kind: "redacted" } })
        : undefined;
    case 3:
      return event.kind === "call" && event.time !== undefined ? put("no time", { ...event, time: undefined }) : undefined;
    case 4:
      return event.kind === "call" && event.fate === "executed" ? put("no fate", { ...event, fate: "unstated" }) : undefined;
    default: {
      // A message that was not recorded, and a result that was lost, leave a gap where they stood.
      if (event.kind === "call" || (event.kind === "message" && event.role === "assistant")) return undefined;
      return put(`a lost ${event.kind}`, gap);
    }
  }
}

describe(`what holds of every policy and run (seed ${seed})`, function () {
  this.timeout(0);

  it("a hole in a run only ever tightens", () => {
    fc.assert(
      fc.property(cases, fc.nat({ max: 5 }), fc.nat(), (one, kind, at) => {
        const policy = compiledCase(one);
        const mutated = policy === undefined ? undefined : hole(one, kind, at);
        if (policy === undefined || mutated === undefined) return;
        notLooser(replayed(policy.policy, one), replayed(policy.policy, { ...one, ...mutated }), one, mutated.what);
      }),
      runs(few, many),
    );
  });

  it("the order of rules and where they stand change nothing", () => {
    fc.assert(
      fc.property(cases, fc.nat(), fc.boolean(), (one, split, reversed) => {
        const { written } = one;
        const policy = compiledCase(one);
        if (policy === undefined) return;
        const decisions = reversed ? [...written.decisions].reverse() : [...written.decisions.slice(1), ...written.decisions.slice(0, 1)];
        const cut = split % (decisions.length + 1);
        const here: WrittenPolicy = { ...written, declarations: ['import "other.remit"'], decisions: decisions.slice(0, cut) };
        const there = [...written.declarations, ...decisions.slice(cut)].join("\n");
        const other = compiled(textOf(here), there);
        assert.ok(other !== undefined, `the moved policy has errors\n${describeCase(one)}`);
        const verdicts = (steps: readonly StepReport[]): unknown =>
          steps.map(({ verdict, would, otherwise, outcomes }) => ({
            verdict,
            would,
            otherwise,
            outcomes: outcomes.map(({ effect, outcome }) => `${effect} ${outcome}`).sort(),
          }));
        assert.deepEqual(verdicts(replayed(other.policy, one)), verdicts(replayed(policy.policy, one)), describeCase(one));
      }),
      runs(few, many),
    );
  });

  it("an allow more changes no call that a deny or an ask catches", () => {
    fc.assert(
      fc.property(cases, fc.nat({ max: 2 }), (one, which) => {
        const { written } = one;
        const policy = compiledCase(one);
        const allow = ["allow *", "allow pay when args.to == args.to", "allow get, list unless has args.x"][which] ?? "allow *";
        const more = compiled(textOf({ ...written, decisions: [...written.decisions, allow] }));
        if (policy === undefined || more === undefined) return;
        const after = replayed(more.policy, one);
        replayed(policy.policy, one).forEach((step, at) => {
          const caught = step.outcomes.some(({ effect, outcome }) => (effect === "deny" || effect === "ask") && outcome === "fires");
          if (caught) assert.equal(after[at]?.would, step.would, `step ${step.step}\n${describeCase(one)}`);
        });
      }),
      runs(few, many),
    );
  });

  it("calls in one batch are never permitted more than one after the other", () => {
    fc.assert(
      fc.property(cases, fc.nat(), fc.nat({ max: 3 }), (one, from, length) => {
        const policy = compiledCase(one);
        if (policy === undefined) return;
        // Results of its own batch are no source for a call, since the model had not seen them: by origin a batch is another run.
        if (/\b(from|carries) (trusted|untrusted|result|\()/.test(textOf(one.written))) return;
        const calls = one.events.filter((event) => event.kind === "call");
        const start = from % Math.max(1, calls.length);
        const joined = new Set(calls.slice(start, start + 2 + length).map(({ call }) => call));
        const apart = separated(one.events);
        const together = apart.map((event): Event => (event.kind === "call" && joined.has(event.call) ? { ...event, batch: -1 } : event));
        notLooser(
          replayed(policy.policy, { ...one, events: apart }),
          replayed(policy.policy, { ...one, events: together }),
          one,
          "a batch",
        );
        const late = delayed(together, joined);
        notLooser(
          replayed(policy.policy, { ...one, events: together }),
          replayed(policy.policy, { ...one, events: late }),
          one,
          "later results",
        );
      }),
      runs(few, many),
    );
  });
});

/** Each call a batch of its own. */
function separated(events: readonly Event[]): readonly Event[] {
  return events.map((event): Event => (event.kind === "call" ? ({ ...event, batch: event.call } satisfies CallEvent) : event));
}

/** The results of the calls moved behind the last of them. A second result of one call is a gap where it stands: those stay. */
function delayed(events: readonly Event[], calls: ReadonlySet<number>): readonly Event[] {
  const last = events.findLastIndex((event) => event.kind === "call" && calls.has(event.call));
  const once = (call: number): boolean => events.filter((event) => event.kind === "result" && event.call === call).length === 1;
  const early = events.filter((event, at): boolean => event.kind === "result" && calls.has(event.call) && once(event.call) && at < last);
  const rest = events.filter((event) => !early.includes(event));
  const at = rest.findLastIndex((event) => event.kind === "call" && calls.has(event.call));
  return [...rest.slice(0, at + 1), ...early, ...rest.slice(at + 1)];
}
