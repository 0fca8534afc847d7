// Cuts the tokens of a file into the pieces that the parser reads one by one: a statement, a clause of a decision, a step of
// a test. Each piece has its errors to itself, so one mistake never hides or invents another elsewhere. In a valid file the
// cuts stand exactly where the grammar has them, whatever the layout; line ends count only where the text is broken anyway.
import type { IToken, TokenType } from "chevrotain";
import { spanOf } from "./lexer.ts";
import * as t from "./tokens.ts";
import { kw } from "./tokens.ts";
import { type Keyword, wordsOfKind } from "./vocabulary.ts";

/** A piece by its tokens' indices: from `start`, up to and without `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}
export interface DecisionSegment extends Range {
  readonly kind: "decision";
  readonly head: Range;
  readonly clauses: readonly Range[];
}
export interface PlainSegment extends Range {
  readonly kind: "tools" | "default" | "let" | "group" | "trusted" | "tool" | "context" | "unknown";
}
/** `test "…" { … }` or `together { … }`; without `close` its brace is not closed. */
export interface BlockSegment extends Range {
  readonly kind: "test" | "together";
  readonly head: Range;
  readonly steps: readonly StepSegment[];
  readonly close: number | undefined;
  /** What stands behind the closing brace and cannot. */
  readonly rest: Range;
}
export type StepSegment = BlockSegment | (Range & { readonly kind: "step" });
export type StatementSegment = DecisionSegment | PlainSegment | BlockSegment;

const openers: ReadonlyMap<TokenType, TokenType> = new Map([
  [t.OpenParen, t.CloseParen],
  [t.OpenBracket, t.CloseBracket],
  [t.OpenBrace, t.CloseBrace],
]);
const closers: ReadonlySet<TokenType> = new Set(openers.values());

const typesOf = (words: readonly string[]): TokenType[] => words.map((word) => kw[word as Keyword]);
const effects = new Set(typesOf(wordsOfKind("effect").map((row) => row.name)));
export const decisionWords: ReadonlySet<TokenType> = new Set([...effects, kw.require, kw.grant, kw.limit, kw.expect]);
export const statementWords: ReadonlySet<TokenType> = new Set([...typesOf(wordsOfKind("statement").map((row) => row.name)), ...effects]);
const clauseWords = new Set(typesOf(wordsOfKind("clause").map((row) => row.name)));
/** What an operand stands behind: a word there belongs to an expression. */
const operators = new Set<TokenType>([
  ...[t.Equals, t.TripleEqual, t.TripleUnequal, t.Equal, t.Unequal, t.AtMost, t.AtLeast, t.Less, t.Greater, t.Coalesce, t.Plus, t.Minus],
  ...[t.Star, t.AndSigns, t.OrSigns, t.Bang, t.Comma, t.Colon, t.Dot, t.Arrow, t.OpenParen, t.OpenBracket, t.OpenBrace, t.If],
  ...[kw.when, kw.unless, kw.uses, kw.where, kw.and, kw.or, kw.not, kw.in, kw.contains, kw.with, kw.like, kw.matches, kw.under, kw.from],
  ...[kw.carries, kw.has, kw.past, kw.after, kw.since, kw.within, kw.to, kw.each, kw.returns, kw.fails, kw.of, kw.by, kw.at],
]);
/** What may end an operand, a selector or a statement. */
export const operandEnds: ReadonlySet<TokenType> = new Set<TokenType>([
  ...[t.Identifier, t.StringText, t.BlockString, t.ForeignString, t.NumberText, t.DurationText, t.Regex],
  ...[t.CloseParen, t.CloseBracket, t.CloseBrace, kw.true, kw.false, kw.null, kw.args, kw.context, kw.it, kw.granted],
  ...[kw.user, kw.system, kw.trusted, kw.untrusted, kw.trace, kw.turn, kw.batch, kw.steps],
]);
/** What a field name cannot be followed by: a word behind a dot that is followed by one of these was not meant as a field. */
const cannotFollowField = new Set<TokenType>([t.Identifier, t.StringText, t.BlockString, t.NumberText, kw.args, kw.it, kw.has, kw.past]);

/** Whether two tokens stand without anything between them. */
export function touch(before: IToken | undefined, after: IToken | undefined): boolean {
  return before !== undefined && after !== undefined && spanOf(before).end === after.startOffset;
}

export class Segmenter {
  readonly #text: string;
  readonly #tokens: readonly IToken[];
  /** For each opening bracket the index of the one that closes it; brackets without a partner have none and do not count. */
  readonly #partner: ReadonlyMap<number, number>;

  constructor(text: string, tokens: readonly IToken[]) {
    this.#text = text;
    this.#tokens = tokens;
    this.#partner = partners(tokens);
  }

