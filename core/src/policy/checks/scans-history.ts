// Folds over the whole run that must look at every earlier call at each step, and the part of them that is to blame.
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { Expr } from "../../language/ast.ts";
import { printExpr } from "../../language/print.ts";
import type { BoundDecision } from "../../semantics/analysis.ts";
import { within } from "../../semantics/references.ts";
import type { Policy } from "../compile.ts";

/** Of one decision in the policy. Lets are expanded where they are used; an import's own are its own matter. */
export function scansHistory({ analysis, environment }: Policy, { decision, source }: BoundDecision): readonly Diagnostic[] {
  if (environment.scans.size === 0) return [];
  const clauses = source === analysis.source ? decision.clauses : [];
  const conditions = clauses.flatMap((clause) => (clause.kind === "when" || clause.kind === "unless" ? [clause.expr] : []));
  const lets = [...environment.lets.keys()].flatMap((name) => {
    const declared = analysis.lets.get(name);
    return declared?.source === analysis.source ? [declared.statement.value] : [];
  });
  const own = new Set<Expr>([...conditions, ...lets].flatMap(within));
  return [...environment.scans].flatMap(([expr, part]) =>
    own.has(expr) ? [diagnose("scans-history", expr.span, { part: printExpr(part) })] : [],
  );
}
