// What of a policy has ever mattered: counts of rules, clauses and bounds, read off step reports alone. Decides nothing itself.
// Which tools and arguments a policy speaks of is in reach.ts.
import type { DecisionKind, Expr } from "../language/ast.ts";
import { printExpr } from "../language/print.ts";
import type { Policy } from "../policy/compile.ts";
import { compareExact, type Exact, exactFromText } from "../policy/numbers.ts";
import type { ClauseReport, ClauseRole, ObligationReport, PolicyPlace, StepReport, Verdict } from "../policy/report.ts";
import type { CompiledRule, RulePart } from "../policy/rules.ts";
import { type Reach, reachOf } from "./reach.ts";
import { impossibleRules } from "./static-states.ts";

/** What became of a rule, from most to least:
 * - `decided`: a verdict rested on it, or it flagged
 * - `overridden`: it counted, and a stricter rule decided each time
 * - `never true`: calls of its tools came, and it counted on none
 * - `never evaluated`: no call of its tools came
 * - `cannot happen`: and the checker knows why none can */
export type RuleState = "decided" | "overridden" | "never true" | "never evaluated" | "cannot happen";

export const ruleStates: readonly RuleState[] = ["decided", "overridden", "never true", "never evaluated", "cannot happen"];

export interface TruthCounts {
  readonly true: number;
  readonly false: number;
  readonly unknown: number;
}

/** Where values stood about a bound that the policy writes as a number. `inside`: the comparison held, a limit was not reached. */
export interface BoundCounts {
  readonly inside: number;
  readonly at: number;
  readonly outside: number;
}

export interface ClauseCoverage {
  /** Of a part of the rule; undefined inside one. */
  readonly role: ClauseRole | undefined;
  readonly place: PolicyPlace;
  readonly source: string;
  readonly counts: TruthCounts;
  /** Undefined where there is no such bound. */
  readonly bound: BoundCounts | undefined;
  readonly children: readonly ClauseCoverage[];
}

export interface RuleCoverage {
  readonly name: string;
  readonly kind: DecisionKind;
  readonly place: PolicyPlace;
  /** Whether the checker says that it can never apply. */
  readonly impossible: boolean;
  /** Calls of its tools; for `expect`, calls that owed something. */
  readonly evaluated: number;
  /** Of these, those on which it counted as its effect, certainly or in doubt; for `expect`, those that were settled. */
  readonly counted: number;
  readonly inDoubt: number;
  readonly decided: number;
  readonly clauses: readonly ClauseCoverage[];
}

export interface ToolCoverage extends Reach {
  readonly calls: number;
  /** Calls that no rule decided. */
  readonly byDefault: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
}

/** Plain data. Those of runs of one policy add up (`mergeCoverage`). */
export interface Coverage {
  readonly runs: number;
  readonly calls: number;
  readonly byDefault: number;
  readonly rules: readonly RuleCoverage[];
  /** Those of the catalogue first, then others that were called. */
  readonly tools: readonly ToolCoverage[];
}

export function ruleState({ decided, counted, evaluated, impossible }: RuleCoverage): RuleState {
  if (decided > 0) return "decided";
  if (counted > 0) return "overridden";
  if (impossible) return "cannot happen";
  return evaluated > 0 ? "never true" : "never evaluated";
}

/** Counts what the reports of runs say. Clauses are counted from reports that carry them (`explain`). */
export class CoverageCounter {
  readonly #policy: Policy;
  readonly #rules = new Map<string, RuleTally>();
  readonly #tools = new Map<string, ToolTally>();
  #runs = 0;
  #calls = 0;
  #byDefault = 0;

  constructor(policy: Policy) {
    this.#policy = policy;
    const impossible = impossibleRules(policy.analysis);
    const compiled = new Map(policy.rules.map((rule) => [rule.decision, rule]));
    for (const { decision, name, source } of policy.analysis.decisions) {
      const place = { path: source.path, span: decision.span };
      const rule = compiled.get(decision);
      const clauses = rule === undefined ? [] : rule.parts.map((part) => partTally(part, rule, policy));
      this.#rules.set(keyOf(place), new RuleTally(name, decision.head.kind, place, impossible.has(decision), clauses));
    }
    for (const name of policy.analysis.tools?.keys() ?? []) this.#tools.set(name, new ToolTally());
  }

