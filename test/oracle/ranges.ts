// Numbers of the oracle: exact decimals, and ranges of them (R-OP-11, R-FOLD-10).
import { blamed, doubt, isNo, isYes, no, type Truth, truthOf, yes } from "./truth.ts";

/** `digits` times ten to the power of minus `scale`; or an infinity. */
export type Bound = { readonly digits: bigint; readonly scale: number } | "-inf" | "+inf";

export const zero: Bound = { digits: 0n, scale: 0 };
export const whole = (value: number | bigint): Bound => ({ digits: BigInt(value), scale: 0 });

/** Undefined for what is no number, and for what is too long or too large (R-VAL-2). */
export function decimal(text: string): Bound | undefined {
  const match = /^([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]+))?$/.exec(text);
  if (match === null || text.length > 1000) return undefined;
  const [, sign = "", front = "", back = "", power = "0"] = match;
  const exponent = Number(power);
  const digits = BigInt(`${front}${back}` || "0") * (sign === "-" ? -1n : 1n);
  if (digits === 0n) return zero;
  const size = `${front}${back}`.replace(/^0+/, "").length - back.length + exponent - 1;
  if (Math.abs(size) > 400) return undefined;
  const scale = back.length - exponent;
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** Whether a number is longer, larger or smaller than R-VAL-2 lets one be. */
const oversized = (a: Bound): boolean => {
  const digits = typeof a === "string" ? "" : String(a.digits).replace(/^-/, "");
  if (typeof a === "string" || digits === "0") return false;
  return Math.abs(digits.length - 1 - a.scale) > 400 || digits.replace(/0+$/, "").length > 1000;
};
export const isOversized = ({ low, high }: Range): boolean => oversized(low) || oversized(high);

export function compare(a: Bound, b: Bound): number {
  if (a === b) return 0;
  if (a === "-inf" || b === "+inf") return -1;
  if (a === "+inf" || b === "-inf") return 1;
  const scale = Math.max(a.scale, b.scale);
  const [left, right] = [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale)];
  return left < right ? -1 : left > right ? 1 : 0;
}
export const least = (...bounds: readonly [Bound, ...Bound[]]): Bound => bounds.reduce((a, b) => (compare(a, b) <= 0 ? a : b));
export const greatest = (...bounds: readonly [Bound, ...Bound[]]): Bound => bounds.reduce((a, b) => (compare(a, b) >= 0 ? a : b));

const opposite = (a: Bound): Bound => (a === "-inf" ? "+inf" : a === "+inf" ? "-inf" : { digits: -a.digits, scale: a.scale });
/** Lower bounds are only added to lower ones and upper to upper: the two infinities never meet. */
function plus(a: Bound, b: Bound): Bound {
  if (typeof a === "string") return a;
  if (typeof b === "string") return b;
  const scale = Math.max(a.scale, b.scale);
  return { digits: a.digits * 10n ** BigInt(scale - a.scale) + b.digits * 10n ** BigInt(scale - b.scale), scale };
}
function product(a: Bound, b: Bound): Bound {
  const [left, right] = [compare(a, zero), compare(b, zero)];
  if (left === 0 || right === 0) return zero;
  if (typeof a === "string" || typeof b === "string") return left * right < 0 ? "-inf" : "+inf";
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}
/** One text for equal decimals. */
export function keyOf(a: Bound): string {
  if (typeof a === "string") return a;
  let { digits, scale } = a;
  while (scale > 0 && digits % 10n === 0n) {
    digits /= 10n;
    scale--;
  }
  return `${digits}e-${scale}`;
}

/** A number that lies between two bounds. `byRecording`: nothing but the recording is to blame that it is not known. */
export interface Range {
  readonly low: Bound;
  readonly high: Bound;
  readonly byRecording: boolean;
}
export const exactly = (value: Bound): Range => ({ low: value, high: value, byRecording: true });
/** The one number that the range is; undefined for a range of more. */
export function exact(range: Range): Bound | undefined {
  return compare(range.low, range.high) === 0 && typeof range.low !== "string" ? range.low : undefined;
}
/** R-UNK-3, of ranges: what depends on both is unknown by the recording if each is known or unknown by it. */
const blameOf = (a: Range, b: Range): boolean => (exact(a) !== undefined || a.byRecording) && (exact(b) !== undefined || b.byRecording);

export const add = (a: Range, b: Range): Range => ({ low: plus(a.low, b.low), high: plus(a.high, b.high), byRecording: blameOf(a, b) });
export const negate = (a: Range): Range => ({ low: opposite(a.high), high: opposite(a.low), byRecording: a.byRecording });
export function multiply(a: Range, b: Range): Range {
  const [first = zero, ...rest] = [a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => product(x, y)));
  return { low: least(first, ...rest), high: greatest(first, ...rest), byRecording: blameOf(a, b) };
}

const unknown = (a: Range, b: Range): Truth => (blameOf(a, b) ? blamed : doubt);
export function lessThan(a: Range, b: Range): Truth {
  if (compare(a.high, b.low) < 0) return yes;
  return compare(a.low, b.high) >= 0 ? no : unknown(a, b);
}
export function equal(a: Range, b: Range): Truth {
  const [left, right] = [exact(a), exact(b)];
  if (left !== undefined && right !== undefined) return truthOf(compare(left, right) === 0);
  return compare(a.high, b.low) < 0 || compare(b.high, a.low) < 0 ? no : unknown(a, b);
}

/** What one element, or with `many` any number of such, adds to a sum. */
export function contribution(member: Truth, value: Range, many: boolean): Range {
  if (isNo(member)) return exactly(zero);
  if (isYes(member) && !many) return value;
  const byRecording = !member.has("doubt") && (exact(value) !== undefined || value.byRecording);
  if (!many) return { low: least(zero, value.low), high: greatest(zero, value.high), byRecording };
  return { low: compare(value.low, zero) < 0 ? "-inf" : zero, high: compare(value.high, zero) > 0 ? "+inf" : zero, byRecording };
}
