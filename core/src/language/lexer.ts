// Text to tokens. Never throws: what is no token of the language is a diagnostic and is left out of what the parser reads.
// Comments are kept aside, for the formatter. Says nothing of how the text is encoded.
import { type IToken, Lexer } from "chevrotain";
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import { readsAsUtf16 } from "../text/encoding.ts";
import type { Span } from "../text/span.ts";
import { decodeString } from "./strings.ts";
import { BlockString, ForeignString, globWords, Identifier, lexerTokens, Regex, Star, StringText, wordTokens } from "./tokens.ts";

export interface Comment {
  readonly span: Span;
  /** With its `//`. */
  readonly text: string;
}

export interface Tokens {
  readonly tokens: readonly IToken[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
  /** Where something stands that is no token. */
  readonly gaps: readonly number[];
}

let lexer: Lexer | undefined;

/** The tokens of a part of the text, read as if nothing stood around it. */
export function tokenize(text: string, { start, end }: Span = { start: 0, end: text.length }): Tokens {
  if (readsAsUtf16(text)) return { tokens: [], comments: [], diagnostics: [], gaps: [] };
  lexer ??= new Lexer(lexerTokens, { positionTracking: "onlyOffset", ensureOptimizations: true });
  const { tokens, groups, errors } = lexer.tokenize(text.slice(start, end));
  for (const all of [tokens, ...Object.values(groups)]) {
    for (const token of all) {
      token.startOffset += start;
      token.endOffset = token.startOffset + token.image.length - 1;
    }
  }
  const gaps = errors.map(({ offset }) => offset + start);
  const diagnostics = errors.flatMap(({ offset, length }) => junk(text, { start: start + offset, end: start + offset + length }));
  for (const comment of groups.foreignComments ?? []) diagnostics.push(foreignComment(comment));
  for (const [index, token] of tokens.entries()) {
    switch (token.tokenType) {
      case Identifier: {
        const type = wordTokens.get(token.image);
        if (type !== undefined && !(globWords.has(type) && (touchesStar(tokens, index, -1) || touchesStar(tokens, index, 1)))) {
          token.tokenType = type;
          token.tokenTypeIdx = type.tokenTypeIdx ?? token.tokenTypeIdx;
        }
        break;
      }
      case StringText:
      case BlockString:
        for (const problem of stringProblems(token)) diagnostics.push(problem);
        break;
      case ForeignString:
        diagnostics.push(foreignString(token));
        break;
      case Regex:
        if (!/[^\\]\/[a-z]*$/i.test(token.image))
          diagnostics.push(
            diagnose("unexpected-token", spanOf(token), { found: brief(token.image), expected: "a `/` that closes the expression" }),
          );
        break;
      default:
    }
  }
  const comments = (groups.comments ?? []).map((token) => ({ span: spanOf(token), text: token.image }));
  return { tokens, comments, diagnostics, gaps };
}

/** Whether a `*` stands right beside a token, on the side that `step` says. */
function touchesStar(tokens: readonly IToken[], index: number, step: -1 | 1): boolean {
  const token = tokens[index];
  const star = tokens[index + step];
  if (token === undefined || star?.tokenType !== Star) return false;
  return step === 1 ? spanOf(token).end === star.startOffset : spanOf(star).end === token.startOffset;
}

/** The text that a token covers, also where it was read as another word than is written. */
export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: (token.endOffset ?? token.startOffset - 1) + 1 };
}

/** A token's text as a message quotes it. */
export function brief(image: string): string {
  const line = image.split(/[\r\n]/, 1)[0] ?? "";
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

function junk(text: string, span: Span): Diagnostic[] {
  const written = text.slice(span.start, span.end);
  if (/^\uFFFD+$/.test(written)) return [];
  const fixes = [{ title: "Remove it", edits: [{ span, newText: "" }] }];
  return [diagnose("unexpected-character", span, { text: brief(written) }, { fixes })];
}

/** What is wrong with the text as a whole. Whoever decodes a file writes U+FFFD for bytes that are no UTF-8. One such place
 * says enough of the whole file. */
export function undecodable(text: string): Diagnostic[] {
  if (readsAsUtf16(text)) return [diagnose("invalid-utf8", { start: 0, end: text.length }, { utf16: true })];
  const start = text.indexOf("\uFFFD");
  if (start < 0) return [];
  let end = start;
  while (text[end] === "\uFFFD") end++;
  return [diagnose("invalid-utf8", { start, end }, {})];
}

function stringProblems(token: IToken): Diagnostic[] {
  const { closed, badEscapes } = decodeString(token.image);
  const span = spanOf(token);
  const found = badEscapes.map((place) => {
    const bad = { start: span.start + place.start, end: span.start + place.end };
    const doubled = { span: { start: bad.start, end: bad.start }, newText: "\\" };
    const text = token.image.slice(place.start, place.end);
    return diagnose("bad-escape", bad, { text }, { fixes: [{ title: "Write the backslash twice", edits: [doubled] }] });
  });
  if (!closed) {
    const end = span.start + token.image.trimEnd().length;
    const quote = token.tokenType === BlockString ? '"""' : '"';
    const edits = [{ span: { start: end, end }, newText: quote }];
    found.push(diagnose("unclosed-string", { start: span.start, end }, {}, { fixes: [{ title: "Close the string", edits }] }));
  }
  return found;
}

/** The value that a string in foreign quotes means. */
export function foreignStringValue(image: string): string {
  return image.slice(1, -1).replaceAll("\\'", "'");
}

function foreignString(token: IToken): Diagnostic {
  const span = spanOf(token);
  const write = JSON.stringify(foreignStringValue(token.image));
  const fixes = [{ title: "Write double quotes", edits: [{ span, newText: write }] }];
  return diagnose("likely-slip", span, { found: brief(token.image), write: brief(write) }, { fixes });
}

function foreignComment(token: IToken): Diagnostic {
  const span = spanOf(token);
  const hash = token.image.startsWith("#");
  const lines = hash
    ? [token.image.slice(1)]
    : token.image
        .slice(2, -2)
        .trim()
        .split(/\r\n|\n|\r/);
  const newText = lines.map((line) => `//${hash ? line : ` ${line.replace(/^\s*\*?\s*/, "")}`.trimEnd()}`).join("\n");
  const fixes = [{ title: "Write `//`", edits: [{ span, newText: hash ? newText : `${newText}\n` }] }];
  return diagnose(
    "likely-slip",
    { start: span.start, end: span.start + (hash ? 1 : 2) },
    { found: hash ? "#" : "/*", write: "//" },
    { fixes },
  );
}
