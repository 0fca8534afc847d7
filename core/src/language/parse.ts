// The way from text to tree: tokens, pieces, one reading of each. Never throws and always gives a tree. Of a text that is edited
// only the pieces around the edit are read again.
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../text/span.ts";
import type { File } from "./ast.ts";
import { type Comment, undecodable } from "./lexer.ts";
import { moved, type Piece, pieceAt } from "./pieces.ts";
import { readStretch, type Stretch } from "./stretch.ts";

export interface Parsed {
  readonly file: File;
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Sorted by place. */
  readonly comments: readonly Comment[];
  /** Those that hold a statement, or what was to be one, in order. */
  readonly pieces: readonly Piece[];
}

/** The tree of a policy text and its diagnostics. Never fails: what cannot be read is an error in the tree, or not in it. With
 * a memory, what the last text had too is taken from there. */
export function parse(text: string, memory: ParseMemory = new ParseMemory()): Parsed {
  const { pieces, comments, diagnostics } = memory.read(text);
  let statements: File["statements"] | undefined;
  const file: File = {
    span: { start: 0, end: text.length },
    get statements() {
      statements ??= pieces.flatMap(({ statement }) => statement ?? []);
      return statements;
    },
  };
  return { file, pieces, comments, diagnostics: [...diagnostics, ...undecodable(text)].sort(byPlace) };
}

interface Read {
  readonly pieces: readonly Piece[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Placed {
  readonly span: Span;
}

const byPlace = (a: Placed, b: Placed): number => a.span.start - b.span.start || a.span.end - b.span.end;

/** Keeps what the last text was read as. */
export class ParseMemory {
  #text = "";
  #read: Read = { pieces: [], comments: [], diagnostics: [] };

  read(text: string): Read {
    const edit = editOf(this.#text, text);
    if (edit !== undefined) this.#read = reread(this.#read, text, edit);
    this.#text = text;
    return this.#read;
  }
}

/** The one place where two texts differ: by its offsets in the old one, and how much longer the new one is. */
interface Edit extends Span {
  readonly by: number;
}

function editOf(before: string, after: string): Edit | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  const by = after.length - before.length;
  let end = before.length;
  while (end > start && end + by > start && before.charCodeAt(end - 1) === after.charCodeAt(end + by - 1)) end--;
  return { start, end, by };
}

/** What the text is read as, where `old` is what it was read as before the edit. */
function reread(old: Read, text: string, edit: Edit): Read {
  const first = firstToRead(old.pieces, edit.start);
  const before = old.pieces.slice(0, first);
  const read = readOn(old.pieces, first, text, edit);
  // A bracket that was left open may be closed now, and then all in between is another thing.
  const isClosed = read.pieces.some(({ content }) => content.closes) && before.some(({ content }) => content.opens);
  if (isClosed) return joined(old, 0, readOn(old.pieces, 0, text, edit), edit.by);
  return joined(old, first, read, edit.by);
}

/** An anchor at least one piece before the edit: what stands before it sees nothing of the edit, not even the word behind itself. */
function firstToRead(pieces: readonly Piece[], edited: number): number {
  let first = pieceAt(pieces, edited) - 1;
  while (first > 0 && pieces[first]?.content.isAnchor !== true) first--;
  return pieces.slice(0, Math.max(0, first)).some(({ content }) => content.opensComment) ? 0 : Math.max(0, first);
}

/** Reads from a piece on until an old one begins where it must begin again; looks further each time that none does. */
function readOn(pieces: readonly Piece[], first: number, text: string, { end, by }: Edit): Stretch {
  const start = first === 0 ? 0 : (pieces[first]?.start ?? 0);
  let behind = pieces.findIndex((piece) => piece.start >= end);
  if (behind < 0) behind = pieces.length;
  for (let count = 2; ; count *= 4) {
    const last = pieces[behind + count];
    const part = { start, end: last === undefined ? text.length : last.start + by };
    const read = readStretch(text, part, { pieces, first, behind, by });
    if (read !== undefined) return read;
  }
}

/** The old reading with a stretch that was read anew in its place. */
function joined(old: Read, first: number, { pieces, comments, diagnostics, rest }: Stretch, by: number): Read {
  const from = first === 0 ? 0 : (old.pieces[first]?.start ?? 0);
  const to = old.pieces[rest]?.start ?? Number.POSITIVE_INFINITY;
  const around = <T extends Placed>(kept: readonly T[], between: readonly T[]): T[] => [
    ...kept.filter(({ span }) => span.start < from),
    ...between,
    ...kept.filter(({ span }) => span.start >= to).map((one) => moved(one, by)),
  ];
  return {
    pieces: [...old.pieces.slice(0, first), ...pieces, ...old.pieces.slice(rest).map((piece) => piece.at(piece.start + by))],
    comments: around(old.comments, comments),
    diagnostics: around(old.diagnostics, diagnostics),
  };
}
