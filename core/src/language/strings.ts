// Owns how string literals are read: JSON's escapes, and the layout of block strings.
import type { Span } from "../text/span.ts";

export interface DecodedString {
  readonly value: string;
  readonly closed: boolean;
  /** The escapes that JSON does not have, by offset in the literal. */
  readonly badEscapes: readonly Span[];
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** Reads a literal as the lexer cut it, quotes included. */
export function decodeString(image: string): DecodedString {
  const quote = image.startsWith('"""') ? '"""' : '"';
  const closed = isClosed(image, quote);
  const body = image.slice(quote.length, closed ? image.length - quote.length : image.length);
  if (quote === '"""') {
    const { text, offsets } = unindent(body);
    const { value, badEscapes } = resolveEscapes(text);
    const place = (at: number): number => quote.length + (offsets[at] ?? body.length);
    return { value, closed, badEscapes: badEscapes.map(({ start, end }) => ({ start: place(start), end: place(end - 1) + 1 })) };
  }
  const { value, badEscapes } = resolveEscapes(body);
  return { value, closed, badEscapes: badEscapes.map(({ start, end }) => ({ start: start + 1, end: end + 1 })) };
}

function isClosed(image: string, quote: string): boolean {
  if (image.length < 2 * quote.length || !image.endsWith(quote)) return false;
  let backslashes = 0;
  for (let at = image.length - quote.length - 1; at >= quote.length && image[at] === "\\"; at--) backslashes++;
  return backslashes % 2 === 0;
}

function resolveEscapes(text: string): { value: string; badEscapes: Span[] } {
  if (!text.includes("\\")) return { value: text, badEscapes: [] };
  const badEscapes: Span[] = [];
  let value = "";
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf("\\", at);
    if (next === -1) break;
    value += text.slice(at, next);
    const letter = text[next + 1] ?? "";
    const simple = simpleEscapes.get(letter);
    const hex = letter === "u" ? text.slice(next + 2, next + 6) : "";
    if (simple !== undefined) {
      value += simple;
      at = next + 2;
    } else if (/^[0-9A-Fa-f]{4}$/.test(hex)) {
      value += String.fromCharCode(Number.parseInt(hex, 16));
      at = next + 6;
    } else {
      const end = Math.min(next + 2, text.length);
      badEscapes.push({ start: next, end });
      value += text.slice(next, end);
      at = end;
    }
  }
  return { value: value + text.slice(at), badEscapes };
}

/** Takes the common indent and the line ends next to the quotes away; `offsets` maps each character that is left to its
 * place in the body. Line ends become `\n`. */
function unindent(body: string): { text: string; offsets: number[] } {
  const lines: { start: number; text: string }[] = [];
  const ends = /\r\n|\n|\r/g;
  let start = 0;
  for (const end of body.matchAll(ends)) {
    lines.push({ start, text: body.slice(start, end.index) });
    start = end.index + end[0].length;
  }
  lines.push({ start, text: body.slice(start) });
  const first = lines[0];
  const last = lines.at(-1);
  if (lines.length > 1) {
    if (last !== undefined && last.text.trim() === "") lines.pop();
    if (first !== undefined && first.text.trim() === "") lines.shift();
  }
  // A line that holds the opening quotes has no indent of its own.
  const indented = lines.filter((line) => line.start > 0 && line.text.trim() !== "");
  const indent = indented.reduce((least, line) => Math.min(least, /^[ \t]*/.exec(line.text)?.[0].length ?? 0), Number.POSITIVE_INFINITY);
  let text = "";
  const offsets: number[] = [];
  for (const [index, line] of lines.entries()) {
    if (index > 0) {
      text += "\n";
      offsets.push(line.start - 1);
    }
    const cut = line.start > 0 && Number.isFinite(indent) ? Math.min(indent, line.text.length) : 0;
    for (let at = cut; at < line.text.length; at++) {
      text += line.text[at];
      offsets.push(line.start + at);
    }
  }
  return { text, offsets };
}
