// `require A before B` where no call of A can ever be permitted: then B never is.
import type { Rulebook } from "./rulebook.ts";

export function requireNeverMet(book: Rulebook): void {
  for (const { decision } of book.own) {
    const { head } = decision;
    if (head.kind !== "require") continue;
    const tools = book.names(head.pattern.selector);
    if (tools === undefined || tools.length === 0 || !tools.every((tool) => book.neverHappens(tool))) continue;
    book.report("require-never-met", head.pattern.selector.span, { tools: tools.slice(0, 3).join(", ") });
  }
}
