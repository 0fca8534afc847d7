// Owns what scalars of YAML say: the core schema for plain ones (dates stay strings), and the folding of quoted lines.

import { ExactNumber, type Json } from "../model.ts";
import { numberOf } from "./numbers.ts";

/** Something that the quick reader leaves to a whole one. */
export class NotSimple extends Error {}

/** A key that stands twice: no value at all. */
export class RepeatedKey extends Error {}

/** What a plain scalar means, its lines folded already. */
export function plainScalar(source: string): Json {
  if (/^(?:~|[Nn]ull|NULL)?$/.test(source)) return null;
  if (/^(?:[Tt]rue|TRUE)$/.test(source)) return true;
  if (/^(?:[Ff]alse|FALSE)$/.test(source)) return false;
  if (/^0o[0-7]+$|^0x[0-9a-fA-F]+$/.test(source)) {
    const value = Number(source);
    return Number.isSafeInteger(value) ? value : new ExactNumber(String(BigInt(source)));
  }
  // An infinity or a NaN is no value of JSON, and stays the text that it is.
  return /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(source) ? numberOf(source.replace(/^\+/, "")) : source;
}

/** Joins the lines of a plain or single-quoted scalar: a line end is a space, and each empty line a line end. */
export function folded(lines: readonly string[]): string {
  const last = lines.length - 1;
  let text = "";
  let empty = 0;
  for (const [index, line] of lines.entries()) {
    const inner = line.slice(index === 0 ? 0 : leading(line), index === last ? line.length : trailing(line));
    if (index === 0) text = inner;
    else if (inner === "" && index < last) empty++;
    else {
      text += empty === 0 ? " " : "\n".repeat(empty);
      text += inner;
      empty = 0;
    }
  }
  return text;
}

function leading(line: string): number {
  let at = 0;
  while (line[at] === " " || line[at] === "\t") at++;
  return at;
}

function trailing(line: string): number {
  let at = line.length;
  while (line[at - 1] === " " || line[at - 1] === "\t") at--;
  return at;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0", '"': '"', "\\": "\\", "/": "/", " ": " " };
const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The text between double quotes, its escapes read and its lines folded; undefined where it holds a rare escape. */
export function unescaped(raw: string): string | undefined {
  if (!raw.includes("\\") && !raw.includes("\n")) return raw;
  let text = "";
  /** What an escape wrote is not trimmed at a line's end. */
  let kept = 0;
  let at = 0;
  while (at < raw.length) {
    const sign = raw[at] ?? "";
    if (sign === "\n") {
      const end = Math.max(kept, trailing(text));
      text = text.slice(0, end);
      let breaks = 0;
      while (raw[at] === "\n") {
        breaks++;
        at++;
        while (raw[at] === " " || raw[at] === "\t") at++;
      }
      text += breaks === 1 ? " " : "\n".repeat(breaks - 1);
      kept = text.length;
    } else if (sign !== "\\") {
      text += sign;
      at++;
    } else {
      const name = raw[at + 1] ?? "";
      const hex = hexLengths[name];
      if (name === "\n") {
        at += 2;
        while (raw[at] === " " || raw[at] === "\t") at++;
        if (raw[at] === "\n") return undefined;
      } else if (hex !== undefined) {
        const digits = raw.slice(at + 2, at + 2 + hex);
        const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === hex ? Number.parseInt(digits, 16) : Number.NaN;
        if (!(code <= 0x10ffff)) return undefined;
        text += String.fromCodePoint(code);
        at += 2 + hex;
      } else {
        const written = Object.hasOwn(escapes, name) ? escapes[name] : undefined;
        if (written === undefined) return undefined;
        text += written;
        at += 2;
      }
      kept = text.length;
    }
  }
  return text;
}

/** The offset of the quote that ends a quoted scalar on this line; -1 where it goes on. */
export function closingQuote(line: string, from: number, quote: "'" | '"'): number {
  for (let at = from; at < line.length; at++) {
    if (quote === '"' && line[at] === "\\") at++;
    else if (line[at] === quote) {
      if (quote === '"' || line[at + 1] !== "'") return at;
      at++;
    }
  }
  return -1;
}
