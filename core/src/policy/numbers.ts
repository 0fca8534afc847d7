// Exact numbers. A number is a double where the double's shortest form is the number meant, else a Big: so equal numbers have
// equal forms, comparing doubles is exact, and sums of money are decimals.
import Big from "big.js";

export type Exact = number | Big;

Big.NE = -1_000_000;
Big.PE = 1_000_000;

/** The one form of a decimal: a double where it holds exactly these digits. */
export function canonical(value: Big): Exact {
  const double = Number(value.toString());
  return Number.isFinite(double) && new Big(double).eq(value) ? double : value;
}
/** Undefined for what is no number, and for one so large or small that writing it out would be work of its own. */
export function exactFromText(text: string): Exact | undefined {
  if (text.length > 1000) return undefined;
  try {
    const value = new Big(text);
    return Math.abs(value.e) > 400 ? undefined : canonical(value);
  } catch {
    return undefined;
  }
}
/** -1, 0 or 1. */
export function compareExact(a: Exact, b: Exact): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  // Bounds of a range may be infinite, which no decimal is.
  if (a === Number.POSITIVE_INFINITY || b === Number.NEGATIVE_INFINITY) return a === b ? 0 : 1;
  if (a === Number.NEGATIVE_INFINITY || b === Number.POSITIVE_INFINITY) return -1;
  return new Big(a).cmp(b);
}
export function calculate(op: "+" | "-" | "*", a: Exact, b: Exact): Exact {
  if (typeof a === "number" && typeof b === "number" && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const plain = op === "+" ? a + b : op === "-" ? a - b : a * b;
    if (Number.isSafeInteger(plain)) return plain;
  }
  const left = new Big(a);
  return canonical(op === "+" ? left.plus(b) : op === "-" ? left.minus(b) : left.times(b));
}
/** Whether a result is larger, smaller or longer than a number may be (`exactFromText`). */
export function isOversized(value: Exact): boolean {
  return typeof value === "number" ? false : Math.abs(value.e) > 400 || value.c.length > 1000;
}
export function isInteger(value: Exact): boolean {
  return typeof value === "number" ? Number.isInteger(value) : value.round(0, 0).eq(value);
}
export function digits(value: Exact): string {
  return typeof value === "number" ? new Big(value).toFixed() : value.toFixed();
}
