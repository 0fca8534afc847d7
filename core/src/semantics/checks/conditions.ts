// Walks over conditions for the lints: every part of a rule's conditions with what its truth does to the rule, into the lets
// of the same file that they use.
import type { Expr } from "../../language/ast.ts";
import { partsOf } from "../references.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export interface Part {
  readonly expr: Expr;
  /** Whether the whole is the likelier to hold the more this does (`true`), the less (`false`), or neither can be said. */
  readonly positive: boolean | undefined;
}

/** The parts of the conditions that the rule applies by. */
export function conditionParts(rule: Rule, book: Rulebook): readonly Part[] {
  const found: Part[] = [];
  const seen = new Set<string>();
  if (rule.when !== undefined) collect(rule.when, true, book, seen, found);
  if (rule.unless !== undefined) collect(rule.unless, false, book, seen, found);
  return found;
}

function collect(expr: Expr, positive: Part["positive"], book: Rulebook, seen: Set<string>, found: Part[]): void {
  found.push({ expr, positive });
  const inner = (part: Expr, is: Part["positive"]): void => collect(part, is, book, seen, found);
  const turned = positive === undefined ? undefined : !positive;
  switch (expr.kind) {
    case "and":
    case "or":
      for (const operand of expr.operands) inner(operand, positive);
      return;
    case "not":
      inner(expr.operand, turned);
      return;
    case "fold": {
      inner(expr.list, undefined);
      const body = expr.fold === "any" || expr.fold === "all" ? positive : expr.fold === "none" ? turned : undefined;
      // In `all`, a `where` leaves elements out; in `any`, it takes them in.
      const where = expr.fold === "any" ? positive : expr.fold === "all" ? turned : expr.fold === "none" ? turned : undefined;
      if (expr.where !== undefined) inner(expr.where, where);
      if (expr.body !== undefined) inner(expr.body, body);
      return;
    }
    case "name": {
      const named = book.notes.loaded.lets.get(expr.name);
      if (named === undefined || named.source !== book.notes.loaded.source || (named.statement.params?.length ?? 0) > 0) return;
      if (seen.has(expr.name)) return;
      seen.add(expr.name);
      inner(named.statement.value, positive);
      return;
    }
    default:
      for (const part of partsOf(expr)) inner(part, undefined);
  }
}
