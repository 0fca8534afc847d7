// Trees without places, to compare them by what they say.
import assert from "node:assert/strict";
import type { Expr, ExprOf, Statement } from "../../../core/src/language/ast.ts";
import { parse } from "../../../core/src/language/parse.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A tree without `span`, `keyword` and `regex` places and without what is undefined. */
export function shape(value: unknown): Json {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value === "object" && value !== null) {
    const kept = Object.entries(value).filter(([key, field]) => field !== undefined && !["span", "keyword", "regex"].includes(key));
    return Object.fromEntries(kept.map(([key, field]) => [key, shape(field)]));
  }
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string") return value;
  throw new TypeError(`A tree holds ${typeof value}`);
}

/** The statements of a text that must be valid. */
export function statements(text: string): readonly Statement[] {
  const { file, diagnostics } = parse(text);
  assert.deepEqual(
    diagnostics.map(({ span, message }) => `${span.start}: ${message}`),
    [],
    text,
  );
  return file.statements;
}

export function statement<K extends Statement["kind"]>(kind: K, text: string): Extract<Statement, { kind: K }> {
  const found = statements(text);
  const [first] = found;
  assert.equal(found.length, 1, text);
  assert.ok(first !== undefined && isOfKind(first, kind), text);
  return first;
}
const isOfKind = <K extends Statement["kind"]>(of: Statement, kind: K): of is Extract<Statement, { kind: K }> => of.kind === kind;

/** The expression that a text is. */
export function expression(text: string): Expr {
  return statement("let", `let x = ${text}`).value;
}
export function expressionOf<K extends Expr["kind"]>(kind: K, text: string): ExprOf<K> {
  const found = expression(text);
  assert.ok(isExprOf(found, kind), `${text} is of kind ${found.kind}`);
  return found;
}
const isExprOf = <K extends Expr["kind"]>(of: Expr, kind: K): of is ExprOf<K> => of.kind === kind;
