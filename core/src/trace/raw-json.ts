// A piece of recorded JSON, laid out to be read, with the texts that someone looks for lit where they stand in its strings. The
// numbers, keys and escapes are the recording's own, save that signs that cannot be seen are written as escapes.
import { createScanner } from "jsonc-parser";
import { token } from "./encodings/token.ts";

export interface RawSegment {
  readonly text: string;
  readonly lit: boolean;
}
export interface RawJson {
  readonly segments: readonly RawSegment[];
  /** Whether the rest was left out. */
  readonly isCut: boolean;
}

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const most = 200_000;
const deepest = 100;

/** `lit` are decoded texts; empty ones are ignored. What is no JSON is printed as it stands. */
export function rawJson(source: string, lit: readonly string[]): RawJson {
  const printer = new Printer(lit.filter((text) => text !== ""));
  const scanner = createScanner(source, true);
  let depth = 0;
  let opened = false;
  for (let kind: number = scanner.scan(); kind !== token.end; kind = scanner.scan()) {
    if (printer.isFull) return { segments: printer.segments, isCut: true };
    const text = source.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength());
    const closes = kind === token.closeBrace || kind === token.closeBracket;
    if (closes) depth--;
    if (opened && !closes) printer.line(depth);
    if (closes && !opened) printer.line(depth);
    opened = kind === token.openBrace || kind === token.openBracket;
    if (opened) depth++;
    if (kind === token.string) printer.string(text, scanner.getTokenValue());
    else printer.plain(text);
    if (kind === token.comma) printer.line(depth);
    else if (kind === token.colon) printer.plain(" ");
  }
  return { segments: printer.segments, isCut: false };
}

class Printer {
  readonly segments: RawSegment[] = [];
  readonly #lit: readonly string[];
  #length = 0;

  constructor(lit: readonly string[]) {
    this.#lit = lit;
  }

  get isFull(): boolean {
    return this.#length > most;
  }

  line(depth: number): void {
    this.plain(`\n${"  ".repeat(Math.min(depth, deepest))}`);
  }

  plain(text: string): void {
    this.#put(text.slice(0, Math.max(0, most - this.#length)), false);
    this.#length += text.length;
  }

  string(written: string, value: string): void {
    const marks = this.#marks(value);
    if (marks.length === 0) {
      this.plain(written);
      return;
    }
    let at = 0;
    this.plain('"');
    for (const { start, end } of marks) {
      this.plain(JSON.stringify(value.slice(at, start)).slice(1, -1));
      this.#put(JSON.stringify(value.slice(start, end)).slice(1, -1), true);
      this.#length += end - start;
      at = end;
    }
    this.plain(`${JSON.stringify(value.slice(at)).slice(1, -1)}"`);
  }

  #put(text: string, lit: boolean): void {
    const shown = text.replace(unseen, (sign) => (sign === "\n" ? sign : escaped(sign)));
    const last = this.segments[this.segments.length - 1];
    if (last?.lit === lit) this.segments[this.segments.length - 1] = { text: last.text + shown, lit };
    else if (shown !== "") this.segments.push({ text: shown, lit });
  }

  /** Where the texts stand, without overlaps. */
  #marks(value: string): readonly { readonly start: number; readonly end: number }[] {
    const found: { start: number; end: number }[] = [];
    for (const text of this.#lit)
      for (let at = value.indexOf(text); at >= 0 && found.length < 200; at = value.indexOf(text, at + text.length))
        found.push({ start: at, end: at + text.length });
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    let last = 0;
    return found.filter(({ start, end }) => {
      if (start < last) return false;
      last = end;
      return true;
    });
  }
}

/** As JSON escapes it: one `\u` a UTF-16 unit. */
function escaped(sign: string): string {
  return [...Array(sign.length).keys()].map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
}
