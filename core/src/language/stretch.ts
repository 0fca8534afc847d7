// Reads a part of a text, from the beginning of a piece up to where what was read before still stands.
import type { IToken } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../text/span.ts";
import { type Comment, spanOf, type Tokens, tokenize } from "./lexer.ts";
import { readMisspelt } from "./misspelt.ts";
import { type Content, Piece } from "./pieces.ts";
import { Segmenter, type StatementSegment, statementWords, unpaired } from "./segments.ts";
import { StatementReader } from "./statement-reader.ts";
import { kw } from "./tokens.ts";

export interface Stretch {
  readonly pieces: readonly Piece[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
  /** The index of the old piece that follows: there is none at the end of the text. */
  readonly rest: number;
}

/** The pieces as they were: those from `first` on are read again, those from `behind` on stand behind the edit, which moved
 * them `by` so much. */
export interface Old {
  readonly pieces: readonly Piece[];
  readonly first: number;
  readonly behind: number;
  readonly by: number;
}

/** Undefined where what follows the part has to be read with it. */
export function readStretch(text: string, part: Span, old: Old): Stretch | undefined {
  const lexed = tokenize(text, part);
  const isLast = part.end === text.length;
  // A comment that is not closed may be closed further on.
  if (!isLast && lexed.gaps.some((at) => text.startsWith("/*", at))) return undefined;
  const misspelt = readMisspelt(text, lexed.tokens);
  const segments = new Segmenter(text, lexed.tokens).statements();
  const found = restIn(text, segments, lexed.tokens, old);
  if (found === undefined && !isLast) return undefined;
  const { rest, until } = found ?? { rest: old.pieces.length, until: text.length + 1 };

  const reader = new StatementReader(text, lexed, misspelt);
  const contents = new Contents(text, lexed, misspelt, reader, old.pieces.slice(old.first, rest));
  const pieces: Piece[] = [];
  for (const segment of segments) {
    const start = lexed.tokens[segment.start]?.startOffset ?? 0;
    if (start >= until) break;
    pieces.push(contents.piece(segment, start));
  }
  // A bracket that was opened may be closed further on.
  if (pieces.some(({ content }) => content.opens) && old.pieces.slice(rest).some(({ content }) => content.closes)) {
    if (!isLast) return undefined;
    return readStretch(text, part, { ...old, behind: old.pieces.length });
  }
  const before = ({ span }: { readonly span: Span }): boolean => span.start < until;
  const diagnostics = [...lexed.diagnostics, ...misspelt].filter(before).concat(reader.diagnostics);
  diagnostics.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { pieces, comments: lexed.comments.filter(before), diagnostics, rest };
}

/** The first old piece that begins where a statement of the new text does, and on which nothing before it has a bearing. */
function restIn(
  text: string,
  segments: readonly StatementSegment[],
  tokens: readonly IToken[],
  { pieces, behind, by }: Old,
): { readonly rest: number; readonly until: number } | undefined {
  let rest = behind;
  for (const segment of segments) {
    const start = tokens[segment.start]?.startOffset ?? 0;
    while ((pieces[rest]?.start ?? Number.POSITIVE_INFINITY) + by < start) rest++;
    const piece = pieces[rest];
    if (piece === undefined) return undefined;
    const isHere = piece.start + by === start && piece.content.isAnchor;
    if (isHere && onFreshLine(text, start) && tokens[segment.start - 1]?.tokenType !== kw.default) return { rest, until: start };
  }
  return undefined;
}

function onFreshLine(text: string, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && " \t\uFEFF\u00A0".includes(text.charAt(at))) at--;
  return at < 0 || text[at] === "\n" || text[at] === "\r";
}

/** Reads pieces, or knows them again among the old ones in their place. */
class Contents {
  readonly #text: string;
  readonly #tokens: readonly IToken[];
  readonly #reader: StatementReader;
  /** Where something is wrong before anything is parsed. */
  readonly #wrong: readonly number[];
  readonly #known = new Map<string, Content[]>();
  #unpaired: ReturnType<typeof unpaired> | undefined;

  constructor(
    text: string,
    { tokens, diagnostics, gaps }: Tokens,
    misspelt: readonly Diagnostic[],
    reader: StatementReader,
    old: readonly Piece[],
  ) {
    this.#text = text;
    this.#tokens = tokens;
    this.#reader = reader;
    this.#wrong = [...diagnostics, ...misspelt].map(({ span }) => span.start).concat(gaps);
    for (const { content } of old.toReversed()) {
      if (content.key === undefined) continue;
      const same = this.#known.get(content.key);
      if (same === undefined) this.#known.set(content.key, [content]);
      else same.push(content);
    }
  }

  piece(segment: StatementSegment, start: number): Piece {
    const key = this.#key(segment, start);
    const known = key === undefined ? undefined : this.#known.get(key)?.pop();
    return new Piece(known ?? this.#read(segment, start, key), start);
  }

  /** By what a piece is known again: its text, and the kind of word behind it, which tells some fields from keywords.
   * Undefined where something is wrong, or where it is not parted from what is around it by white space. */
  #key({ start: from, end: to }: StatementSegment, start: number): string | undefined {
    const next = this.#tokens[to];
    const last = this.#tokens[to - 1];
    const until = next?.startOffset ?? this.#text.length + 1;
    if (last === undefined || from === to || this.#wrong.some((at) => start <= at && at < until)) return undefined;
    const { end } = spanOf(last);
    if (!this.#isParted(start - 1) || !this.#isParted(end)) return undefined;
    return `${next?.tokenType.name ?? ""} ${this.#text.slice(start, end)}`;
  }

  #isParted(offset: number): boolean {
    return offset < 0 || offset >= this.#text.length || /\s/.test(this.#text.charAt(offset));
  }

  #read(segment: StatementSegment, home: number, key: string | undefined): Content {
    const before = this.#reader.diagnostics.length;
    const statement = this.#reader.statement(segment);
    const until = this.#tokens[segment.end]?.startOffset ?? this.#text.length;
    const text = this.#text.slice(home, until);
    const words = new Set(text.match(/[A-Za-z_$][A-Za-z0-9_$]*/g));
    if (key !== undefined && this.#reader.diagnostics.length === before) {
      const first = this.#tokens[segment.start];
      const isAnchor = first !== undefined && statementWords.has(first.tokenType) && onFreshLine(this.#text, home);
      return { home, statement, words, key, isAnchor, opens: false, closes: false, opensComment: false };
    }
    this.#unpaired ??= unpaired(this.#tokens);
    const within = (index: number): boolean => segment.start <= index && index < segment.end;
    const { opening, closing } = this.#unpaired;
    return {
      ...{ home, statement, words, key: undefined, isAnchor: false },
      ...{ opens: opening.some(within), closes: closing.some(within), opensComment: text.includes("/*") },
    };
  }
}
