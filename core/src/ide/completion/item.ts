// One completion, and the making of it. Knows nothing of where it is offered.
import type { Span } from "../../text/span.ts";

export type CompletionKind =
  | "keyword"
  | "snippet"
  | "tool"
  | "group"
  | "let"
  | "rule"
  | "argument"
  | "field"
  | "value"
  | "function"
  | "binder"
  | "operator"
  | "type"
  | "file";

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Beside the label, in one line: a type, a signature. */
  readonly detail: string | undefined;
  /** Markdown. */
  readonly documentation: string | undefined;
  readonly insertText: string;
  /** Whether `insertText` holds tab stops (`$1`, `${1:name}`). */
  readonly isSnippet: boolean;
  /** What is replaced. */
  readonly span: Span;
  readonly sortText: string;
  /** What the typed text is compared with, where it is not the label. */
  readonly filterText: string | undefined;
  /** How often recorded runs had it, where it was taken from them: it is text that nobody vouches for. */
  readonly seen: string | undefined;
}

/** A completion before it is known what it replaces. Smaller ranks stand first; items of a rank stand by their order, where
 * they have one, and by their label. */
export interface Draft {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly rank: number;
  readonly order?: number;
  readonly seen?: string;
  readonly detail?: string | undefined;
  readonly documentation?: string | undefined;
  /** The label, where absent. */
  readonly insertText?: string | undefined;
  readonly isSnippet?: boolean;
  readonly filterText?: string | undefined;
  /** Where it replaces something else than the word at the caret. */
  readonly span?: Span;
}

export function complete(draft: Draft, span: Span, snippets: boolean): Completion {
  const written = draft.insertText ?? draft.label;
  const isSnippet = draft.isSnippet === true && snippets;
  return {
    label: draft.label,
    kind: draft.kind,
    detail: draft.detail,
    documentation: draft.documentation,
    insertText: draft.isSnippet === true && !snippets ? withoutStops(written) : written,
    isSnippet,
    span: draft.span ?? span,
    sortText: `${String.fromCharCode(97 + draft.rank)}${draft.order === undefined ? "" : String(draft.order).padStart(3, "0")}${draft.label}`,
    filterText: draft.filterText,
    seen: draft.seen,
  };
}

/** The text of a snippet for an editor that has none. */
function withoutStops(snippet: string): string {
  return snippet
    .replaceAll(/(?<!\\)\$\{\d+:((?:\\.|[^}\\])*)\}/g, "$1")
    .replaceAll(/(?<!\\)\$\{\d+\|([^,|]*)[^}]*\}/g, "$1")
    .replaceAll(/(?<!\\)\$\d+/g, "")
    .replaceAll(/\\([$}\\])/g, "$1");
}

/** A tab stop, with the text that is selected there. */
export const stop = (number: number, text = ""): string => (text === "" ? `\${${number}}` : `\${${number}:${snippetText(text)}}`);

/** Text that stands for itself inside a snippet. */
export const snippetText = (text: string): string => text.replaceAll(/[$}\\]/g, "\\$&");

/** A name as it must be written in a selector: in quotes where it is no plain word. */
export function selectorName(name: string, reserved: (word: string) => boolean): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved(name) ? name : JSON.stringify(name);
}
