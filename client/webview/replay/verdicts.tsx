// How a verdict looks, in one place: a glyph, a word and (by `data-verdict` and `data-default`, in the style sheet) a shape.
import type { ShownDecision, VerdictName } from "./model.ts";

export const glyphs: Record<VerdictName, string> = { allow: "✓", ask: "?", deny: "✕", unknown: "~" };
export const past: Record<VerdictName, string> = { allow: "allowed", ask: "asks", deny: "denied", unknown: "unknown" };

export function Badge({ decision }: { decision: ShownDecision }) {
  return (
    <span class="badge" data-verdict={decision.verdict} data-default={decision.byDefault}>
      <span aria-hidden="true">{glyphs[decision.verdict]}</span> {decision.verdict}
      {decision.verdict === "unknown" ? `, would ${decision.would}` : ""}
    </span>
  );
}
