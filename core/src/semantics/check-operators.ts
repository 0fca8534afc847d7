// What the operators ask of the types of their two sides. Silent where a value may be anything.
import type { ExprOf } from "../language/ast.ts";
import type { Span } from "../text/span.ts";
import { added, alternatives, canMeet, elementOf, mayBe, measured, ordered, texts, unite } from "./type-rules.ts";
import { describeType, json, type Type } from "./types.ts";

export type Wrong =
  | { readonly span: Span; readonly left: string; readonly op: string; readonly right: string }
  | { readonly span: Span; readonly expected: string; readonly found: string };

const kindsOf = (type: Type): ReadonlySet<Type["kind"]> => new Set(alternatives(type).map(({ kind }) => kind));
const only = (type: Type, ...kinds: readonly Type["kind"][]): boolean =>
  alternatives(type).length > 0 && alternatives(type).every(({ kind }) => kinds.includes(kind));
const collections: ReadonlySet<Type["kind"]> = new Set<Type["kind"]>(["list", "record"]);
const searched: ReadonlySet<Type["kind"]> = new Set<Type["kind"]>([...texts, "list", "record"]);
const paths: ReadonlySet<Type["kind"]> = new Set<Type["kind"]>(["string", "list"]);

export function compareTypes(at: ExprOf<"compare" | "test">, left: Type, right: Type): Wrong | undefined {
  const mismatch: Wrong = { span: at.span, left: describeType(left), op: at.op, right: describeType(right) };
  const needs = (side: "left" | "right", kinds: ReadonlySet<Type["kind"]>, expected: string): Wrong | undefined => {
    const type = side === "left" ? left : right;
    return mayBe(type, kinds) ? undefined : { span: at[side].span, expected, found: describeType(type) };
  };
  switch (at.op) {
    case "==":
    case "!=":
      return canMeet(left, right) ? undefined : mismatch;
    case "<":
    case "<=":
    case ">":
    case ">=":
      return mayBe(left, ordered) && mayBe(right, ordered) && canMeet(left, right) ? undefined : mismatch;
    case "in":
      return needs("right", collections, "list") ?? (meetsKey(left, right) ? undefined : mismatch);
    case "contains":
      return needs("left", searched, "string or list") ?? (meetsKey(right, left) ? undefined : mismatch);
    case "under":
      return needs("left", texts, "string") ?? needs("right", paths, "string");
    default:
      return needs("left", texts, "string") ?? needs("right", texts, "string");
  }
}

/** Whether a value may be an element of a list, a key of a record, or a piece of a text. */
function meetsKey(value: Type, whole: Type): boolean {
  const all = alternatives(whole);
  return (
    all.length === 0 ||
    all.some((one) => {
      if (one.kind === "list") return canMeet(value, elementOf(one));
      return one.kind === "json" || one.kind === "never" || mayBe(value, texts);
    })
  );
}

export function operatorTypes(
  at: ExprOf<"arithmetic">,
  left: Type,
  right: Type,
): { readonly type: Type; readonly wrong: Wrong | undefined } {
  const kinds = at.op === "*" ? measured : added;
  for (const side of ["left", "right"] as const) {
    const type = side === "left" ? left : right;
    if (mayBe(type, kinds) && !(at.op === "-" && only(type, "list"))) continue;
    return { type: json, wrong: { span: at[side].span, expected: at.op === "+" ? "number or list" : "number", found: describeType(type) } };
  }
  if (only(left, "number") && only(right, "number")) {
    const whole = [...alternatives(left), ...alternatives(right)].every((type) => type.kind === "number" && type.integer);
    return { type: { kind: "number", integer: whole }, wrong: undefined };
  }
  if (only(left, "list") && only(right, "list")) {
    return { type: { kind: "list", element: unite([elementOf(left), elementOf(right)]) }, wrong: undefined };
  }
  const [a, b] = [kindsOf(left), kindsOf(right)];
  if ((only(left, "list") && only(right, "number")) || (only(left, "number") && only(right, "list"))) {
    return { type: json, wrong: { span: at.right.span, expected: describeType(left), found: describeType(right) } };
  }
  if (at.op === "-" && only(left, "time", "date") && only(right, "time", "date")) return { type: { kind: "duration" }, wrong: undefined };
  if (a.size === 1 && b.has("duration") && b.size === 1 && !a.has("json") && at.op !== "*") return { type: left, wrong: undefined };
  return { type: json, wrong: undefined };
}
