// Which of two things a deny over origins says: `from untrusted` stops what was copied, `not from trusted` also what was made up.
import type { ExprOf } from "../../language/ast.ts";
import { printExpr } from "../../language/print.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export function originInDeny(rule: Rule, book: Rulebook): void {
  if (rule.kind !== "deny") return;
  const tests: { readonly at: ExprOf<"origin">; readonly says: "copies" | "inventions" }[] = [];
  for (const { expr, positive } of book.parts(rule)) {
    if (expr.kind !== "origin" || expr.op !== "from" || positive === undefined) continue;
    const holds = expr.negated ? !positive : positive;
    if (expr.source.kind === "untrusted" && holds) tests.push({ at: expr, says: "copies" });
    if (expr.source.kind === "trusted" && !holds) tests.push({ at: expr, says: "inventions" });
  }
  for (const { at, says } of tests) {
    // Where both stand, the author weighed them.
    const value = printExpr(at.left);
    if (tests.some((other) => other.says !== says && printExpr(other.at.left) === value)) continue;
    book.report("origin-in-deny", at.span, { value, says });
  }
}
