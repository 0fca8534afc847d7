// `default allow` in a policy without a rule that blocks anything.
import type { Rulebook } from "./rulebook.ts";

const blocking: ReadonlySet<string> = new Set(["deny", "ask", "require", "limit"]);

export function defaultAllowOnly(book: Rulebook): void {
  const { defaults, decisions } = book.notes.loaded;
  const [first] = defaults;
  const blocks = decisions.some(({ unplaced: { head } }) => blocking.has(head.kind));
  if (first?.effect === "allow" && !blocks) book.report("default-allow-only", first.span, {});
}
