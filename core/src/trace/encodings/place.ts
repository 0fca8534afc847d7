// Owns the way from a JSON pointer to the characters that it names, in a document or in a line format. Readers keep
// pointers alone; spans are found when somebody looks.

import { createScanner } from "jsonc-parser";
import { lineIndex } from "../../text/line-index.ts";
import type { Span } from "../../text/span.ts";
import type { Pointer } from "../model.ts";
import { segmentsOf } from "./pointer.ts";
import { token } from "./token.ts";

/** The characters of the value that the pointer names. The text is a whole file's. A pointer into a file of lines begins
 * with the line; since a text of one line can be either, it is read as a document first. */
export function findSpan(text: string, pointer: Pointer): Span | undefined {
  const found = findSpans(text, [pointer]).get(pointer);
  if (found !== undefined) return found;
  const [line, ...rest] = segmentsOf(pointer);
  if (line === undefined || !/^\d+$/.test(line)) return undefined;
  const lines = lineIndex(text);
  if (Number(line) >= lines.lineCount) return undefined;
  const { start, end } = lines.line(Number(line));
  const inner = rest.length === 0 ? "" : pointer.slice(line.length + 1);
  const inLine = findSpans(text.slice(start, end), [inner]).get(inner);
  return inLine === undefined ? undefined : { start: start + inLine.start, end: start + inLine.end };
}

interface Wanted {
  readonly below: Map<string, Wanted>;
  pointer: Pointer | undefined;
}

/** The spans of several pointers into one JSON text, in one pass over it. Where a key stands twice, the last one counts, as
 * it does for the value. A text that ends too early has the spans of what it holds. */
export function findSpans(text: string, pointers: readonly Pointer[]): ReadonlyMap<Pointer, Span> {
  const root: Wanted = { below: new Map(), pointer: undefined };
  for (const pointer of pointers) {
    let node = root;
    for (const segment of segmentsOf(pointer)) {
      const below: Wanted = node.below.get(segment) ?? { below: new Map(), pointer: undefined };
      node.below.set(segment, below);
      node = below;
    }
    node.pointer = pointer;
  }
  const found = new Map<Pointer, Span>();
  const scanner = createScanner(text, true);
  let kind: number = scanner.scan();
  const next = (): void => {
    kind = scanner.scan();
  };
  /** Reads one value. Only as deep as a wanted pointer goes; what nobody wants is skipped by counting brackets. */
  const read = (wanted: Wanted | undefined): void => {
    const start = scanner.getTokenOffset();
    let end = start + scanner.getTokenLength();
    if (wanted === undefined || wanted.below.size === 0) end = skip();
    else if (kind === token.openBrace || kind === token.openBracket) end = members(wanted, kind === token.openBracket);
    else next();
    if (wanted?.pointer !== undefined) found.set(wanted.pointer, { start, end });
  };
  const skip = (): number => {
    let depth = 0;
    for (;;) {
      if (kind === token.openBrace || kind === token.openBracket) depth++;
      else if (kind === token.closeBrace || kind === token.closeBracket) depth--;
      const end = scanner.getTokenOffset() + scanner.getTokenLength();
      if (kind === token.end) return text.length;
      next();
      if (depth <= 0) return end;
    }
  };
  const members = (wanted: Wanted, list: boolean): number => {
    next();
    for (let index = 0; kind !== token.end; index++) {
      if (kind === token.closeBrace || kind === token.closeBracket) {
        const end = scanner.getTokenOffset() + scanner.getTokenLength();
        next();
        return end;
      }
      let segment = String(index);
      if (!list) {
        segment = scanner.getTokenValue();
        next();
        if (kind === token.colon) next();
      }
      if (kind !== token.end) read(wanted.below.get(segment));
      if (kind === token.comma) next();
    }
    return text.length;
  };
  if (kind !== token.end) read(root);
  return found;
}
