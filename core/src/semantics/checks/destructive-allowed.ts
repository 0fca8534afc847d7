// An allow without condition on a tool that its catalogue calls destructive, and no other rule that holds it back.
import { isOpenAllow } from "./grant-already-allowed.ts";
import type { Rulebook } from "./rulebook.ts";

const holdingBack: ReadonlySet<string> = new Set(["deny", "ask", "limit", "require"]);

export function destructiveAllowed(book: Rulebook): void {
  if (!book.whole) return;
  for (const rule of book.own) {
    if (!isOpenAllow(rule) || rule.selector === undefined) continue;
    const tool = (rule.tools ?? []).find(
      (name) =>
        book.notes.loaded.tools?.get(name)?.destructive === true &&
        !book.about(name).some(({ decision }) => holdingBack.has(decision.head.kind)),
    );
    if (tool === undefined) continue;
    const named = rule.selector.tools.find((name) => book.names({ span: name.span, tools: [name], except: [] })?.includes(tool));
    book.report("destructive-allowed", (named ?? rule.selector).span, { tool });
  }
}
