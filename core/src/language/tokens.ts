// Owns the token types. Which words are keywords comes from the vocabulary; what a token means is the parser's business.
import { createToken, Lexer, type TokenType } from "chevrotain";
import { type Keyword, keywords, type WordKind, wordRow, wordsOfKind } from "./vocabulary.ts";

/** Any word: what may stand after `.`, and before `:`. */
export const Word = createToken({ name: "Word", pattern: Lexer.NA, label: "a name" });
/** A word that may be a name anywhere. */
export const Name = createToken({ name: "Name", pattern: Lexer.NA, categories: [Word], label: "a name" });

/** What the lexer makes of a word before it is looked up. */
export const Identifier = createToken({ name: "Identifier", pattern: /[A-Za-z_$][A-Za-z0-9_$]*/, categories: [Name], label: "a name" });
/** `if`, a habit of other languages, has a token so that the parser can say what to write. */
export const If = createToken({ name: "If", pattern: Lexer.NA, categories: [Name], label: "`when`" });

/** `allow`, `deny`, `ask`, `flag`. */
export const Effect = createToken({ name: "Effect", pattern: Lexer.NA, label: "`allow`, `deny`, `ask` or `flag`" });
/** `any`, `all` and so on. */
export const Fold = createToken({ name: "Fold", pattern: Lexer.NA, label: "a fold" });
const groups: readonly (readonly [WordKind, TokenType])[] = [
  ["effect", Effect],
  ["fold", Fold],
];
const keywordToken = (word: Keyword, soft: boolean): TokenType =>
  createToken({
    name: `kw_${word}`,
    pattern: Lexer.NA,
    label: `\`${word}\``,
    categories: [soft ? Name : Word, ...groups.filter(([kind]) => wordRow(word, kind) !== undefined).map(([, group]) => group)],
  });
/** The token type of each keyword. */
export const kw = Object.fromEntries([...keywords].map(([word, { soft }]) => [word, keywordToken(word, soft)])) as Readonly<
  Record<Keyword, TokenType>
>;
/** Words that the lexer turns into other tokens than `Identifier`. */
export const wordTokens: ReadonlyMap<string, TokenType> = new Map<string, TokenType>([...Object.entries(kw), ["if", If]]);

/** Keywords that neither begin nor end an operand: one that touches a `*` is part of a glob. */
export const globWords: ReadonlySet<TokenType> = new Set(
  (["statement", "effect", "clause", "form", "test"] as const)
    .flatMap((kind) => wordsOfKind(kind).flatMap((row) => row.name.split(" ")))
    .filter((word) => word !== "context")
    .flatMap((word) => wordTokens.get(word) ?? []),
);

const WhiteSpace = createToken({ name: "WhiteSpace", pattern: /[ \t\r\n\uFEFF\u00A0]+/, group: Lexer.SKIPPED });
export const Comment = createToken({ name: "Comment", pattern: /\/\/[^\n\r]*/, group: "comments" });

/** The comments of other languages: no `#` or `/*` means anything else. */
const ForeignComment = createToken({
  name: "ForeignComment",
  pattern: /#[^\n\r]*|\/\*[\s\S]*?\*\//,
  line_breaks: true,
  group: "foreignComments",
});

/** The end of the literal that opens at `from`, or -1: escapes are skipped, and `stop` says where it cannot go on. */
function closing(text: string, from: number, close: string, lineEnds: boolean): number {
  for (let at = from; at < text.length; at++) {
    const unit = text[at];
    if (unit === "\\") at++;
    else if (!lineEnds && (unit === "\n" || unit === "\r")) return -1;
    else if (unit === close[0] && text.startsWith(close, at)) return at + close.length;
  }
  return -1;
}

/** The `RegExp.exec`-like answer that chevrotain takes from a custom pattern. */
const match = (text: string, start: number, end: number): [string] => [text.slice(start, end)];

export const BlockString = createToken({
  name: "BlockString",
  label: "a string",
  line_breaks: true,
  start_chars_hint: ['"'],
  pattern: {
    exec(text, offset) {
      if (!text.startsWith('"""', offset)) return null;
      const end = closing(text, offset + 3, '"""', true);
      return match(text, offset, end === -1 ? text.length : end);
    },
  },
});
export const StringText = createToken({
  name: "StringText",
  label: "a string",
  line_breaks: false,
  start_chars_hint: ['"'],
  pattern: {
    exec(text, offset) {
      if (text[offset] !== '"') return null;
      const end = closing(text, offset + 1, '"', false);
      return end === -1 ? match(text, offset, lineEnd(text, offset)) : match(text, offset, end);
    },
  },
});
/** A string in the quotes of other languages: `'…'`, and the curly ones of word processors, by their numbers: a program of ASCII alone
 * loads faster. */
