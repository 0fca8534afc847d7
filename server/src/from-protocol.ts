// From the protocol's shapes to the core's. With to-protocol.ts the only place that knows both.
import type { Position, Range } from "vscode-languageserver";
import type { LineIndex, Span } from "../../core/src/index.ts";

export const offsetOf = (lines: LineIndex, { line, character }: Position): number => lines.offset({ line, column: character });

/** A range from another version of the text may be turned round after clamping: it is put in order. */
export function spanOf(lines: LineIndex, { start, end }: Range): Span {
  const from = offsetOf(lines, start);
  return { start: from, end: Math.max(from, offsetOf(lines, end)) };
}
