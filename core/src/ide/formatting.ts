// Formatting for editors: a whole text, the statements that a range touches, and what was just finished by typing. The layout
// itself is the language's.
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import { type Formatted, format } from "../language/format.ts";
import type { Span } from "../text/span.ts";

export function documentFormatting(text: string): readonly TextEdit[] {
  return format(text).edits;
}

/** The edits in the statements that the range touches, and in front of them. */
export function rangeFormatting(text: string, range: Span): readonly TextEdit[] {
  const formatted = format(text);
  const touched = formatted.statements.filter(({ start, end }) => start <= range.end && range.start <= end);
  const [first] = touched;
  const last = touched[touched.length - 1];
  if (first === undefined || last === undefined) return [];
  return formatted.edits.filter(({ span }) => span.end >= first.start && span.end <= last.end);
}

/** What is typed to have this done. */
export const formattingTriggers = ["}", "\n"] as const;

/** The edits in the statement that the `}` in front of the caret ends, or in the lines above the one that a line end has
 * begun: nothing moves where the author writes on. */
export function onTypeFormatting(text: string, offset: number, typed: string): readonly TextEdit[] {
  const formatted = format(text);
  if (typed === "}") {
    const closed = formatted.statements.find(({ end }) => end === offset);
    return closed === undefined ? [] : within(formatted, closed);
  }
  const before = text.slice(0, offset).trimEnd().length;
  const left = formatted.statements.findLast(({ start }) => start < before);
  // In the middle of a statement its layout is not yet what the author means.
  return left === undefined || left.end > before ? [] : within(formatted, left);
}

const within = ({ edits }: Formatted, { start, end }: Span): readonly TextEdit[] =>
  edits.filter(({ span }) => span.start >= start && span.end <= end);
