// What the checker already knows of a policy's rules: which can never matter, whatever the runs. Reads diagnostics; finds nothing
// itself. What an `ignore` hides is not known here.
import type { Decision } from "../language/ast.ts";
import type { Analysis } from "../semantics/analysis.ts";
import type { Span } from "../text/span.ts";

const isIn = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** The rules of the file itself that count on no call. A deny, ask or flag that can only fire in doubt is none of them. */
export function impossibleRules({ decisions, source, diagnostics }: Analysis): ReadonlySet<Decision> {
  const found = new Set<Decision>();
  const never = diagnostics.filter(({ code }) => code === "never-applies");
  for (const { decision, source: own } of decisions) {
    if (own !== source) continue;
    const { head } = decision;
    const selector = "selector" in head ? head.selector.span : undefined;
    const permits = head.kind === "allow" || head.kind === "grant";
    if (never.some(({ span }) => isIn(span, decision.span) && (permits || span === selector))) found.add(decision);
  }
  return found;
}

/** The rules of the file itself without which every call is decided as with them, and why. */
export function idleRules(analysis: Analysis): ReadonlyMap<Decision, string> {
  const found = new Map<Decision, string>();
  for (const decision of impossibleRules(analysis)) found.set(decision, "the rule can never apply");
  for (const { decision, source } of analysis.decisions) {
    if (source !== analysis.source || found.has(decision)) continue;
    for (const { code, span } of analysis.diagnostics) {
      if (span !== decision.keyword) continue;
      if (code === "duplicate-rule") found.set(decision, "another rule says the same");
      else if (code === "allow-inside-deny" && decision.head.kind === "allow") found.set(decision, "a deny blocks all that it allows");
    }
  }
  return found;
}
