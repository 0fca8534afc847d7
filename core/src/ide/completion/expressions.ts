// What a value can begin with: names in scope, functions, folds, history.

import { type WordKind, wordsOfKind } from "../../language/vocabulary.ts";
import { rowMarkdown, wordMarkdown } from "../glossary.ts";
import { oneLine, paramSignature } from "../plain-words.ts";
import type { Expected } from "./expectations.ts";
import { type Draft, stop } from "./item.ts";
import type { Names } from "./names.ts";

export function expressionDrafts(known: Names, expected: Expected): readonly Draft[] {
  return [
    ...expected.names.map((name): Draft => ({ label: name, kind: "binder", rank: 1 })),
    ...(expected.it ? [word("it", 1)] : []),
    word("args", 2),
    ...(known.context === undefined ? [] : [{ ...word("context", 3), detail: known.context.map(paramSignature).join(", ") }]),
    ...letDrafts(known),
    ...["past", "after"].map((name) => word(name, 4)),
    ...["has", "not"].map((name) => word(name, 5)),
    ...foldDrafts(),
    ...functionDrafts(),
    ...["true", "false", "null", "granted"].map((name) => word(name, 8)),
  ];
}

/** A word of the language; `kind` chooses where it has several meanings. */
export const word = (label: string, rank: number, kind?: WordKind): Draft => ({
  label,
  kind: "keyword",
  rank,
  documentation: wordMarkdown(label, kind),
});

function letDrafts(known: Names): readonly Draft[] {
  return [...known.lets.values()].map(({ statement, source }) => {
    const { name, params, value } = statement;
    const stops = (params ?? []).map((param, index) => stop(index + 1, param.text));
    return {
      label: name.text,
      kind: "let",
      rank: 3,
      detail: `${params === undefined ? "" : `(${params.map((param) => param.text).join(", ")}) `}= ${oneLine(source.text.slice(value.span.start, value.span.end), 60)}`,
      ...(params === undefined ? {} : { insertText: `${name.text}(${stops.join(", ")})`, isSnippet: true }),
    };
  });
}

/** What is usually written inside a fold's brackets. */
function foldBody(name: string): string {
  const element = `${stop(1, "x")} in ${stop(2, "list")}: `;
  if (name === "count" || name === "first" || name === "last") return stop(1, "list");
  return `${element}${stop(3, name === "sum" ? "number" : ["min", "max", "distinct"].includes(name) ? "value" : "condition")}`;
}

function foldDrafts(): readonly Draft[] {
  return wordsOfKind("fold").map((row) => ({
    label: row.name,
    kind: "function",
    rank: 5,
    detail: row.signature,
    documentation: rowMarkdown(row),
    insertText: `${row.name}(${foldBody(row.name)})`,
    isSnippet: true,
  }));
}

function functionDrafts(): readonly Draft[] {
  return wordsOfKind("function").map((row) => {
    const names = [...(row.signature ?? "").matchAll(/(\w+): /g)].map((match) => match[1] ?? "").slice(0, row.params?.length ?? 0);
    const stops = names.map((name, index) => stop(index + 1, name));
    return {
      label: row.name,
      kind: "function",
      rank: 6,
      detail: row.signature,
      documentation: rowMarkdown(row),
      ...(names.length === 0 ? {} : { insertText: `${row.name}(${stops.join(", ")})`, isSnippet: true }),
    };
  });
}
