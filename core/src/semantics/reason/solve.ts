// Whether formulas can hold together. "never" is proven; "maybe" claims nothing. The search ends by its budget.
import { type Domain, example, type Facts, learn, nothingKnown } from "./facts.ts";
import type { Formula, Literal } from "./formula.ts";

/** Literals that may still be looked at: shared by all questions of one analysis, so that their number bounds the time. */
export interface Budget {
  left: number;
}

export interface Held {
  readonly facts: ReadonlyMap<string, Facts>;
  readonly opaque: ReadonlyMap<string, boolean>;
}

export type Answer =
  | { readonly kind: "never" }
  | { readonly kind: "maybe" /** One way, where it was found. */; readonly held: Held | undefined };

interface State {
  facts: Map<string, Facts>;
  opaque: Map<string, boolean>;
}

/** More alternatives than this are not tried for one question. */
export const questionCap = 400;

export function together(formulas: readonly Formula[], domain: (term: string) => Domain, budget: Budget): Answer {
  const [only] = formulas;
  if (formulas.length === 1 && only?.kind === "literal" && only.literal.kind !== "opaque") {
    // By itself; the way it holds is nobody's question.
    const facts = learn(nothingKnown, only.literal, domain(only.literal.term));
    return facts === undefined ? { kind: "never" } : { kind: "maybe", held: undefined };
  }
  const own = Math.min(questionCap, budget.left);
  const limit: Budget = { left: own };
  const found = search(formulas, [], { facts: new Map(), opaque: new Map() }, domain, limit);
  budget.left -= own - limit.left;
  if (found !== undefined) return { kind: "maybe", held: found };
  return limit.left <= 0 ? { kind: "maybe", held: undefined } : { kind: "never" };
}

/** Whether what must hold in any case holds something that is not understood: then no witness can be given. */
export function isOpaque(formula: Formula): boolean {
  if (formula.kind === "literal") return formula.literal.kind === "opaque";
  return (formula.kind === "all" || formula.parts.length === 1) && formula.parts.some(isOpaque);
}

/** Whether the formula can be had by one thing that is not understood and that the other does not speak of. */
export function isFree(formula: Formula, other: Formula): boolean {
  if (formula.kind === "literal") return formula.literal.kind === "opaque" && !speaksOf(other, formula.literal.term);
  return (formula.kind === "any" || formula.parts.length === 1) && formula.parts.some((part) => isFree(part, other));
}

function speaksOf(formula: Formula, term: string): boolean {
  if (formula.kind === "literal") return formula.literal.kind === "opaque" && formula.literal.term === term;
  return formula.parts.some((part) => speaksOf(part, term));
}

/** Takes in all that must hold, then tries the alternatives of one choice. `undefined` is proof only while the budget lasts. */
function search(
  todo: readonly Formula[],
  choices: readonly (readonly Formula[])[],
  state: State,
  domain: (term: string) => Domain,
  budget: Budget,
): State | undefined {
  const open = [...todo];
  const waiting = [...choices];
  for (let formula = open.pop(); formula !== undefined; formula = open.pop()) {
    if (--budget.left <= 0) return undefined;
    if (formula.kind === "literal") {
      if (!take(formula.literal, state, domain)) return undefined;
    } else if (formula.kind === "all" || formula.parts.length === 1) open.push(...formula.parts);
    else if (formula.parts.length === 0) return undefined;
    else waiting.push(formula.parts);
  }
  const choice = waiting.pop();
  if (choice === undefined) return state;
  for (const part of choice) {
    const found = search([part], waiting, { facts: new Map(state.facts), opaque: new Map(state.opaque) }, domain, budget);
    if (found !== undefined) return found;
    if (budget.left <= 0) return undefined;
  }
  return undefined;
}

function take(literal: Literal, state: State, domain: (term: string) => Domain): boolean {
  const { term } = literal;
  if (literal.kind === "opaque") {
    const before = state.opaque.get(term);
    state.opaque.set(term, literal.want);
    return before === undefined || before === literal.want;
  }
  const facts = learn(state.facts.get(term) ?? nothingKnown, literal, domain(term));
  if (facts === undefined) return false;
  state.facts.set(term, facts);
  return true;
}

/** Values for the call's arguments under which all held; undefined where it also rests on anything else. */
export function witness({ facts, opaque }: Held): ReadonlyMap<string, string | number | boolean> | undefined {
  if (opaque.size > 0) return undefined;
  const found = new Map<string, string | number | boolean>();
  for (const [term, known] of facts) {
    const name = /^args\.([A-Za-z_]\w*)$/.exec(term)?.[1];
    if (name === undefined) return undefined;
    if (known.present === false) continue;
    const value = example(known);
    if (value === undefined) return undefined;
    found.set(name, value);
  }
  return found;
}
