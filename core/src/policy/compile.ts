// From an analysed policy to one that decides. A policy with errors, its own or an import's, cannot decide.
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Decision, Effect, Expr } from "../language/ast.ts";
import type { Analysis, SourceFile } from "../semantics/analysis.ts";
import { expandSelector } from "../semantics/selectors.ts";
import type { Type } from "../semantics/types.ts";
import { type Because, compileBecause } from "./because.ts";
import type { Environment } from "./environment.ts";
import { bind, compileClause, compileExpr, noScope } from "./expressions.ts";
import { truthOf } from "./folds.ts";
import type { Code, Frame } from "./frame.ts";
import { and3, not3, type Truth3 } from "./truth.ts";

export interface CompiledRule {
  readonly name: string;
  readonly effect: Effect;
  readonly decision: Decision;
  readonly source: SourceFile;
  readonly matches: (tool: string) => boolean;
  readonly when: Expr | undefined;
  readonly unless: Expr | undefined;
  /** `when and not unless`. */
  readonly condition: (frame: Frame) => Truth3;
  readonly because: Because | undefined;
}

export interface Policy {
  readonly analysis: Analysis;
  readonly environment: Environment;
  readonly rules: readonly CompiledRule[];
  readonly defaultEffect: "allow" | "deny" | "ask";
  /** The rules that could speak on a tool, found once a tool. */
  readonly rulesFor: (tool: string) => readonly CompiledRule[];
  /** Whether an allow may permit the tool at all. */
  readonly known: (tool: string) => boolean;
}

export type Compiled = { readonly policy: Policy } | { readonly errors: readonly Diagnostic[] };

export function compile(analysis: Analysis): Compiled {
  const errors = analysis.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length > 0) return { errors };
  const environment: Environment = {
    analysis,
    views: [],
    viewOf: new Map(),
    trusted: [],
    lets: new Map(),
    clauses: new Map(),
    argsTypes: new Map(
      [...(analysis.tools?.values() ?? [])].map((tool): [string, Type] => [
        tool.name,
        { kind: "record", open: true, fields: tool.params.map(({ name, optional, type }) => ({ name, optional, type })) },
      ]),
    ),
  };
  for (const { statement } of analysis.trusted) {
    const { pattern } = statement;
    const scope = bind(noScope, pattern.binder?.text);
    const where = pattern.where === undefined ? undefined : compileExpr(pattern.where, { ...scope.scope, it: scope.slot }, environment);
    const selector = expandSelector(pattern.selector, analysis.groups);
    environment.trusted.push({
      matches: selector.matches,
      only: statement.only?.map((path) => path.segments),
      covers: (record, frame) => (where === undefined ? true : truthOf(where({ ...frame, locals: [record], memo: new Map() }), "where")),
    });
  }
  const rules = analysis.decisions.flatMap(({ decision, name, source }): CompiledRule[] => {
    const { head } = decision;
    if (head.kind !== "allow" && head.kind !== "deny" && head.kind !== "ask" && head.kind !== "flag") return [];
    const condition = (kind: "when" | "unless"): Expr | undefined => {
      for (const clause of decision.clauses) if (clause.kind === kind) return clause.expr;
      return undefined;
    };
    const [when, unless] = [condition("when"), condition("unless")];
    const codes = [when, unless].map((expr): Code | undefined => (expr === undefined ? undefined : compileClause(expr, environment)));
    const [whenCode, unlessCode] = codes;
    const because = decision.clauses.find((clause) => clause.kind === "because");
    return [
      {
        name,
        effect: head.kind,
        decision,
        source,
        matches: expandSelector(head.selector, analysis.groups).matches,
        when,
        unless,
        condition(frame) {
          const holds = whenCode === undefined ? true : truthOf(whenCode(frame), "when");
          if (holds === false || unlessCode === undefined) return holds;
          return and3(holds, not3(truthOf(unlessCode(frame), "unless")));
        },
        because: because?.kind === "because" ? compileBecause(because.text.value, environment) : undefined,
      },
    ];
  });
  const byTool = new Map<string, readonly CompiledRule[]>();
  const policy: Policy = {
    analysis,
    environment,
    rules,
    defaultEffect: analysis.defaultEffect,
    rulesFor(tool) {
      let found = byTool.get(tool);
      if (found === undefined) {
        found = rules.filter((rule) => rule.matches(tool));
        if (byTool.size < 10_000) byTool.set(tool, found);
      }
      return found;
    },
    known: (tool) => analysis.tools === undefined || analysis.tools.has(tool),
  };
  return { policy };
}
