// From a decision statement to a rule: parts with a truth each, and how they make its condition. What the parts of sugar mean is
// in requires.ts, limits.ts and grants.ts.
import type { Clause, Decision, DecisionHead, DecisionKind, Effect, Expr, Selector } from "../language/ast.ts";
import { printExpr } from "../language/print.ts";
import type { BoundDecision, SourceFile } from "../semantics/analysis.ts";
import { expandSelector } from "../semantics/selectors.ts";
import type { Span } from "../text/span.ts";
import { type Because, compileBecause } from "./because.ts";
import type { Environment } from "./environment.ts";
import { compileClause } from "./expressions.ts";
import { truthOf } from "./folds.ts";
import type { Frame } from "./frame.ts";
import { grantUses } from "./grants.ts";
import { limitExceeded } from "./limits.ts";
import type { ClauseRole, Ruling } from "./report.ts";
import { requirementMet } from "./requires.ts";
import { and3, not3, type Truth3 } from "./truth.ts";

/** A part of a rule that is true, false or unknown of a call. The rule holds where every part does, `unless` and `require` parts
 * turned round. */
export interface RulePart {
  readonly role: ClauseRole;
  /** Whether the rule holds where the part does not. */
  readonly turned: boolean;
  readonly span: Span;
  /** As the policy writes it, on one line. */
  readonly source: string;
  /** The condition, where it is one that can be taken apart for an explanation. */
  readonly expr: Expr | undefined;
  readonly truth: (frame: Frame) => Truth3;
  /** What it came to, for people; undefined where the parts of `expr` say it. */
  readonly value: ((frame: Frame) => string) | undefined;
}

export interface CompiledRule {
  readonly name: string;
  /** The ruling where this rule alone decides. */
  readonly ruling: Ruling;
  readonly kind: DecisionKind;
  /** What it weighs as: a require denies, a grant allows, a limit does what stands behind `else`. */
  readonly effect: Effect;
  readonly decision: Decision;
  readonly source: SourceFile;
  readonly matches: (tool: string) => boolean;
  readonly parts: readonly RulePart[];
  readonly condition: (frame: Frame) => Truth3;
  readonly because: Because | undefined;
  /** Of a grant: its number, and its condition without its uses. */
  readonly grant: { readonly number: number; readonly covers: (frame: Frame) => Truth3 } | undefined;
}

/** Undefined for `expect`, which decides nothing. */
export function compileRule({ decision, name, source }: BoundDecision, environment: Environment): CompiledRule | undefined {
  const { head } = decision;
  if (head.kind === "expect") return undefined;
  const clauses = decision.clauses.flatMap((clause) => partOf(clause, environment));
  const covers = conjunction(clauses);
  const grant = head.kind === "grant" ? { number: environment.grants.length, covers } : undefined;
  const own = ownParts(decision, head, source, grant?.number, environment);
  const parts = [...clauses, ...own];
  const condition = conjunction(parts);
  if (grant !== undefined)
    environment.grants.push({ matches: expandSelector(selectorOf(head), environment.analysis.groups).matches, condition });
  const because = decision.clauses.find((clause) => clause.kind === "because");
  return {
    name,
    ruling: rulingOf(effectOf(head), name),
    kind: head.kind,
    effect: effectOf(head),
    decision,
    source,
    matches: expandSelector(selectorOf(head), environment.analysis.groups).matches,
    parts,
    condition,
    because: because?.kind === "because" ? compileBecause(because.text.value, environment) : undefined,
    grant,
  };
}

function rulingOf(effect: Effect, name: string): Ruling {
  if (effect === "flag") return { verdict: "allow", would: "allow", rules: [], flags: [name] };
  return { verdict: effect, would: effect, rules: [name], flags: [] };
}

type Deciding = Exclude<DecisionHead, { kind: "expect" }>;

function selectorOf(head: Deciding): Selector {
  return head.kind === "require" ? head.before : head.selector;
}

function effectOf(head: Deciding): Effect {
  switch (head.kind) {
    case "require":
      return "deny";
    case "grant":
      return "allow";
    case "limit":
      return head.otherwise;
    default:
      return head.kind;
  }
}

function partOf(clause: Clause, environment: Environment): RulePart[] {
  if (clause.kind !== "when" && clause.kind !== "unless") return [];
  const { expr, kind } = clause;
  const code = compileClause(expr, environment);
  return [
    {
      role: kind,
      turned: kind === "unless",
      span: expr.span,
      source: printExpr(expr),
      expr,
      truth: (frame) => {
        const value = code(frame);
        return typeof value === "boolean" ? value : truthOf(value, kind);
      },
      value: undefined,
    },
  ];
}

function ownParts(
  decision: Decision,
  head: Deciding,
  source: SourceFile,
  grant: number | undefined,
  environment: Environment,
): readonly RulePart[] {
  switch (head.kind) {
    case "require":
      return [requirementMet(head, source.text, environment)];
    case "limit":
      return limitExceeded(head, environment);
    case "grant": {
      const uses = decision.clauses.find((clause) => clause.kind === "uses");
      return grant === undefined || uses?.kind !== "uses" ? [] : [grantUses(uses.expr, grant, environment)];
    }
    default:
      return [];
  }
}

function conjunction(parts: readonly RulePart[]): (frame: Frame) => Truth3 {
  const [only] = parts;
  if (only === undefined) return () => true;
  if (parts.length === 1) return only.turned ? (frame) => not3(only.truth(frame)) : only.truth;
  return (frame) => {
    let holds: Truth3 = true;
    for (const { truth, turned } of parts) {
      const one = truth(frame);
      holds = and3(holds, turned ? not3(one) : one);
      if (holds === false) return false;
    }
    return holds;
  };
}
