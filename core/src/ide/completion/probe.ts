// What the checker would say of the caret: the text is analysed again with a name of our own, or a string, standing at the
// caret, so that types come from the checker itself and half-typed lines are whole. First with the rest of the statement
// as it is; where that cannot be read, without it.

import type { ValuePlace } from "../../replay/evidence.ts";
import type { Analysis } from "../../semantics/analysis.ts";
import type { Type } from "../../semantics/types.ts";
import type { Span } from "../../text/span.ts";
import { type Meaning, occurrences } from "../occurrences.ts";
import { type Caret, closers, standIn } from "./caret.ts";
import { placeOfField, placeOfLiteral } from "./seen.ts";

export interface Probe {
  /** The meaning of a name that would stand at the caret, or of a string; undefined where the checker has none. */
  meaning(kind: "name" | "string"): Probed | undefined;
  /** What a literal at the caret would be held against. */
  literal(): ValuePlace | undefined;
  /** Where the value stands that a name at the caret would be a field of. */
  field(): ValuePlace | undefined;
  /** The type of the value in front of the caret. */
  typeOf(value: Span): Type | undefined;
}

export interface Probed {
  readonly meaning: Meaning;
  readonly analysis: Analysis;
}

export function probeOf(text: string, caret: Caret, analyze: (text: string) => Analysis): Probe {
  const analyses = new Map<string, Analysis>();
  const analyzed = (whole: string): Analysis => {
    const analysis = analyses.get(whole) ?? analyze(whole);
    analyses.set(whole, analysis);
    return analysis;
  };
  /** Analyses the text with `put` in the place of `from` to `to`, and finds there what is asked about. */
  const find = <T>(from: number, to: number, put: string, found: (analysis: Analysis) => T | undefined): T | undefined => {
    const whole = `${put}${closers(caret.statement)}${ending(caret.statement[0]?.text)}\n`;
    for (const behind of [put + text.slice(to), whole + text.slice(caret.next)]) {
      const answer = found(analyzed(text.slice(0, from) + behind));
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
  /** The meaning of what stands at `at` in `put`. */
  const ask = (from: number, to: number, put: string, at: number): Probed | undefined =>
    find(from, to, put, (analysis) => {
      const found = occurrences(analysis).find(({ span }) => span.start === from + at && span.end === from + put.length);
      return found && { meaning: found.meaning, analysis };
    });
  const quoted = caret.inside === "string";
  const start = quoted ? caret.start - 1 : caret.start;
  const end = quoted && text.charAt(caret.end) === '"' ? caret.end + 1 : caret.end;
  return {
    meaning: (kind) => ask(start, end, kind === "name" ? standIn : JSON.stringify(standIn), 0),
    literal() {
      const put = JSON.stringify(standIn);
      return find(start, end, put, (analysis) => placeOfLiteral(analysis, { start, end: start + put.length }));
    },
    field: () => find(start, end, standIn, (analysis) => placeOfField(analysis, { start, end: start + standIn.length })),
    typeOf(value) {
      const meaning = ask(value.end, Math.max(value.end, caret.end), `.${standIn}`, 1)?.meaning;
      return meaning?.kind === "field" ? meaning.of : undefined;
    },
  };
}

/** What makes a statement whole that was read up to the caret only. */
function ending(keyword: string | undefined): string {
  if (keyword === "require") return " before *";
  if (keyword === "limit") return " of * to 1 per trace";
  if (keyword === "expect") return " followed by *";
  return "";
}