  beginRun(): void {
    this.#runs++;
  }

  add({ tool, verdict, rules, outcomes }: StepReport): void {
    this.#calls++;
    let tally = this.#tools.get(tool);
    if (tally === undefined) {
      tally = new ToolTally();
      this.#tools.set(tool, tally);
    }
    tally.calls++;
    tally.verdicts[verdict]++;
    if (rules.length === 0) {
      tally.byDefault++;
      this.#byDefault++;
    }
    for (const outcome of outcomes) {
      const rule = this.#rules.get(keyOf(outcome.place));
      if (rule === undefined) continue;
      rule.evaluated++;
      if (outcome.counts) rule.counted++;
      if (outcome.outcome === "doubt") rule.inDoubt++;
      if (outcome.decides || (outcome.effect === "flag" && outcome.counts)) rule.decided++;
      for (const [at, { clause }] of outcome.clauses.entries()) rule.clauses[at]?.add(clause);
    }
  }

  addObligation({ place, outcome }: ObligationReport): void {
    const rule = this.#rules.get(keyOf(place));
    if (rule === undefined) return;
    rule.evaluated++;
    if (outcome === "unknown") rule.inDoubt++;
    else {
      rule.counted++;
      rule.decided++;
    }
  }

  coverage(): Coverage {
    return {
      runs: this.#runs,
      calls: this.#calls,
      byDefault: this.#byDefault,
      rules: [...this.#rules.values()].map((rule) => rule.coverage()),
      tools: [...this.#tools].map(([name, { calls, byDefault, verdicts }]) => ({
        ...reachOf(this.#policy, name),
        calls,
        byDefault,
        verdicts: { ...verdicts },
      })),
    };
  }
}

const keyOf = ({ path, span }: PolicyPlace): string => `${span.start}:${path}`;

class ToolTally {
  calls = 0;
  byDefault = 0;
  readonly verdicts: Record<Verdict, number> = { allow: 0, ask: 0, deny: 0, unknown: 0 };
}

class RuleTally {
  evaluated = 0;
  counted = 0;
  inDoubt = 0;
  decided = 0;
  readonly name: string;
  readonly kind: DecisionKind;
  readonly place: PolicyPlace;
  readonly impossible: boolean;
  readonly clauses: readonly ClauseTally[];

  constructor(name: string, kind: DecisionKind, place: PolicyPlace, impossible: boolean, clauses: readonly ClauseTally[]) {
    this.name = name;
    this.kind = kind;
    this.place = place;
    this.impossible = impossible;
    this.clauses = clauses;
  }

  coverage(): RuleCoverage {
    const { name, kind, place, impossible, evaluated, counted, inDoubt, decided, clauses } = this;
    return { name, kind, place, impossible, evaluated, counted, inDoubt, decided, clauses: clauses.map((clause) => clause.coverage()) };
  }
}

/** A number that a value is held against. */
interface Bound {
  readonly at: Exact;
  /** The value's source in a clause's report. */
  readonly of: string;
  /** The clause's truth of a value inside. */
  readonly inside: "true" | "false";
}

class ClauseTally {
  readonly #role: ClauseRole | undefined;
  readonly #place: PolicyPlace;
  readonly #source: string;
  readonly #bound: Bound | undefined;
  readonly #children: readonly ClauseTally[];
  readonly #counts = { true: 0, false: 0, unknown: 0 };
  readonly #stood = { inside: 0, at: 0, outside: 0 };

  constructor(
    role: ClauseRole | undefined,
    place: PolicyPlace,
    source: string,
    bound: Bound | undefined,
    children: readonly ClauseTally[],
  ) {
    this.#role = role;
    this.#place = place;
    this.#source = source;
    this.#bound = bound;
    this.#children = children;
  }

  add({ truth, values, children }: ClauseReport): void {
    this.#counts[truth]++;
    const bound = this.#bound;
    const shown = bound === undefined ? undefined : values.find(({ source }) => source === bound.of)?.value;
    const value = shown === undefined ? undefined : exactFromText(shown);
    if (bound !== undefined && value !== undefined && truth !== "unknown")
      this.#stood[compareExact(value, bound.at) === 0 ? "at" : truth === bound.inside ? "inside" : "outside"]++;
    for (const [at, child] of children.entries()) this.#children[at]?.add(child);
  }

