// A let or group that nothing uses. In a file without rules, names are there for those who import it.
import { shifted } from "../../text/span.ts";
import type { Rulebook } from "./rulebook.ts";

export function unusedName(book: Rulebook): void {
  const { loaded, found } = book.notes;
  const { pieces } = loaded.source;
  if (!pieces.some(({ content }) => content.statement?.kind === "decision")) return;
  for (const piece of pieces) {
    const { statement } = piece.content;
    if (statement?.kind !== "let" && statement?.kind !== "group") continue;
    const { text, span } = statement.name;
    if (!found.used.has(text))
      book.report("unused-name", shifted(span, piece.start - piece.content.home), { kind: statement.kind, name: text });
  }
}
