// A filter of steps as it is typed: its terms, or what is wrong with it and where. All terms must hold; `-` before one turns it
// round, commas part alternatives, and what stands without a word is looked for everywhere. Reads text only.
import { closest } from "../../semantics/closest.ts";
import { regexFinder, regexProblem } from "../../semantics/regex.ts";
import type { Span } from "../../text/span.ts";
import { type FilterWord, type FilterWordName, filterWords } from "./words.ts";

/** How a text is looked for. Expressions run on an engine that takes linear time, whatever the expression and the text. */
export type Needle =
  | { readonly kind: "contains"; readonly lower: string }
  | { readonly kind: "regex"; readonly finds: (text: string) => boolean }
  | { readonly kind: "compare"; readonly operator: "<" | "<=" | ">" | ">="; readonly bound: number }
  | { readonly kind: "equals"; readonly text: string };

export type Condition =
  | { readonly word: "tool" | "rule" | "lane"; readonly globs: readonly string[] }
  | { readonly word: "verdict" | "recorded" | "history" | "is"; readonly choices: readonly string[] }
  | { readonly word: "changed"; readonly from: string; readonly to: string }
  | { readonly word: "default" | "flagged" | "differs" }
  | { readonly word: "step"; readonly first: number; readonly last: number }
  /** No needles: that it is there at all. */
  | { readonly word: "args"; readonly path: readonly string[]; readonly needles: readonly Needle[] }
  | { readonly word: "result" | "text" | "anywhere"; readonly needles: readonly Needle[] };

export interface FilterTerm {
  readonly negated: boolean;
  readonly condition: Condition;
}
export interface StepFilter {
  readonly terms: readonly FilterTerm[];
}
/** What is wrong, as a phrase, and where in the typed text. */
export interface FilterError {
  readonly message: string;
  readonly span: Span;
}

class Bad extends Error {
  readonly span: Span;
  constructor(message: string, start: number, end: number) {
    super(message);
    this.span = { start, end };
  }
}

/** Longer than anyone types; a pasted trace is no filter. */
const longest = 2000;

export function parseFilter(text: string): StepFilter | { readonly error: FilterError } {
  if (text.length > longest) return { error: { message: "this is too long for a filter", span: { start: longest, end: text.length } } };
  try {
    return { terms: [...terms(text)] };
  } catch (problem) {
    if (problem instanceof Bad) return { error: { message: problem.message, span: problem.span } };
    throw problem;
  }
}

/** A value as written: `bare`, `"quoted"` or `/regex/i`. */
interface Written {
  readonly kind: "bare" | "quoted" | "regex";
  readonly text: string;
  readonly flags: string;
  readonly start: number;
  readonly end: number;
}

