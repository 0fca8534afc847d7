// The reference of docs/language.md, from the vocabulary: what stands between the two `reference` comments.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type WordKind, type WordRow, wordsOfKind } from "../core/src/language/vocabulary.ts";

const page = join(import.meta.dirname, "..", "docs", "language.md");
const sections: readonly (readonly [string, readonly WordKind[]])[] = [
  ["Statements", ["statement", "effect"]],
  ["Clauses of a rule", ["clause"]],
  ["Words of the forms", ["form"]],
  ["Operators", ["operator", "symbol"]],
  ["Values", ["value"]],
  ["Sources", ["source"]],
  ["History", ["history"]],
  ["Folds", ["fold"]],
  ["Functions", ["function"]],
  ["Fields of a call", ["field"]],
  ["Fields of a command", ["command-field"]],
  ["Types", ["type"]],
  ["Steps of a test", ["test"]],
];

export function languagePage(): string {
  const text = readFileSync(page, "utf8");
  return text.replace(/(<!-- reference -->\n)[\s\S]*?(<!-- \/reference -->)/, (_, start: string, end: string) => {
    const tables = sections.map(([title, kinds]) => `### ${title}\n\n${table(kinds.flatMap(wordsOfKind))}\n`);
    return `${start}\n${tables.join("\n")}\n${end}`;
  });
}

function table(rows: readonly WordRow[]): string {
  const lines = rows.map((row) => `| ${code(row.signature ?? row.name)} | ${cell(row.summary)} | ${code(row.example)} |`);
  return ["| | | Example |", "| --- | --- | --- |", ...lines].join("\n");
}

/** A code span in a cell: bars are escaped there, and a text with backquotes stands between two. */
function code(text: string): string {
  const fence = text.includes("`") ? "``" : "`";
  return cell(`${fence}${text}${fence}`);
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
