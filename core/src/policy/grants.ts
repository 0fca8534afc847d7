// `grant S when C uses N`: an allow with a number of uses. A call that may have been executed and that the grant may cover may have
// used it, so uses are a range, and a use is left only if it certainly is.
import type { Expr } from "../language/ast.ts";
import { printExpr } from "../language/print.ts";
import type { Environment } from "./environment.ts";
import { compileClause } from "./expressions.ts";
import { type Tally, tally } from "./folds.ts";
import { type Code, type Frame, memoOf, type Timeline } from "./frame.ts";
import type { CallRecord } from "./history.ts";
import type { CompiledRule, RulePart } from "./rules.ts";
import { and3, or3, type Truth3, unknown } from "./truth.ts";
import { less, show, type Value } from "./values.ts";
import { holesOf, reached, wholeRun } from "./views.ts";
import { exhausted, overworked } from "./work.ts";

/** A call that a grant's condition covers, or may cover, by what was known when it was proposed. */
export interface GrantUse {
  readonly record: CallRecord;
  readonly covers: Truth3;
}

/** The uses of one grant: those that nothing can change any more are counted once. */
export interface GrantState {
  readonly counted: Tally;
  readonly settled: GrantUse[];
  open: GrantUse[];
}

/** A grant as `granted` asks for it. */
export interface CompiledGrant {
  readonly matches: (tool: string) => boolean;
  /** Whether it covers this call and has a use left. */
  readonly condition: (frame: Frame) => Truth3;
}

/** That a use is left before this call. */
export function grantUses(uses: Expr, number: number, environment: Environment): RulePart {
  const most = compileClause(uses, environment);
  const used = (frame: Frame): Value => {
    const { call, timeline } = frame;
    const state = timeline.grants[number];
    if (state === undefined) return 0;
    settle(state, call.batch, timeline);
    // A call that belongs to a batch long past makes its batch's calls pending again: then all are counted anew.
    const again = call.batch < timeline.latestBatch;
    const counted = again ? uses0() : state.counted.fork();
    for (const { record, covers } of again ? [...state.settled, ...state.open] : state.open)
      if (record.step < call.step) counted.add(and3(record.member(call.batch), covers), record.event, true);
    return counted.result(holesOf(reached(wholeRun, frame), frame));
  };
  return {
    role: "uses",
    turned: false,
    span: uses.span,
    source: `uses before this call < ${printExpr(uses)}`,
    expr: undefined,
    truth: (frame) => less(used(frame), most(frame), false, "the uses of the grant"),
    value: (frame) => show(used(frame)),
  };
}

const uses0 = (): Tally => tally("count", "the uses of the grant");

function settle(state: GrantState, batch: number, timeline: Timeline): void {
  if (batch < timeline.latestBatch) return;
  const open: GrantUse[] = [];
  for (const use of state.open) {
    const { record, covers } = use;
    if (record.state === "refused") continue;
    if (record.batch === batch || record.result === undefined) open.push(use);
    else {
      state.counted.add(covers, record.event, true);
      state.settled.push(use);
    }
  }
  if (open.length !== state.open.length) state.open = open;
}

/** Notes which grants a call that was just decided may use. */
export function noteUses(rules: readonly CompiledRule[], frame: Frame): void {
  for (const { grant } of rules) {
    if (grant === undefined) continue;
    const found = grant.covers(frame);
    const covers = exhausted(frame.timeline) ? overworked() : found;
    if (covers !== false) frame.timeline.grants[grant.number]?.open.push({ record: frame.call, covers });
  }
}

/** `granted`: whether a grant with a use left covers this call. */
export function compileGranted(environment: Environment): Code {
  return (frame) => {
    const memo = memoOf(frame);
    const known = memo.get(environment.grants);
    if (known !== undefined) return known;
    // The checker refuses a grant that reads `granted`; should one come through, it ends here.
    memo.set(environment.grants, unknown("malformed", "`granted`"));
    let granted: Truth3 = false;
    if (environment.knows(frame.call.tool))
      for (const { matches, condition } of environment.grants) if (matches(frame.call.tool)) granted = or3(granted, condition(frame));
    memo.set(environment.grants, granted);
    return granted;
  };
}

export const noUses = (environment: Environment): GrantState[] =>
  environment.grants.map(() => ({ counted: uses0(), settled: [], open: [] }));
