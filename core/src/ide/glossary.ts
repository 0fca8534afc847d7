// The vocabulary as a reader sees it.
import { type WordKind, type WordRow, wordRow } from "../language/vocabulary.ts";

/** What a word means, in Markdown; `kind` chooses where it has several meanings. */
export function wordMarkdown(name: string, kind?: WordKind): string | undefined {
  const row = wordRow(name, kind) ?? wordRow(name);
  return row === undefined ? undefined : rowMarkdown(row);
}

export function rowMarkdown({ name, signature, summary, example }: WordRow): string {
  return `\`\`\`remit\n${signature ?? name}\n\`\`\`\n\n${summary}\n\n\`\`\`remit\n${example}\n\`\`\``;
}
