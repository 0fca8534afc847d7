// Lays out what stands inside a statement: a row of pieces breaks at its loosest joints first, brackets break around their
// contents. Knows nothing of statements.
import * as t from "../tokens.ts";
import { kw } from "../tokens.ts";
import { type Doc, type GapKind, gap, group, indent, piece } from "./doc.ts";
import { beginsPair, isComma, isComment, isSource, type Piece, type Text } from "./pieces.ts";

/** Where a row may break at a piece: in front of it, or behind it. */
type Joint = (text: Text, at: number, folded: boolean) => "before" | "after" | undefined;

const words = new Set([
  ...[kw.where, kw.before, kw.to, kw.per, kw.for, kw.else, kw.followed, kw.only, kw.except, kw.returns, kw.fails, t.Arrow],
]);
const windows = new Set([kw.since, kw.within]);

const isWord = ({ pieces }: Text, at: number): boolean => pieces[at - 1]?.type !== t.Dot && pieces[at + 1]?.type !== t.Colon;

/** Loosest first. A comma ends what stands before it; everything else begins what follows it. */
const joints: readonly Joint[] = [
  (text, at, folded) => {
    const type = text.pieces[at]?.type ?? t.Word;
    if (words.has(type) && isWord(text, at)) return "before";
    return folded && type === t.Colon ? "after" : undefined;
  },
  ({ pieces }, at) => (isComma(pieces[at]) ? "after" : undefined),
  ({ pieces }, at) => (pieces[at]?.type === kw.or ? "before" : undefined),
  ({ pieces }, at) => (pieces[at]?.type === kw.and ? "before" : undefined),
  (text, at) => (windows.has(text.pieces[at]?.type ?? t.Word) && isWord(text, at) ? "before" : undefined),
  ({ pieces }, at) => (pieces[at]?.type === t.Coalesce ? "before" : undefined),
  ({ pieces, places }, at) => {
    const { type, start = -1 } = pieces[at] ?? {};
    return type === t.Plus || (type === t.Minus && !places.signs.has(start) && !places.joined.has(start)) ? "before" : undefined;
  },
  ({ pieces }, at) => (pieces[at]?.type === t.Pipe ? "before" : undefined),
];
const commaLevel = 1;

/** The pieces from `from` up to and without `to`, without the gap in front of the first. `folded`: the row of a fold, where a
 * `:` stands between the list and the body. */
export function row(text: Text, from: number, to: number, folded = false, level = 0): readonly Doc[] {
  for (let at = level; at < joints.length; at++) {
    const parts = split(text, from, to, joints[at] as Joint, folded);
    if (parts.length < 2) continue;
    const [first, ...more] = parts.map(([start, end]) => ({ start, docs: row(text, start, end, folded, at + 1) }));
    const followers = more.map(({ start, docs }) => [gap(text, start, "line"), ...docs]);
    // A list of names fills its lines; other parts stand below each other once one must.
    const laid = at === commaLevel ? followers.map((docs) => group(docs)) : followers.flat();
    return [group([...(first?.docs ?? []), indent(laid)])];
  }
  return plain(text, from, to);
}

function split(text: Text, from: number, to: number, joint: Joint, folded: boolean): readonly (readonly [number, number])[] {
  const starts = [from];
  for (let at = from; at < to; at = (text.partner.get(at) ?? at) + 1) {
    const where = joint(text, at, folded);
    const start = where === "before" ? at : where === "after" ? at + 1 : from;
    if (start > from && start < to) starts.push(start);
  }
  return starts.map((start, index) => [start, starts[index + 1] ?? to]);
}

/** Pieces one after the other; only their brackets can break. */
function plain(text: Text, from: number, to: number): readonly Doc[] {
  const docs: Doc[] = [];
  for (let at = from; at < to; at++) {
    if (at > from) docs.push(gap(text, at, between(text, at)));
    const close = text.partner.get(at);
    if (close === undefined || close >= to) docs.push(piece(at));
    else {
      docs.push(bracketed(text, at, close));
      at = close;
    }
  }
  return docs;
}

