// What a word means beyond its spelling, for colouring. Keywords, operators, numbers and plain strings are left to the
// TextMate grammar: they look the same wherever they stand.
import type { Analysis } from "../semantics/analysis.ts";
import type { Span } from "../text/span.ts";
import { type Meaning, occurrences } from "./occurrences.ts";

/** The legend, in the order of the indices. Names of the protocol's own types, so that every theme has colours for them. */
export const tokenTypes = ["method", "namespace", "event", "variable", "parameter", "property", "function", "enumMember", "type"] as const;
export const tokenModifiers = ["declaration", "readonly", "defaultLibrary"] as const;
export type TokenType = (typeof tokenTypes)[number];
export type TokenModifier = (typeof tokenModifiers)[number];

export interface SemanticToken {
  readonly span: Span;
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

/** Sorted by place; no two overlap. */
export function semanticTokens(analysis: Analysis): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  let end = 0;
  for (const { span, meaning } of occurrences(analysis)) {
    const type = typeOf(meaning);
    if (type === undefined || span.start < end) continue;
    tokens.push({ span, type, modifiers: modifiersOf(meaning, span) });
    end = span.end;
  }
  return tokens;
}

function typeOf(meaning: Meaning): TokenType | undefined {
  switch (meaning.kind) {
    case "tool":
    case "glob":
      return "method";
    case "group":
      return "namespace";
    case "rule":
      return "event";
    case "let":
      return "variable";
    case "parameter":
    case "binder":
      return "parameter";
    case "argument":
    case "event-field":
    case "context-field":
    case "field":
    case "declared-field":
      return "property";
    case "function":
      return "function";
    case "value":
      return meaning.values.includes(meaning.text) ? "enumMember" : undefined;
    case "type":
      return "type";
    case "root":
    case "fold":
      return undefined;
  }
}

function modifiersOf(meaning: Meaning, span: Span): readonly TokenModifier[] {
  switch (meaning.kind) {
    case "group":
    case "rule":
      return meaning.declares ? ["declaration"] : [];
    case "let":
      return meaning.declares ? ["declaration", "readonly"] : ["readonly"];
    case "parameter":
    case "binder":
      return meaning.declared.start === span.start ? ["declaration"] : [];
    case "declared-field":
      return ["declaration"];
    case "event-field":
    case "function":
    case "type":
      return ["defaultLibrary"];
    default:
      return [];
  }
}
