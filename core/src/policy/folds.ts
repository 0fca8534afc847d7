// The ten folds, over any list: of arguments, results or history. Each is a tally that takes elements one by one, so that a list
// that only grows is folded once (see ledger.ts). Uncertain members make counts ranges and truths doubts.
import type { FoldName } from "../language/ast.ts";
import { calculate, compareExact, type Exact } from "./numbers.ts";
import type { Unknown } from "./report.ts";
import { and3, Doubt, doubt, mergeReasons, not3, or3, type Truth3, unknown } from "./truth.ts";
import { isNumber, joinKey, Range, type Value } from "./values.ts";

/** Places in a list at which any number of unknown elements may stand: from the first of them to the last. */
export interface Holes {
  readonly first: number;
  readonly last: number;
  readonly reason: Unknown;
}

export interface Tally {
  /** Takes an element. `member` is whether it belongs to the list, `order` where it stands among the others, `measure` what the
   * fold's body is for it (the element itself without a body; true for `any`, `none` and `count`). Elements come in any order. */
  add(member: Truth3, order: number, measure: Value): void;
  /** Whether nothing that is still added can change the result. */
  settled(): boolean;
  /** A tally that starts from what this one has, and leaves this one as it is. */
  fork(): Tally;
  result(holes: Holes | undefined): Value;
}

/** Folds whose element counts by being there: without a body, the measure is true. */
export const countsMembers: ReadonlySet<FoldName> = new Set(["any", "none", "count"]);

/** An empty tally. `what` names the fold for doubts. */
export function tally(name: FoldName, what: string): Tally {
  switch (name) {
    case "any":
      return new Any(false, what);
    case "none":
      return new None(new Any(false, what));
    case "all":
      return new All(true, what);
    case "count":
      return new Count(0, 0, [], what);
    case "sum":
      return new Sum(what);
    case "min":
    case "max":
      return new Extreme(name, what);
    case "distinct":
      return new Distinct(what);
    case "first":
    case "last":
      return new End(name);
  }
}

export function truthOf(value: Value, what: string): Truth3 {
  if (typeof value === "boolean" || value instanceof Doubt) return value;
  return value === undefined ? unknown("absent", what) : unknown("type", `${what}, which is no truth`);
}

