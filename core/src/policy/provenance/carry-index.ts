// Owns the question whether a text shares a piece with others: a run of 24 characters, or a whole token of letters and digits
// together. Which text belongs to which source, its users say by keeping an index for each.
import type { Doc } from "./doc.ts";
import { createRunTable, runLength } from "./runs.ts";

/** A token of letters and digits counts from this length on; the shorter one where the source is `result of`. */
export const tokenLength = 8;
export const tokenLengthOfResult = 6;

export interface Token {
  readonly text: string;
  readonly start: number;
}

/** What is looked for: a normalised text with its tokens, found once. */
export class Piece {
  readonly normal: string;
  #tokens: readonly Token[] | undefined;
  constructor(normal: string) {
    this.normal = normal;
  }
  get tokens(): readonly Token[] {
    this.#tokens ??= [...tokens(this.normal, tokenLengthOfResult)];
    return this.#tokens;
  }
  /** Whether it has anything that another text could share. */
  sharable(shortestToken: number): boolean {
    if (longEnough(this.normal, runLength)) return true;
    return this.tokens.some((token) => longEnough(token.text, shortestToken));
  }
}

/** A shared piece: offsets in the document's normalised text. */
export interface Shared {
  readonly doc: Doc;
  readonly start: number;
  readonly end: number;
}

export interface CarryIndex {
  add(doc: Doc): void;
  find(piece: Piece): Shared | undefined;
}

/** The index of texts for tokens of at least the given length. Texts are indexed on the first search. */
export function createCarryIndex(shortestToken: number): CarryIndex {
  const docs: Doc[] = [];
  const places = new Map<string, { readonly doc: Doc; readonly start: number }>();
  const runs = createRunTable();
  let indexed = 0;
  return {
    add: (doc) => {
      docs.push(doc);
    },
    find(piece) {
      for (; indexed < docs.length; indexed++) {
        const doc = docs[indexed];
        if (doc === undefined) continue;
        for (const { text, start } of tokens(doc.normal, shortestToken)) if (!places.has(text)) places.set(text, { doc, start });
        runs.add(doc.normal);
      }
      for (const { text } of piece.tokens) {
        const place = places.get(text);
        if (place !== undefined) return { doc: place.doc, start: place.start, end: place.start + text.length };
      }
      const run = runs.find(piece.normal);
      const doc = run === undefined ? undefined : docs[run.place.text];
      return run === undefined || doc === undefined ? undefined : sharedRun(doc, run.place.start, run.place.end);
    },
  };
}

/** The same relation the other way round, for texts that are looked through once: gives a question for each of them. */
export function createCarrySearch(piece: Piece, shortestToken: number): (doc: Doc) => Shared | undefined {
  const wanted = new Set(piece.tokens.filter((token) => longEnough(token.text, shortestToken)).map((token) => token.text));
  const runs = createRunTable();
  runs.add(piece.normal);
  return (doc) => {
    for (const { text, start } of tokens(doc.normal, shortestToken)) {
      if (wanted.has(text)) return { doc, start, end: start + text.length };
    }
    const run = runs.find(doc.normal);
    return run === undefined ? undefined : sharedRun(doc, run.start, run.end);
  };
}

/** Without a blank at its end, which nobody sees. */
function sharedRun(doc: Doc, start: number, end: number): Shared {
  return { doc, start, end: doc.normal.charAt(end - 1) === " " ? end - 1 : end };
}

const tokenRun = /[\p{L}\p{N}\p{M}_.-]+/gu;
const asciiTokenRun = /[a-z0-9_.-]+/g;
const beyondAscii = /[^\0-\x7f]/;
const joins = "-_.";

/** The tokens of letters and digits together, of at least the given length: `-`, `_` and `.` are parts, not at the ends. */
export function* tokens(text: string, shortest: number): Generator<Token> {
  const ascii = !beyondAscii.test(text);
  for (const match of text.matchAll(ascii ? asciiTokenRun : tokenRun)) {
    let start = 0;
    let end = match[0].length;
    while (start < end && joins.includes(match[0].charAt(start))) start++;
    while (end > start && joins.includes(match[0].charAt(end - 1))) end--;
    const token = start === 0 && end === match[0].length ? match[0] : match[0].slice(start, end);
    if (!longEnough(token, shortest)) continue;
    if (ascii ? !/[a-z]/.test(token) || !/[0-9]/.test(token) : !/\p{L}/u.test(token) || !/\p{Nd}/u.test(token)) continue;
    yield { text: token, start: match.index + start };
  }
}

/** Whether the text has at least so many characters (code points). */
function longEnough(text: string, least: number): boolean {
  if (text.length < least) return false;
  if (text.length >= 2 * least) return true;
  let length = 0;
  for (const _ of text) length++;
  return length >= least;
}
