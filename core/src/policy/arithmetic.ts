// `+ - *` on values: numbers and ranges of them, times and durations, lists. What comes out larger than a value may be is malformed.
import { calculate, compareExact, type Exact, isOversized } from "./numbers.ts";
import { mergeReasons, unknown } from "./truth.ts";
import { History, isNumber, isTime, joined, Range, Tagged, timeValue, unclear, type Value } from "./values.ts";

/** A result beyond what a number may be is malformed, as one that is written so. */
const within = (number: Exact, what: string): Value => (isOversized(number) ? unknown("malformed", what) : number);

const durationOf = (milliseconds: number, what: string): Value =>
  Math.abs(milliseconds) <= Number.MAX_SAFE_INTEGER ? new Tagged("duration", "", milliseconds) : unknown("malformed", what);

const isList = (value: Value): value is readonly Value[] | History => Array.isArray(value) || value instanceof History;
const isOfTime = ({ kind }: Tagged): boolean => kind === "date" || kind === "time" || kind === "duration";

export function arithmetic(op: "+" | "-" | "*", a: Value, b: Value, what: string): Value {
  const doubt = unclear([a, what], [b, what]);
  if (doubt !== undefined) return doubt;
  if (isNumber(a) && isNumber(b)) return within(calculate(op, a, b), what);
  if ((a instanceof Range || isNumber(a)) && (b instanceof Range || isNumber(b))) return calculateRanges(op, a, b, what);
  if (op === "*" && isNumber(a) && b instanceof Tagged) return arithmetic(op, b, a, what);
  if (op === "*" && a instanceof Tagged && a.kind === "duration" && isNumber(b))
    return durationOf(Number(calculate("*", a.milliseconds, b)), what);
  if (op === "+" && isList(a) && isList(b)) return joined(a, b);
  if (a instanceof Tagged && b instanceof Tagged && isOfTime(a) && isOfTime(b)) {
    if (op === "+" && a.kind === "duration" && b.kind !== "duration") return arithmetic(op, b, a, what);
    if (op === "-" && a.kind !== "duration" && b.kind !== "duration")
      return a.zoned === b.zoned ? durationOf(a.milliseconds - b.milliseconds, what) : unknown("malformed", what);
    if (op !== "*" && b.kind === "duration") {
      const moved = op === "+" ? a.milliseconds + b.milliseconds : a.milliseconds - b.milliseconds;
      if (a.kind === "duration") return durationOf(moved, what);
      const time = { milliseconds: moved, zoned: a.zoned };
      return isTime(time) ? timeValue(time, what) : unknown("malformed", what);
    }
  }
  return unknown("type", what);
}

/** The bounds of what numbers between bounds give. */
function calculateRanges(op: "+" | "-" | "*", a: Range | Exact, b: Range | Exact, what: string): Value {
  const [al, ah] = a instanceof Range ? [a.low, a.high] : [a, a];
  const [bl, bh] = b instanceof Range ? [b.low, b.high] : [b, b];
  const bounds = [al, ah].flatMap((x) => [bl, bh].map((y) => calculateBounds(op, x, y)));
  if (bounds.some(isOversized)) return unknown("malformed", what);
  const [first = 0, ...rest] = bounds;
  const pick = (sign: number): Exact => rest.reduce((best, each) => (compareExact(each, best) === sign ? each : best), first);
  return new Range(pick(-1), pick(1), mergeReasons(a instanceof Range ? a.reasons : [], b instanceof Range ? b.reasons : []));
}

/** As `calculate`, where either may be infinite; nothing times the infinite is nothing. */
function calculateBounds(op: "+" | "-" | "*", a: Exact, b: Exact): Exact {
  const finite = (value: Exact): boolean => typeof value !== "number" || Number.isFinite(value);
  if (finite(a) && finite(b)) return calculate(op, a, b);
  if (op !== "*") return finite(a) ? (op === "+" ? b : -Number(b)) : a;
  const [x, y] = [compareExact(a, 0), compareExact(b, 0)];
  return x === 0 || y === 0 ? 0 : x * y * Number.POSITIVE_INFINITY;
}