export const ForeignString = createToken({
  name: "ForeignString",
  label: "a string",
  line_breaks: false,
  pattern:
    /'(?:[^'\\\n\r]|\\[^\n\r])*'|[\u201C\u201D\u201E][^\u201C\u201D\u201E"\n\r]*[\u201C\u201D]|[\u2018\u2019\u201A][^\u2018\u2019\u201A\n\r]*[\u2018\u2019]/,
});

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}

/** The end of the regular expression that opens at `start`, flags included; `/` inside a class does not close it. */
function regexEnd(text: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const unit = text[at];
    if (unit === "\n" || unit === "\r") return at;
    if (unit === "\\" && text[at + 1] !== "\n" && text[at + 1] !== "\r") at++;
    else if (unit === "[") inClass = true;
    else if (unit === "]") inClass = false;
    else if (unit === "/" && !inClass) {
      let end = at + 1;
      while (/[a-z]/i.test(text[end] ?? "")) end++;
      return end;
    }
  }
  return text.length;
}
/** Only after `matches`, so that `/` means nothing elsewhere. */
export const Regex = createToken({
  name: "Regex",
  label: "a regular expression such as `/^a/`",
  line_breaks: false,
  start_chars_hint: ["/"],
  pattern: {
    exec(text, offset, before) {
      if (text[offset] !== "/" || before.at(-1)?.image !== "matches" || before.at(-2)?.image === ".") return null;
      return match(text, offset, regexEnd(text, offset));
    },
  },
});

export const DurationText = createToken({
  name: "DurationText",
  label: "a duration",
  pattern: /[0-9]+(?:_[0-9]+)*[smhd](?![A-Za-z0-9_$])/,
});
export const NumberText = createToken({
  name: "NumberText",
  label: "a number",
  pattern: /[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?/,
});

const sign = (name: string, text: string, label = `\`${text}\``): TokenType => createToken({ name, pattern: text, label });
export const OpenParen = sign("OpenParen", "(");
export const CloseParen = sign("CloseParen", ")");
export const OpenBracket = sign("OpenBracket", "[");
export const CloseBracket = sign("CloseBracket", "]");
export const OpenBrace = sign("OpenBrace", "{");
export const CloseBrace = sign("CloseBrace", "}");
export const Comma = sign("Comma", ",");
export const Dot = sign("Dot", ".");
export const Colon = sign("Colon", ":");
export const Question = sign("Question", "?");
export const Pipe = sign("Pipe", "|");
export const Arrow = sign("Arrow", "=>");
export const Equals = sign("Equals", "=");
export const Coalesce = sign("Coalesce", "??");
export const Plus = sign("Plus", "+");
export const Minus = sign("Minus", "-");
export const Star = sign("Star", "*");

/** Any sign that compares two values, also those that only other languages have. */
export const Comparator = createToken({ name: "Comparator", pattern: Lexer.NA, label: "a comparison" });
const comparator = (name: string, text: string): TokenType =>
  createToken({ name, pattern: text, label: `\`${text}\``, categories: [Comparator] });
export const TripleEqual = comparator("TripleEqual", "===");
export const TripleUnequal = comparator("TripleUnequal", "!==");
export const Equal = comparator("Equal", "==");
export const Unequal = comparator("Unequal", "!=");
export const AtMost = comparator("AtMost", "<=");
export const AtLeast = comparator("AtLeast", ">=");
export const Less = comparator("Less", "<");
export const Greater = comparator("Greater", ">");

export const AndSigns = sign("AndSigns", "&&");
export const OrSigns = sign("OrSigns", "||");
export const Bang = sign("Bang", "!");

/** In the order in which the lexer tries them. */
export const lexerTokens: TokenType[] = [
  WhiteSpace,
  Identifier,
  Comment,
  Regex,
  ForeignComment,
  BlockString,
  StringText,
  ForeignString,
  DurationText,
  NumberText,
  Dot,
  Comma,
  OpenParen,
  CloseParen,
  OpenBracket,
  CloseBracket,
  OpenBrace,
  CloseBrace,
  Colon,
  TripleEqual,
  TripleUnequal,
  Equal,
  Unequal,
  Arrow,
  Equals,
  AtMost,
  AtLeast,
  Less,
  Greater,
  Coalesce,
  Question,
  AndSigns,
  OrSigns,
  Pipe,
  Bang,
  Plus,
  Minus,
  Star,
];
/** All types that the parser knows, categories and keywords included. */
export const parserTokens: TokenType[] = [...lexerTokens, Word, Name, Effect, Fold, Comparator, If, ...Object.values(kw)];
