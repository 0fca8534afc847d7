// Folds over the whole run that must look at every earlier call at each step, and the part of them that is to blame.
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { Expr } from "../../language/ast.ts";
import { printExpr } from "../../language/print.ts";
import { within } from "../../semantics/references.ts";
import type { Policy } from "../compile.ts";

export function scansHistory({ analysis, environment }: Policy): readonly Diagnostic[] {
  if (environment.scans.size === 0) return [];
  // Lets are expanded where they are used; an import's own are its own matter.
  const own = new Set<Expr>();
  for (const statement of analysis.source.file.statements) {
    const whole =
      statement.kind === "let"
        ? [statement.value]
        : statement.kind === "decision"
          ? statement.clauses.flatMap((clause) => (clause.kind === "when" || clause.kind === "unless" ? [clause.expr] : []))
          : [];
    for (const expr of whole.flatMap(within)) own.add(expr);
  }
  return [...environment.scans].flatMap(([expr, part]) =>
    own.has(expr) ? [diagnose("scans-history", expr.span, { part: printExpr(part) })] : [],
  );
}
