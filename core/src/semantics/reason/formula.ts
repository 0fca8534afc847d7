// Conditions as formulas over what can be reasoned about: the presence, numbers, strings and truth of terms. A formula says
// when a condition is certainly true, or certainly false; where it is unknown neither holds. Whatever is not understood is
// an opaque literal, of which only this is known: it is not true and false at once. Pure text of the tree; no types but `isPlain`.
import type { Comparison, Expr, ExprOf } from "../../language/ast.ts";
import { printExpr } from "../../language/print.ts";

export type TextTest = "starts with" | "ends with" | "contains";

/** `term` is the source form of an expression, so equal terms have equal values on one call. */
export type Literal =
  | { readonly kind: "present"; readonly term: string; readonly want: boolean }
  | { readonly kind: "interval"; readonly term: string; readonly low: Bound; readonly high: Bound }
  | { readonly kind: "unequal"; readonly term: string; readonly value: number | boolean }
  | { readonly kind: "strings"; readonly term: string; readonly values: readonly string[]; readonly want: boolean }
  | { readonly kind: "text"; readonly term: string; readonly test: TextTest; readonly value: string; readonly want: boolean }
  | { readonly kind: "truth"; readonly term: string; readonly value: boolean }
  | { readonly kind: "opaque"; readonly term: string; readonly want: boolean };

export interface Bound {
  readonly at: number;
  readonly open: boolean;
}
export const unbounded = { low: { at: -Infinity, open: true }, high: { at: Infinity, open: true } } as const;

export type Formula =
  | { readonly kind: "all" | "any"; readonly parts: readonly Formula[] }
  | { readonly kind: "literal"; readonly literal: Literal };

export const always: Formula = { kind: "all", parts: [] };
export const never: Formula = { kind: "any", parts: [] };
export const all = (parts: readonly Formula[]): Formula => ({ kind: "all", parts });
export const any = (parts: readonly Formula[]): Formula => ({ kind: "any", parts });
const literal = (one: Literal): Formula => ({ kind: "literal", literal: one });
const constant = (value: boolean): Formula => (value ? always : never);

export interface Terms {
  /** What a name stands for: a let's value, where it is one without parameters that does not lead back to itself. */
  letNamed(name: string): Expr | undefined;
  /** Formulas that were made before: a let that is used often is not unfolded often. */
  readonly known: Map<Expr, { true?: Formula; false?: Formula }>;
  /** Whether strings that this expression gives are equal only where they are written alike: no date, host or time. */
  isPlain(expr: Expr): boolean;
  /** Whether this is a truth value and nothing else. */
  isBoolean(expr: Expr): boolean;
}

/** Deeper conditions, and lets inside lets, are opaque. */
const depthCap = 40;
/** Lists that are longer are opaque. */
const listCap = 200;

export function certainly(expr: Expr, want: boolean, terms: Terms, depth = 0): Formula {
  const known = terms.known.get(expr) ?? {};
  terms.known.set(expr, known);
  const key = want ? "true" : "false";
  known[key] ??= formulaOf(expr, want, terms, depth);
  return known[key];
}

function formulaOf(expr: Expr, want: boolean, terms: Terms, depth: number): Formula {
  const again = (part: Expr, wanted: boolean): Formula => certainly(part, wanted, terms, depth + 1);
  if (depth > depthCap) return opaque(expr, want);
  switch (expr.kind) {
    case "boolean":
      return constant(expr.value === want);
    case "not":
      return again(expr.operand, !want);
    case "and":
    case "or":
      return { kind: (expr.kind === "and") === want ? "all" : "any", parts: expr.operands.map((part) => again(part, want)) };
    case "has":
      return literal({ kind: "present", term: printExpr(resolved(expr.operand, terms)), want });
    case "name": {
      const value = terms.letNamed(expr.name);
      return value === undefined ? opaque(expr, want) : again(value, want);
    }
    case "field":
    case "index":
      return terms.isBoolean(expr) ? literal({ kind: "truth", term: printExpr(expr), value: want }) : opaque(expr, want);
    case "compare":
      return onEither(expr, want, terms, compared);
    case "test":
      return onEither(expr, expr.negated ? !want : want, terms, tested);
    case "matches":
      return opaque({ ...expr, negated: false }, expr.negated ? !want : want);
    case "origin":
      return opaque({ ...expr, negated: false }, expr.negated ? !want : want);
    case "error":
      // Two broken places are never the same condition.
      return literal({ kind: "opaque", term: unreadable(expr), want });
    default:
      return opaque(expr, want);
  }
}

const opaque = (expr: Expr, want: boolean): Formula => literal({ kind: "opaque", term: printExpr(expr), want });

function resolved(expr: Expr, terms: Terms): Expr {
  let at = expr;
  for (let depth = 0; depth < depthCap && at.kind === "name"; depth++) {
    const value = terms.letNamed(at.name);
    if (value === undefined) return at;
    at = value;
  }
  return at;
}

type Binary = ExprOf<"compare"> | ExprOf<"test">;

/** `A ?? B` on one side is A where it is present, and B where it is absent. */
function onEither<E extends Binary>(expr: E, want: boolean, terms: Terms, of: (at: E, want: boolean, terms: Terms) => Formula): Formula {
  const left = resolved(expr.left, terms);
  const right = resolved(expr.right, terms);
  for (const [side, at] of [
    ["left", left],
    ["right", right],
  ] as const) {
    if (at.kind !== "coalesce") continue;
    const term = printExpr(resolved(at.left, terms));
    const other = side === "left" ? { right } : { left };
    const present = (is: boolean): Formula => literal({ kind: "present", term, want: is });
    return any([
      all([present(true), of({ ...expr, ...other, [side]: resolved(at.left, terms) }, want, terms)]),
      all([present(false), of({ ...expr, ...other, [side]: resolved(at.right, terms) }, want, terms)]),
    ]);
  }
  return of({ ...expr, left, right }, want, terms);
}