class Any implements Tally {
  #truth: Truth3;
  readonly #what: string;
  constructor(truth: Truth3, what: string) {
    this.#truth = truth;
    this.#what = what;
  }
  add(member: Truth3, _: number, measure: Value): void {
    if (member !== false) this.#truth = or3(this.#truth, and3(member, truthOf(measure, this.#what)));
  }
  settled(): boolean {
    return this.#truth === true;
  }
  fork(): Any {
    return new Any(this.#truth, this.#what);
  }
  result(holes: Holes | undefined): Truth3 {
    return holes === undefined ? this.#truth : or3(this.#truth, doubt([holes.reason]));
  }
}

class None implements Tally {
  readonly #any: Any;
  constructor(any: Any) {
    this.#any = any;
  }
  add(member: Truth3, order: number, measure: Value): void {
    this.#any.add(member, order, measure);
  }
  settled(): boolean {
    return this.#any.settled();
  }
  fork(): None {
    return new None(this.#any.fork());
  }
  result(holes: Holes | undefined): Truth3 {
    return not3(this.#any.result(holes));
  }
}

class All implements Tally {
  #truth: Truth3;
  readonly #what: string;
  constructor(truth: Truth3, what: string) {
    this.#truth = truth;
    this.#what = what;
  }
  add(member: Truth3, _: number, measure: Value): void {
    if (member !== false) this.#truth = and3(this.#truth, or3(not3(member), truthOf(measure, this.#what)));
  }
  settled(): boolean {
    return this.#truth === false;
  }
  fork(): All {
    return new All(this.#truth, this.#what);
  }
  result(holes: Holes | undefined): Truth3 {
    return holes === undefined ? this.#truth : and3(this.#truth, doubt([holes.reason]));
  }
}

class Count implements Tally {
  #certain: number;
  #possible: number;
  #reasons: readonly Unknown[];
  readonly #what: string;
  constructor(certain: number, possible: number, reasons: readonly Unknown[], what: string) {
    this.#certain = certain;
    this.#possible = possible;
    this.#reasons = reasons;
    this.#what = what;
  }
  add(member: Truth3, _: number, measure: Value): void {
    const holds = member === false ? false : and3(member, truthOf(measure, this.#what));
    if (holds === true) this.#certain++;
    else if (holds !== false) {
      this.#possible++;
      this.#reasons = mergeReasons(this.#reasons, holds.reasons);
    }
  }
  settled(): boolean {
    return false;
  }
  fork(): Count {
    return new Count(this.#certain, this.#possible, this.#reasons, this.#what);
  }
  result(holes: Holes | undefined): Value {
    if (this.#possible === 0 && holes === undefined) return this.#certain;
    if (holes === undefined) return new Range(this.#certain, this.#certain + this.#possible, this.#reasons);
    return new Range(this.#certain, Number.POSITIVE_INFINITY, mergeReasons(this.#reasons, [holes.reason]));
  }
}

/** What the tallies of numbers share: one element that is no number, or in doubt, leaves the whole in doubt. */
abstract class Measured {
  protected broken: Doubt | undefined;
  protected reasons: readonly Unknown[] = [];
  protected readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
  protected number(member: Truth3, measure: Value): Exact | undefined {
    if (isNumber(measure)) {
      if (typeof member === "object") this.reasons = mergeReasons(this.reasons, member.reasons);
      return measure;
    }
    this.break(
      member,
      measure instanceof Doubt
        ? measure
        : measure === undefined
          ? unknown("absent", this.what)
          : measure instanceof Range
            ? doubt(measure.reasons)
            : unknown("type", `${this.what}, whose elements are no numbers`),
    );
    return undefined;
  }
  protected break(member: Truth3, why: Doubt): void {
    const reasons = typeof member === "object" ? mergeReasons(member.reasons, why.reasons) : why.reasons;
    this.broken = doubt(this.broken === undefined ? reasons : mergeReasons(this.broken.reasons, reasons));
  }
  protected inherit(from: Measured): void {
    this.broken = from.broken;
    this.reasons = from.reasons;
  }
  protected inDoubt(holes: Holes): Doubt {
    return doubt(mergeReasons(mergeReasons(this.broken?.reasons ?? [], this.reasons), [holes.reason]));
  }
  settled(): boolean {
    return false;
  }
}

class Sum extends Measured implements Tally {
  #certain: Exact = 0;
  /** What the possible elements can take away and add. */
  #less: Exact = 0;
  #more: Exact = 0;
  add(member: Truth3, _: number, measure: Value): void {
    if (member === false) return;
    const number = this.number(member, measure);
    if (number === undefined) return;
    if (member === true) this.#certain = calculate("+", this.#certain, number);
    else if (compareExact(number, 0) < 0) this.#less = calculate("+", this.#less, number);
    else this.#more = calculate("+", this.#more, number);
  }
  fork(): Sum {
    const forked = new Sum(this.what);
    forked.inherit(this);
    forked.#certain = this.#certain;
    forked.#less = this.#less;
    forked.#more = this.#more;
    return forked;
  }
  result(holes: Holes | undefined): Value {
    if (holes !== undefined) return this.inDoubt(holes);
    if (this.broken !== undefined) return doubt(mergeReasons(this.broken.reasons, this.reasons));
    const low = calculate("+", this.#certain, this.#less);
    const high = calculate("+", this.#certain, this.#more);
    return compareExact(low, high) === 0 ? low : new Range(low, high, this.reasons);
  }
}

class Extreme extends Measured implements Tally {
  readonly #name: "min" | "max";
  #certain: Exact | undefined;
  #possible: Exact | undefined;
  constructor(name: "min" | "max", what: string) {
    super(what);
    this.#name = name;
  }
  add(member: Truth3, _: number, measure: Value): void {
    if (member === false) return;
    const number = this.number(member, measure);
    if (number === undefined) return;
    if (member === true) this.#certain = this.#better(this.#certain, number);
    else this.#possible = this.#better(this.#possible, number);
  }
  #better(a: Exact | undefined, b: Exact): Exact {
    return a !== undefined && compareExact(a, b) < 0 === (this.#name === "min") ? a : b;
  }
  fork(): Extreme {
    const forked = new Extreme(this.#name, this.what);
    forked.inherit(this);
    forked.#certain = this.#certain;
    forked.#possible = this.#possible;
    return forked;
  }
  result(holes: Holes | undefined): Value {
    if (holes !== undefined) return this.inDoubt(holes);
    if (this.broken !== undefined) return doubt(mergeReasons(this.broken.reasons, this.reasons));
    if (this.#possible === undefined) return this.#certain;
    if (this.#certain === undefined) return doubt(this.reasons);
    const furthest = this.#better(this.#certain, this.#possible);
    if (compareExact(furthest, this.#certain) === 0) return this.#certain;
    return this.#name === "min" ? new Range(furthest, this.#certain, this.reasons) : new Range(this.#certain, furthest, this.reasons);
  }
}

class Distinct extends Measured implements Tally {
  readonly #under: Distinct | undefined;
  readonly #certain = new Set<string>();
  readonly #possible = new Set<string>();
  constructor(what: string, under?: Distinct) {
    super(what);
    this.#under = under;
    if (under !== undefined) this.inherit(under);
  }
  add(member: Truth3, _: number, measure: Value): void {
    if (member === false) return;
    const key = joinKey(measure);
    if (key === undefined) {
      this.break(
        member,
        measure instanceof Doubt
          ? measure
          : measure === undefined
            ? unknown("absent", this.what)
            : measure instanceof Range
              ? doubt(measure.reasons)
              : unknown("type", `${this.what}, whose elements are no scalars`),
      );
      return;
    }
    if (member === true) {
      if (!this.#has("certain", key)) this.#certain.add(key);
    } else {
      this.reasons = mergeReasons(this.reasons, member.reasons);
      if (!this.#has("possible", key)) this.#possible.add(key);
    }
  }
  #has(which: "certain" | "possible", key: string): boolean {
    if ((which === "certain" ? this.#certain : this.#possible).has(key)) return true;
    return this.#under === undefined ? false : this.#under.#has(which, key);
  }
  #size(): number {
    return this.#certain.size + (this.#under === undefined ? 0 : this.#under.#size());
  }
  /** Possible values that are not certain ones too. */
  #extra(has: (key: string) => boolean): number {
    let extra = 0;
    for (const key of this.#possible) if (!has(key)) extra++;
    return extra + (this.#under === undefined ? 0 : this.#under.#extra(has));
  }
  fork(): Distinct {
    return new Distinct(this.what, this);
  }
  result(holes: Holes | undefined): Value {
    if (this.broken !== undefined)
      return holes === undefined ? doubt(mergeReasons(this.broken.reasons, this.reasons)) : this.inDoubt(holes);
    const low = this.#size();
    if (holes !== undefined) return new Range(low, Number.POSITIVE_INFINITY, mergeReasons(this.reasons, [holes.reason]));
    const extra = this.#extra((key) => this.#has("certain", key));
    return extra === 0 ? low : new Range(low, low + extra, this.reasons);
  }
}

/** The first or the last element; in doubt where one that may not belong, or a hole, lies before or beyond the certain one. */
class End implements Tally {
  readonly #name: "first" | "last";
  #best: { readonly member: Truth3; readonly order: number; readonly measure: Value } | undefined;
  constructor(name: "first" | "last") {
    this.#name = name;
  }
  add(member: Truth3, order: number, measure: Value): void {
    if (member === false) return;
    const best = this.#best;
    if (best === undefined || (this.#name === "first" ? order < best.order : order > best.order)) this.#best = { member, order, measure };
  }
  settled(): boolean {
    return false;
  }
  fork(): End {
    const forked = new End(this.#name);
    forked.#best = this.#best;
    return forked;
  }
  result(holes: Holes | undefined): Value {
    const best = this.#best;
    if (best === undefined) return holes === undefined ? undefined : doubt([holes.reason]);
    if (holes !== undefined && (this.#name === "first" ? holes.first < best.order : holes.last > best.order)) return doubt([holes.reason]);
    return best.member === true ? best.measure : doubt((best.member as Doubt).reasons);
  }
}
