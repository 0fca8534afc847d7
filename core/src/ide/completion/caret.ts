// Where the caret stands among the words of its statement. The language's own lexer and its cutting into statements say so,
// run with a name of our own at the caret: a half-typed line then ends where its author would end it.
import { tokenize } from "../../language/lexer.ts";
import { Segmenter } from "../../language/segments.ts";
import { decodeString } from "../../language/strings.ts";
import * as t from "../../language/tokens.ts";

export interface Word {
  readonly kind: "word" | "string" | "number" | "regex" | "sign";
  /** As written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Caret {
  readonly offset: number;
  /** `word`: letters that touch the caret, or none; `string`: inside a string; `closed`: a comment, a number, a regular
   * expression, where nothing is offered. */
  readonly inside: "word" | "string" | "closed";
  /** The letters, or the inside of the string. */
  readonly start: number;
  readonly end: number;
  /** The words of the caret's statement that end before what is being typed. */
  readonly statement: readonly Word[];
  /** Where the next statement begins. */
  readonly next: number;
  /** Whether nothing stands before it on its line, and whether it is not even indented. */
  readonly opensLine: "flush" | "indented" | "no";
}

/** A name that nobody writes. */
export const standIn = "caret_stands_here";

type Token = ReturnType<typeof tokenize>["tokens"][number];
const endOf = (token: Token): number => token.startOffset + token.image.length;

export function caretAt(text: string, offset: number): Caret {
  const { inside, start, end } = typedAt(text, offset);
  const put = inside === "word" ? standIn : "";
  const shift = put === "" ? 0 : put.length - (end - start);
  const whole = put === "" ? text : text.slice(0, start) + put + text.slice(end);
  const { tokens } = tokenize(whole);
  const at = tokens.findIndex((token) =>
    inside === "string" ? endOf(token) >= start && kindOf(token) === "string" : endOf(token) > start,
  );
  const own = at < 0 ? tokens.length : at;
  const segments = new Segmenter(whole, tokens).statements();
  const segment = segments.find((one) => one.start <= own && own < one.end);
  const first = segment?.start ?? own;
  const until = segment?.end ?? tokens.length;
  const nextToken = tokens[until];
  return {
    offset,
    inside,
    start,
    end,
    statement: tokens.slice(first, own).map(wordOf),
    next: nextToken === undefined ? text.length : nextToken.startOffset - shift,
    opensLine: lineOpening(text.slice(0, start)),
  };
}

/** All words of a text; comments are none. */
export const wordsOf = (text: string): readonly Word[] => tokenize(text).tokens.map(wordOf);

function lineOpening(before: string): Caret["opensLine"] {
  const line = /[^\r\n]*$/.exec(before)?.[0] ?? "";
  return line === "" ? "flush" : line.trim() === "" ? "indented" : "no";
}

/** What is being typed at the offset. */
function typedAt(text: string, offset: number): Pick<Caret, "inside" | "start" | "end"> {
  const { tokens, comments } = tokenize(text);
  const comment = comments.find(({ span }) => span.start < offset && offset <= span.end);
  if (comment !== undefined) return { inside: "closed", start: offset, end: offset };
  for (const token of tokens) {
    if (token.startOffset > offset) break;
    const end = endOf(token);
    if (end < offset) continue;
    const { kind } = wordOf(token);
    if (kind === "string" && token.startOffset < offset) {
      const span = insideOf(token);
      if (offset >= span.start && offset <= span.end) return { inside: "string", ...span };
    }
    if (kind === "word") return { inside: "word", start: token.startOffset, end };
    if ((kind === "number" || kind === "regex") && token.startOffset < offset) return { inside: "closed", start: token.startOffset, end };
  }
  return { inside: "word", start: offset, end: offset };
}

/** A string's text without its quotes; an unclosed one ends with its line. */
function insideOf(token: Token): { start: number; end: number } {
  const quote = token.image.startsWith('"""') ? 3 : 1;
  const closed = token.tokenType === t.ForeignString || decodeString(token.image).closed;
  const start = token.startOffset + quote;
  return { start, end: Math.max(start, endOf(token) - (closed ? quote : 0)) };
}

function wordOf(token: Token): Word {
  return { kind: kindOf(token), text: token.image, start: token.startOffset, end: endOf(token) };
}

function kindOf({ tokenType, image }: Token): Word["kind"] {
  if (tokenType === t.StringText || tokenType === t.BlockString || tokenType === t.ForeignString) return "string";
  if (tokenType === t.NumberText || tokenType === t.DurationText) return "number";
  if (tokenType === t.Regex) return "regex";
  return /^[A-Za-z_$]/.test(image) ? "word" : "sign";
}

/** The brackets that are still open, as the signs that would close them. */
export function closers(words: readonly Word[]): string {
  const open: string[] = [];
  for (const { kind, text } of words) {
    if (kind !== "sign") continue;
    const at = "([{".indexOf(text);
    if (at >= 0) open.push(")]}".charAt(at));
    else if (open[open.length - 1] === text) open.pop();
  }
  return open.reverse().join("");
}
