// Which decisions have an error in them: those are no evidence of anything. Each is looked up among the errors, however many.
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { firstAtLeast } from "../../text/sorted.ts";
import type { Span } from "../../text/span.ts";
import type { BoundDecision, SourceFile } from "../analysis.ts";

/** Finds them among the decisions of a policy; `found` is what is wrong in the file that is checked beside its syntax. */
export function brokenDecisions(source: SourceFile, found: readonly Diagnostic[]): (one: BoundDecision) => boolean {
  const wrong = furthestEnd(errorsOf(found));
  const known = new Map<SourceFile, Syntax>();
  return ({ span, source: own }) => {
    if (own === source && wrong(span.end) > span.start) return true;
    let syntax = known.get(own);
    if (syntax === undefined) {
      syntax = syntaxOf(own);
      known.set(own, syntax);
    }
    if (syntax.isSound) return false;
    // Between it and the next statement counts as in it.
    const next = syntax.starts[firstAtLeast(syntax.starts, span.start + 1)] ?? own.text.length + 1;
    return syntax.furthest(next) >= span.start;
  };
}

export const isSound = ({ syntaxDiagnostics }: SourceFile): boolean => syntaxDiagnostics.every(({ severity }) => severity !== "error");

interface Syntax {
  readonly isSound: boolean;
  /** Where statements begin, in order. */
  readonly starts: readonly number[];
  readonly furthest: (before: number) => number;
}

function syntaxOf(source: SourceFile): Syntax {
  const starts = source.pieces.filter(({ content }) => content.statement !== undefined).map(({ start }) => start);
  return { isSound: isSound(source), starts, furthest: furthestEnd(errorsOf(source.syntaxDiagnostics)) };
}

const errorsOf = (found: readonly Diagnostic[]): readonly Span[] =>
  found.filter(({ severity }) => severity === "error").map(({ span }) => span);

/** Gives the last end of those that start before an offset. */
function furthestEnd(spans: readonly Span[]): (before: number) => number {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  const starts = sorted.map(({ start }) => start);
  let last = Number.NEGATIVE_INFINITY;
  const ends = sorted.map(({ end }) => {
    last = Math.max(last, end);
    return last;
  });
  return (before) => ends[firstAtLeast(starts, before) - 1] ?? Number.NEGATIVE_INFINITY;
}
