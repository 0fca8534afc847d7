// Trees as plain data: the parts of a node and of a condition, and comparing two trees by what they say.
import type { Span } from "../text/span.ts";
import type { Expr, File } from "./ast.ts";

/** Any node, seen without its kind: the fields that some kinds have. */
export interface TreeNode {
  readonly span: Span;
  readonly kind?: unknown;
  readonly name?: unknown;
  readonly params?: unknown;
  readonly tool?: unknown;
  readonly fold?: unknown;
  readonly quoted?: unknown;
  readonly glob?: unknown;
}

export const isTreeNode = (value: unknown): value is TreeNode =>
  typeof value === "object" && value !== null && "span" in value && typeof value.span === "object";

/** The nodes directly inside one, in the order of its fields; those in fields that are no nodes themselves too. */
export function partsOf(node: object): readonly TreeNode[] {
  const found: TreeNode[] = [];
  const look = (value: unknown): void => {
    if (isTreeNode(value)) found.push(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(look);
  };
  for (const value of Object.values(node)) look(value);
  return found;
}

/** The conditions that `and`, `or` or `not` joins; none of any other condition. */
export function operandsOf(condition: Expr): readonly Expr[] {
  if (condition.kind === "and" || condition.kind === "or") return condition.operands;
  return condition.kind === "not" ? [condition.operand] : [];
}

/** The operands of a conjunction, one inside another too; a condition that is none stands alone. */
export function conjunctsOf(condition: Expr | undefined): readonly Expr[] {
  if (condition === undefined) return [];
  return condition.kind === "and" ? condition.operands.flatMap(conjunctsOf) : [condition];
}

/** Fields that hold places. */
const placeFields: ReadonlySet<string> = new Set(["span", "keyword", "regex"]);

/** Whether two trees say the same, whatever their places. */
export function sameTree(a: File, b: File): boolean {
  return same(a, b);
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const kept = (of: object): [string, unknown][] =>
    Object.entries(of).filter(([key, value]) => value !== undefined && !placeFields.has(key));
  const left = kept(a);
  const right = new Map(kept(b));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)));
}
