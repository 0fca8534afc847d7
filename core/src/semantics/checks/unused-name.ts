// A let or group that nothing uses. In a file without rules, names are there for those who import it.
import type { Rulebook } from "./rulebook.ts";

export function unusedName(book: Rulebook): void {
  const { loaded, found } = book.notes;
  const { statements } = loaded.source.file;
  if (!statements.some(({ kind }) => kind === "decision")) return;
  for (const statement of statements) {
    if (statement.kind !== "let" && statement.kind !== "group") continue;
    const { text, span } = statement.name;
    if (!found.used.has(text)) book.report("unused-name", span, { kind: statement.kind, name: text });
  }
}
