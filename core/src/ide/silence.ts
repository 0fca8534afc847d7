// Turns a diagnostic off where it stands: the comment above its line, up to the reason that the author is to give.
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../semantics/analysis.ts";

export interface Silence {
  /** Where the comment goes. */
  readonly offset: number;
  /** What stands in front of the reason, and behind it. */
  readonly before: string;
  readonly after: string;
}

/** Undefined for an error: a policy with errors decides nothing, so none can be turned off. */
export function silence({ text, lines }: SourceFile, { code, severity, span }: Diagnostic): Silence | undefined {
  if (severity === "error") return undefined;
  const { line } = lines.position(span.start);
  const { start, end } = lines.line(line);
  const [indent = ""] = /^[ \t]*/.exec(text.slice(start, end)) ?? [];
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  return { offset: start, before: `${indent}// remit-ignore ${code}: `, after: lineEnd };
}
