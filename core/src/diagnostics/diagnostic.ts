// The shape of a finding in a policy text, and its only constructor. What codes there are: catalogue.ts.
import type { Span } from "../text/span.ts";
import { catalogue, type DiagnosticArguments, type DiagnosticCode, type Severity } from "./catalogue.ts";

/** One replacement in the text that the diagnostic is about. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** A way to mend a diagnostic. `title` is an imperative phrase without a final period. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface RelatedPlace {
  /** The file, where it is not the diagnostic's own. */
  readonly path?: string;
  readonly span: Span;
  readonly message: string;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
}

/** Makes a diagnostic of the table's code; the arguments are typed by the code's own message function. */
export function diagnose<C extends DiagnosticCode>(
  code: C,
  span: Span,
  args: DiagnosticArguments<C>,
  more: {
    readonly related?: readonly RelatedPlace[];
    readonly fixes?: readonly Fix[];
    /** Where this one weighs otherwise than the table says. */
    readonly severity?: Severity;
  } = {},
): Diagnostic {
  const row = catalogue[code];
  const message = (row.message as (args: DiagnosticArguments<C>) => string)(args);
  return { code, severity: more.severity ?? row.severity, span, message, related: more.related ?? [], fixes: more.fixes ?? [] };
}
