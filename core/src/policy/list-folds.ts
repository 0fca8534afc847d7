// Compiles a fold over a list that is at hand: of arguments, of results, or of history with an index.
import type { ExprOf } from "../language/ast.ts";
import { printExpr } from "../language/print.ts";
import type { Environment } from "./environment.ts";
import { bind, compileExpr, type Scope } from "./expressions.ts";
import { tally, truthOf } from "./folds.ts";
import type { Code } from "./frame.ts";
import { measureOf } from "./past.ts";
import type { Unknown } from "./report.ts";
import { and3, Doubt, mergeReasons, type Truth3, unknown } from "./truth.ts";
import { History, Range, RecordValue, type Value } from "./values.ts";
import { overworked, spend } from "./work.ts";

export function compileListFold(expr: ExprOf<"fold">, scope: Scope, environment: Environment): Code {
  const list = compileExpr(expr.list, scope, environment);
  const first = bind(scope, expr.binder?.text);
  const second = expr.second === undefined ? undefined : bind(first.scope, expr.second.text);
  const inner = (second ?? first).scope;
  const where = expr.where === undefined ? undefined : compileExpr(expr.where, inner, environment);
  const measure = measureOf(expr.fold, expr.body === undefined ? undefined : compileExpr(expr.body, inner, environment), first.slot);
  const source = printExpr(expr.list);
  const what = printExpr(expr);
  return (frame) => {
    const value = list(frame);
    if (value instanceof Doubt) return value;
    if (value === undefined) return unknown("absent", source);
    const entries = entriesOf(value);
    if (entries === undefined) return unknown("type", source);
    const folded = tally(expr.fold, what);
    for (const { element, key, member, order } of entries) {
      if (!spend(frame, 1)) return overworked();
      frame.locals[first.slot] = element;
      if (second !== undefined) frame.locals[second.slot] = key;
      const belongs = where === undefined ? member : and3(member, truthOf(where(frame), what));
      if (belongs === false) continue;
      folded.add(belongs, order, measure(frame));
      if (folded.settled()) break;
    }
    return folded.result(value instanceof History ? value.holes : undefined);
  };
}

export interface Entry {
  readonly element: Value;
  /** Its index, or its key in a record. */
  readonly key: Value;
  readonly member: Truth3;
  readonly order: number;
}

/** The elements of what can be folded; undefined for any other value. */
export function entriesOf(value: Value): Iterable<Entry> | undefined {
  if (value instanceof RecordValue) return value.keys().map((key, order) => ({ element: value.get(key), key, member: true, order }));
  if (value instanceof History) return historyEntries(value);
  if (Array.isArray(value)) return (value as readonly Value[]).map((element, order) => ({ element, key: order, member: true, order }));
  return undefined;
}

/** The elements of a history; where earlier ones may not belong, the index is a range. */
function* historyEntries({ elements, holes }: History): Generator<Entry> {
  let certain = 0;
  let possible = 0;
  let reasons: readonly Unknown[] = [];
  for (const { value, member, order } of elements) {
    const afterHole = holes !== undefined && holes.first < order;
    const key: Value =
      possible === 0 && !afterHole
        ? certain
        : new Range(
            certain,
            afterHole ? Number.POSITIVE_INFINITY : certain + possible,
            afterHole ? mergeReasons(reasons, [holes.reason]) : reasons,
          );
    yield { element: value, key, member, order };
    if (member === true) certain++;
    else if (member !== false) {
      possible++;
      reasons = mergeReasons(reasons, member.reasons);
    }
  }
}
