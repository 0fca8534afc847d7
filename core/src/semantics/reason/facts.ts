// What is known of one term's value. Facts only ever gather; `undefined` says that nothing can satisfy them all.
import { type Bound, holds, type Literal, type TextTest, unbounded } from "./formula.ts";

/** What values a term can have at all, wherever a condition on it is settled. */
export interface Domain {
  readonly strings?: readonly string[];
  readonly integer?: boolean;
  readonly least?: number;
  readonly boolean?: boolean;
}

export interface Facts {
  readonly present: boolean | undefined;
  readonly kind: "number" | "string" | "boolean" | undefined;
  readonly low: Bound;
  readonly high: Bound;
  readonly integer: boolean;
  readonly notNumbers: readonly number[];
  readonly oneOf: readonly string[] | undefined;
  readonly notOneOf: readonly string[];
  readonly texts: readonly { readonly test: TextTest; readonly value: string; readonly want: boolean }[];
  readonly truths: readonly boolean[];
}

export const nothingKnown: Facts = {
  present: undefined,
  kind: undefined,
  low: unbounded.low,
  high: unbounded.high,
  integer: false,
  notNumbers: [],
  oneOf: undefined,
  notOneOf: [],
  texts: [],
  truths: [true, false],
};

export function learn(facts: Facts, literal: Exclude<Literal, { kind: "opaque" }>, domain: Domain): Facts | undefined {
  if (literal.kind === "present") {
    return facts.present === !literal.want ? undefined : { ...facts, present: literal.want };
  }
  if (facts.present === false) return undefined;
  const met = within({ ...facts, present: true }, domain);
  switch (literal.kind) {
    case "interval": {
      const { low, high } = literal;
      const tighter = {
        low: low.at > met.low.at || (low.at === met.low.at && low.open) ? low : met.low,
        high: high.at < met.high.at || (high.at === met.high.at && high.open) ? high : met.high,
      };
      return checked(met, { ...tighter, kind: "number" });
    }
    case "unequal":
      if (typeof literal.value === "number") return checked(met, { notNumbers: [...met.notNumbers, literal.value] });
      return checked(met, { truths: met.truths.filter((value) => value !== literal.value) });
    case "strings":
      if (!literal.want) return checked(met, { notOneOf: [...met.notOneOf, ...literal.values] });
      return checked(met, { kind: "string", oneOf: met.oneOf?.filter((value) => literal.values.includes(value)) ?? literal.values });
    case "text":
      return checked(met, { kind: "string", texts: [...met.texts, literal] });
    case "truth":
      return checked(met, { kind: "boolean", truths: met.truths.filter((value) => value === literal.value) });
  }
}

function within(facts: Facts, domain: Domain): Facts {
  const least = domain.least ?? -Infinity;
  return {
    ...facts,
    kind: facts.kind ?? (domain.boolean ? "boolean" : domain.strings === undefined ? undefined : "string"),
    oneOf: facts.oneOf ?? domain.strings,
    integer: facts.integer || domain.integer === true,
    low: least > facts.low.at ? { at: least, open: false } : facts.low,
  };
}

function checked(before: Facts, change: Partial<Facts>): Facts | undefined {
  if (change.kind !== undefined && before.kind !== undefined && change.kind !== before.kind) return undefined;
  const facts = { ...before, ...change };
  switch (facts.kind) {
    case "number":
      return someNumber(facts) ? facts : undefined;
    case "string": {
      if (facts.oneOf === undefined) return texts(facts) ? facts : undefined;
      const oneOf = facts.oneOf.filter((value) => fits(value, facts));
      return oneOf.length === 0 ? undefined : { ...facts, oneOf };
    }
    case "boolean":
      return facts.truths.length === 0 ? undefined : facts;
    default:
      return facts;
  }
}

const fits = (value: string, { notOneOf, texts }: Facts): boolean =>
  !notOneOf.includes(value) && texts.every((text) => holds(value, text.test, text.value) === text.want);

/** Only contradictions between two tests are found. */
function texts({ texts }: Facts): boolean {
  return texts.every((one) =>
    texts.every((other) => {
      if (!one.want || one.test !== other.test) return true;
      if (!other.want) return !holds(one.value, one.test, other.value);
      return one.test === "contains" || holds(one.value, one.test, other.value) || holds(other.value, one.test, one.value);
    }),
  );
}

function edges({ low, high, integer }: Facts): { readonly low: Bound; readonly high: Bound } {
  if (!integer) return { low, high };
  const up = Math.ceil(low.at);
  const down = Math.floor(high.at);
  return {
    low: { at: low.open && up === low.at ? up + 1 : up, open: false },
    high: { at: high.open && down === high.at ? down - 1 : down, open: false },
  };
}

function someNumber(facts: Facts): boolean {
  const { low, high } = edges(facts);
  if (low.at !== high.at) return low.at < high.at;
  return !low.open && !high.open && !facts.notNumbers.includes(low.at);
}

/** A value that all facts hold of; undefined where none was found, which does not say that there is none. */
export function example(facts: Facts): string | number | boolean | undefined {
  switch (facts.kind) {
    case "number": {
      const { low, high } = edges(facts);
      const middle = (low.at + high.at) / 2;
      const tried = [low.at, high.at, low.at + 1, high.at - 1, Number.isFinite(middle) ? middle : 0, 0, 1];
      return tried.find((value) => {
        if (!Number.isFinite(value) || facts.notNumbers.includes(value) || (facts.integer && !Number.isInteger(value))) return false;
        return (value > low.at || (value === low.at && !low.open)) && (value < high.at || (value === high.at && !high.open));
      });
    }
    case "string": {
      if (facts.oneOf !== undefined) return facts.oneOf.find((value) => fits(value, facts));
      const longest = (test: TextTest): string =>
        facts.texts.reduce((best, one) => (one.want && one.test === test && one.value.length > best.length ? one.value : best), "");
      const made = ["", "x", "other"].map((filler) => `${longest("starts with")}${filler}${longest("ends with")}`);
      return made.find((value) => value !== "" && fits(value, facts));
    }
    case "boolean":
      return facts.truths[0];
    default:
      return undefined;
  }
}
