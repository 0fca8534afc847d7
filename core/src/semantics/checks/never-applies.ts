// A rule whose selector selects nothing, or whose condition nothing satisfies.

import { printExpr } from "../../language/print.ts";
import { conjunctsOf } from "../../language/tree.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export function neverApplies(rule: Rule, book: Rulebook): void {
  const { kind, selector } = rule;
  if (selector !== undefined && selectsNothing(rule, book) && book.whole) {
    book.report("never-applies", selector.span, { why: "its `except` leaves no tool", inDoubt: false });
  } else if (kind !== "require" && kind !== "limit" && kind !== "expect" && book.neverHolds(rule)) {
    const span = rule.when?.span ?? rule.unless?.span ?? rule.decision.keyword;
    book.report("never-applies", span, { why: why(rule, book), inDoubt: kind === "deny" || kind === "ask" || kind === "flag" });
  }
}

/** Where a name by itself selects nothing, that is said already. */
function selectsNothing({ selector, tools, kind }: Rule, book: Rulebook): boolean {
  if (selector === undefined || selector.except.length === 0 || tools?.length !== 0) return false;
  if (!["allow", "grant"].includes(kind) || book.notes.loaded.tools === undefined) return false;
  return selector.tools.every((name) => book.names({ span: name.span, tools: [name], except: [] })?.length !== 0);
}

function why(rule: Rule, book: Rulebook): string {
  const parts = conjunctsOf(rule.when);
  for (const [index, one] of parts.entries()) {
    if (book.together([book.certainly(one, true)], rule.tools).kind === "never") return `\`${printExpr(one)}\` is never true`;
    for (const other of parts.slice(0, Math.min(index, 12))) {
      const both = [book.certainly(other, true), book.certainly(one, true)];
      if (book.together(both, rule.tools).kind === "never") return `\`${printExpr(other)}\` and \`${printExpr(one)}\` exclude each other`;
    }
  }
  if (rule.when === undefined) return "`unless` is always true";
  return rule.unless === undefined ? "no call meets its condition" : "`unless` is true wherever `when` is";
}
