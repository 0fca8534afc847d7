// A lone expression asked of a policy, such as a watch or the condition of a breakpoint: read and checked as it would be inside a
// rule about the given tools. Leaves the policy's analysis as it is.
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { Expr } from "../language/ast.ts";
import { parse } from "../language/parse.ts";
import type { Span } from "../text/span.ts";
import type { Analysis } from "./analysis.ts";
import { Expressions } from "./check-expressions.ts";
import type { Loaded } from "./load.ts";
import { Notes, outside } from "./scope.ts";
import { json, type Type } from "./types.ts";

export interface CheckedExpression {
  readonly expr: Expr;
  readonly type: Type;
  /** The type of each part. */
  typeOf(expr: Expr): Type;
}
/** The spans of the diagnostics are in the expression's own text. */
export type Checked = CheckedExpression | { readonly errors: readonly Diagnostic[] };

const head = "let question = ";

/** `tools`: whose call `args` is; undefined where any may be. The analysis must be without errors. */
export function checkExpression(text: string, analysis: Analysis, tools: readonly string[] | undefined): Checked {
  const { file, diagnostics } = parse(head + text);
  const place = ({ start, end }: Span): Span => ({
    start: Math.max(0, Math.min(text.length, start - head.length)),
    end: Math.max(0, Math.min(text.length, end - head.length)),
  });
  const mine = (found: readonly Diagnostic[]): Diagnostic[] =>
    found.filter(({ severity }) => severity === "error").map((one) => ({ ...one, span: place(one.span), fixes: [] }));
  const [statement, further] = file.statements;
  const wrong = mine(diagnostics);
  if (wrong.length > 0) return { errors: wrong };
  if (further !== undefined || statement?.kind !== "let" || statement.params !== undefined) {
    const span = place(further?.span ?? { start: head.length, end: head.length + text.length });
    const found = text.slice(span.start, span.end).split(/\s/)[0] ?? "";
    return { errors: [diagnose("unexpected-token", span, { found, expected: "one expression" })] };
  }
  const notes = new Notes(loadedFrom(analysis));
  const type = new Expressions(notes, new Set()).infer(statement.value, { ...outside, tools });
  const errors = mine(notes.found.diagnostics);
  if (errors.length > 0) return { errors };
  return { expr: statement.value, type, typeOf: (expr) => notes.types.get(expr) ?? json };
}

function loadedFrom(analysis: Analysis): Loaded {
  const globals = new Set<string>(["rule", "let", "group"]);
  return {
    ...analysis,
    dependencies: new Set(analysis.dependencies),
    defaults: [],
    symbols: analysis.symbols.filter(({ kind }) => globals.has(kind)),
    incomplete: false,
    grounds: [],
    diagnostics: [],
  };
}
