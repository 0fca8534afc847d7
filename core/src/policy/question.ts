// Questions that are no part of a policy, put to a run under it: watches, conditions of breakpoints, messages of log points. They
// are compiled by the policy's own compiler, into its environment or a copy of it.
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Expr } from "../language/ast.ts";
import { checkExpression } from "../semantics/question.ts";
import type { Policy } from "./compile.ts";
import type { Environment } from "./environment.ts";
import { compileClause } from "./expressions.ts";
import type { Code, Frame } from "./frame.ts";
import type { TracePlace, Unknown } from "./report.ts";
import { Doubt } from "./truth.ts";
import { show, type Value } from "./values.ts";

/** Something to ask of a call, when it has just been decided. */
export interface Question {
  readonly code: Code;
  /** Whether the answer is to say where in the run it was found. */
  readonly located: boolean;
}
export interface Answer {
  readonly value: Value;
  /** For people, on one line. */
  readonly text: string;
  readonly unknowns: readonly Unknown[];
  readonly found: readonly TracePlace[];
}
export type Asked = { readonly question: Question } | { readonly errors: readonly Diagnostic[] };

/** Compiles an expression into the policy's environment, which may grow: a monitor that was made before then answers wrongly, so
 * hold `growth` against what it was. Each text is to be compiled once a policy. */
export function compileQuestion(text: string, policy: Policy): Asked {
  const checked = checkExpression(text, policy.analysis, undefined);
  if ("errors" in checked) return checked;
  const { analysis } = policy.environment;
  const typed = {
    ...analysis,
    typeOf: (expr: Expr) => (checked.typeOf(expr).kind === "json" ? analysis.typeOf(expr) : checked.typeOf(expr)),
  };
  return { question: questionOf(checked.expr, { ...policy.environment, analysis: typed }) };
}

/** The errors that an expression has in a rule about one tool. */
export function questionErrors(text: string, policy: Policy, tool: string): readonly Diagnostic[] {
  const { tools } = policy.analysis;
  const checked = checkExpression(text, policy.analysis, tools?.has(tool) === true ? [tool] : undefined);
  return "errors" in checked ? checked.errors : [];
}

export function questionOf(expr: Expr, environment: Environment, located = false): Question {
  return { code: compileClause(expr, environment), located };
}

/** Grows whenever a compiled question asks for more of a run than a monitor kept before. */
export function growth({ views, ledgers, memory }: Environment): number {
  return views.length + ledgers.length + Number(memory.history) + Number(memory.texts) + Number(memory.times);
}

export function answer({ code, located }: Question, frame: Frame): Answer {
  const found: TracePlace[] = [];
  const value = code(located ? { ...frame, found } : frame);
  const unknowns = value instanceof Doubt ? value.reasons : [];
  const text = value instanceof Doubt ? `unknown: ${unknowns.map(({ what, kind }) => `${what} (${kind})`).join("; ")}` : show(value);
  return { value, text, unknowns, found };
}

/** A policy whose environment may grow without changing the given one. */
export function forkPolicy(policy: Policy): Policy {
  const { environment } = policy;
  return {
    ...policy,
    environment: {
      ...environment,
      views: [...environment.views],
      viewOf: new Map(environment.viewOf),
      scans: new Map(environment.scans),
      ledgers: [...environment.ledgers],
      lets: new Map(environment.lets),
      clauses: new Map(environment.clauses),
      memory: { ...environment.memory },
    },
  };
}
