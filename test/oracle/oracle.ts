// The oracle: every rule's outcome and the verdict of every call of a run, by docs/semantics.md alone. Slow on purpose: each
// decision looks at the whole run again, and nothing is kept from one to the next. Shares no code with the engine, save for
// what reads a host, a date, a number or a path in a text.
import type { Effect } from "../../core/src/language/ast.ts";
import type { Analysis, BoundDecision } from "../../core/src/semantics/analysis.ts";
import type { Event, JsonRecord } from "../../core/src/trace/model.ts";
import { condition, type Env, equalValues, evaluate } from "./evaluate.ts";
import { distinct, settledValue, sum } from "./folds.ts";
import { happenedSince, inWindow, past, selects } from "./history.ts";
import { note } from "./observe.ts";
import { add, contribution, exactly, lessThan, type Range, whole, zero } from "./ranges.ts";
import { and, blamed, describeTruth, doubt, isNo, isYes, no, not, type Outcome, or, type Truth, yes } from "./truth.ts";
import { type Item, numberValue, truth, unclear, unknownOf, unrecorded, type Value } from "./values.ts";
import { type Call, type Entry, World } from "./world.ts";

export type StrictVerdict = "allow" | "ask" | "deny";
export interface OracleRule {
  readonly name: string;
  readonly effect: Effect;
  readonly truth: Truth;
  readonly outcome: "fires" | "does not apply" | "doubt";
}
export interface OracleStep {
  readonly step: number;
  readonly verdict: StrictVerdict | "unknown";
  readonly would: StrictVerdict;
  readonly otherwise: StrictVerdict;
  readonly flags: readonly string[];
  readonly rules: readonly OracleRule[];
}

export function decideAll(analysis: Analysis, events: readonly Event[], context: JsonRecord | undefined): readonly OracleStep[] {
  return events.flatMap((event, index) => (event.kind === "call" ? [decideAt(analysis, events, context, index)] : []));
}

function decideAt(analysis: Analysis, events: readonly Event[], context: JsonRecord | undefined, index: number): OracleStep {
  const world = new World(analysis, events, context, index);
  const rules = analysis.decisions.flatMap((bound): OracleRule[] => {
    const rule = ruleOf(bound, world);
    if (rule === undefined) return [];
    const outcome = describeTruth(rule.truth);
    const { head } = bound.decision;
    const span =
      head.kind === "limit" ? ` ${head.measure?.kind ?? "count"} per ${typeof head.per === "string" ? head.per : "duration"}` : "";
    note(`rule ${head.kind}${span}`, outcome);
    return [{ name: bound.name, ...rule, outcome }];
  });
  const [would, otherwise] = verdictOf(rules, analysis.defaultEffect);
  note("verdict", would === otherwise ? would : `unknown, would ${would}`);
  return {
    step: world.now.step,
    verdict: would === otherwise ? would : "unknown",
    would,
    otherwise,
    flags: rules.filter(({ effect, truth }) => effect === "flag" && !isNo(truth)).map(({ name }) => name),
    rules,
  };
}

function envOf(world: World): Env {
  return { world, call: world.now, it: undefined, names: new Map(), params: new Set(), granted: () => granted(world) };
}

function ruleOf({ decision }: BoundDecision, world: World): { effect: Effect; truth: Truth } | undefined {
  const { head } = decision;
  if (head.kind === "expect") return undefined;
  const selector = head.kind === "require" ? head.before : head.selector;
  if (!selects(world, selector, world.now)) return undefined;
  const env = envOf(world);
  const own = ownCondition(decision, env);
  switch (head.kind) {
    case "allow":
      return { effect: "allow", truth: world.inCatalogue(world.now) ? own : no };
    case "deny":
    case "ask":
    case "flag":
      return { effect: head.kind, truth: own };
    case "require": {
      const { selector, where, binder, span } = head.pattern;
      const done = past({ events: { selector, where: undefined, span }, since: undefined, within: undefined }, env).map((item) => {
        if (item.many) return isNo(item.member) ? no : blamed;
        const names = new Map(binder === undefined ? [] : [[binder.text, item.value]]);
        const accepted = condition(where, { ...env, it: item.value, names });
        const failed = item.value.kind === "call" ? world.failed(item.value.call) : blamed;
        return and(item.member, accepted, not(failed));
      });
      return { effect: "deny", truth: and(own, not(or(no, ...done))) };
    }
    case "limit":
      return { effect: head.otherwise, truth: and(own, exceeds(decision, env)) };
    case "grant":
      return { effect: "allow", truth: world.inCatalogue(world.now) ? and(own, usesLeft(decision, env)) : no };
  }
}

type Decision = BoundDecision["decision"];

/** `when and not unless` (R-RULE-2). */
function ownCondition({ clauses }: Decision, env: Env): Truth {
  return and(
    yes,
    ...clauses.map((clause) =>
      clause.kind === "when" ? condition(clause.expr, env) : clause.kind === "unless" ? not(condition(clause.expr, env)) : yes,
    ),
  );
}

