// The pieces of a text that the formatter places, tokens and comments in order, and what the tree says of them. Knows nothing
// of layout.
import type { IToken, TokenType } from "chevrotain";
import type { Span } from "../../text/span.ts";
import type { File } from "../ast.ts";
import { spanOf, type Tokens } from "../lexer.ts";
import { Colon, Comma, kw, Question, Word } from "../tokens.ts";
import { isTreeNode, partsOf, type TreeNode } from "../tree.ts";

export interface Piece extends Span {
  /** As it is written; a comment's without the blanks behind it. */
  readonly text: string;
  /** Absent for a comment. */
  readonly type: TokenType | undefined;
  /** Whether a line ends, and whether a line stays empty, between this piece and the one before it. */
  readonly breakBefore: boolean;
  readonly blankBefore: boolean;
  /** Whether more than white space stands there: what is no token, which nothing may move. */
  readonly junkBefore: boolean;
}

/** The places whose meaning cannot be seen from the pieces next to them. Offsets. */
export interface Places {
  /** `(` behind which the arguments of a call, or parameters, stand. */
  readonly calls: ReadonlySet<number>;
  /** `(` of a fold. */
  readonly folds: ReadonlySet<number>;
  /** `[` that begins a list, and is no index. */
  readonly lists: ReadonlySet<number>;
  /** `-` that is a sign. */
  readonly signs: ReadonlySet<number>;
  /** Starts of the pieces that are joined to the one before them: the parts of a glob. */
  readonly joined: ReadonlySet<number>;
}

export interface Text {
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** The piece of each token. */
  readonly ofToken: readonly number[];
  /** For each opening bracket its closing one, by piece. */
  readonly partner: ReadonlyMap<number, number>;
  readonly places: Places;
}

export function piecesOf(text: string, lexed: Tokens, file: File): Text {
  const tokens = lexed.tokens.map((token) => ({ ...spanOf(token), text: token.image, type: token.tokenType }));
  const comments = lexed.comments.map(({ span, text: written }) => {
    const trimmed = written.trimEnd();
    return { start: span.start, end: span.start + trimmed.length, text: trimmed, type: undefined };
  });
  const sorted = [...tokens, ...comments].sort((a, b) => a.start - b.start);
  let end = 0;
  const pieces = sorted.map((piece): Piece => {
    const between = text.slice(end, piece.start);
    const breaks = between.match(/\r\n|\n|\r/g)?.length ?? 0;
    end = piece.end;
    return { ...piece, breakBefore: breaks > 0, blankBefore: breaks > 1, junkBefore: /[^\s\uFEFF]/.test(between) };
  });
  const ofToken: number[] = [];
  for (const [index, { type }] of pieces.entries()) if (type !== undefined) ofToken.push(index);
  return { text, pieces, ofToken, partner: partners(lexed.tokens, ofToken), places: placesOf(file, text, pieces) };
}

/** Brackets of other statements, which may be broken, do not count where pairs are looked up. */
function partners(tokens: readonly IToken[], ofToken: readonly number[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { image }] of tokens.entries()) {
    if (image === "(" || image === "[" || image === "{") open.push(ofToken[index] ?? 0);
    else if (image === ")" || image === "]" || image === "}") {
      const opener = open.pop();
      if (opener !== undefined) found.set(opener, ofToken[index] ?? 0);
    }
  }
  return found;
}

function placesOf(file: File, text: string, pieces: readonly Piece[]): Places {
  const starts = new Map(pieces.map((piece, index) => [piece.start, index]));
  const calls = new Set<number>();
  const folds = new Set<number>();
  const lists = new Set<number>();
  const signs = new Set<number>();
  const joined = new Set<number>();

  /** The pieces of a name, from and up to and without; undefined for one that is missing. */
  const extent = (name: Span): readonly [number, number] | undefined => {
    const from = starts.get(name.start);
    if (from === undefined || name.end === name.start) return undefined;
    let to = from + 1;
    while ((pieces[to]?.end ?? Number.POSITIVE_INFINITY) <= name.end) to++;
    return [from, to];
  };
  /** The bracket behind a name: only comments may stand between. */
  const opener = (name: Span, into: Set<number>): void => {
    let at = extent(name)?.[1] ?? pieces.length;
    while (at < pieces.length && pieces[at]?.type === undefined) at++;
    const piece = pieces[at];
    if (piece?.text === "(") into.add(piece.start);
  };
  const glob = (name: Span): void => {
    const [from, to] = extent(name) ?? [0, 0];
    for (const piece of pieces.slice(from + 1, to)) joined.add(piece.start);
  };
  const visit = (node: TreeNode): void => {
    if (node.name !== undefined && isTreeNode(node.name) && (node.kind === "call" || (node.kind === "let" && node.params !== undefined)))
      opener(node.name.span, calls);
    if (node.tool !== undefined && isTreeNode(node.tool)) {
      opener(node.tool.span, calls);
      if (text[node.tool.span.start] !== '"') glob(node.tool.span);
    }
    if (node.glob !== undefined && node.quoted === false) glob(node.span);
    if (node.kind === "fold") opener({ start: node.span.start, end: node.span.start + String(node.fold).length }, folds);
    if (node.kind === "list" && text[node.span.start] === "[") lists.add(node.span.start);
    if (node.kind === "negate") signs.add(node.span.start);
    for (const part of partsOf(node)) visit(part);
  };
  for (const statement of file.statements) visit(statement);
  return { calls, folds, lists, signs, joined };
}

/** Whether a parameter or a pair begins at a piece: a word with `:` or `?:` behind it. */
export function beginsPair(pieces: readonly Piece[], at: number): boolean {
  const type = pieces[at]?.type;
  if (type === undefined || !(type === Word || (type.CATEGORIES ?? []).some((category) => category === Word || category.name === "Name")))
    return false;
  let next = at + 1;
  while (next < pieces.length && pieces[next]?.type === undefined) next++;
  const following = pieces[next]?.type;
  return following === Colon || following === Question;
}

export const isComment = (piece: Piece | undefined): boolean => piece !== undefined && piece.type === undefined;
export const isComma = (piece: Piece | undefined): boolean => piece?.type === Comma;
export const isSource = (piece: Piece | undefined): boolean => piece?.type === kw.from || piece?.type === kw.carries;