function bracketed(text: Text, open: number, close: number): Doc {
  const { pieces, places } = text;
  const opener = pieces[open] as Piece;
  if (close === open + 1) return group([piece(open), gap(text, close, "tight"), piece(close)]);
  const brace = opener.type === t.OpenBrace;
  const inner: GapKind = brace ? "line" : "soft";
  const listed = brace || places.lists.has(opener.start) || places.calls.has(opener.start) || isSource(pieces[open - 1]);
  const contents = listed
    ? items(text, open + 1, close, inner)
    : [gap(text, open + 1, inner), ...row(text, open + 1, close, places.folds.has(opener.start))];
  // A list or record that the author began on a line of its own stays one item a line.
  const opened = (brace || places.lists.has(opener.start)) && pieces[open + 1]?.breakBefore === true;
  const end = listed && endsInComment(text, close) ? "end" : inner;
  return group([piece(open), indent(contents), gap(text, close, end), piece(close)], opened);
}

/** What stands between commas, one a line where it breaks, with a comma behind the last. A comma behind a comment goes in
 * front of it. */
function items(text: Text, from: number, close: number, first: GapKind): readonly Doc[] {
  const { pieces } = text;
  const docs: Doc[] = [];
  let start = from;
  while (start < close) {
    const end = itemEnd(text, start, close);
    const comma = end < close && isComma(pieces[end]);
    let as: GapKind | "end" = start === from ? first : endsInComment(text, start) ? "end" : "line";
    let token = start;
    // Comments of the item before, and in front of this one.
    for (; token < end && isComment(pieces[token]); token++, as = "hard") docs.push(gap(text, token, as, token > from), piece(token));
    let last = end;
    while (last > token && isComment(pieces[last - 1])) last--;
    if (token < last) {
      const trailing = isEnd(text, comma ? end + 1 : end, close);
      docs.push(gap(text, token, as, token > from), ...row(text, token, last));
      if (!comma || last < end) docs.push({ kind: "comma", trailing });
      else docs.push(trailing ? { kind: "trailing-piece", index: end } : piece(end));
      for (let at = last; at < end; at++) docs.push(gap(text, at, "hard", true), piece(at));
    }
    start = comma ? end + 1 : end;
  }
  return docs;
}

/** Whether a piece stands behind a comma that goes in front of a comment. */
const endsInComment = ({ pieces }: Text, at: number): boolean => isComma(pieces[at - 1]) && isComment(pieces[at - 2]);

/** The comma behind an item, or where the next begins without one. */
function itemEnd(text: Text, start: number, close: number): number {
  let seen = false;
  for (let at = start; at < close; at = (text.partner.get(at) ?? at) + 1) {
    if (isComma(text.pieces[at])) return at;
    if (seen && beginsPair(text.pieces, at)) return at;
    if (!isComment(text.pieces[at])) seen = true;
  }
  return close;
}

function isEnd({ pieces }: Text, from: number, close: number): boolean {
  let at = from;
  while (at < close && isComment(pieces[at])) at++;
  return at === close;
}

const tightBefore = new Set([t.Comma, t.Dot, t.Colon, t.Question, t.CloseParen, t.CloseBracket]);
const tightAfter = new Set([t.OpenParen, t.OpenBracket, t.Dot]);

/** What stands in front of a piece on its line. */
export function between({ pieces, places }: Text, at: number): GapKind {
  const before = pieces[at - 1];
  const here = pieces[at];
  if (before?.type === undefined || here?.type === undefined) return "space";
  if (places.joined.has(here.start)) return "tight";
  if (before.type === t.Equals) return "anchor";
  if (tightBefore.has(here.type) || tightAfter.has(before.type)) return "tight";
  if (before.type === t.Minus && places.signs.has(before.start)) return "tight";
  if (here.type === t.OpenParen) return opensCall(pieces, places, at) ? "tight" : "space";
  if (here.type === t.OpenBracket) return places.lists.has(here.start) ? "space" : "tight";
  return "space";
}

function opensCall(pieces: readonly Piece[], places: Text["places"], at: number): boolean {
  const start = pieces[at]?.start ?? -1;
  const before = pieces[at - 1];
  const measure = (before?.type === kw.sum || before?.type === kw.distinct) && pieces[at - 2]?.type === kw.limit;
  return places.calls.has(start) || places.folds.has(start) || measure;
}
