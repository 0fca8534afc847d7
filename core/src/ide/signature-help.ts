// The call that the caret stands in: what it takes, and which argument is being written. Read off the words in front of the
// caret, so that a half-typed line has it too.
import { wordRow } from "../language/vocabulary.ts";
import type { Analysis } from "../semantics/analysis.ts";
import { describeType } from "../semantics/types.ts";
import type { Span } from "../text/span.ts";
import { caretAt, type Word } from "./completion/caret.ts";

export interface SignatureHelp {
  readonly label: string;
  /** Of the parameters, in the label. */
  readonly parameters: readonly Span[];
  readonly markdown: string;
  /** Undefined behind the last one. */
  readonly active: number | undefined;
}

export const signatureTriggers = ["(", ","] as const;

/** `lastGood` is the analysis of the last text that could be read whole. */
export function signatureHelp(analysis: Analysis, offset: number, lastGood?: Analysis): SignatureHelp | undefined {
  const { statement } = caretAt(analysis.source.text, offset);
  const open = openCall(statement);
  const callee = statement[open - 1];
  if (callee === undefined || callee.kind === "number" || callee.kind === "regex") return undefined;
  if (statement[open - 2]?.text === "tool" && open === 2) return undefined;
  const given = argumentsGiven(statement.slice(open + 1));
  for (const one of [analysis, lastGood]) {
    const found = one === undefined ? undefined : signatureOf(one, callee, given, isLiteralCall(statement, open));
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Given {
  readonly position: number;
  /** The names in front of a `:`, by argument; undefined where none is written yet. */
  readonly names: readonly (string | undefined)[];
}

/** The index of the innermost `(` that is still open and has a name in front of it; other brackets inside it are passed. */
function openCall(words: readonly Word[]): number {
  let depth = 0;
  for (let at = words.length - 1; at >= 0; at--) {
    const { kind, text } = words[at] as Word;
    if (kind !== "sign") continue;
    if (text === ")" || text === "]" || text === "}") depth++;
    else if (text === "(" || text === "[" || text === "{") {
      if (depth > 0) depth--;
      else if (text === "(" && isCallee(words[at - 1], words[at])) return at;
    }
  }
  return -1;
}
/** A name or a quoted tool that is no keyword in front of a group. */
const isCallee = (word: Word | undefined, open: Word | undefined): boolean =>
  word !== undefined && (word.kind === "word" || word.kind === "string") && word.end === open?.start;

function argumentsGiven(words: readonly Word[]): Given {
  const names: (string | undefined)[] = [undefined];
  let depth = 0;
  let start = 0;
  for (const [at, { kind, text }] of words.entries()) {
    if (kind !== "sign") continue;
    if (text === "(" || text === "[" || text === "{") depth++;
    else if (text === ")" || text === "]" || text === "}") depth--;
    else if (depth === 0 && text === ",") {
      names.push(undefined);
      start = at + 1;
    } else if (depth === 0 && text === ":" && at === start + 1) names[names.length - 1] = words[start]?.text.replaceAll('"', "");
  }
  return { position: names.length - 1, names };
}

/** Whether a call is one that a test or an example writes down: its arguments have names. */
function isLiteralCall(words: readonly Word[], open: number): boolean {
  if (words[open - 2]?.text === "hit" || words[open - 2]?.text === "miss") return true;
  if (words[0]?.text !== "test") return false;
  let depth = 0;
  for (const { kind, text } of words.slice(0, open)) {
    if (kind === "sign" && text === "(") depth++;
    else if (kind === "sign" && text === ")") depth--;
  }
  return depth === 0 && words[open - 2]?.text !== "returns" && words[open - 2]?.text !== "fails";
}

function signatureOf(analysis: Analysis, callee: Word, given: Given, literal: boolean): SignatureHelp | undefined {
  const name = callee.kind === "string" ? callee.text.slice(1, -1) : callee.text;
  if (literal) {
    const tool = analysis.tools?.get(name);
    if (tool === undefined) return undefined;
    const labels = tool.params.map((param) => `${param.name}${param.optional ? "?" : ""}: ${describeType(param.type)}`);
    const current = given.names[given.position];
    const named = tool.params.findIndex((param) => param.name === current);
    const next = tool.params.findIndex((param) => !given.names.includes(param.name));
    return signature(name, labels, "", tool.description, current !== undefined ? named : next);
  }
  const target = analysis.lets.get(name)?.statement;
  if (target !== undefined) {
    const names = target.params?.map((param) => param.text) ?? [];
    return names.length === 0 ? undefined : signature(name, names, "", `The \`let\` \`${name}\`.`, given.position);
  }
  const row = wordRow(name, "function") ?? wordRow(name, "fold");
  const [, inside, result] = /^[^(]*\((.*)\)([^)]*)$/.exec(row?.signature ?? "") ?? [];
  if (row === undefined || inside === undefined) return undefined;
  const labels = row.kind === "fold" ? [inside] : inside.split(", ");
  return signature(name, labels, result ?? "", row.summary, row.kind === "fold" ? 0 : given.position);
}

function signature(name: string, labels: readonly string[], result: string, markdown: string, active: number): SignatureHelp {
  let label = `${name}(`;
  const parameters = labels.map((text, index) => {
    if (index > 0) label += ", ";
    const start = label.length;
    label += text;
    return { start, end: label.length };
  });
  return { label: `${label})${result}`, parameters, markdown, active: active >= 0 && active < labels.length ? active : undefined };
}
