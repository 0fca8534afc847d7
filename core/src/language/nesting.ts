// Keeps trees shallow, so that nobody who walks one needs to fear the depth of the stack.
import type { IToken, TokenType } from "chevrotain";
import * as t from "./tokens.ts";
import { kw } from "./tokens.ts";

const limit = 100;
const openers = new Set<TokenType>([t.OpenParen, t.OpenBracket, t.OpenBrace]);
const closers = new Set<TokenType>([t.CloseParen, t.CloseBracket, t.CloseBrace]);
/** Each makes the tree of what it belongs to one level deeper. */
const links = new Set<TokenType>([t.Dot, t.Plus, t.Minus, t.Star, t.Coalesce, t.Bang, kw.not, kw.has]);
/** Each ends what can be linked. */
const ends = new Set<TokenType>([t.Comma, t.Colon, t.AndSigns, t.OrSigns, kw.and, kw.or, kw.where]);

/** The index of the token with which a piece of a policy becomes too deep; undefined for one that does not. Counts what may
 * nest, so the real tree is never deeper. */
export function excess(tokens: readonly IToken[]): number | undefined {
  const levels = [0];
  let total = 0;
  for (const [index, { tokenType }] of tokens.entries()) {
    const top = levels.length - 1;
    const links_ = levels[top] ?? 0;
    if (openers.has(tokenType)) {
      levels.push(0);
      total++;
    } else if (closers.has(tokenType) && top > 0) {
      levels.pop();
      total -= links_ + 1;
      levels[top - 1] = (levels[top - 1] ?? 0) + 1;
      total++;
    } else if (links.has(tokenType)) {
      levels[top] = links_ + 1;
      total++;
    } else if (ends.has(tokenType)) {
      levels[top] = 0;
      total -= links_;
    }
    if (total > limit) return index;
  }
  return undefined;
}
