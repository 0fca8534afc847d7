// What "expand selection" takes in, step by step: from the word at the caret over the expressions around it to the file.
import { tokenize } from "../language/lexer.ts";
import { partsOf, type TreeNode } from "../language/tree.ts";
import type { Analysis } from "../semantics/analysis.ts";
import { type Span, touches } from "../text/span.ts";

/** From the innermost outwards; each lies in the next, and the last is the whole text. */
export function selectionRanges(analysis: Analysis, offset: number): readonly Span[] {
  const { text, file } = analysis.source;
  const around: Span[] = [{ start: 0, end: text.length }];
  const visit = (node: TreeNode): void => {
    if (touches(node.span, offset)) around.push({ start: node.span.start, end: node.span.end });
    for (const part of partsOf(node)) visit(part);
  };
  for (const statement of file.statements) visit(statement);
  const { tokens, comments } = tokenize(text);
  const open: number[] = [];
  for (const { image, startOffset } of tokens) {
    const span = { start: startOffset, end: startOffset + image.length };
    if (touches(span, offset)) {
      around.push(span);
      const quotes = /^("""|")[\s\S]*\1$/.exec(image)?.[1]?.length ?? 0;
      const inside = { start: span.start + quotes, end: span.end - quotes };
      if (quotes > 0 && inside.start <= inside.end && touches(inside, offset)) around.push(inside);
    }
    if (image === "(" || image === "[" || image === "{") open.push(startOffset);
    else if (image === ")" || image === "]" || image === "}") {
      const start = open.pop();
      if (start === undefined || !touches({ start, end: span.end }, offset)) continue;
      around.push({ start, end: span.end });
      if (touches({ start: start + 1, end: startOffset }, offset)) around.push({ start: start + 1, end: startOffset });
    }
  }
  around.push(...comments.map(({ span }) => span).filter((span) => touches(span, offset)));

  around.sort((a, b) => a.end - a.start - (b.end - b.start));
  const chain: Span[] = [];
  for (const span of around) {
    const inner = chain[chain.length - 1];
    if (span.end === span.start) continue;
    if (inner === undefined || (span.start <= inner.start && span.end >= inner.end && span.end - span.start > inner.end - inner.start))
      chain.push(span);
  }
  return chain.length > 0 ? chain : [{ start: 0, end: text.length }];
}
