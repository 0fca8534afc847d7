// A deny that reads what an earlier call gave, with nothing said of the case that there was no such call: then it denies.
import type { Expr } from "../../language/ast.ts";
import { printExpr } from "../../language/print.ts";
import type { Rule, Rulebook } from "./rulebook.ts";
import { splitIntoDenyAndAsk } from "./split.ts";

const picks: ReadonlySet<string> = new Set(["first", "last", "min", "max"]);

export function missingEvidence(rule: Rule, book: Rulebook): void {
  if (rule.kind !== "deny") return;
  const evidence = firstEvidence(rule, book);
  if (evidence === undefined) return;
  const text = book.text(evidence.span);
  book.report("missing-evidence", evidence.span, { evidence: text }, { fixes: [splitIntoDenyAndAsk(rule, text, book)] });
}

/** The first field of a picked element that no `has` or `??` speaks of. */
function firstEvidence(rule: Rule, book: Rulebook): Expr | undefined {
  const inner = new Set<Expr>();
  const guarded = new Set<string>();
  const found: Expr[] = [];
  for (const expr of book.within(rule)) {
    const guard = expr.kind === "has" ? expr.operand : expr.kind === "coalesce" ? expr.left : undefined;
    if (guard !== undefined) guarded.add(printExpr(rootOf(guard)));
    if (expr.kind === "field") {
      inner.add(expr.target);
      if (!inner.has(expr) && isPicked(rootOf(expr), book)) found.push(expr);
    }
  }
  return found.find((expr) => !guarded.has(printExpr(rootOf(expr))));
}

function rootOf(expr: Expr): Expr {
  let at = expr;
  while (at.kind === "field" || at.kind === "index") at = at.target;
  return at;
}

function isPicked(root: Expr, book: Rulebook, depth = 0): boolean {
  if (root.kind === "fold") return picks.has(root.fold) && root.list.kind === "past" && root.list.events !== "user";
  if (root.kind !== "name" || depth > 10) return false;
  const value = book.terms.letNamed(root.name);
  return value !== undefined && isPicked(rootOf(value), book, depth + 1);
}
