// What the checker would say of the caret: the text is analysed again with a name of our own, or a string, standing at the
// caret, so that types come from the checker itself and half-typed lines are whole. First with the rest of the statement
// as it is; where that cannot be read, without it.
import type { Analysis } from "../../semantics/analysis.ts";
import type { Type } from "../../semantics/types.ts";
import type { Span } from "../../text/span.ts";
import { type Meaning, occurrences } from "../occurrences.ts";
import { type Caret, closers, standIn } from "./caret.ts";

export interface Probe {
  /** The meaning of a name that would stand at the caret, or of a string; undefined where the checker has none. */
  meaning(kind: "name" | "string"): Probed | undefined;
  /** The type of the value in front of the caret. */
  typeOf(value: Span): Type | undefined;
}

export interface Probed {
  readonly meaning: Meaning;
  readonly analysis: Analysis;
}

export function probeOf(text: string, caret: Caret, analyze: (text: string) => Analysis): Probe {
  /** Analyses the text with `put` in the place of `from` to `to`; what is asked about stands at `at` in `put`. */
  const ask = (from: number, to: number, put: string, at: number): Probed | undefined => {
    const whole = `${put}${closers(caret.statement)}${ending(caret.statement[0]?.text)}\n`;
    for (const behind of [put + text.slice(to), whole + text.slice(caret.next)]) {
      const analysis = analyze(text.slice(0, from) + behind);
      const found = occurrences(analysis).find(({ span }) => span.start === from + at && span.end === from + put.length);
      if (found !== undefined) return { meaning: found.meaning, analysis };
    }
    return undefined;
  };
  return {
    meaning(kind) {
      const quoted = caret.inside === "string";
      const to = quoted && text.charAt(caret.end) === '"' ? caret.end + 1 : caret.end;
      return ask(quoted ? caret.start - 1 : caret.start, to, kind === "name" ? standIn : JSON.stringify(standIn), 0);
    },
    typeOf({ end }) {
      const meaning = ask(end, Math.max(end, caret.end), `.${standIn}`, 1)?.meaning;
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
