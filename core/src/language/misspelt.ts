// Reads misspelt keywords as what they mean, so that the mistake is said once and costs nothing around it. Only where a name
// can never stand in a valid file: behind a whole operand, or where a statement begins.
import type { IToken, TokenType } from "chevrotain";
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import { brief, spanOf } from "./lexer.ts";
import { decisionWords, operandEnds, partners, statementWords, touch } from "./segments.ts";
import { replaced } from "./slips.ts";
import { misspelt, type Suggestion, statementLike } from "./suggestions.ts";
import * as t from "./tokens.ts";
import { kw } from "./tokens.ts";
import { wordsOfKind } from "./vocabulary.ts";

const clauseWords = wordsOfKind("clause").map((row) => row.name);
const effectWords = wordsOfKind("effect").map((row) => row.name);
const decisions = [...effectWords, "require", "grant", "limit", "expect"];
const clauseTypes: ReadonlySet<TokenType> = new Set(clauseWords.flatMap((word) => t.wordTokens.get(word) ?? []));
/** What may stand behind a whole operand of a condition. */
const afterOperand = [...clauseWords, "and", "or", "in", "contains", "like", "under", "from", "carries", "starts", "ends"];

interface Meant extends Suggestion {
  readonly expected: string;
}

/** Turns misspelt words among the tokens into the keywords that they mean, and says so. */
export function readMisspelt(text: string, tokens: readonly IToken[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const partner = partners(tokens);
  let inSelector = false;
  let statement = 0;
  for (let at = 0; at < tokens.length; at = (partner.get(at) ?? at) + 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const place = { text, tokens, at, statement, inSelector };
    const meant = token.tokenType === t.Identifier ? meantAt(place) : undefined;
    const type = meant === undefined ? undefined : t.wordTokens.get(meant.word);
    if (meant !== undefined && type !== undefined) {
      found.push(said(token, meant));
      token.tokenType = type;
      token.tokenTypeIdx = type.tokenTypeIdx ?? token.tokenTypeIdx;
      token.image = meant.word;
    }
    if (statementWords.has(token.tokenType) && startsLine(text, tokens, at)) {
      statement = at;
      inSelector = false;
    }
    if (decisionWords.has(token.tokenType) || token.tokenType === kw.group || token.tokenType === kw.trusted) inSelector = true;
    else if (clauseTypes.has(token.tokenType) || token.tokenType === kw.let || token.tokenType === kw.where) inSelector = false;
  }
  return found;
}

interface Place {
  readonly text: string;
  readonly tokens: readonly IToken[];
  readonly at: number;
  /** Where the statement around it begins. */
  readonly statement: number;
  readonly inSelector: boolean;
}

function meantAt({ text, tokens, at, statement, inSelector }: Place): Meant | undefined {
  const token = tokens[at];
  const before = tokens[at - 1];
  const next = tokens[at + 1];
  if (token === undefined || next?.tokenType === t.Comma || touch(token, next) || touch(before, token)) return undefined;
  const fresh = startsLine(text, tokens, at);
  const defaulted = before !== undefined && tokens[at - 2]?.tokenType === kw.default && effectWords.includes(before.image);
  const globbed = inSelector && before?.tokenType === t.Star;
  if (before !== undefined && !operandEnds.has(before.tokenType) && !defaulted && !globbed) return undefined;
  if (before !== undefined && at === statement + 2 && tokens[statement]?.tokenType === kw.rule)
    return expecting("a decision such as `allow` or `deny`", misspelt(token.image, decisions));
  const clause = before === undefined || defaulted ? undefined : expecting("a clause", misspelt(token.image, clauseWords));
  const begun = fresh ? expecting("a statement", statementLike(token.image)) : undefined;
  if (begun !== undefined && (clause === undefined || begun.habit)) return begun;
  if (before === undefined || defaulted) return undefined;
  // Behind a selector the last word may be a tool whose comma was forgotten; with the letters of a clause it is none.
  const last = next === undefined || statementWords.has(next.tokenType) || clauseTypes.has(next.tokenType);
  if (inSelector && last) return clause !== undefined && sameLetters(token.image, clause.word) ? clause : undefined;
  if (clause !== undefined) return clause;
  if (!inSelector) return expecting("an operator or a clause", misspelt(token.image, afterOperand));
  return expecting("a comma or a clause", misspelt(token.image, tokens[statement]?.tokenType === kw.trusted ? ["only"] : ["except"]));
}

const letters = (word: string): string => [...word.toLowerCase()].sort().join("");
const sameLetters = (one: string, other: string): boolean => letters(one) === letters(other);

const expecting = (expected: string, meant: Suggestion | undefined): Meant | undefined => meant && { ...meant, expected };

function said(token: IToken, { word, habit, expected }: Meant): Diagnostic {
  const span = spanOf(token);
  if (habit) return replaced(span, token.image, word);
  const fixes = [{ title: `Write \`${word}\``, edits: [{ span, newText: word }] }];
  return diagnose("unexpected-token", span, { found: brief(token.image), expected, suggestion: word }, { fixes });
}

function startsLine(text: string, tokens: readonly IToken[], at: number): boolean {
  const before = tokens[at - 1];
  return before === undefined || /[\n\r]/.test(text.slice(spanOf(before).end, tokens[at]?.startOffset));
}
