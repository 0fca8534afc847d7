// Remembers the statements of the last text that was parsed, so that of an edited text only those are parsed that have changed.
// A statement is known again by its own text: what stands around it cannot change how it is read.
import type { IToken } from "chevrotain";
import type { Span } from "../text/span.ts";
import type { Statement } from "./ast.ts";

interface Kept {
  readonly start: number;
  readonly statements: readonly Statement[];
}

export class ParseMemory {
  #kept: ReadonlyMap<string, Kept> = new Map();
  #next = new Map<string, Kept>();

  /** What of the text stands at the place was read before, where it was read without a diagnostic. */
  recall(key: string, start: number): readonly Statement[] | undefined {
    const kept = this.#next.get(key) ?? this.#kept.get(key);
    if (kept === undefined) return undefined;
    const statements = kept.start === start ? kept.statements : moved(kept.statements, start - kept.start);
    this.#next.set(key, { start, statements });
    return statements;
  }

  keep(key: string, start: number, statements: readonly Statement[]): void {
    this.#next.set(key, { start, statements });
  }

  /** The text was read to its end: what it does not hold is forgotten. */
  done(): void {
    this.#kept = this.#next;
    this.#next = new Map();
  }
}

/** By what a statement is known again: its text, and the kind of word behind it, which tells some fields from keywords.
 * Undefined where it is not parted from what is around it by white space. */
export function memoryKey(text: string, { start, end }: Span, next: IToken | undefined): string | undefined {
  const parted = (offset: number): boolean => offset < 0 || offset >= text.length || /\s/.test(text.charAt(offset));
  return parted(start - 1) && parted(end) ? `${next?.tokenType.name ?? ""} ${text.slice(start, end)}` : undefined;
}

/** The same trees further on in the text: of each node, the spans alone are others. */
function moved<T>(node: T, by: number): T {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map((one) => moved(one, by)) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) copy[key] = typeof value === "object" ? moved(value, by) : value;
  if (typeof copy.start === "number" && typeof copy.end === "number") {
    copy.start += by;
    copy.end += by;
  }
  return copy as T;
}
