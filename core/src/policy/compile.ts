// From an analysed policy to one that decides. A policy with errors, its own or an import's, cannot decide.
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Analysis, BoundDecision } from "../semantics/analysis.ts";
import { expandSelector } from "../semantics/selectors.ts";
import type { Type } from "../semantics/types.ts";
import type { Environment } from "./environment.ts";
import { bind, compileExpr, noScope } from "./expressions.ts";
import { truthOf } from "./folds.ts";
import { frameOf } from "./frame.ts";
import { type CompiledExpect, compileExpect } from "./obligations.ts";
import { type CompiledRule, compileRule } from "./rules.ts";

export interface Policy {
  readonly analysis: Analysis;
  readonly environment: Environment;
  readonly rules: readonly CompiledRule[];
  readonly expects: readonly CompiledExpect[];
  readonly defaultEffect: "allow" | "deny" | "ask";
  /** What concerns a tool, found once a tool. */
  readonly on: (tool: string) => ToolRules;
}

export interface ToolRules {
  /** The rules whose selector has the tool. */
  readonly rules: readonly CompiledRule[];
  /** Whether an allow may permit the tool at all. */
  readonly known: boolean;
}

export type Compiled = { readonly policy: Policy } | { readonly errors: readonly Diagnostic[] };

/** The policy, ready to decide, or its errors: a policy with errors decides nothing. */
export function compile(analysis: Analysis): Compiled {
  const errors = analysis.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  return errors.length > 0 ? { errors } : { policy: compiled(analysis, argumentTypes(analysis)) };
}

/** Makes the policies that have one decision each of a policy without errors, and its grants, which may permit what it speaks of. */
export function compilerOfOne(analysis: Analysis): (bound: BoundDecision) => Policy {
  const argsTypes = argumentTypes(analysis);
  const grants = analysis.decisions.filter(({ unplaced }) => unplaced.head.kind === "grant");
  return (bound) => compiled({ ...analysis, decisions: [bound, ...grants.filter((grant) => grant !== bound)] }, argsTypes);
}

const argumentTypes = ({ tools }: Analysis): ReadonlyMap<string, Type> =>
  new Map(
    [...(tools?.values() ?? [])].map(({ name, params }): [string, Type] => [
      name,
      { kind: "record", open: true, fields: params.map(({ name, optional, type }) => ({ name, optional, type })) },
    ]),
  );

function compiled(analysis: Analysis, argsTypes: ReadonlyMap<string, Type>): Policy {
  const environment: Environment = {
    analysis,
    views: [],
    viewOf: new Map(),
    scans: new Map(),
    ledgers: [],
    memory: { history: false, texts: false, times: false, users: false },
    grants: [],
    knows: (tool) => analysis.tools === undefined || analysis.tools.has(tool),
    trusted: [],
    lets: new Map(),
    clauses: new Map(),
    argsTypes,
  };
  for (const { statement } of analysis.trusted) {
    const { pattern } = statement;
    const scope = bind(noScope, pattern.binder?.text);
    const where = pattern.where === undefined ? undefined : compileExpr(pattern.where, { ...scope.scope, it: scope.slot }, environment);
    const selector = expandSelector(pattern.selector, analysis.groups);
    environment.trusted.push({
      matches: selector.matches,
      only: statement.only?.map((path) => path.segments),
      covers: (record, frame) => (where === undefined ? true : truthOf(where(frameOf(frame.timeline, frame.call, [record])), "where")),
    });
  }
  const rules = analysis.decisions.map((bound) => compileRule(bound, environment)).filter((rule) => rule !== undefined);
  const expects = analysis.decisions.map((bound) => compileExpect(bound, environment)).filter((expect) => expect !== undefined);
  environment.memory.history ||= environment.grants.length + expects.length > 0;
  const byTool = new Map<string, ToolRules>();
  const policy: Policy = {
    analysis,
    environment,
    rules,
    expects,
    defaultEffect: analysis.defaultEffect,
    on(tool) {
      let found = byTool.get(tool);
      if (found === undefined) {
        found = { rules: rules.filter((rule) => rule.matches(tool)), known: environment.knows(tool) };
        if (byTool.size < 10_000) byTool.set(tool, found);
      }
      return found;
    },
  };
  return policy;
}
