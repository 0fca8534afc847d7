// Owns the reading of a file's bytes from front to back, whole or piece by piece, and the cutting of line formats. What was
// read is kept until it is known that the file is lines; from then on no more than a line and a piece are held.

export interface Line {
  /** Zero-based, blank lines counted. */
  readonly index: number;
  readonly bytes: Uint8Array;
  /** Whether a line end follows. */
  readonly ended: boolean;
}

/** Enough to tell an archive, a byte order mark or UTF-16. */
const headLength = 4;
/** No string is as long: a longer line cannot be read, and its rest is passed over. */
const maximalLine = 2 ** 29;
const none = new Uint8Array(0);

export class TraceBytes {
  readonly #pieces: Iterator<Uint8Array>;
  readonly #kept: Uint8Array[] = [];
  #released = false;
  #forgotten = 0;

  /** The pieces are asked for as they are needed, once. An error that they throw is whoever's who reads. */
  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.iterator]();
  }

  /** The first bytes of the file, at least four where it has them. */
  head(): Uint8Array {
    return this.#piece(0) ?? none;
  }

  /** Lines alone are asked for from here on: what they have left behind is forgotten. */
  release(): void {
    this.#released = true;
  }

  /** The whole file. Not after `release`. */
  whole(): Uint8Array {
    let at = 0;
    while (this.#piece(at) !== undefined) at++;
    const [first] = this.#kept;
    return at <= 1 ? (first ?? none) : joined(this.#kept);
  }

  /** The lines that hold more than white space, without their ends. Cut before decoding, so that one line is held at a time. */
  *lines(): Generator<Line, undefined> {
    let index = 0;
    let begun: Uint8Array[] = [];
    let length = 0;
    for (let at = 0, piece = this.#piece(0); piece !== undefined; piece = this.#piece(++at)) {
      let start = at === 0 && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf ? 3 : 0;
      for (let found = piece.indexOf(10, start); found >= 0; found = piece.indexOf(10, start)) {
        const end = piece.subarray(start, found);
        const line = withoutReturn(begun.length === 0 ? end : joined([...begun, end]));
        begun = [];
        length = 0;
        start = found + 1;
        if (!isBlank(line)) yield { index, bytes: line, ended: true };
        index++;
      }
      if (start < piece.length && length <= maximalLine) {
        begun.push(piece.subarray(start));
        length += piece.length - start;
      }
      while (this.#released && this.#forgotten <= at) this.#kept[this.#forgotten++] = none;
    }
    const last = withoutReturn(joined(begun));
    if (!isBlank(last)) yield { index, bytes: last, ended: false };
    return undefined;
  }

  #piece(at: number): Uint8Array | undefined {
    while (at >= this.#kept.length) {
      const piece = this.#kept.length === 0 ? this.#first() : this.#next();
      if (piece === undefined) return undefined;
      this.#kept.push(piece);
    }
    return this.#kept[at];
  }

  /** The head is in one piece, however small those are that come. */
  #first(): Uint8Array | undefined {
    let first = this.#next();
    while (first !== undefined && first.length < headLength) {
      const more = this.#next();
      if (more === undefined) break;
      first = joined([first, more]);
    }
    return first;
  }

  #next(): Uint8Array | undefined {
    for (;;) {
      const next = this.#pieces.next();
      if (next.done === true) return undefined;
      if (next.value.length > 0) return next.value;
    }
  }
}

/** Bytes that are there already. */
export function traceBytes(bytes: Uint8Array): TraceBytes {
  return new TraceBytes([bytes]);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (pieces.length <= 1) return first ?? none;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const withoutReturn = (line: Uint8Array): Uint8Array => (line[line.length - 1] === 13 ? line.subarray(0, -1) : line);

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}