  #type(index: number): TokenType | undefined {
    return this.#tokens[index]?.tokenType;
  }
  #touches(index: number, next: number): boolean {
    return touch(this.#tokens[index], this.#tokens[next]);
  }
  #lineBreakBefore(index: number): boolean {
    const before = this.#tokens[index - 1];
    const token = this.#tokens[index];
    if (before === undefined || token === undefined) return true;
    return /[\n\r]/.test(this.#text.slice(spanOf(before).end, token.startOffset));
  }
  /** Whether the word at an index can be a keyword at all: it is no field. */
  #isKeywordPlace(index: number): boolean {
    if (this.#type(index - 1) !== t.Dot) return true;
    const next = this.#type(index + 1);
    return this.#lineBreakBefore(index) && next !== undefined && cannotFollowField.has(next);
  }

  statements(): StatementSegment[] {
    const starts: number[] = [];
    let inPaths = false;
    for (let at = 0; at < this.#tokens.length; at = this.#next(at)) {
      const type = this.#type(at);
      if (type === kw.only) inPaths = true;
      else if (type !== undefined && statementWords.has(type) && this.#startsStatement(at, type, inPaths, starts.at(-1) ?? -1)) {
        starts.push(at);
        inPaths = false;
      } else if (type === t.Identifier && this.#startsUnknown(at)) starts.push(at);
    }
    if (starts[0] !== 0 && this.#tokens.length > 0) starts.unshift(0);
    return starts.map((start, index) => this.#statement({ start, end: starts[index + 1] ?? this.#tokens.length }));
  }

  /** The next index at the same depth. */
  #next(at: number): number {
    return (this.#partner.get(at) ?? at) + 1;
  }

  #startsStatement(at: number, type: TokenType, inPaths: boolean, statement: number): boolean {
    if (!this.#isKeywordPlace(at)) return false;
    const before = this.#type(at - 1);
    if (before === undefined) return true;
    if (inPaths && (before === t.Comma || before === kw.only)) return false;
    // A field with the name of a keyword begins nothing.
    const afterField = this.#type(at - 2) === t.Dot && !this.#lineBreakBefore(at - 1);
    if (decisionWords.has(type)) {
      if (before === kw.rule && !afterField) return this.#lineBreakBefore(at);
      const named = this.#type(statement) === kw.rule && !decisionWords.has(this.#type(statement + 1) ?? t.Word);
      if (named && at === statement + 2) return false;
    }
    if (effects.has(type)) return !(before === kw.else || before === t.Arrow || (before === kw.default && at === statement + 1));
    if (type === kw.expect) return !effects.has(this.#type(at + 1) ?? t.Word);
    if (type === kw.trusted) return before !== kw.from && before !== kw.carries;
    if (type === kw.context) return this.#type(at + 1) === t.OpenBrace || !operators.has(before);
    // A name was forgotten, or a keyword stands for one: that is one mistake, not two.
    if (!afterField && (before === kw.let || before === kw.group || before === kw.tool)) return this.#lineBreakBefore(at);
    return true;
  }

  /** Whether a word that is none of the language begins a statement of a line: no name stands behind a whole operand, so
   * this is never so in a valid file. */
  #startsUnknown(at: number): boolean {
    const before = this.#type(at - 1);
    if (before === undefined || !this.#lineBreakBefore(at)) return false;
    const defaulted = this.#type(at - 2) === kw.default && effects.has(before);
    if (!operandEnds.has(before) && !defaulted) return false;
    const next = this.#type(at + 1);
    const opensName = next === t.Identifier || next === t.StringText || next === t.Star;
    return opensName && !this.#lineBreakBefore(at + 1) && !this.#touches(at, at + 1);
  }

  #statement(range: Range): StatementSegment {
    const first = this.#type(range.start);
    if (first === kw.test) return this.#block("test", range);
    if (first === kw.rule || (first !== undefined && decisionWords.has(first))) return this.#decision(range);
    if (first === kw.tools || first === kw.import) return { kind: "tools", ...range };
    for (const kind of ["default", "let", "group", "trusted", "tool", "context"] as const) {
      if (first === kw[kind]) return { kind, ...range };
    }
    return { kind: "unknown", ...range };
  }

  #decision(range: Range): DecisionSegment {
    const named = this.#type(range.start) === kw.rule;
    const keyword = named && !decisionWords.has(this.#type(range.start + 1) ?? t.Word) ? range.start + 2 : range.start + (named ? 1 : 0);
    const word = this.#type(keyword) ?? t.Word;
    const hasPattern = word === kw.require || word === kw.limit || word === kw.expect;
    const starts: number[] = [];
    for (let at = keyword + 1; at < range.end; at = this.#next(at)) {
      const type = this.#type(at) ?? t.Word;
      const slip = type === kw.where ? !hasPattern || starts.length > 0 : type === t.If && !operators.has(this.#type(at - 1) ?? t.Word);
      if ((slip || clauseWords.has(type)) && this.#isKeywordPlace(at)) starts.push(at);
    }
    return {
      kind: "decision",
      ...range,
      head: { start: range.start, end: starts[0] ?? range.end },
      clauses: starts.map((start, index) => ({ start, end: starts[index + 1] ?? range.end })),
    };
  }

  #block(kind: "test" | "together", range: Range): BlockSegment {
    let open = range.start;
    while (open < range.end && this.#type(open) !== t.OpenBrace) open++;
    if (open === range.end) return { kind, ...range, head: range, steps: [], close: undefined, rest: { start: range.end, end: range.end } };
    const close = this.#partner.get(open);
    const body = { start: open + 1, end: close ?? range.end };
    return {
      kind,
      ...range,
      head: { start: range.start, end: open + 1 },
      steps: this.#steps(body, kind),
      close,
      rest: { start: close === undefined ? range.end : close + 1, end: range.end },
    };
  }

  #steps(body: Range, within: BlockSegment["kind"]): StepSegment[] {
    const starts: number[] = [];
    // A `context` that begins a step is followed by its record; any other one ends an operand.
    let contextStep = -1;
    for (let at = body.start; at < body.end; at = this.#next(at)) {
      if (at === body.start) starts.push(at);
      else if (this.#startsStep(at, contextStep)) starts.push(at);
      if (starts.at(-1) === at && this.#type(at) === kw.context) contextStep = at;
    }
    return starts.map((start, index) => {
      const range = { start, end: starts[index + 1] ?? body.end };
      // A batch in a batch is an error, and would nest without end.
      return within === "test" && this.#type(start) === kw.together ? this.#block("together", range) : { kind: "step", ...range };
    });
  }

  #startsStep(at: number, contextStep: number): boolean {
    const type = this.#type(at);
    const before = this.#type(at - 1) ?? t.Word;
    if (type === undefined || before === t.Dot) return false;
    if (type === kw.expect || type === kw.together) return true;
    if (type === kw.user || type === kw.system || type === kw.replay) return this.#isLiteral(at + 1) || !operators.has(before);
    if (operators.has(before) || at - 1 === contextStep) return false;
    if (type === kw.context || type === kw.gap) return true;
    return this.#isCall(at, before);
  }
  #isLiteral(at: number): boolean {
    const type = this.#type(at);
    return type === t.StringText || type === t.BlockString || type === t.ForeignString;
  }
  /** Whether a call begins at an index: a name or glob and `(`, not directly behind a word that takes one. */
  #isCall(at: number, before: TokenType): boolean {
    const literal = this.#isLiteral(at);
    if (literal && (before === kw.user || before === kw.system || before === kw.replay)) return false;
    const type = this.#type(at);
    const named = type !== undefined && (type === t.Identifier || (type.CATEGORIES ?? []).includes(t.Name));
    if (!literal && !named) return false;
    let end = at + 1;
    while (!literal && end < this.#tokens.length && this.#touches(end - 1, end) && this.#type(end) !== t.OpenParen) {
      if (this.#type(end) !== t.Star && this.#type(end) !== t.Minus && !/^\w/.test(this.#tokens[end]?.image ?? "")) return false;
      end++;
    }
    return this.#type(end) === t.OpenParen;
  }
}

/** Pairs brackets; a closing one passes over unclosed ones of other kinds to the nearest that it closes. */
export function partners(tokens: readonly IToken[]): Map<number, number> {
  const found = new Map<number, number>();
  const open: { readonly index: number; readonly closedBy: TokenType }[] = [];
  const waiting = new Map<TokenType, number>();
  const count = (type: TokenType, by: number): void => void waiting.set(type, (waiting.get(type) ?? 0) + by);
  for (const [index, token] of tokens.entries()) {
    const closedBy = openers.get(token.tokenType);
    if (closedBy !== undefined) {
      open.push({ index, closedBy });
      count(closedBy, 1);
    } else if (closers.has(token.tokenType) && (waiting.get(token.tokenType) ?? 0) > 0) {
      for (let top = open.pop(); top !== undefined; top = open.pop()) {
        count(top.closedBy, -1);
        if (top.closedBy !== token.tokenType) continue;
        found.set(top.index, index);
        break;
      }
    }
  }
  return found;
}

/** The brackets that have no partner, by their places. */
export function unpaired(tokens: readonly IToken[]): { readonly opening: readonly number[]; readonly closing: readonly number[] } {
  const partner = partners(tokens);
  const closed = new Set(partner.values());
  const places = [...tokens.keys()];
  const without = (types: { has(type: TokenType): boolean }, paired: { has(index: number): boolean }): number[] =>
    places.filter((at) => types.has(tokens[at]?.tokenType ?? t.Word) && !paired.has(at));
  return { opening: without(openers, partner), closing: without(closers, closed) };
}
