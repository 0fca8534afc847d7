// `expect A followed by B`: what is owed at the end of a run. Reported, never blocking. A call that was refused or failed owes
// nothing and settles nothing.
import type { Decision, DecisionHead, Expr, Pattern } from "../language/ast.ts";
import type { BoundDecision, SourceFile } from "../semantics/analysis.ts";
import { expandSelector } from "../semantics/selectors.ts";
import { type Because, compileBecause } from "./because.ts";
import { withinTime } from "./clock.ts";
import type { Environment } from "./environment.ts";
import { bind, compileClause, compileExpr, noScope, type Scope } from "./expressions.ts";
import { truthOf } from "./folds.ts";
import { type Frame, frameOf, type Timeline } from "./frame.ts";
import type { CallRecord } from "./history.ts";
import type { ObligationReport } from "./report.ts";
import { and3, not3, or3, type Truth3, unknown } from "./truth.ts";
import { begin, overworked, spend } from "./work.ts";

type Expect = Extract<DecisionHead, { kind: "expect" }>;

export interface CompiledExpect {
  readonly name: string;
  readonly decision: Decision;
  readonly source: SourceFile;
  /** Whether a call owes: judged when it is proposed, and again at the end for what its pattern reads of its result. */
  readonly when: (frame: Frame) => Truth3;
  readonly owes: (record: CallRecord, frame: Frame) => Truth3;
  /** Whether a call's tool can settle anything at all. */
  readonly maySettle: (record: CallRecord) => boolean;
  readonly settles: (owing: CallRecord, record: CallRecord, frame: Frame) => Truth3;
  readonly within: Expect["within"];
  readonly because: Because | undefined;
}

export function compileExpect({ decision, name, source }: BoundDecision, environment: Environment): CompiledExpect | undefined {
  const { head, clauses } = decision;
  if (head.kind !== "expect") return undefined;
  const condition = (kind: "when" | "unless"): Expr | undefined =>
    clauses.flatMap((clause) => (clause.kind === kind ? [clause.expr] : []))[0];
  const [when, unless] = [condition("when"), condition("unless")].map((expr) =>
    expr === undefined ? undefined : compileClause(expr, environment),
  );
  const first = bind(noScope, head.pattern.binder?.text);
  const second = bind(first.scope, head.followedBy.binder?.text);
  const owes = patternTest(head.pattern, first.slot, { ...first.scope, it: first.slot }, environment);
  const settles = patternTest(head.followedBy, second.slot, { ...second.scope, it: second.slot }, environment);
  const because = clauses.find((clause) => clause.kind === "because");
  const followed = expandSelector(head.followedBy.selector, environment.analysis.groups);
  return {
    name,
    decision,
    source,
    when: (frame) =>
      and3(when === undefined ? true : truthOf(when(frame), "when"), unless === undefined ? true : not3(truthOf(unless(frame), "unless"))),
    owes: (record, frame) => owes(record, { ...frame, locals: [record] }),
    maySettle: (record) => followed.matches(record.tool),
    settles: (owing, record, frame) => settles(record, { ...frame, locals: [owing, record] }),
    within: head.within,
    because: because?.kind === "because" ? compileBecause(because.text.value, environment) : undefined,
  };
}

function patternTest(pattern: Pattern, slot: number, scope: Scope, environment: Environment): (record: CallRecord, frame: Frame) => Truth3 {
  const { matches } = expandSelector(pattern.selector, environment.analysis.groups);
  const where = pattern.where === undefined ? undefined : compileExpr(pattern.where, scope, environment);
  return (record, frame) => {
    if (!matches(record.tool)) return false;
    if (where === undefined) return true;
    frame.locals[slot] = record;
    return truthOf(where(frame), "where");
  };
}

/** Whether a call took place and did not fail, as far as the whole run tells. */
function succeeded(record: CallRecord): Truth3 {
  if (record.state === "refused" || record.failed === true) return false;
  if (record.state === "executed") return record.disputed ?? true;
  return unknown("not recorded", `the outcome of step ${record.step} (${record.tool})`);
}

/** What the run owes and whether it was settled, by rule and step. `conditions` is each rule's `when` for each call, from when it was
 * proposed. */
export function obligations(
  expects: readonly CompiledExpect[],
  conditions: readonly (readonly Truth3[])[],
  timeline: Timeline,
): readonly ObligationReport[] {
  begin(timeline);
  const executed = executedBefore(timeline);
  return expects.flatMap((expect, number) => {
    const settlers = [...timeline.calls.keys()].filter((at) => {
      const record = timeline.calls[at];
      return record !== undefined && record.state !== "refused" && record.failed !== true && expect.maySettle(record);
    });
    return timeline.calls.flatMap((owing, call): ObligationReport[] => {
      const frame = frameOf(timeline, owing);
      const owes = and3(and3(conditions[number]?.[call] ?? true, succeeded(owing)), expect.owes(owing, frame));
      if (owes === false) return [];
      const { settled, by } = settlement(expect, owing, call, { timeline, settlers, executed });
      const outcome = and3(owes, not3(settled));
      return [
        {
          name: expect.name,
          place: { path: expect.source.path, span: expect.decision.span },
          step: owing.step,
          call,
          tool: owing.tool,
          outcome: outcome === true ? "unmet" : outcome === false ? "met" : "unknown",
          metBy: settled === true ? by : undefined,
          because: expect.because?.(frame),
          unknowns: typeof outcome === "object" ? outcome.reasons : [],
        },
      ];
    });
  });
}

/** How many calls before each were not refused. */
function executedBefore({ calls }: Timeline): readonly number[] {
  const counts: number[] = [];
  let count = 0;
  for (const { state } of calls) {
    counts.push(count);
    if (state !== "refused") count++;
  }
  return counts;
}

interface Later {
  readonly timeline: Timeline;
  /** The places of the calls that may settle something, in order. */
  readonly settlers: readonly number[];
  readonly executed: readonly number[];
}

function settlement(
  expect: CompiledExpect,
  owing: CallRecord,
  call: number,
  { timeline, settlers, executed }: Later,
): { readonly settled: Truth3; readonly by: number | undefined } {
  let settled: Truth3 = false;
  const { within } = expect;
  const before = (executed[call] ?? 0) + (owing.state === "refused" ? 0 : 1);
  for (let next = firstBehind(settlers, call); next < settlers.length; next++) {
    const at = settlers[next] ?? 0;
    const record = timeline.calls[at];
    if (record === undefined) break;
    if (within?.kind === "steps" && (executed[at] ?? 0) - before >= within.steps) break;
    const frame = frameOf(timeline, owing);
    // A run that owes without end is more to look through than anybody waits for.
    if (!spend(frame, 1)) return { settled: overworked(), by: undefined };
    let one = and3(succeeded(record), expect.settles(owing, record, frame));
    if (within?.kind === "duration" && one !== false) one = and3(one, withinTime(within.milliseconds, owing.time, record.time));
    settled = or3(settled, one);
    if (settled === true) return { settled, by: record.step };
  }
  const gap = timeline.gaps.findLast((candidate) => candidate.event > owing.event);
  if (gap !== undefined) settled = or3(settled, unknown("gap", gap.reason.what));
  return { settled, by: undefined };
}

/** The index of the first place behind another, of places in order. */
function firstBehind(places: readonly number[], place: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
