// What the coverage of a policy says about the rules of one file, at the places where they stand now: an edit since then moves them,
// and a rule that was edited itself is left out, because nothing is known of it any more. Knows no VS Code.
import {
  type ClauseCoverage,
  type Coverage,
  type File,
  parse,
  type RuleCoverage,
  ruleState,
  type Span,
  type Statement,
  type TruthCounts,
} from "../../../core/src/index.ts";

export interface CoveredCondition {
  readonly span: Span;
  readonly times: number;
  readonly counts: TruthCounts;
}
export interface CoveredRule {
  /** The rule with what became of it: `small: overridden, counted on 1 of 3 calls`. */
  readonly label: string;
  readonly span: Span;
  /** How often a verdict rested on it. */
  readonly decided: number;
  /** The leaves of its conditions. */
  readonly conditions: readonly CoveredCondition[];
}

/** The text that was measured, and the text as it is now. */
export interface Texts {
  readonly measured: string;
  readonly now: string;
}

export function coveredRules({ rules }: Coverage, path: string, texts: Texts): readonly CoveredRule[] {
  const own = rules.filter(({ place }) => place.path === path);
  if (texts.measured === texts.now) return own.map((rule) => coveredRule(rule, 0, false));
  const [before, after] = [parse(texts.measured).file, parse(texts.now).file];
  const isOther = foundation(before, texts.measured) !== foundation(after, texts.now);
  const places = placesNow(after, texts.now);
  return own.flatMap((rule) => {
    const { start, end } = rule.place.span;
    const now = places.get(texts.measured.slice(start, end))?.shift();
    return now === undefined ? [] : [coveredRule(rule, now - start, isOther)];
  });
}

function coveredRule(rule: RuleCoverage, shift: number, isOther: boolean): CoveredRule {
  const { name, place, decided, counted, evaluated, clauses } = rule;
  const calls = `${evaluated} ${evaluated === 1 ? "call" : "calls"}`;
  const moved = ({ start, end }: Span): Span => ({ start: start + shift, end: end + shift });
  return {
    label: `${name}: ${ruleState(rule)}${evaluated > 0 ? `, counted on ${counted} of ${calls}` : ""}${isOther ? " (what it builds on was edited since)" : ""}`,
    span: moved(place.span),
    decided,
    conditions: clauses.flatMap(leaves).map(({ place: at, counts }) => ({
      span: moved(at.span),
      times: counts.true + counts.false + counts.unknown,
      counts,
    })),
  };
}

/** Where the rules of each text begin, in order. */
function placesNow({ statements }: File, text: string): ReadonlyMap<string, number[]> {
  const places = new Map<string, number[]>();
  for (const { kind, span } of statements) {
    if (kind !== "decision") continue;
    const written = text.slice(span.start, span.end);
    places.set(written, [...(places.get(written) ?? []), span.start]);
  }
  return places;
}

/** All that is neither rule nor test, and may be behind a rule. */
function foundation({ statements }: File, text: string): string {
  const isBehind = ({ kind }: Statement): boolean => kind !== "decision" && kind !== "test";
  return statements.flatMap((one) => (isBehind(one) ? [text.slice(one.span.start, one.span.end)] : [])).join("\n");
}

function leaves(clause: ClauseCoverage): readonly ClauseCoverage[] {
  return clause.children.length === 0 ? [clause] : clause.children.flatMap(leaves);
}

export interface Tally {
  readonly covered: number;
  readonly total: number;
}

/** In the order of the editor: statements are conditions, branches their truths, declarations the rules. That a condition was never
 * unknown is no gap: that branch counts only where it was taken. */
export function tallies(rules: readonly CoveredRule[]): { readonly conditions: Tally; readonly truths: Tally; readonly rules: Tally } {
  const conditions = rules.flatMap((rule) => rule.conditions);
  const truths = conditions.flatMap(({ counts }) => truthsOf(counts));
  return {
    conditions: tally(conditions, ({ times }) => times > 0),
    truths: tally(truths, ({ times }) => times > 0),
    rules: tally(rules, ({ decided }) => decided > 0),
  };
}

const tally = <T>(all: readonly T[], isCovered: (one: T) => boolean): Tally => ({
  covered: all.filter(isCovered).length,
  total: all.length,
});

export function truthsOf(counts: TruthCounts): readonly { readonly truth: string; readonly times: number }[] {
  const named = [
    { truth: "true", times: counts.true },
    { truth: "false", times: counts.false },
  ];
  return counts.unknown > 0 ? [...named, { truth: "unknown", times: counts.unknown }] : named;
}
