// Strings that are held against an enum that does not have them.
import type { Expr, ExprOf } from "../language/ast.ts";
import { alternatives, elementOf, enumValues } from "./type-rules.ts";
import type { Type } from "./types.ts";

export interface Stranger {
  readonly literal: ExprOf<"string">;
  readonly values: readonly string[];
  readonly of: Type;
}

/** The literals of an equality or membership test that can never hold because of the other side's enum. */
export function strangersToEnums(at: ExprOf<"compare" | "test">, left: Type, right: Type): readonly Stranger[] {
  switch (at.op) {
    case "==":
    case "!=":
      return [...strangers(at.right, left), ...strangers(at.left, right)];
    case "in":
      if (at.right.kind === "list") return at.right.items.flatMap((item) => strangers(item, left));
      return isList(right) ? strangers(at.left, elementOf(right)) : [];
    case "contains":
      return isList(left) ? strangers(at.right, elementOf(left)) : [];
    default:
      return [];
  }
}

const isList = (type: Type): boolean => alternatives(type).every(({ kind }) => kind === "list");

function strangers(literal: Expr, of: Type): readonly Stranger[] {
  if (literal.kind !== "string") return [];
  const values = enumValues(of);
  return values === undefined || values.includes(literal.value) ? [] : [{ literal, values, of }];
}
