// Lays out statements: a decision's clauses, the steps of a test, and the comments and empty lines around them.
import type { BlockSegment, DecisionSegment, Range, StatementSegment, StepSegment } from "../segments.ts";
import { kw } from "../tokens.ts";
import { type Doc, gap, group, indent, piece } from "./doc.ts";
import { isComment, type Text } from "./pieces.ts";
import { between, row } from "./sequences.ts";

/** A named decision that was laid out on one line: its neighbours may be aligned with it. */
export interface OneLiner {
  /** The pieces at which the decision and its keyword begin, and the last one. */
  readonly first: number;
  readonly keyword: number;
  readonly last: number;
}

export interface Layout {
  readonly docs: readonly Doc[];
  readonly oneLiners: readonly OneLiner[];
}

/** `isBroken` says of which statements the text must stay as it is. */
export function layOut(text: Text, segments: readonly StatementSegment[], isBroken: (segment: StatementSegment) => boolean): Layout {
  const docs: Doc[] = [];
  const oneLiners: OneLiner[] = [];
  let next = 0;
  let broken = false;
  let before: StatementSegment | undefined;
  for (const segment of segments) {
    const first = firstOf(text, segment);
    // All between a broken statement and the next one may be part of it.
    if (broken) docs.push(...kept(text, next, first));
    else docs.push(...comments(text, next, first, before?.kind === "decision"));
    const verbatim = isBroken(segment);
    const afterBroken = broken;
    broken = verbatim;
    before = segment;
    next = lastOf(text, segment) + 1;
    docs.push(gap(text, first, afterBroken ? "keep" : "hard", true));
    if (verbatim) docs.push(piece(first), ...kept(text, first + 1, next));
    else docs.push(...statement(text, segment, (one) => oneLiners.push(one)));
  }
  docs.push(...(broken ? kept(text, next, text.pieces.length) : comments(text, next, text.pieces.length, before?.kind === "decision")));
  return { docs, oneLiners };
}

const firstOf = (text: Text, range: Range): number => text.ofToken[range.start] ?? 0;
const lastOf = (text: Text, range: Range): number => text.ofToken[range.end - 1] ?? 0;

function kept(text: Text, from: number, to: number): Doc[] {
  const docs: Doc[] = [];
  for (let at = from; at < to; at++) docs.push(gap(text, at, "keep"), piece(at));
  return docs;
}

/** Comments on lines of their own, or behind what stands before them. One that is indented below a rule stays its own. */
function comments(text: Text, from: number, to: number, inRule = false): Doc[] {
  const docs: Doc[] = [];
  let own = inRule;
  for (let at = from; at < to; at++) {
    const here = text.pieces[at];
    const lineStart = (here?.start ?? 0) > 0 && !/[\r\n]/.test(text.text[(here?.start ?? 0) - 1] ?? "\n");
    if (here?.breakBefore === true) own = own && lineStart && !here.blankBefore;
    const placed = [gap(text, at, "hard", true), piece(at)];
    docs.push(...(own ? [indent(placed)] : placed));
  }
  return docs;
}

function statement(text: Text, segment: StatementSegment, note: (one: OneLiner) => void): readonly Doc[] {
  switch (segment.kind) {
    case "decision":
      return [decision(text, segment, note)];
    case "test":
    case "together":
      return [block(text, segment)];
    default:
      return row(text, firstOf(text, segment), lastOf(text, segment) + 1);
  }
}

/** `rule NAME`, the head and the clauses: on one line where the author has them so and they fit, else on one each. */
function decision(text: Text, segment: DecisionSegment, note: (one: OneLiner) => void): Doc {
  const { pieces, ofToken } = text;
  const first = firstOf(text, segment);
  const named = pieces[first]?.type === kw.rule;
  const keyword = named ? (ofToken[segment.head.start + 2] ?? first) : first;
  const headEnd = lastOf(text, segment.head) + 1;
  const head: Doc[] = [];
  for (let at = first; at < keyword; at++) head.push(...(at > first ? [gap(text, at, between(text, at))] : []), piece(at));
  if (named) head.push(gap(text, keyword, "line"));
  // What a head needs more lines for stands deeper than the clauses.
  const rest = row(text, keyword, headEnd);
  head.push(indent(rest));
  const clauses: Doc[] = [];
  let next = headEnd;
  const missed = segment.clauses.some((range) => pieces[ofToken[range.start + 1] ?? -1]?.type === kw.miss);
  for (const range of segment.clauses) {
    const start = firstOf(text, range);
    const end = lastOf(text, range) + 1;
    for (let at = next; at < start; at++) clauses.push(gap(text, at, "hard"), piece(at));
    clauses.push(gap(text, start, "line"), ...clause(text, start, end, missed));
    next = end;
  }
  const starts = [...(named ? [keyword] : []), ...segment.clauses.map((range) => firstOf(text, range))];
  const spread = starts.some((at) => pieces[at]?.breakBefore === true);
  const last = lastOf(text, segment);
  return group([...head, indent(clauses)], spread, named ? () => note({ first, keyword, last }) : undefined);
}

/** `hit` has a blank more where it stands among `miss`es, so that their calls are aligned. */
function clause(text: Text, start: number, end: number, missed: boolean): readonly Doc[] {
  const { pieces } = text;
  if (!missed || pieces[start]?.type !== kw.example || pieces[start + 1]?.type !== kw.hit) return row(text, start, end);
  const call = [gap(text, start + 2, "column"), ...row(text, start + 2, end)];
  return [piece(start), gap(text, start + 1, "space"), piece(start + 1), ...call];
}

/** `test "…" { … }` and `together { … }`. */
function block(text: Text, segment: BlockSegment): Doc {
  const { pieces } = text;
  const open = lastOf(text, segment.head);
  const close = text.ofToken[segment.close ?? -1] ?? open;
  const first = firstOf(text, segment);
  const head: Doc[] = [];
  for (let at = first; at <= open; at++) head.push(...(at > first ? [gap(text, at, between(text, at))] : []), piece(at));
  if (close === open + 1) return group([...head, gap(text, close, "tight"), piece(close)]);
  const body: Doc[] = [];
  let next = open + 1;
  const before = (at: number): void => {
    for (; next < at; next++) body.push(gap(text, next, "hard", next > open + 1), piece(next));
  };
  for (const [index, step] of segment.steps.entries()) {
    const start = firstOf(text, step);
    before(start);
    body.push(gap(text, start, index === 0 ? "line" : "wide", index > 0), ...stepDocs(text, step));
    next = lastOf(text, step) + 1;
  }
  before(close);
  const starts = [...segment.steps.map((step) => firstOf(text, step)), close];
  const spread = starts.some((at) => pieces[at]?.breakBefore === true || isComment(pieces[at - 1]));
  return group([...head, indent(body), gap(text, close, "line"), piece(close)], spread);
}

function stepDocs(text: Text, step: StepSegment): readonly Doc[] {
  return step.kind === "step" ? row(text, firstOf(text, step), lastOf(text, step) + 1) : [block(text, step)];
}
