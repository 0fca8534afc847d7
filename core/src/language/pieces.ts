// A policy text in pieces: each from where a statement begins up to where the next one does. A piece keeps what was read of it
// when a text around it is edited: only its place is another then.
import type { Statement } from "./ast.ts";

/** What was read of a piece. The very same object for as long as the piece is not read again. */
export interface Content {
  /** Where the piece began when it was read: the tree has the places of then. */
  readonly home: number;
  readonly statement: Statement | undefined;
  /** All words in it, those in its texts too: what it may speak of. */
  readonly words: ReadonlySet<string>;
  /** By what it is known again elsewhere; undefined where something is wrong in it, which may rest on what is around it. */
  readonly key: string | undefined;
  /** Whether it is read the same whatever stands before it: without a mistake, and from a word of a statement on a fresh line. */
  readonly isAnchor: boolean;
  /** Whether it holds brackets without a partner. */
  readonly opens: boolean;
  readonly closes: boolean;
  /** Whether it may hold a comment of other languages that is not closed yet. */
  readonly opensComment: boolean;
}

/** A content in its place. */
export class Piece {
  readonly content: Content;
  readonly start: number;
  #placed: Statement | undefined;

  constructor(content: Content, start: number) {
    this.content = content;
    this.start = start;
  }

  /** The tree with the places that it has here. */
  get statement(): Statement | undefined {
    this.#placed ??= moved(this.content.statement, this.start - this.content.home);
    return this.#placed;
  }

  /** The same content further on in the text, or further back. */
  at(start: number): Piece {
    return start === this.start ? this : new Piece(this.content, start);
  }
}

/** The index of the last piece that begins at an offset or before it; -1 where none does. */
export function pieceAt(pieces: readonly Piece[], offset: number): number {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The same data further on in the text: the spans alone are others. */
export function moved<T>(node: T, by: number): T {
  if (by === 0 || typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map((one) => moved(one, by)) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) copy[key] = typeof value === "object" ? moved(value, by) : value;
  if (typeof copy.start === "number" && typeof copy.end === "number") {
    copy.start += by;
    copy.end += by;
  }
  return copy as T;
}
