// The messages and fixes for what other languages write another way, and for forgotten commas.
import type { IToken } from "chevrotain";
import { type Diagnostic, diagnose, type Fix } from "../diagnostics/diagnostic.ts";
import type { Span } from "../text/span.ts";
import { nowhere } from "./cst.ts";
import { brief, spanOf } from "./lexer.ts";

/** The replacement of a span by a word, with blanks where it would touch what stands beside it. */
function spaced(text: string, span: Span, word: string): string {
  const before = /[\s([{]/.test(text[span.start - 1] ?? " ") ? "" : " ";
  const after = /\s/.test(text[span.end] ?? " ") ? "" : " ";
  return `${before}${word}${after}`;
}

/** A token that should be a word or sign of this language. */
export function slip(text: string, token: IToken, write: string): Diagnostic {
  const span = spanOf(token);
  if (/\w/.test(write)) return replaced(span, brief(token.image), write, spaced(text, span, write));
  if (write !== ":") return replaced(span, brief(token.image), write);
  // A colon stands right behind its key.
  const blanks = /\s*$/.exec(text.slice(0, span.start))?.[0].length ?? 0;
  return replaced(span, brief(token.image), write, write, { start: span.start - blanks, end: span.end });
}

export function replaced(span: Span, found: string, write: string, newText = write, where = span): Diagnostic {
  const fix: Fix = { title: `Write \`${write}\``, edits: [{ span: where, newText }] };
  return diagnose("likely-slip", span, { found, write }, { fixes: [fix] });
}

interface Placed {
  readonly span: Span;
}

/** Checks the commas between and behind the elements of a list: one each, and at most one behind the last. */
export function checkCommas(elements: readonly Placed[], commas: readonly IToken[], expected: string, found: Diagnostic[]): void {
  let next = 0;
  for (const [index, element] of elements.entries()) {
    const following = elements[index + 1];
    const before = next;
    for (let comma = commas[next]; comma !== undefined && comma.startOffset < (following?.span.start ?? Infinity); comma = commas[++next]) {
      if (next > before) found.push(diagnose("unexpected-token", spanOf(comma), { found: ",", expected }));
    }
    if (following !== undefined && next === before) {
      const end = element.span.end;
      const fix: Fix = { title: "Insert a comma", edits: [{ span: nowhere(end), newText: "," }] };
      found.push(diagnose("missing-comma", { start: end, end: following.span.start }, {}, { fixes: [fix] }));
    }
  }
}
