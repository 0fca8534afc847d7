// What an editor can fold: statements and blocks of several lines, runs of comments, the lines that name other files, and the
// regions that comments mark.
import type { Statement } from "../language/ast.ts";
import { tokenize } from "../language/lexer.ts";
import type { Analysis } from "../semantics/analysis.ts";
import type { Span } from "../text/span.ts";

export interface FoldingRange {
  /** Lines from zero, both within; the first stays in sight. */
  readonly first: number;
  readonly last: number;
  readonly kind: "comment" | "imports" | "region" | undefined;
}

export function foldingRanges(analysis: Analysis): readonly FoldingRange[] {
  const { text, lines, file } = analysis.source;
  const found: FoldingRange[] = [];
  const lineOf = (offset: number): number => lines.position(offset).line;
  const add = (first: number, last: number, kind: FoldingRange["kind"]): void => {
    if (last > first) found.push({ first, last, kind });
  };
  const fold = ({ start, end }: Span, closed = false): void => {
    // A closing bracket on a line of its own stays in sight.
    add(lineOf(start), lineOf(end) - (closed ? 1 : 0), undefined);
  };

  for (const statement of file.statements) {
    const closed = /[}\])]$/.test(text.slice(statement.span.start, statement.span.end));
    fold(statement.span, closed && statement.kind !== "decision");
    if (statement.kind === "test") for (const step of statement.steps) if (step.kind === "together") fold(step.span, true);
  }
  brackets(text, (span) => fold(span, true));
  runs(file.statements.filter(isFileName), lineOf, (first, last) => add(first, last, "imports"));

  const { comments } = tokenize(text);
  const ownLine = comments.filter(({ span }) => text.slice(lines.line(lineOf(span.start)).start, span.start).trim() === "");
  const plain = ownLine.filter(({ text: comment }) => regionMark(comment) === undefined);
  runs(plain, lineOf, (first, last) => add(first, last, "comment"));
  const open: number[] = [];
  for (const { span, text: comment } of ownLine) {
    const mark = regionMark(comment);
    if (mark === "start") open.push(lineOf(span.start));
    const start = mark === "end" ? open.pop() : undefined;
    if (start !== undefined) add(start, lineOf(span.start), "region");
  }
  const once = new Map(found.map((range) => [`${range.first} ${range.kind ?? ""}`, range]));
  return [...once.values()].sort((a, b) => a.first - b.first || b.last - a.last);
}

const isFileName = (statement: Statement): boolean => statement.kind === "import" || statement.kind === "tools";

/** `// region`, `// #region` and their ends, as the language configuration has them. */
function regionMark(comment: string): "start" | "end" | undefined {
  const word = /^\/\/\s*#?(region|endregion)\b/.exec(comment)?.[1];
  return word === undefined ? undefined : word === "region" ? "start" : "end";
}

/** Lists, records and calls over several lines. */
function brackets(text: string, fold: (span: Span) => void): void {
  const open: number[] = [];
  for (const { image, startOffset } of tokenize(text).tokens) {
    if (image === "(" || image === "[" || image === "{") open.push(startOffset);
    else if (image === ")" || image === "]" || image === "}") {
      const start = open.pop();
      if (start !== undefined) fold({ start, end: startOffset });
    }
  }
}

/** Neighbours without a line between them. */
function runs(
  parts: readonly { readonly span: Span }[],
  lineOf: (offset: number) => number,
  add: (first: number, last: number) => void,
): void {
  let first: number | undefined;
  let last = -2;
  for (const { span } of parts) {
    const line = lineOf(span.start);
    if (first === undefined || line > last + 1) {
      if (first !== undefined) add(first, last);
      first = line;
    }
    last = lineOf(span.end);
  }
  if (first !== undefined) add(first, last);
}
