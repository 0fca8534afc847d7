// `require P before S` is a deny of S unless some past P did not fail.
import type { DecisionHead, Expr, ExprOf } from "../language/ast.ts";
import type { Environment } from "./environment.ts";
import { compileClause } from "./expressions.ts";
import { truthOf } from "./folds.ts";
import type { RulePart } from "./rules.ts";

export function requirementMet(head: Extract<DecisionHead, { kind: "require" }>, source: string, environment: Environment): RulePart {
  const { pattern } = head;
  const { span } = pattern;
  const event: Expr = { kind: "name", span, name: pattern.binder?.text ?? "it" };
  const succeeded: Expr = { kind: "not", span, operand: { kind: "field", span, target: event, field: { span, text: "failed" } } };
  const where: Expr =
    pattern.where === undefined ? succeeded : { kind: "and", span: pattern.where.span, operands: [pattern.where, succeeded] };
  const list: ExprOf<"past"> = {
    kind: "past",
    span,
    events: { span: pattern.selector.span, selector: pattern.selector, where: undefined },
    since: undefined,
    within: undefined,
  };
  const met: Expr = { kind: "fold", span, fold: "any", binder: pattern.binder, second: undefined, list, where, body: undefined };
  const code = compileClause(met, environment);
  return {
    role: "before",
    turned: true,
    span,
    source: source.slice(span.start, span.end).replace(/\s+/g, " "),
    expr: undefined,
    truth: (frame) => truthOf(code(frame), "require"),
    value: undefined,
  };
}