function* terms(text: string): Generator<FilterTerm> {
  let at = 0;
  for (;;) {
    while (/\s/.test(text.charAt(at))) at++;
    if (at >= text.length) return;
    const begin = at;
    const negated = /[-!]/.test(text.charAt(at));
    if (negated) at++;
    if (at >= text.length || /\s/.test(text.charAt(at)))
      throw new Bad(`\`${text.slice(begin, at)}\` stands before what is not to hold, without a space`, begin, at);
    const word = /^[A-Za-z_][^\s:"]*(?=:)/.exec(text.slice(at))?.[0];
    if (word === undefined) {
      const value = written(text, at, "");
      yield { negated, condition: { word: "anywhere", needles: [needle(value)] } };
      at = value.end;
      continue;
    }
    known(word, at);
    const after = at + word.length + 1;
    const values: Written[] = [];
    let end = after;
    while (end < text.length && !/\s/.test(text.charAt(end))) {
      const value = written(text, end, ",");
      values.push(value);
      end = value.end;
      if (text.charAt(end) !== ",") break;
      end++;
      if (end >= text.length || /\s/.test(text.charAt(end))) throw new Bad("another value is missing behind the comma", end - 1, end);
    }
    yield { negated, condition: condition(word, values, { start: at, end: Math.max(end, after) }) };
    at = end;
  }
}

/** One value from `at` on: up to white space, or to one of the signs that part values. */
function written(text: string, at: number, parting: string): Written {
  const first = text.charAt(at);
  const ends = (where: number): boolean => where >= text.length || /\s/.test(text.charAt(where)) || parting.includes(text.charAt(where));
  if (first === '"') {
    let value = "";
    for (let end = at + 1; end < text.length; end++) {
      const sign = text.charAt(end);
      if (sign === "\\" && end + 1 < text.length) value += text.charAt(++end);
      else if (sign !== '"') value += sign;
      else if (ends(end + 1)) return { kind: "quoted", text: value, flags: "", start: at, end: end + 1 };
      else throw new Bad("a space is missing behind the quotes", end + 1, text.length);
    }
    throw new Bad('the closing `"` is missing', at, text.length);
  }
  if (first === "/") {
    for (let end = at + 1; end < text.length; end++) {
      const sign = text.charAt(end);
      if (sign === "\\") end++;
      else if (sign === "/") {
        let last = end + 1;
        while (!ends(last)) last++;
        const flags = text.slice(end + 1, last);
        if (flags !== "" && flags !== "i") throw new Bad("a regular expression ends with `/` or `/i`; put a path into quotes", end, last);
        return { kind: "regex", text: text.slice(at + 1, end), flags, start: at, end: last };
      }
    }
    throw new Bad("the closing `/` of the regular expression is missing; put a path into quotes", at, text.length);
  }
  let end = at;
  while (!ends(end)) end++;
  if (end === at) throw new Bad("a value is missing here", at, at + 1);
  return { kind: "bare", text: text.slice(at, end), flags: "", start: at, end };
}

/** The word that is typed before a colon; it is told to be unknown before what stands behind it is looked at. */
function known(typed: string, start: number): { readonly row: FilterWord; readonly path: readonly string[] } {
  const [name = "", ...path] = typed.split(".");
  const row: FilterWord | undefined = filterWords.find(({ word }) => word === name);
  if (row !== undefined && (path.length === 0 || name === "args")) return { row, path };
  const near =
    row === undefined
      ? closest(
          name,
          filterWords.map(({ word }) => word),
        )
      : name;
  const meant = near === undefined ? "" : `did you mean \`${near}:\`? `;
  throw new Bad(`there is no \`${typed}:\`; ${meant}A text with a colon is put into quotes`, start, start + typed.length);
}

function condition(typed: string, values: readonly Written[], span: Span): Condition {
  const { row, path } = known(typed, span.start);
  const place = { start: span.start, end: span.start + typed.length };
  if (path.includes("")) throw new Bad("a name is missing beside the dot", place.start, place.end);
  const word = row.word as FilterWordName;
  const [first] = values;
  switch (word) {
    case "tool":
    case "rule":
    case "lane":
      need(values, row, span);
      return { word, globs: values.map((value) => noRegex(value, "`*` stands for any characters").text) };
    case "verdict":
    case "recorded":
    case "history":
    case "is":
      need(values, row, span);
      return { word, choices: values.map((value) => choice(value, row.value.kind === "choice" ? row.value.of : [])) };
    case "default":
    case "flagged":
    case "differs":
      if (first !== undefined) throw new Bad(`nothing stands behind \`${word}:\``, first.start, first.end);
      return { word };
    case "changed":
      return { word, ...change(values) };
    case "step":
      need(values, row, span);
      return { word, ...range(values) };
    case "args":
      return { word, path, needles: values.map((value) => comparison(value) ?? needle(value)) };
    case "result":
    case "text":
      if (word === "text") need(values, row, span);
      return { word, needles: values.map(needle) };
  }
}

function need(values: readonly Written[], { word, example }: FilterWord, span: Span): void {
  if (values.length === 0) throw new Bad(`a value is missing behind \`${word}:\`, as in \`${example}\``, span.start, span.end);
}

function noRegex(value: Written, instead: string): Written {
  if (value.kind === "regex") throw new Bad(`a name is no regular expression: ${instead}`, value.start, value.end);
  return value;
}

function choice(value: Written, of: readonly string[]): string {
  if (of.includes(value.text)) return value.text;
  const near = closest(value.text, of);
  throw new Bad(near === undefined ? `one of ${of.join(", ")} stands here` : `did you mean \`${near}\`?`, value.start, value.end);
}

function change(values: readonly Written[]): { readonly from: string; readonly to: string } {
  const [value, second] = values;
  if (value === undefined) return { from: "*", to: "*" };
  if (second !== undefined) throw new Bad("one change stands here, as in `changed:deny->allow`", second.start, second.end);
  const verdicts = ["allow", "ask", "deny", "unknown", "*"];
  const parts = value.text.split("->");
  const [from, to] = parts.length === 1 ? ["*", parts[0]] : parts;
  if (parts.length > 2 || from === undefined || to === undefined || !verdicts.includes(from) || !verdicts.includes(to))
    throw new Bad("verdicts stand here, as in `changed:deny->allow` or `changed:*->allow`", value.start, value.end);
  return { from, to };
}

function range(values: readonly Written[]): { readonly first: number; readonly last: number } {
  const [value, second] = values;
  const found = value && /^(?:(\d{1,9})|(\d{0,9})\.\.(\d{0,9}))$/.exec(value.text);
  if (!value || !found || second !== undefined) {
    const at = second ?? value;
    throw new Bad("a number or a range stands here, as in `step:7` or `step:10..20`", at?.start ?? 0, at?.end ?? 0);
  }
  if (found[1] !== undefined) return { first: Number(found[1]), last: Number(found[1]) };
  return { first: found[2] ? Number(found[2]) : 0, last: found[3] ? Number(found[3]) : Number.POSITIVE_INFINITY };
}

function comparison(value: Written): Needle | undefined {
  const found = value.kind === "bare" ? /^(<=?|>=?|=)(.*)$/.exec(value.text) : null;
  if (found === null) return undefined;
  const [, operator, bound = ""] = found;
  if (operator === "=") return { kind: "equals", text: bound };
  if (!/^-?\d+(\.\d+)?$/.test(bound)) throw new Bad(`a number stands behind \`${operator}\``, value.start, value.end);
  return { kind: "compare", operator: operator as "<" | "<=" | ">" | ">=", bound: Number(bound) };
}

function needle(value: Written): Needle {
  if (value.kind !== "regex") return { kind: "contains", lower: value.text.toLowerCase() };
  const problem = regexProblem(value.text, value.flags);
  if (problem !== undefined) throw new Bad(problem, value.start, value.end);
  return { kind: "regex", finds: regexFinder(value.text, value.flags) };
}
