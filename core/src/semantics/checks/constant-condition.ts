// A condition, or a comparison in one, that has the same truth on every call. A let is a switch that its author may turn.
import type { Expr } from "../../language/ast.ts";
import { partsOf } from "../references.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export function constantCondition(rule: Rule, book: Rulebook): void {
  if (book.neverHolds(rule)) return;
  for (const whole of [rule.when, rule.unless]) {
    if (whole === undefined) continue;
    const inside = constantParts(whole, rule, book);
    const truth = inside.length > 0 ? undefined : constantTruth(whole, rule, book);
    for (const part of truth === undefined ? inside : [{ expr: whole, truth }]) {
      book.report("constant-condition", part.expr.span, { truth: part.truth });
    }
  }
}

function constantTruth(expr: Expr, rule: Rule, book: Rulebook): boolean | undefined {
  if (expr.kind === "name") return undefined;
  const formula = book.certainly(expr, true);
  // What is not understood is not constant by itself.
  if (formula.kind === "literal" && formula.literal.kind === "opaque") return undefined;
  for (const truth of [true, false]) {
    if (book.together([book.certainly(expr, !truth)], rule.tools).kind === "never") return truth;
  }
  return undefined;
}

function constantParts(expr: Expr, rule: Rule, book: Rulebook): readonly { readonly expr: Expr; readonly truth: boolean }[] {
  if (expr.kind !== "and" && expr.kind !== "or" && expr.kind !== "not") return [];
  return partsOf(expr).flatMap((part) => {
    const truth = ["boolean", "compare", "test"].includes(part.kind) ? constantTruth(part, rule, book) : undefined;
    return truth === undefined ? constantParts(part, rule, book) : [{ expr: part, truth }];
  });
}
