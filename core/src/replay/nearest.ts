// How far a call was from another verdict: the nearest rule that would have permitted it, or stopped it, and the clauses short of
// that. Read off the report with its evidence; decides nothing.
import type { Policy } from "../policy/compile.ts";
import type { ClauseReport, ClauseRole, PolicyPlace, RuleReport, StepReport, StrictVerdict, Truth } from "../policy/report.ts";

/** A clause that would have had to come out otherwise. */
export interface ShortClause {
  readonly rule: string;
  readonly role: ClauseRole;
  readonly place: PolicyPlace;
  /** As the policy writes it, of the element concerned where it speaks of a list: `domain(args.to[1]) in ours`. */
  readonly source: string;
  readonly truth: Truth;
  readonly wanted: boolean;
  readonly values: ClauseReport["values"];
}

export interface NearMiss {
  /** What the call would have got. */
  readonly verdict: StrictVerdict;
  /** The rule that would have given it; undefined where it is the default. */
  readonly rule: string | undefined;
  readonly place: PolicyPlace | undefined;
  /** What was short, the rule's own clauses first, then those of rules that stand in its way. Never empty. */
  readonly short: readonly ShortClause[];
  /** The rules that stopped the call and would have had to be silent. */
  readonly against: readonly string[];
  /** One sentence, the same on every surface. */
  readonly text: string;
}

/** The nearest first, at most `most`. A call that is not permitted is held against what permits, a permitted one against what
 * stops. The report must carry its evidence. Empty where no clause stands between (a rule without a condition, a tool that the
 * catalogue does not have). */
export function nearestMisses(policy: Policy, report: StepReport, most = 3): readonly NearMiss[] {
  const found = report.verdict === "allow" ? stoppers(policy, report) : permitters(policy, report);
  return found.sort((a, b) => a.short.length - b.short.length).slice(0, most);
}

function permitters(policy: Policy, report: StepReport): NearMiss[] {
  const against: ShortClause[] = [];
  const blocking: string[] = [];
  for (const rule of report.outcomes) {
    if ((rule.effect !== "deny" && rule.effect !== "ask") || !rule.counts) continue;
    const short = shortOf(rule, false);
    if (short === undefined) return [];
    against.push(...short);
    blocking.push(rule.name);
  }
  const allows = report.outcomes.filter(({ effect }) => effect === "allow");
  const open = policy.defaultEffect === "allow" || allows.some(({ counts }) => counts);
  if (open) {
    const allow = allows.find(({ counts }) => counts);
    return against.length === 0 ? [] : [miss("allow", allow, against, blocking)];
  }
  if (!policy.on(report.tool).known) return [];
  return allows.flatMap((rule) => {
    const short = shortOf(rule, true);
    return short === undefined ? [] : [miss("allow", rule, [...short, ...against], blocking)];
  });
}

function stoppers(policy: Policy, report: StepReport): NearMiss[] {
  const found: NearMiss[] = [];
  const permitting: ShortClause[] = [];
  let permitted = policy.defaultEffect === "allow";
  for (const rule of report.outcomes) {
    if (rule.effect === "flag") continue;
    const short = shortOf(rule, rule.effect !== "allow");
    if (rule.effect !== "allow") {
      if (short !== undefined && short.length > 0) found.push(miss(rule.effect, rule, short, []));
    } else if (rule.counts) {
      if (short === undefined) permitted = true;
      else permitting.push(...short);
    }
  }
  if (!permitted && permitting.length > 0) found.push(miss(policy.defaultEffect, undefined, permitting, []));
  return found;
}

function miss(verdict: StrictVerdict, rule: RuleReport | undefined, short: readonly ShortClause[], against: readonly string[]): NearMiss {
  const one = { verdict, rule: rule?.name, place: rule?.place, short, against };
  return { ...one, text: textOf(one) };
}

/** The fewest clauses that stand between a rule and what is wanted of it; undefined where it has none that could. */
function shortOf(rule: RuleReport, holds: boolean): readonly ShortClause[] | undefined {
  const ways = rule.clauses.map(({ role, clause }) => {
    const turned = role === "unless" || role === "before";
    return shortIn(clause, holds !== turned).map((part): ShortClause => ({ rule: rule.name, role, ...part }));
  });
  // A rule holds where all its parts do, and fails by any of them.
  if (holds) return ways.flat();
  return fewest(ways);
}

type Part = Omit<ShortClause, "rule" | "role">;

function shortIn(clause: ClauseReport, wanted: boolean): readonly Part[] {
  if (clause.truth === String(wanted)) return [];
  const { form, children } = clause;
  if (children.length === 0) return shortInLeaf(clause, wanted);
  const ways = children.map((child) => shortIn(child, form === "not" ? !wanted : wanted));
  // An `and` holds where all its parts do and fails by any of them, an `or` the other way round.
  return form === "not" || (form === "and") === wanted ? ways.flat() : (fewest(ways) ?? []);
}

function shortInLeaf(clause: ClauseReport, wanted: boolean): readonly Part[] {
  const { place, source, truth, values, form, elements = [] } = clause;
  const itself = { place, source, truth, wanted, values };
  // An `all` needs each of its failing elements, a `none` or a false `any` too; a true one needs but one.
  if (elements.length === 0 || elements.length >= mostElements) return [itself];
  // An element may be as it should be, and the fold in doubt all the same for what its `where` is: then it is the fold that is short.
  const each = (of: boolean): readonly Part[] => {
    const short = elements.filter((one) => one.truth !== String(of)).map((one) => ({ ...one, wanted: of }));
    return short.length === 0 ? [itself] : short;
  };
  if (form === "all" && wanted) return each(true);
  if (form === "none" && wanted) return each(false);
  if (form === "any") return wanted ? each(true).slice(0, 1) : each(false);
  return [itself];
}

/** More are not told one by one. */
const mostElements = 4;

function fewest<T>(ways: readonly (readonly T[])[]): readonly T[] | undefined {
  return ways.reduce<readonly T[] | undefined>((best, way) => (best === undefined || way.length < best.length ? way : best), undefined);
}

const numbers = ["", "One clause", "Two clauses", "Three clauses", "Four clauses"];

function textOf({ verdict, short, rule: name }: Omit<NearMiss, "text">): string {
  const count = numbers[short.length] ?? `${short.length} clauses`;
  const what = { allow: "allowed", ask: "asked about", deny: "denied" }[verdict];
  const by = name === undefined ? "by the default" : `by \`${name}\``;
  const told = new Set<string>();
  const clauses = short.map((clause) => `${shortText(clause, told)}${clause.rule === name ? "" : ` (in \`${clause.rule}\`)`}`);
  return `${count} short of being ${what} ${by}: ${clauses.join("; ")}.`;
}

/** Each value is told once. */
function shortText({ source, truth, values, role }: ShortClause, told: Set<string>): string {
  const fresh = values.filter((one) => one.source !== one.value && !told.has(one.source)).slice(0, 2);
  for (const one of fresh) told.add(one.source);
  const having = fresh.map((one) => (one.source === role ? `, being ${one.value}` : `, \`${one.source}\` is ${one.value}`)).join("");
  const word = role === "unless" || role === "before" ? `${role} ` : "";
  return `${word}\`${source}\` is ${truth}${having}`;
}
