// `require A before B` where no call of A can ever be permitted: then B never is.
import type { Rule, Rulebook } from "./rulebook.ts";

export function requireNeverMet(rule: Rule, book: Rulebook): void {
  const { decision } = rule;
  const { head } = decision;
  if (head.kind !== "require") return;
  const tools = book.names(head.pattern.selector);
  if (tools === undefined || tools.length === 0 || !tools.every((tool) => book.neverHappens(tool))) return;
  book.report("require-never-met", head.pattern.selector.span, { tools: tools.slice(0, 3).join(", ") });
}
