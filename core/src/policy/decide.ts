// The one place where outcomes of rules become a verdict. Total, pure, blind to how an outcome came about.
//
// The verdict is the strictest that any settlement of the doubts gives, each rule's settled by itself:
//   a deny that is not certainly false                                  -> deny
//   an ask that is certain                                              -> ask
//   otherwise the base: allow where an allow is certain, else the default (or allow, if that is stricter)
//   an ask in doubt                                                     -> the stricter of ask and the base
// A replay answers `unknown` where settling what the recording withheld could give a looser verdict.
import type { Effect } from "../language/ast.ts";
import type { StrictVerdict, Verdict } from "./report.ts";
import { FALSE, OPEN, type Outcomes, TRUE, type Truth3 } from "./truth.ts";

export interface RuleOutcome {
  readonly effect: Effect;
  /** Of the rule's whole condition; an allow of a tool outside the catalogue is FALSE. */
  readonly outcomes: Outcomes;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly would: StrictVerdict;
  readonly otherwise: StrictVerdict;
  /** By index: whether the rule counted as its effect, and whether the strict verdict rests on it. */
  readonly counts: readonly boolean[];
  readonly decides: readonly boolean[];
}

const strictness: Readonly<Record<StrictVerdict, number>> = { allow: 0, ask: 1, deny: 2 };
const stricter = (a: StrictVerdict, b: StrictVerdict): StrictVerdict => (strictness[a] >= strictness[b] ? a : b);

/** The verdict where every truth is certain, by the same rules; undefined where one is not. The common case, without a detour. */
export function decideCertain(
  rules: readonly { readonly effect: Effect }[],
  truths: readonly Truth3[],
  byDefault: StrictVerdict,
): StrictVerdict | undefined {
  let [denied, asked, allowed] = [false, false, false];
  for (let at = 0; at < rules.length; at++) {
    const truth = truths[at];
    if (truth === false) continue;
    if (truth !== true) return undefined;
    const effect = rules[at]?.effect;
    if (effect === "deny") denied = true;
    else if (effect === "ask") asked = true;
    else if (effect === "allow") allowed = true;
  }
  return denied ? "deny" : asked ? "ask" : allowed ? "allow" : byDefault;
}

export function decide(rules: readonly RuleOutcome[], byDefault: StrictVerdict): Decision {
  const would = verdictOf(rules, byDefault, (outcomes) => outcomes);
  let otherwise = would;
  if (rules.some((rule) => rule.outcomes !== TRUE && rule.outcomes !== FALSE && rule.outcomes !== OPEN)) {
    // An ask loosens a default deny by firing and an allow by not firing, so both are tried.
    for (const preferred of [FALSE, TRUE]) {
      const loosest = verdictOf(rules, byDefault, (outcomes, effect) =>
        loosen(outcomes, effect === "deny" ? FALSE : effect === "allow" ? TRUE : preferred),
      );
      if (strictness[loosest] < strictness[otherwise]) otherwise = loosest;
    }
  }
  const counts = rules.map((rule) => (rule.effect === "allow" ? rule.outcomes === TRUE : rule.outcomes !== FALSE));
  const decides = rules.map((rule, index) => rule.effect === would && counts[index] === true);
  return { verdict: otherwise === would ? would : "unknown", would, otherwise, counts, decides };
}

function loosen(outcomes: Outcomes, preferred: Outcomes): Outcomes {
  if (outcomes & preferred) return preferred;
  return outcomes & OPEN ? OPEN : outcomes;
}

function verdictOf(
  rules: readonly RuleOutcome[],
  byDefault: StrictVerdict,
  settle: (outcomes: Outcomes, effect: Effect) => Outcomes,
): StrictVerdict {
  let base = byDefault;
  let asked = false;
  let mayAsk = false;
  let allowed = false;
  for (const { effect, outcomes } of rules) {
    const settled = settle(outcomes, effect);
    if (effect === "deny" && settled !== FALSE) return "deny";
    if (effect === "ask" && settled === TRUE) asked = true;
    if (effect === "ask" && settled !== FALSE) mayAsk = true;
    if (effect === "allow" && settled === TRUE) allowed = true;
  }
  if (asked) return "ask";
  if (allowed) base = "allow";
  return mayAsk ? stricter("ask", base) : base;
}
