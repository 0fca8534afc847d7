// The fixes that diagnostics carry, for the place at hand and for the whole file.
import type { Diagnostic, TextEdit } from "../diagnostics/diagnostic.ts";
import type { Span } from "../text/span.ts";

export interface CodeFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly diagnostics: readonly Diagnostic[];
  /** The one that an editor may apply without asking which. */
  readonly preferred: boolean;
  /** Mends the whole file, not one place. */
  readonly all: boolean;
}

/** The fixes of every diagnostic that the span touches; last, one that mends all that has a single fix. */
export function codeActions(diagnostics: readonly Diagnostic[], span: Span): readonly CodeFix[] {
  const here = diagnostics
    .filter((diagnostic) => touch(diagnostic.span, span))
    .flatMap((diagnostic) =>
      diagnostic.fixes.map((fix) => ({
        title: fix.title,
        edits: fix.edits,
        diagnostics: [diagnostic],
        preferred: diagnostic.fixes.length === 1,
        all: false,
      })),
    );
  const everywhere = fixAll(diagnostics);
  return everywhere === undefined ? here : [...here, everywhere];
}

export const touch = (one: Span, other: Span): boolean => one.start <= other.end && other.start <= one.end;

/** The single fixes together; one that would touch the text of an earlier one waits for the next time. */
function fixAll(diagnostics: readonly Diagnostic[]): CodeFix | undefined {
  const fixed: Diagnostic[] = [];
  const edits: TextEdit[] = [];
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.fixes.length === 1 ? diagnostic.fixes[0] : undefined;
    if (fix === undefined || fix.edits.some(({ span }) => edits.some((other) => touch(span, other.span)))) continue;
    fixed.push(diagnostic);
    edits.push(...fix.edits);
  }
  if (fixed.length === 0) return undefined;
  return { title: "Mend everything that has one fix", edits, diagnostics: fixed, preferred: false, all: true };
}