  coverage(): ClauseCoverage {
    return {
      role: this.#role,
      place: this.#place,
      source: this.#source,
      counts: { ...this.#counts },
      bound: this.#bound === undefined ? undefined : { ...this.#stood },
      children: this.#children.map((child) => child.coverage()),
    };
  }
}

function partTally({ role, span, source, expr }: RulePart, rule: CompiledRule, policy: Policy): ClauseTally {
  const { path } = rule.source;
  if (expr !== undefined) return exprTally(role, expr, path, policy);
  const { head } = rule.decision;
  const at = head.kind === "limit" && role === "limit" ? numberOf(head.to, policy) : undefined;
  return new ClauseTally(role, { path, span }, source, at === undefined ? undefined : { at, of: role, inside: "false" }, []);
}

/** Divided as reports divide it: `and`, `or` and `not` are nodes, all else is a leaf. */
function exprTally(role: ClauseRole | undefined, expr: Expr, path: string, policy: Policy): ClauseTally {
  const parts = expr.kind === "and" || expr.kind === "or" ? expr.operands : expr.kind === "not" ? [expr.operand] : [];
  const children = parts.map((part) => exprTally(undefined, part, path, policy));
  return new ClauseTally(role, { path, span: expr.span }, printExpr(expr), boundOf(expr, policy), children);
}

function boundOf(expr: Expr, policy: Policy): Bound | undefined {
  if (expr.kind !== "compare" || expr.op === "==" || expr.op === "!=") return undefined;
  const [left, right] = [numberOf(expr.left, policy), numberOf(expr.right, policy)];
  if (right !== undefined && left === undefined) return { at: right, of: printExpr(expr.left), inside: "true" };
  return left !== undefined && right === undefined ? { at: left, of: printExpr(expr.right), inside: "true" } : undefined;
}

/** A number as written, or the name of one. */
function numberOf(expr: Expr, { analysis }: Policy): Exact | undefined {
  if (expr.kind === "number") return exactFromText(expr.text);
  const named = expr.kind === "name" ? analysis.lets.get(expr.name)?.statement : undefined;
  return named?.params === undefined && named?.value.kind === "number" ? exactFromText(named.value.text) : undefined;
}

/** The coverage of the runs of both. Both are of the same policy. */
export function mergeCoverage(a: Coverage, b: Coverage): Coverage {
  const others = new Map(b.tools.map((tool) => [tool.tool, tool]));
  const ours = new Set(a.tools.map(({ tool }) => tool));
  return {
    runs: a.runs + b.runs,
    calls: a.calls + b.calls,
    byDefault: a.byDefault + b.byDefault,
    rules: a.rules.map((rule, at) => mergeRules(rule, b.rules[at])),
    tools: [...a.tools.map((tool) => mergeTools(tool, others.get(tool.tool))), ...b.tools.filter(({ tool }) => !ours.has(tool))],
  };
}

function mergeRules(a: RuleCoverage, b: RuleCoverage | undefined): RuleCoverage {
  if (b === undefined) return a;
  return {
    ...a,
    evaluated: a.evaluated + b.evaluated,
    counted: a.counted + b.counted,
    inDoubt: a.inDoubt + b.inDoubt,
    decided: a.decided + b.decided,
    clauses: a.clauses.map((clause, at) => mergeClauses(clause, b.clauses[at])),
  };
}

function mergeClauses(a: ClauseCoverage, b: ClauseCoverage | undefined): ClauseCoverage {
  if (b === undefined) return a;
  return {
    ...a,
    counts: sums(a.counts, b.counts),
    bound: a.bound === undefined || b.bound === undefined ? a.bound : sums(a.bound, b.bound),
    children: a.children.map((child, at) => mergeClauses(child, b.children[at])),
  };
}

function mergeTools(a: ToolCoverage, b: ToolCoverage | undefined): ToolCoverage {
  if (b === undefined) return a;
  return { ...a, calls: a.calls + b.calls, byDefault: a.byDefault + b.byDefault, verdicts: sums(a.verdicts, b.verdicts) };
}

function sums<K extends string>(a: Readonly<Record<K, number>>, b: Readonly<Record<K, number>>): Record<K, number> {
  const total: Record<K, number> = { ...a };
  for (const key of Object.keys(a) as K[]) total[key] = a[key] + b[key];
  return total;
}