/** R-LIM: whether this call makes it more than the limit. */
function exceeds({ head }: Decision, env: Env): Truth {
  if (head.kind !== "limit") return no;
  const { world } = env;
  const about = (call: Call): Env => ({ ...env, call });
  const keyOf = (call: Call): Value | undefined => (head.forEach === undefined ? undefined : evaluate(head.forEach, about(call)));
  const measure = (call: Call | undefined): Value =>
    head.measure === undefined
      ? numberValue(exactly(whole(1)))
      : call === undefined
        ? unrecorded
        : settledValue(evaluate(head.measure.of, about(call)));
  const sameKey = (call: Call): Truth => {
    const [own, other] = [keyOf(world.now), keyOf(call)];
    return own === undefined || other === undefined ? yes : equalValues(other, own);
  };
  const earlier = world.entries.flatMap((entry): Item[] => {
    if (entry.kind === "gap") return [{ member: isNo(inSpan(head.per, entry, env)) ? no : blamed, value: measure(undefined), many: true }];
    if (entry.kind !== "call" || !selects(world, head.selector, entry.call)) return [];
    const { call } = entry;
    const member = and(
      world.member(call),
      inSpan(head.per, entry, env),
      condition(head.where, about(call)),
      sameKey(call),
      isYes(world.failed(call)) ? no : yes,
    );
    return [{ member, value: measure(call), many: false }];
  });
  const all = [...earlier, { member: yes, value: measure(world.now), many: false }];
  const total: Value = head.measure?.kind === "distinct" ? distinct(all) : head.measure === undefined ? counted(all) : sum(all);
  const limit = evaluate(head.to, env);
  const over =
    total.kind === limit.kind && (limit.kind === "number" || limit.kind === "duration") && "range" in total
      ? lessThan(limit.range, total.range)
      : truth(unknownOf(total, limit) ?? unclear);
  return and(condition(head.where, about(world.now)), over);
}

const counted = (items: readonly Item[]): Value =>
  numberValue(items.map(({ member, many }) => contribution(member, exactly(whole(1)), many)).reduce(add, exactly(zero)));

type Limit = Extract<Decision["head"], { kind: "limit" }>;

/** R-LIM-4. */
function inSpan(span: Limit["per"], entry: Entry, env: Env): Truth {
  const { world } = env;
  if (span === "trace") return yes;
  if (span === "turn") return not(happenedSince("user", entry, env));
  if (span !== "batch") return inWindow({ kind: "duration", ...span }, entry, env);
  if (entry.kind === "call") return world.sameBatch(entry.call) ? yes : no;
  const others = world.entries.some((other) => other.kind === "call" && other.index > entry.index && !world.sameBatch(other.call));
  return others ? no : yes;
}

/** R-GRANT-1: whether certainly fewer than all uses are used. */
function usesLeft(decision: Decision, env: Env): Truth {
  const { world } = env;
  const { head, clauses } = decision;
  if (head.kind !== "grant") return no;
  const one = exactly(whole(1));
  const used = world.entries.reduce<Range>((total, entry) => {
    if (entry.kind === "gap") return add(total, contribution(blamed, one, true));
    if (entry.kind !== "call" || !selects(world, head.selector, entry.call)) return total;
    const then = envOf(new World(world.analysis, world.events, world.context, entry.index));
    return add(total, contribution(and(world.member(entry.call), ownCondition(decision, then)), one, false));
  }, exactly(zero));
  const [uses] = clauses.flatMap((clause) => (clause.kind === "uses" ? [clause.expr] : []));
  const allowed = uses === undefined ? unclear : evaluate(uses, env);
  return allowed.kind === "number" ? lessThan(used, allowed.range) : truth(unknownOf(allowed) ?? unclear);
}

/** R-GRANT-2. */
function granted(world: World): Truth {
  if (!world.inCatalogue(world.now)) return no;
  const env: Env = { ...envOf(world), granted: () => doubt };
  const grants = world.analysis.decisions.filter(
    ({ decision: { head } }) => head.kind === "grant" && selects(world, head.selector, world.now),
  );
  return or(no, ...grants.map(({ decision }) => and(ownCondition(decision, env), usesLeft(decision, env))));
}

const strictness: readonly StrictVerdict[] = ["allow", "ask", "deny"];
const strictest = (verdicts: readonly StrictVerdict[]): StrictVerdict =>
  strictness[Math.max(...verdicts.map((verdict) => strictness.indexOf(verdict)))] ?? "deny";
const loosest = (verdicts: readonly StrictVerdict[]): StrictVerdict =>
  strictness[Math.min(...verdicts.map((verdict) => strictness.indexOf(verdict)))] ?? "deny";

/** R-VER: the strict verdict and the loose one. Rules of one effect are only asked together: whether one of them fires. */
function verdictOf(rules: readonly OracleRule[], byDefault: StrictVerdict): readonly [StrictVerdict, StrictVerdict] {
  const effects = ["deny", "ask", "allow"] as const;
  const together = effects.map((effect) => or(no, ...rules.filter((rule) => rule.effect === effect).map((rule) => rule.truth)));
  const strict = (outcomes: readonly (Outcome | Truth)[]): StrictVerdict => {
    const ways = outcomes.map((outcome) => {
      const unsettled = typeof outcome === "string" ? outcome === "doubt" : outcome.size > 1 || outcome.has("doubt");
      const holds = typeof outcome === "string" ? outcome === "true" : outcome.has("true");
      return unsettled ? [true, false] : [holds];
    });
    const verdicts = combinations(ways).map((holds) => effects.find((_, index) => holds[index]) ?? byDefault);
    return strictest(verdicts);
  };
  return [strict(together), loosest(combinations(together.map((one) => [...one])).map(strict))];
}

function combinations<T>(choices: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return choices.reduce<readonly (readonly T[])[]>((all, options) => all.flatMap((one) => options.map((option) => [...one, option])), [[]]);
}