const mirrored: Readonly<Record<Comparison, Comparison>> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function compared(expr: ExprOf<"compare">, want: boolean, terms: Terms): Formula {
  const [left, right] = [scalar(expr.left), scalar(expr.right)];
  if (left !== undefined && right !== undefined) {
    const value = settled(left, expr.op, right);
    return value === undefined ? opaque(expr, want) : constant(value === want);
  }
  // `!=` is what `==` is not, also where neither is understood.
  const whole = (): Formula => (expr.op === "!=" ? opaque({ ...expr, op: "==" }, !want) : opaque(expr, want));
  if (left !== undefined) return against(expr.right, mirrored[expr.op], left, want, terms) ?? whole();
  if (right !== undefined) return against(expr.left, expr.op, right, want, terms) ?? whole();
  return sides(expr, want);
}

/** Two terms against each other, in one of the forms that say the same. */
function sides(expr: ExprOf<"compare">, want: boolean): Formula {
  const [left, right] = [printExpr(expr.left), printExpr(expr.right)];
  if (left === right && (expr.op === "==" || expr.op === "!=") && (expr.op === "==") !== want) return never;
  switch (expr.op) {
    case "==":
    case "!=":
      return literal({ kind: "opaque", term: [left, right].sort().join(" == "), want: (expr.op === "==") === want });
    case "<":
    case ">=":
      return literal({ kind: "opaque", term: `${left} < ${right}`, want: (expr.op === "<") === want });
    case ">":
    case "<=":
      return literal({ kind: "opaque", term: `${right} < ${left}`, want: (expr.op === ">") === want });
  }
}

type Scalar = number | string | boolean;

/** A literal's value; undefined for what is none, and for numbers that a double does not hold. */
export function scalar(expr: Expr): Scalar | undefined {
  if (expr.kind === "string" || expr.kind === "boolean") return expr.value;
  if (expr.kind === "number") return expr.text.replace(/[-.]/g, "").length <= 15 ? Number(expr.text) : undefined;
  if (expr.kind === "negate") {
    const value = scalar(expr.operand);
    return typeof value === "number" ? -value : undefined;
  }
  return undefined;
}

function settled(left: Scalar, op: Comparison, right: Scalar): boolean | undefined {
  if (op === "==" || op === "!=") return (left === right) === (op === "==");
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  return { "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right }[op];
}

function against(at: Expr, op: Comparison, value: Scalar, want: boolean, terms: Terms): Formula | undefined {
  if (op === "!=") return against(at, "==", value, !want, terms);
  const term = printExpr(at);
  if (op === "==") {
    if (typeof value === "string") {
      return terms.isPlain(at) ? literal({ kind: "strings", term, values: [value], want }) : undefined;
    }
    if (typeof value === "boolean") return literal(want ? { kind: "truth", term, value } : { kind: "unequal", term, value });
    const bound: Bound = { at: value, open: false };
    return literal(want ? { kind: "interval", term, low: bound, high: bound } : { kind: "unequal", term, value });
  }
  if (typeof value !== "number") return undefined;
  const below = (op === "<" || op === "<=") === want;
  const open = (op === "<" || op === ">") === want;
  const bound: Bound = { at: value, open };
  return literal({ kind: "interval", term, ...(below ? { low: unbounded.low, high: bound } : { low: bound, high: unbounded.high }) });
}

function tested(expr: ExprOf<"test">, want: boolean, terms: Terms): Formula {
  const positive = { ...expr, negated: false };
  const { left, right, op } = expr;
  if (op === "in" && right.kind === "list" && right.items.length <= listCap)
    return member(left, right, want, terms) ?? opaque(positive, want);
  if (op !== "starts with" && op !== "ends with" && op !== "contains") return opaque(positive, want);
  const value = scalar(right);
  const text = scalar(left);
  if (typeof value !== "string") return opaque(positive, want);
  if (typeof text === "string") return constant(holds(text, op, value) === want);
  // `contains` on a list asks for an element.
  if (op === "contains" || !terms.isPlain(left)) return opaque(positive, want);
  return literal({ kind: "text", term: printExpr(left), test: op, value, want });
}

export function holds(text: string, test: TextTest, value: string): boolean {
  return test === "contains" ? text.includes(value) : test === "starts with" ? text.startsWith(value) : text.endsWith(value);
}

function member(left: Expr, list: ExprOf<"list">, want: boolean, terms: Terms): Formula | undefined {
  const values = list.items.map(scalar);
  const known = values.filter((value) => value !== undefined);
  if (known.length < values.length) return undefined;
  const at = scalar(left);
  if (at !== undefined) return constant(known.includes(at) === want);
  if (known.every((value) => typeof value === "string")) {
    return terms.isPlain(left) ? literal({ kind: "strings", term: printExpr(left), values: known, want }) : undefined;
  }
  const parts = known.map((value) => against(left, "==", value, want, terms));
  const all = parts.filter((part) => part !== undefined);
  return all.length < parts.length ? undefined : { kind: want ? "any" : "all", parts: all };
}

/** What could not be read is like nothing but itself. */
function unreadable(expr: Expr): string {
  let number = numbers.get(expr);
  if (number === undefined) {
    number = ++count;
    numbers.set(expr, number);
  }
  return `… ${number}`;
}
const numbers = new WeakMap<Expr, number>();
let count = 0;
