// `trusted` of a tool whose result, by its schema, holds free text that others may have written.
import type { Fix } from "../../diagnostics/diagnostic.ts";
import { alternatives } from "../type-rules.ts";
import type { Type } from "../types.ts";
import type { Rulebook } from "./rulebook.ts";

const freeText =
  /^(?:body|content|contents|text|message|messages|subject|title|description|note|notes|comment|comments|summary|snippet|html|markdown|memo|remark|remarks|reason|details|bio|about|caption|review|reviews|excerpt)$|(?:_|[a-z](?=[A-Z]))(?:body|content|text|message|description|note|notes|comment|Body|Content|Text|Message|Description|Note|Notes|Comment)$/;

export function trustedFreeText(book: Rulebook): void {
  for (const { statement, source } of book.notes.loaded.trusted) {
    if (source !== book.notes.loaded.source || statement.only !== undefined) continue;
    const tools = (book.names(statement.pattern.selector) ?? []).flatMap((tool) => book.notes.loaded.tools?.get(tool) ?? []);
    const leaves = tools.map(({ returns }) => leafPaths(returns, [], 0));
    const free = leaves.flat().filter(({ type, path }) => isFree(path, type));
    const [first] = free;
    const tool = tools.find((_, index) => leaves[index]?.some((leaf) => leaf === first));
    if (first === undefined || tool === undefined) continue;
    const kept = [
      ...new Set(
        leaves
          .flat()
          .filter((leaf) => !free.includes(leaf))
          .map(({ path }) => path.join(".")),
      ),
    ];
    const fields = kept.filter((path) => !free.some((leaf) => leaf.path.join(".") === path));
    book.report(
      "trusted-free-text",
      statement.pattern.span,
      { tool: tool.name, field: first.path.join(".") },
      { fixes: fix(fields, statement.pattern.span.end) },
    );
  }
}

interface Leaf {
  readonly path: readonly string[];
  readonly type: Type;
}

function isFree(path: readonly string[], type: Type): boolean {
  const text = alternatives(type).some((one) => one.kind === "string" && one.values === undefined && one.format === undefined);
  return text && freeText.test(path[path.length - 1] ?? "");
}

/** The scalar fields with their paths; lists are stepped through. */
function leafPaths(type: Type, path: readonly string[], depth: number): readonly Leaf[] {
  if (depth > 6) return [];
  return alternatives(type).flatMap((one): readonly Leaf[] => {
    if (one.kind === "list") return leafPaths(one.element, path, depth + 1);
    if (one.kind === "record") return one.fields.flatMap((field) => leafPaths(field.type, [...path, field.name], depth + 1));
    return path.length === 0 ? [] : [{ path, type: one }];
  });
}

function fix(fields: readonly string[], end: number): readonly Fix[] {
  if (fields.length === 0 || fields.length > 30 || !fields.every((path) => /^\w+(?:\.\w+)*$/.test(path))) return [];
  const only = `only ${fields.join(", ")}`;
  return [
    {
      title: fields.length > 6 ? "Trust its other fields only" : `Add \`${only}\``,
      edits: [{ span: { start: end, end }, newText: ` ${only}` }],
    },
  ];
}
