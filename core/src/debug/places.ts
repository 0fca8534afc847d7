// Places in files as the client counts them, and the lines of a trace that events stand on.
import { type LineIndex, lineIndex, type Position } from "../text/line-index.ts";
import type { Span } from "../text/span.ts";
import { isArchive } from "../trace/encodings/archive.ts";
import { decode } from "../trace/encodings/bytes.ts";
import { findSpan, findSpans } from "../trace/encodings/place.ts";
import { segmentsOf } from "../trace/encodings/pointer.ts";
import type { Pointer } from "../trace/model.ts";

/** How the client counts: lines and columns from 0 or from 1. */
export interface Counting {
  readonly line: 0 | 1;
  readonly column: 0 | 1;
}

export interface ClientRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function clientRange(span: Span, lines: LineIndex, counting: Counting): ClientRange {
  const [start, end] = [lines.position(span.start), lines.position(span.end)];
  return {
    line: start.line + counting.line,
    column: start.column + counting.column,
    endLine: end.line + counting.line,
    endColumn: end.column + counting.column,
  };
}

export function corePosition(line: number, column: number | undefined, counting: Counting): Position {
  return { line: line - counting.line, column: (column ?? counting.column) - counting.column };
}

/** The text of a trace file, read when a place in it is first asked for. A packed file has no places. */
export class TraceText {
  readonly #bytes: Uint8Array;
  readonly #spans = new Map<Pointer, Span | undefined>();
  #read: { readonly text: string; readonly lines: LineIndex; readonly isDocument: boolean } | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get lines(): LineIndex {
    return this.#open().lines;
  }

  span(pointer: Pointer): Span | undefined {
    if (this.#spans.has(pointer)) return this.#spans.get(pointer);
    const span = this.#find(pointer);
    if (this.#spans.size < 10_000) this.#spans.set(pointer, span);
    return span;
  }

  /** The characters that stand there. */
  source(pointer: Pointer): string | undefined {
    const span = this.span(pointer);
    return span && this.#open().text.slice(span.start, span.end);
  }

  /** The zero-based line that each of many pointers begins on. */
  linesOf(pointers: readonly Pointer[]): ReadonlyMap<Pointer, number> {
    const { text, lines, isDocument } = this.#open();
    const found = new Map<Pointer, number>();
    const spans = isDocument ? findSpans(text, pointers) : undefined;
    for (const pointer of pointers) {
      const span = spans?.get(pointer);
      const [line] = segmentsOf(pointer);
      if (span !== undefined) found.set(pointer, lines.position(span.start).line);
      else if (!isDocument && line !== undefined && /^\d+$/.test(line)) found.set(pointer, Number(line));
    }
    return found;
  }

  #find(pointer: Pointer): Span | undefined {
    const { text, lines, isDocument } = this.#open();
    const [first] = segmentsOf(pointer);
    if (isDocument || first === undefined || !/^\d+$/.test(first)) return findSpan(text, pointer);
    if (Number(first) >= lines.lineCount) return undefined;
    const { start, end } = lines.line(Number(first));
    const rest = pointer.slice(first.length + 1);
    const inner = rest === "" ? { start: 0, end: end - start } : findSpan(text.slice(start, end), rest);
    return inner === undefined ? { start, end } : { start: start + inner.start, end: start + inner.end };
  }

  #open(): { readonly text: string; readonly lines: LineIndex; readonly isDocument: boolean } {
    if (this.#read === undefined) {
      const text = isArchive(this.#bytes) ? "" : (decode(this.#bytes)?.text ?? "");
      const lines = lineIndex(text);
      this.#read = { text, lines, isDocument: !isLines(text, lines) };
    }
    return this.#read;
  }
}

/** Whether each line holds a value of its own: the first line is one, and another follows. */
function isLines(text: string, lines: LineIndex): boolean {
  const { start, end } = lines.line(0);
  if (text.slice(end).trim() === "") return false;
  try {
    JSON.parse(text.slice(start, end));
    return true;
  } catch {
    // A document over several lines begins with a line that is no value.
    return false;
  }
}
