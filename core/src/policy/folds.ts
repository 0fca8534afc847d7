// The ten folds, over any list: of arguments, results or history. Uncertain members make counts ranges and truths doubts.
import type { FoldName } from "../language/ast.ts";
import { calculate, compareExact, type Exact } from "./numbers.ts";
import type { Unknown } from "./report.ts";
import { and3, Doubt, doubt, mergeReasons, not3, or3, type Truth3, unknown } from "./truth.ts";
import { isNumber, joinKey, Range, type Value } from "./values.ts";

/** One element with its membership (its place in the list, the fold's `where`). */
export interface Member {
  readonly value: Value;
  readonly member: Truth3;
  /** Where it stands among the events, for elements of the history; else its index. */
  readonly order: number;
  /** The fold's body for it; undefined where there is none. */
  readonly body: (() => Value) | undefined;
}
export interface Hole {
  readonly order: number;
  readonly reason: Unknown;
}

/** Folds certain and uncertain members. `what` names the fold for doubts. Elements come in order; holes are places at which any
 * number of unknown elements may stand. */
export function fold(name: FoldName, members: Iterable<Member>, holes: readonly Hole[], what: string): Value {
  switch (name) {
    case "any":
      return anyOf(members, holes, what);
    case "none":
      return not3(anyOf(members, holes, what));
    case "all": {
      let all: Truth3 = true;
      for (const { member, body, value } of members) {
        const holds = truthOf(body === undefined ? value : body(), what);
        all = and3(all, or3(not3(member), holds));
        if (all === false) return false;
      }
      return holes.reduce<Truth3>((truth, hole) => and3(truth, doubt([hole.reason])), all);
    }
    case "count":
      return counted(members, holes, what);
    case "first":
    case "last":
      return end(name, [...members], holes);
    case "sum":
    case "min":
    case "max":
    case "distinct":
      return measured(name, members, holes, what);
  }
}

export function truthOf(value: Value, what: string): Truth3 {
  if (typeof value === "boolean" || value instanceof Doubt) return value;
  return value === undefined ? unknown("absent", what) : unknown("type", `${what}, which is no truth`);
}

function anyOf(members: Iterable<Member>, holes: readonly Hole[], what: string): Truth3 {
  let any: Truth3 = false;
  for (const { member, body } of members) {
    if (member === false) continue;
    any = or3(any, body === undefined ? member : and3(member, truthOf(body(), what)));
    if (any === true) return true;
  }
  return holes.reduce<Truth3>((truth, hole) => or3(truth, doubt([hole.reason])), any);
}

function counted(members: Iterable<Member>, holes: readonly Hole[], what: string): Value {
  let low = 0;
  let possible = 0;
  let reasons: readonly Unknown[] = [];
  for (const { member, body } of members) {
    const holds = body === undefined || member === false ? member : and3(member, truthOf(body(), what));
    if (holds === true) low++;
    else if (holds !== false) {
      possible++;
      reasons = mergeReasons(reasons, holds.reasons);
    }
  }
  for (const hole of holes) reasons = mergeReasons(reasons, [hole.reason]);
  return possible === 0 && holes.length === 0 ? low : new Range(low, holes.length > 0 ? Number.POSITIVE_INFINITY : low + possible, reasons);
}

function end(name: "first" | "last", members: readonly Member[], holes: readonly Hole[]): Value {
  const ordered = name === "first" ? members : [...members].reverse();
  const beyond = (hole: Hole, order: number): boolean => (name === "first" ? hole.order < order : hole.order > order);
  for (const { member, value, body, order } of ordered) {
    if (member === false) continue;
    const hole = holes.find((candidate) => beyond(candidate, order));
    if (hole !== undefined) return doubt([hole.reason]);
    if (member !== true) return doubt(member.reasons);
    return body === undefined ? value : body();
  }
  return holes[0] === undefined ? undefined : doubt([holes[0].reason]);
}

function measured(name: "sum" | "min" | "max" | "distinct", members: Iterable<Member>, holes: readonly Hole[], what: string): Value {
  let reasons: readonly Unknown[] = holes.map((hole) => hole.reason);
  const certain: Value[] = [];
  const possible: Value[] = [];
  for (const { member, value, body } of members) {
    if (member === false) continue;
    const measure = body === undefined ? value : body();
    if (measure instanceof Doubt) return measure;
    if (measure === undefined) return unknown("absent", what);
    if (name !== "distinct" && !isNumber(measure)) return unknown("type", `${what}, whose elements are no numbers`);
    if (member === true) certain.push(measure);
    else {
      possible.push(measure);
      reasons = mergeReasons(reasons, member.reasons);
    }
  }
  if (name === "distinct") {
    const keys = certain.map(joinKey);
    const more = possible.map(joinKey);
    if ([...keys, ...more].includes(undefined)) return unknown("type", `${what}, whose elements are no scalars`);
    const low = new Set(keys).size;
    const high = holes.length > 0 ? Number.POSITIVE_INFINITY : new Set([...keys, ...more]).size;
    return low === high ? low : new Range(low, high, reasons);
  }
  if (holes.length > 0) return doubt(reasons);
  const numbers = certain as Exact[];
  const maybe = possible as Exact[];
  if (name === "sum") {
    const total = numbers.reduce<Exact>((sum, each) => calculate("+", sum, each), 0);
    if (maybe.length === 0) return total;
    const low = maybe.reduce<Exact>((sum, each) => (compareExact(each, 0) < 0 ? calculate("+", sum, each) : sum), total);
    const high = maybe.reduce<Exact>((sum, each) => (compareExact(each, 0) > 0 ? calculate("+", sum, each) : sum), total);
    return new Range(low, high, reasons);
  }
  const better = (a: Exact, b: Exact): Exact => (compareExact(a, b) < 0 === (name === "min") ? a : b);
  if (numbers.length === 0) return maybe.length === 0 ? undefined : doubt(reasons);
  const best = numbers.reduce(better);
  if (maybe.length === 0) return best;
  const furthest = [best, ...maybe].reduce(better);
  return compareExact(furthest, best) === 0
    ? best
    : name === "min"
      ? new Range(furthest, best, reasons)
      : new Range(best, furthest, reasons);
}
