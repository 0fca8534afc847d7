// Whether a formula holds wherever another does. `true` is proven; `false` claims nothing. Takes one after the other the ways in which
// the first can hold, and asks of each whether it leaves the second no choice. The search ends by its budget.
import { type Domain, type Facts, learn, nothingKnown } from "./facts.ts";
import type { Formula, Literal } from "./formula.ts";
import type { Budget } from "./solve.ts";

interface Way {
  readonly facts: ReadonlyMap<string, Facts>;
  readonly opaque: ReadonlyMap<string, boolean>;
  /** Terms whose value is known to some degree, and not only that they are there. */
  readonly valued: ReadonlySet<string>;
}

const nothing: Way = { facts: new Map(), opaque: new Map(), valued: new Set() };

export function entails(from: Formula, to: Formula, domain: (term: string) => Domain, budget: Budget): boolean {
  return everyWay([from], nothing, (way) => isImplied(to, way, domain), domain, budget);
}

function everyWay(
  todo: readonly Formula[],
  way: Way,
  holds: (way: Way) => boolean,
  domain: (term: string) => Domain,
  budget: Budget,
): boolean {
  if (--budget.left <= 0) return false;
  const [first, ...rest] = todo;
  if (first === undefined) return holds(way);
  if (first.kind !== "literal") {
    if (first.kind === "all") return everyWay([...first.parts, ...rest], way, holds, domain, budget);
    return first.parts.every((part) => everyWay([part, ...rest], way, holds, domain, budget));
  }
  const further = taken(first.literal, way, domain);
  // A way that contradicts itself is none.
  return further === undefined || everyWay(rest, further, holds, domain, budget);
}

function taken(literal: Literal, way: Way, domain: (term: string) => Domain): Way | undefined {
  const { term } = literal;
  if (literal.kind === "opaque") {
    const before = way.opaque.get(term);
    if (before !== undefined && before !== literal.want) return undefined;
    return { ...way, opaque: new Map([...way.opaque, [term, literal.want]]) };
  }
  const facts = learn(way.facts.get(term) ?? nothingKnown, literal, domain(term));
  if (facts === undefined) return undefined;
  const valued = literal.kind === "present" ? way.valued : new Set([...way.valued, term]);
  return { ...way, facts: new Map([...way.facts, [term, facts]]), valued };
}

function isImplied(formula: Formula, way: Way, domain: (term: string) => Domain): boolean {
  if (formula.kind !== "literal") {
    const { parts } = formula;
    return formula.kind === "all"
      ? parts.every((part) => isImplied(part, way, domain))
      : parts.some((part) => isImplied(part, way, domain));
  }
  const { literal } = formula;
  if (literal.kind === "opaque") return way.opaque.get(literal.term) === literal.want;
  const facts = way.facts.get(literal.term);
  if (facts === undefined) return false;
  if (literal.kind === "present") return facts.present === literal.want;
  // That a value is there says nothing certain of it: it may be withheld.
  if (!way.valued.has(literal.term) || !isOfKind(literal, facts)) return false;
  return opposites(literal).every((opposite) => learn(facts, opposite, domain(literal.term)) === undefined);
}

/** A comparison of another kind of value is false or unknown, and so is its opposite. */
function isOfKind(literal: Exclude<Literal, { kind: "opaque" | "present" }>, { kind }: Facts): boolean {
  switch (literal.kind) {
    case "interval":
      return kind === "number";
    case "strings":
      return kind === "string" || !literal.want;
    case "text":
      return kind === "string";
    case "truth":
      return kind === "boolean";
    case "unequal":
      return true;
  }
}

type Known = Exclude<Literal, { kind: "opaque" | "present" }>;

/** What holds of a value of the right kind where the literal does not: one of these. */
function opposites(literal: Known): readonly Known[] {
  const { term } = literal;
  switch (literal.kind) {
    case "interval": {
      const { low, high } = literal;
      const below: Known = { kind: "interval", term, low: { at: -Infinity, open: true }, high: { at: low.at, open: !low.open } };
      const above: Known = { kind: "interval", term, low: { at: high.at, open: !high.open }, high: { at: Infinity, open: true } };
      return [...(low.at === -Infinity ? [] : [below]), ...(high.at === Infinity ? [] : [above])];
    }
    case "unequal": {
      if (typeof literal.value === "boolean") return [{ kind: "truth", term, value: literal.value }];
      const point = { at: literal.value, open: false };
      return [{ kind: "interval", term, low: point, high: point }];
    }
    case "strings":
    case "text":
      return [{ ...literal, want: !literal.want }];
    case "truth":
      return [{ ...literal, value: !literal.value }];
  }
}
