// How lowering looks at chevrotain's tree: children by name, without the tokens that recovery imagined.
import type { CstElement, CstNode, IToken } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../text/span.ts";
import { spanOf } from "./lexer.ts";

/** What lowering a segment needs beside its tree. */
export interface Lowering {
  readonly text: string;
  /** Where the segment ends: the place of whatever is missing at its end. */
  readonly end: number;
  /** What lowering finds wrong, mostly habits of other languages. */
  readonly diagnostics: Diagnostic[];
}

const isNode = (element: CstElement): element is CstNode => "children" in element;

export function nodes(parent: CstNode | undefined, name: string): CstNode[] {
  return (parent?.children[name] ?? []).filter(isNode);
}
export function node(parent: CstNode | undefined, name: string): CstNode | undefined {
  return nodes(parent, name)[0];
}
export function tokens(parent: CstNode | undefined, name: string): IToken[] {
  return (parent?.children[name] ?? []).filter((element): element is IToken => !isNode(element) && element.isInsertedInRecovery !== true);
}
export function token(parent: CstNode | undefined, name: string): IToken | undefined {
  return tokens(parent, name)[0];
}

/** The text that a node covers; undefined for one without tokens. */
export function extent(of: CstNode | undefined): Span | undefined {
  const start = of?.location?.startOffset ?? -1;
  const end = of?.location?.endOffset ?? -1;
  return start >= 0 && end >= 0 ? { start, end: Math.max(start, end + 1) } : undefined;
}

/** Nothing, at an offset. */
export function nowhere(offset: number): Span {
  return { start: offset, end: offset };
}

export function spanOr(of: CstNode | IToken | undefined, fallback: number): Span {
  if (of === undefined) return nowhere(fallback);
  return "children" in of ? (extent(of) ?? nowhere(fallback)) : spanOf(of);
}
