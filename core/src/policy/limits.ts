// `limit S to N per SPAN`: fires on a call with which the count, sum or number of distinct values is more than N. In its `where`,
// `sum`, `distinct` and `for each`, `args` is the counted call's.
import type { DecisionHead, Expr, ExprOf } from "../language/ast.ts";
import { printExpr } from "../language/print.ts";
import { expandSelector } from "../semantics/selectors.ts";
import type { Environment } from "./environment.ts";
import { compileClause, compileExpr, noScope } from "./expressions.ts";
import { type Tally, tally, truthOf } from "./folds.ts";
import { type Code, type Frame, frameOf, type Timeline } from "./frame.ts";
import type { CallRecord } from "./history.ts";
import { look } from "./ledger.ts";
import { newLedger, newView, reachOf } from "./past.ts";
import type { RulePart } from "./rules.ts";
import { and3, type Truth3 } from "./truth.ts";
import { equal, less, show, type Value } from "./values.ts";
import { holesOf, type Reach, reached, thisBatch, visit, wholeRun } from "./views.ts";
import { spend } from "./work.ts";

type Limit = Extract<DecisionHead, { kind: "limit" }>;

/** The parts of a limit: its `where` of this call, and that the limit is exceeded with it. */
export function limitExceeded(head: Limit, environment: Environment): readonly RulePart[] {
  const { measure, where, forEach, to } = head;
  const of = (expr: Expr | undefined): Code | undefined => (expr === undefined ? undefined : compileExpr(expr, counted, environment));
  const [whereCode, eachCode, measureCode] = [of(where), of(forEach), of(measure?.of)];
  const counts = (record: CallRecord, frame: Frame): Truth3 =>
    whereCode === undefined ? true : truthOf(whereCode(countedFrame(record, frame.timeline)), "where");
  const keyOf = (record: CallRecord, timeline: Timeline): Value => eachCode?.(countedFrame(record, timeline));
  const measureIn = (record: CallRecord, timeline: Timeline): Value =>
    measureCode?.(countedFrame(record, timeline)) ?? (measure === undefined ? true : undefined);
  const name = measure?.kind ?? "count";
  const what = measure === undefined ? "the number of calls" : `${measure.kind}(${printExpr(measure.of)})`;
  const view = newView(
    head,
    {
      matches: expandSelector(head.selector, environment.analysis.groups).matches,
      join:
        eachCode === undefined ? undefined : { ofEvent: keyOf, ofCall: (frame) => keyOf(frame.call, frame.timeline), condition: undefined },
    },
    environment,
  );
  const reach = reachOfSpan(head, environment);
  view.reaches.push(reach);
  const ledger =
    reach === wholeRun
      ? newLedger(
          view,
          () => tally(name, what),
          ({ call, timeline }) =>
            and3(succeeded(call, undefined), whereCode === undefined || truthOf(whereCode(countedFrame(call, timeline)), "where")),
          ({ call, timeline }) => measureIn(call, timeline),
          environment,
        )
      : undefined;
  const bound = compileClause(to, environment);
  const total = (frame: Frame): Value => {
    const { call, timeline } = frame;
    const looked = ledger === undefined ? undefined : look(ledger, frame);
    const folded: Tally = looked?.tally ?? tally(name, what);
    const start = reached(reach, frame);
    const mine = keyOf(call, timeline);
    const add = (record: CallRecord, member: Truth3): boolean => {
      let belongs = and3(member, and3(succeeded(record, frame.call), counts(record, frame)));
      if (belongs !== false && eachCode !== undefined) belongs = and3(belongs, equal(keyOf(record, timeline), mine));
      if (belongs !== false) folded.add(belongs, record.event, measureIn(record, timeline));
      return false;
    };
    let forgotten = false;
    if (looked === undefined) forgotten = visit(view, start, frame, add);
    else {
      for (const record of looked.rest) {
        if (!spend(frame, 1)) break;
        if (record.step < call.step) add(record, record.member(call.batch));
      }
    }
    folded.add(true, call.event, measureIn(call, timeline));
    return folded.result(holesOf(start, frame, forgotten));
  };
  const exceeded: RulePart = {
    role: "limit",
    turned: false,
    span: head.selector.span,
    source: `${what} with this call > ${printExpr(to)}`,
    expr: undefined,
    truth: (frame) => less(bound(frame), total(frame), false, what),
    value: (frame) => show(total(frame)),
  };
  if (where === undefined || whereCode === undefined) return [exceeded];
  const limited: RulePart = {
    role: "where",
    turned: false,
    span: where.span,
    source: printExpr(where),
    expr: undefined,
    truth: (frame) => counts(frame.call, frame),
    value: undefined,
  };
  return [limited, exceeded];
}

/** `args` is the call in slot 0. */
const counted = { ...noScope, args: 0, depth: 1 };

const countedFrame = (record: CallRecord, timeline: Timeline): Frame => frameOf(timeline, record, [record]);

/** Certainly failed calls are not counted. What became of a call of this call's own batch is not certain yet. */
function succeeded(record: CallRecord, call: CallRecord | undefined): Truth3 {
  return record.failed !== true || record.batch === call?.batch;
}

function reachOfSpan({ per, selector: { span } }: Limit, environment: Environment): Reach {
  if (per === "trace") return wholeRun;
  if (per === "batch") return thisBatch;
  const within: ExprOf<"past">["within"] = per === "turn" ? undefined : { kind: "duration", milliseconds: per.milliseconds, span };
  return reachOf({ since: per === "turn" ? "user" : undefined, within }, noScope, environment);
}
