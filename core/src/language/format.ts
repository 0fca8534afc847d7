// The formatter: one layout for what a policy says. Touches only the white space between tokens and the commas at the ends
// of lists, so that every comment and every literal stays as it was written.
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import type { Span } from "../text/span.ts";
import { lineWidth, type Printed, print } from "./format/doc.ts";
import { type Piece, piecesOf, type Text } from "./format/pieces.ts";
import { layOut, type OneLiner } from "./format/statements.ts";
import { tokenize } from "./lexer.ts";
import { parse } from "./parse.ts";
import { Segmenter, type StatementSegment } from "./segments.ts";
import { sameTree } from "./tree.ts";

export interface Formatted {
  readonly text: string;
  /** From the text given to the one above; they do not overlap, and are sorted by place. */
  readonly edits: readonly TextEdit[];
  /** Where something is wrong with the syntax: these statements stay as they are. */
  readonly kept: readonly Span[];
  /** Of all statements, from the first token to the last. */
  readonly statements: readonly Span[];
}

/** The text in the one layout. Formatting twice is formatting once, and the meaning is the same: a text that would not be
 * read as the same tree again, which would be a fault here, is given back as it was. */
export function format(text: string): Formatted {
  const formatted = layout(text);
  return isFaithful(text, formatted.text) ? formatted : { ...formatted, text, edits: [] };
}

/** What `format` gives before it is held against the text. Exported for the tests, which hold that it never differs. */
export function layout(text: string): Formatted {
  const { file, diagnostics } = parse(text);
  const lexed = tokenize(text);
  const segments = new Segmenter(text, lexed.tokens).statements();
  const parts = piecesOf(text, lexed, file);
  const spans = segments.map((segment) => spanOf(parts, segment));
  // What is wrong belongs to the statement that it stands in or behind.
  const isBroken = (index: number): boolean => {
    const from = index === 0 ? 0 : (spans[index]?.start ?? 0);
    const to = spans[index + 1]?.start ?? text.length + 1;
    return diagnostics.some(({ span }) => from <= span.start && span.start < to) || isPartOfBroken(spans[index]);
  };
  // A statement may have been read over what is cut into several here: then none of them stands for itself.
  const brokenTrees = file.statements.filter((tree) =>
    diagnostics.some(({ span }) => tree.span.start <= span.start && span.start < tree.span.end),
  );
  const isPartOfBroken = (part: Span | undefined): boolean =>
    part !== undefined && brokenTrees.some(({ span }) => span.start < part.end && part.start < span.end);
  const broken = new Set(segments.filter((_, index) => isBroken(index)));
  const { docs, oneLiners } = layOut(parts, segments, (segment) => broken.has(segment));
  const lineEnd = lineEndOf(parts);
  const printed = print(parts, docs, lineEnd);
  align(parts, printed, oneLiners);
  const edits = editsOf(parts, printed, broken.has(segments.at(-1) as StatementSegment), lineEnd);
  return {
    text: applied(text, edits),
    edits,
    kept: spans.filter((_, index) => broken.has(segments[index] as StatementSegment)),
    statements: spans,
  };
}

/** What ends the lines of the text, as far as the formatter places them; where they differ, so that it stays. */
function lineEndOf({ text, pieces }: Text): string {
  let between = "";
  let end = 0;
  for (const piece of pieces) {
    between += text.slice(end, piece.start);
    end = piece.end;
  }
  between += text.slice(end);
  return ["\r\n", "\n", "\r"].find((one) => between.includes(one)) ?? "\n";
}

function spanOf({ pieces, ofToken }: Text, { start, end }: StatementSegment): Span {
  return { start: pieces[ofToken[start] ?? -1]?.start ?? 0, end: pieces[ofToken[end - 1] ?? -1]?.end ?? 0 };
}

/** In a run of rules of one line each the keywords stand below each other; a line that has no room for that stays as it is. */
function align({ pieces }: Text, printed: readonly Printed[], oneLiners: readonly OneLiner[]): void {
  const at = new Map(printed.map((one, index) => [one.piece, index]));
  const lineBreaks = (index: number): number => printed[index]?.lead.match(/\r\n|\n|\r/g)?.length ?? 0;
  let run: OneLiner[] = [];
  const nameLength = ({ keyword }: OneLiner): number => pieces[keyword - 1]?.text.length ?? 0;
  const close = (): void => {
    const widest = Math.max(0, ...run.map(nameLength));
    for (const one of run) {
      const keyword = printed[at.get(one.keyword) ?? -1];
      const missing = widest - nameLength(one);
      const fits = (printed[at.get(one.last) ?? -1]?.column ?? 0) + missing <= lineWidth;
      if (keyword !== undefined && fits) keyword.lead = " ".repeat(1 + missing);
    }
    run = [];
  };
  for (const one of oneLiners) {
    const before = run.at(-1);
    // Nothing but a comment on the same line may stand between two of a run.
    const start = at.get(one.first) ?? -1;
    const from = before === undefined ? start : (at.get(before.last) ?? -1);
    let breaks = 0;
    for (let index = from + 1; index <= start; index++) breaks += lineBreaks(index);
    if (before !== undefined && breaks !== 1) close();
    run.push(one);
  }
  close();
}

function editsOf({ text, pieces }: Text, printed: readonly Printed[], brokenEnd: boolean, lineEnd: string): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let end = 0;
  const put = (span: Span, newText: string): void => {
    if (text.slice(span.start, span.end) !== newText) edits.push({ span, newText });
  };
  for (const { piece, lead } of printed) {
    const { start, end: next } = pieces[piece] as Piece;
    const mark = end === 0 && text.startsWith("\uFEFF") && !lead.startsWith("\uFEFF") ? "\uFEFF" : "";
    put({ start: end, end: start }, mark + lead);
    end = next;
  }
  const rest = text.slice(end);
  const clean = !brokenEnd && !/[^\s\uFEFF]/.test(rest);
  if (clean) put({ start: end, end: text.length }, printed.length === 0 ? "" : lineEnd);
  return edits;
}

function applied(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let end = 0;
  for (const { span, newText } of edits) {
    result += text.slice(end, span.start) + newText;
    end = span.end;
  }
  return result + text.slice(end);
}

function isFaithful(before: string, after: string): boolean {
  if (before === after) return true;
  const [a, b] = [parse(before), parse(after)];
  return (
    sameTree(a.file, b.file) &&
    a.diagnostics.length === b.diagnostics.length &&
    a.comments.length === b.comments.length &&
    a.comments.every(({ text }, index) => text.trimEnd() === b.comments[index]?.text.trimEnd())
  );
}
