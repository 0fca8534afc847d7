// A quick reader for the YAML that programs print: block lists and maps of plain and quoted scalars, or a flow on one line
// (yaml-flows.ts). It reads what it is sure of exactly as the whole of YAML would, in one pass, and gives up on anything else.

import type { Json } from "../model.ts";
import { setOwn } from "./tolerant.ts";
import { parseFlow } from "./yaml-flows.ts";
import { closingQuote, folded, NotSimple, plainScalar, RepeatedKey, unescaped } from "./yaml-scalars.ts";

/** The list or map that the text writes. Throws NotSimple or RepeatedKey. */
export function parseBlocks(text: string, maximalDepth: number): Json {
  if (/^(?:---|\.\.\.|%)|[\r\t]/m.test(text)) throw new NotSimple();
  return new BlockReader(text.split("\n"), maximalDepth).document();
}

class BlockReader {
  readonly #lines: readonly string[];
  readonly #maximalDepth: number;
  #line = 0;

  constructor(lines: readonly string[], maximalDepth: number) {
    this.#lines = lines;
    this.#maximalDepth = maximalDepth;
  }

  document(): Json {
    this.#skipBlank();
    const text = this.#text();
    const value = /^[[{]/.test(text) ? this.#flow(text) : this.#block(this.#indent(), 0);
    this.#skipBlank();
    if (this.#line < this.#lines.length) throw new NotSimple();
    return value;
  }

  #flow(text: string): Json {
    this.#line++;
    return parseFlow(text.trimEnd(), this.#maximalDepth);
  }

  #text(): string {
    return this.#lines[this.#line] ?? "";
  }

  /** How far the line is indented; -1 behind the last line. */
  #indent(): number {
    return this.#line < this.#lines.length ? indentOf(this.#text()) : -1;
  }

  #skipBlank(): void {
    while (this.#line < this.#lines.length && isBlank(this.#text())) this.#line++;
  }

  /** A list or map whose first entry stands at the column of the present line. */
  #block(column: number, depth: number): Json {
    if (depth > this.#maximalDepth) throw new NotSimple();
    return isItem(this.#text(), column) ? this.#list(column, depth) : this.#map(column, depth);
  }

  #list(column: number, depth: number): Json {
    const list: Json[] = [];
    do {
      const text = this.#text();
      let start = column + 1;
      while (text[start] === " ") start++;
      if (start >= text.length) list.push(this.#below(column, depth, false));
      else if (isItem(text, start) || keyEnd(text, start) >= 0) list.push(this.#block(start, depth + 1));
      else list.push(this.#scalar(start, column));
      this.#skipBlank();
    } while (this.#indent() === column && isItem(this.#text(), column));
    if (this.#indent() > column) throw new NotSimple();
    return list;
  }

  #map(column: number, depth: number): Json {
    const record: { [key: string]: Json } = {};
    do {
      const text = this.#text();
      const end = keyEnd(text, column);
      if (end < 0) throw new NotSimple();
      const written = text.slice(column, end);
      const key = written.startsWith("'") ? written.slice(1, -1) : written;
      if (Object.hasOwn(record, key)) throw new RepeatedKey();
      let start = end + 1;
      while (text[start] === " ") start++;
      setOwn(record, key, start < text.length ? this.#scalar(start, column) : this.#below(column, depth, true));
      this.#skipBlank();
    } while (this.#indent() === column && !isItem(this.#text(), column));
    if (this.#indent() > column) throw new NotSimple();
    return record;
  }

  /** What stands on the lines below an entry that has nothing on its own line. A map's value may be a list at its column. */
  #below(column: number, depth: number, ofMap: boolean): Json {
    this.#line++;
    this.#skipBlank();
    const indent = this.#indent();
    const isBlock = indent > column || (ofMap && indent === column && isItem(this.#text(), column));
    if (!isBlock) return null;
    const text = this.#text();
    return isItem(text, indent) || keyEnd(text, indent) >= 0 ? this.#block(indent, depth + 1) : this.#scalar(indent, column);
  }

  /** A scalar from the column on, going on over lines that are indented more than its parent. */
  #scalar(start: number, parent: number): Json {
    const text = this.#text();
    const first = text[start] ?? "";
    if (first === "'" || first === '"') return this.#quoted(start + 1, parent, first);
    const written = text.slice(start).trimEnd();
    if (written === "[]" || written === "{}") {
      this.#line++;
      return written === "[]" ? [] : {};
    }
    const lines = [checkPlain(written)];
    if (",[]{}#&*!|>@`%?:".includes(first) || /^-(?: |$)/.test(written)) throw new NotSimple();
    for (this.#line++; this.#line < this.#lines.length; this.#line++) {
      const line = this.#text();
      if (isBlank(line)) lines.push("");
      else if (indentOf(line) > parent) lines.push(checkPlain(line.trim(), true));
      else break;
    }
    while (lines.at(-1) === "") lines.pop();
    return lines.length === 1 ? plainScalar(written) : plainScalar(folded(lines));
  }

  #quoted(start: number, parent: number, quote: "'" | '"'): Json {
    const parts: string[] = [];
    for (let from = start; this.#line < this.#lines.length; from = 0) {
      const line = this.#text();
      if (parts.length > 0 && !isBlank(line) && indentOf(line) <= parent) throw new NotSimple();
      const end = closingQuote(line, from, quote);
      this.#line++;
      if (end < 0) {
        parts.push(line.slice(from));
        continue;
      }
      if (!isBlank(line.slice(end + 1))) throw new NotSimple();
      parts.push(line.slice(from, end));
      const value = quote === "'" ? folded(parts).replaceAll("''", "'") : unescaped(parts.join("\n"));
      if (value === undefined) throw new NotSimple();
      return value;
    }
    throw new NotSimple();
  }
}

function indentOf(line: string): number {
  let at = 0;
  while (line.charCodeAt(at) === 32) at++;
  return at;
}

const isBlank = (line: string): boolean => line.trim() === "";

/** Whether `- ` stands at the column. */
function isItem(line: string, column: number): boolean {
  return line[column] === "-" && (column + 1 === line.length || line[column + 1] === " ");
}

const keyPattern = /(?:'[^'\n]*'|[A-Za-z_][\w./@+-]*(?: [\w./@+-]+)*)(?=:(?: |$))/y;

/** Where the key that begins at the column ends, before its colon; -1 where no simple key stands. */
function keyEnd(line: string, column: number): number {
  keyPattern.lastIndex = column;
  return keyPattern.test(line) ? keyPattern.lastIndex : -1;
}

/** A line of a plain scalar: nothing in it may be structure or a comment. */
function checkPlain(line: string, continues = false): string {
  if (line.includes(" #") || line.includes(": ") || line.endsWith(":")) throw new NotSimple();
  if (continues && /^[#\-?:&*!|>%@`'"{}[\],]/.test(line)) throw new NotSimple();
  return line;
}
