// THE table of words: every keyword, operator, built-in function, fold, event field and type name of the language, each with
// what a reader needs to know about it. Tokens, completion, hover, signature help and the TextMate grammar read it; it knows
// nothing of how a word is parsed or evaluated.
import type { WordKind, WordRow } from "./word-row.ts";
import { expressionWords } from "./words-expressions.ts";
import { namedWords } from "./words-names.ts";
import { statementWords } from "./words-statements.ts";

export type { WordKind, WordRow };

const rows = [...statementWords, ...expressionWords, ...namedWords] as const;

type Row = (typeof rows)[number];
type Words<S extends string> = S extends `${infer A} ${infer B}` ? A | Words<B> : S;
type KeywordKind = Exclude<WordKind, "symbol" | "function" | "field" | "command-field" | "type">;

/** A word that has a token of its own. Of `starts with` and the like each word is one. */
export type Keyword = Words<Extract<Row, { kind: KeywordKind }>["name"]>;
export type BuiltinName = Extract<Row, { kind: "function" }>["name"];

export const vocabulary: readonly WordRow[] = rows;

const keywordKinds: ReadonlySet<WordKind> = new Set<KeywordKind>([
  "statement",
  "effect",
  "clause",
  "form",
  "operator",
  "value",
  "source",
  "history",
  "fold",
  "test",
]);
const keywordRows = vocabulary.filter((row) => keywordKinds.has(row.kind));

/** All keywords, each with whether it may also be a name. */
export const keywords: ReadonlyMap<Keyword, { readonly soft: boolean }> = new Map(
  keywordRows.flatMap((row) => row.name.split(" ").map((word) => [word as Keyword, { soft: row.soft === true }] as const)),
);

/** Whether a word cannot be a name of a rule, let, group, binder or (without quotes) tool. */
export function isReserved(word: string): boolean {
  return keywords.get(word as Keyword)?.soft === false;
}

export function wordsOfKind(kind: WordKind): readonly WordRow[] {
  return vocabulary.filter((row) => row.kind === kind);
}

/** The row of a word; `kind` chooses where a word has several meanings. */
export function wordRow(name: string, kind?: WordKind): WordRow | undefined {
  return vocabulary.find((row) => row.name === name && (kind === undefined || row.kind === kind));
}

export interface BuiltinSignature {
  readonly params: readonly string[];
  readonly result: string;
}

/** The types of a built-in function's parameters and result; undefined where there is no such function. `now` has none and
 * is written without parentheses. */
export function builtinSignature(name: string): BuiltinSignature | undefined {
  const row = wordRow(name, "function");
  return row?.params === undefined || row.result === undefined ? undefined : { params: row.params, result: row.result };
}

export function isBuiltin(name: string): name is BuiltinName {
  return builtinSignature(name) !== undefined;
}
