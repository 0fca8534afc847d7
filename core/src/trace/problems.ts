// Owns what a reader says of a file: Problems with a line and a column. A place is given as a pointer and looked up, for all
// new Problems of a text at once, when somebody asks.

import { lineIndex } from "../text/line-index.ts";
import { isList, isRecord } from "./encodings/json.ts";
import { findSpans } from "./encodings/place.ts";
import type { Json, Pointer, Problem } from "./model.ts";
import type { ProblemCode } from "./problem-codes.ts";

/** More are counted, not kept. */
const maximalCount = 1000;

/** One JSON text of a file: the whole of it, or one line. */
export interface Place {
  readonly text: string;
  /** What stands before the pointers into this text: nothing, or the line. */
  readonly base: Pointer;
  /** Zero-based line of the file at which the text begins. */
  readonly line: number;
}

/** A recorded value as a message quotes it: cut, and of a list or a record no more than that it is one, since it may be nested
 * beyond what can be written. */
export function quoted(value: Json | undefined): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "object" && value !== null) return isRecord(value) ? "a record" : isList(value) ? "a list" : value.digits;
  return String(value ?? null);
}

interface Waiting {
  readonly slot: number;
  readonly place: Place;
  readonly pointer: Pointer;
}

export class Problems {
  readonly #kept: Problem[] = [];
  #waiting: Waiting[] = [];
  #left = 0;

  /** A Problem at a zero-based line and column. */
  addAt(code: ProblemCode, message: string, line: number, column: number): void {
    if (this.#isFull()) return;
    this.#kept.push({ code, message, line: line + 1, column: column + 1 });
  }

  addAtOffset(code: ProblemCode, message: string, place: Place, offset: number): void {
    const at = lineIndex(place.text).position(offset);
    this.addAt(code, message, place.line + at.line, at.column);
  }

  /** A Problem at the value that the pointer names; the pointer is the file's. */
  add(code: ProblemCode, message: string, place: Place, pointer: Pointer): void {
    if (this.#isFull()) return;
    this.#waiting.push({ slot: this.#kept.length, place, pointer: pointer.slice(place.base.length) });
    this.#kept.push({ code, message, line: place.line + 1, column: 1 });
    if (place.base !== "") this.#settle();
  }

  /** All Problems so far, in the order in which they were met. */
  list(): readonly Problem[] {
    this.#settle();
    if (this.#left === 0) return this.#kept;
    const message = `${this.#left} more problems of this file are not listed`;
    return [...this.#kept, { code: "invalid-event", message, line: 1, column: 1 }];
  }

  #isFull(): boolean {
    if (this.#kept.length < maximalCount) return false;
    this.#left++;
    return true;
  }

  #settle(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const place of new Set(waiting.map((one) => one.place))) {
      const here = waiting.filter((one) => one.place === place);
      const spans = findSpans(
        place.text,
        here.map((one) => one.pointer),
      );
      const lines = lineIndex(place.text);
      for (const { slot, pointer } of here) {
        const span = spans.get(pointer);
        const problem = this.#kept[slot];
        if (span === undefined || problem === undefined) continue;
        const at = lines.position(span.start);
        this.#kept[slot] = { ...problem, line: place.line + at.line + 1, column: at.column + 1 };
      }
    }
  }
}
