// What the checker would say of the caret: the text is analysed again with a name of our own, or a string, standing at the
// caret, so that types come from the checker itself and half-typed lines are whole. First with the rest of the statement
// as it is; where that cannot be read, without it.
import type { Analysis } from "../../semantics/analysis.ts";
import { type Meaning, occurrences } from "../occurrences.ts";
import { type Caret, closers, standIn } from "./caret.ts";

export interface ProbeInput {
  readonly text: string;
  readonly caret: Caret;
  /** What makes a whole statement of one that ends behind the caret. */
  readonly tail: string;
  readonly analyze: (text: string) => Analysis;
}

/** The meaning of a name, or of a string (`"value"`), that would stand at the caret; undefined where the checker has none. */
export function probe(input: ProbeInput, kind: "name" | "string"): { readonly meaning: Meaning; readonly analysis: Analysis } | undefined {
  const { text, caret, tail, analyze } = input;
  const quoted = caret.inside === "string";
  const from = quoted ? caret.start - 1 : caret.start;
  const behind = quoted && text.charAt(caret.end) === '"' ? caret.end + 1 : caret.end;
  const put = kind === "name" ? standIn : JSON.stringify(standIn);
  const head = text.slice(0, from);
  const variants = [`${put}${text.slice(behind)}`, `${put}${closers(caret.statement)}${tail}\n${text.slice(caret.next)}`];
  for (const variant of variants) {
    const analysis = analyze(head + variant);
    const found = occurrences(analysis).find(({ span }) => span.start === from && span.end === from + put.length);
    if (found !== undefined) return { meaning: found.meaning, analysis };
  }
  return undefined;
}
