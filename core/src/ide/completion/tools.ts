// What a selector can name: tools, groups, and globs for tools whose names begin alike.

import type { GroupStatement } from "../../language/ast.ts";
import type { Tool } from "../../semantics/analysis.ts";
import { asText, toolSignature } from "../plain-words.ts";
import { type Draft, selectorName, snippetText, stop } from "./item.ts";
import type { Names } from "./names.ts";

export interface ToolOptions {
  /** Words that must be quoted to be a tool. */
  readonly reserved: (word: string) => boolean;
  /** Inside quotes: names as they are, and no groups. */
  readonly quoted: boolean;
  /** With arguments, as in a test. */
  readonly call: boolean;
}

export function toolDrafts(known: Names, { reserved, quoted, call }: ToolOptions): readonly Draft[] {
  const tools = [...(known.tools?.values() ?? [])];
  const drafts = tools.map((tool): Draft => {
    const name = quoted ? tool.name : selectorName(tool.name, reserved);
    return {
      label: tool.name,
      kind: "tool",
      rank: 1,
      detail: toolSignature(tool).slice(tool.name.length),
      documentation: tool.description === "" ? undefined : asText(tool.description),
      insertText: call && !quoted ? callSnippet(name, tool) : name,
      isSnippet: call && !quoted,
      filterText: name,
    };
  });
  if (call) return drafts;
  const names = tools.map((tool) => tool.name);
  return [...drafts, ...globDrafts(names), ...(quoted ? [] : groupDrafts(known))];
}

function groupDrafts(known: Names): readonly Draft[] {
  return [...known.groups.values()].map(({ statement, source }) => ({
    label: statement.name.text,
    kind: "group",
    rank: 0,
    detail: groupDetail(statement, source.text),
  }));
}

const groupDetail = ({ selector }: GroupStatement, text: string): string =>
  `= ${text.slice(selector.span.start, selector.span.end).replaceAll(/\s+/g, " ")}`;

/** `get_*` where several tools begin with `get_`, and `*`. */
function globDrafts(names: readonly string[]): readonly Draft[] {
  const counts = new Map<string, string[]>();
  for (const name of names) {
    const prefix = /^[A-Za-z][A-Za-z0-9]*_/.exec(name)?.[0];
    if (prefix !== undefined) counts.set(prefix, [...(counts.get(prefix) ?? []), name]);
  }
  const globs = [...counts].filter(([, matched]) => matched.length > 1 && matched.length < names.length);
  return [
    ...globs.map(([prefix, matched]): Draft => glob(`${prefix}*`, `${matched.length} tools`, matched)),
    glob("*", "every tool", names),
  ];
}

const glob = (label: string, detail: string, matched: readonly string[]): Draft => ({
  label,
  kind: "tool",
  rank: 2,
  detail,
  documentation: matched.length === 0 ? undefined : matched.map((name) => `\`${name}\``).join(", "),
});

/** The call with what it must be given. */
function callSnippet(name: string, tool: Tool): string {
  const args = tool.params
    .filter((param) => !param.optional)
    .map((param, index) => {
      const filled = stop(index + 1);
      const value = param.type.kind === "string" ? `"${filled}"` : param.type.kind === "list" ? `[${filled}]` : filled;
      return `${snippetText(param.name)}: ${value}`;
    });
  return `${snippetText(name)}(${args.join(", ")})$0`;
}
