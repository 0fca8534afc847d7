// Keeps trees shallow, so that nobody who walks one needs to fear the depth of the stack.
import type { IToken, TokenType } from "chevrotain";
import * as t from "./tokens.ts";
import { kw } from "./tokens.ts";

/** Measured: the parser needs about 5 kB of stack for each level, of the 984 kB that there are. */
const limit = 64;
const openers = new Set<TokenType>([t.OpenParen, t.OpenBracket, t.OpenBrace]);
const closers = new Set<TokenType>([t.CloseParen, t.CloseBracket, t.CloseBrace]);
/** Each makes the tree of the value that it belongs to one level deeper. */
const links = new Set<TokenType>([t.Plus, t.Minus, t.Star, t.Coalesce, t.Bang, kw.not, kw.has]);
/** Each ends what can be linked. */
const ends = new Set<TokenType>([t.Comma, t.Colon, t.AndSigns, t.OrSigns, kw.and, kw.or, kw.where]);

/** What is open in one pair of brackets. */
interface Level {
  links: number;
  /** Fields and indices of the operand that was last. */
  suffixes: number;
}

/** The index of the token with which a piece of a policy becomes too deep; undefined for one that does not. Counts what may
 * nest, so the real tree is never deeper. */
export function excess(tokens: readonly IToken[]): number | undefined {
  const levels: Level[] = [];
  let top: Level = { links: 0, suffixes: 0 };
  /** The depth without what is open in the innermost brackets. */
  let outer = 0;
  for (const [index, { tokenType }] of tokens.entries()) {
    if (openers.has(tokenType)) {
      outer += 1 + top.links + top.suffixes;
      levels.push(top);
      top = { links: 0, suffixes: 0 };
    } else if (closers.has(tokenType) && levels.length > 0) {
      top = levels.pop() ?? top;
      outer -= 1 + top.links + top.suffixes;
      top.suffixes++;
    } else if (tokenType === t.Dot) top.suffixes++;
    else if (links.has(tokenType)) {
      top.links++;
      top.suffixes = 0;
    } else if (ends.has(tokenType)) top = { links: 0, suffixes: 0 };
    if (outer + top.links + top.suffixes > limit) return index;
  }
  return undefined;
}
