// An allow without condition on a tool that its catalogue calls destructive, and no other rule that holds it back.
import { isOpenAllow } from "./grant-already-allowed.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

const holdingBack: ReadonlySet<string> = new Set(["deny", "ask", "limit", "require"]);

export function destructiveAllowed(rule: Rule, book: Rulebook): void {
  if (!isOpenAllow(rule) || rule.selector === undefined) return;
  const tool = (rule.tools ?? []).find(
    (name) => book.notes.loaded.tools?.get(name)?.destructive === true && !book.about(name).some(({ kind }) => holdingBack.has(kind)),
  );
  if (tool === undefined || !book.whole) return;
  const named = rule.selector.tools.find((name) => book.names({ span: name.span, tools: [name], except: [] })?.includes(tool));
  book.report("destructive-allowed", (named ?? rule.selector).span, { tool });
}
