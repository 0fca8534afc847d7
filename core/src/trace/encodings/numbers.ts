// Owns how a JSON number becomes a value: a double where its shortest form says the same decimal, else its digits.

import { ExactNumber } from "../model.ts";

/** A number as JSON writes it, its digits kept where a double would change them. `1e3` is the number 1000. */
export function numberOf(written: string): number | ExactNumber {
  const value = Number(written);
  if (written.length <= 15 && !/[eE]/.test(written)) return value;
  return Number.isFinite(value) && decimalOf(String(value)) === decimalOf(written) ? value : new ExactNumber(written);
}

/** The same text for the same decimal: sign, digits without outer zeros, exponent of the last digit. */
function decimalOf(written: string): string {
  const parts = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(written);
  if (parts === null) return written;
  const [, sign, whole = "", fraction = "", exponent = "0"] = parts;
  const leading = (whole + fraction).replace(/^0+/, "");
  const digits = leading.replace(/0+$/, "");
  if (digits === "") return "0";
  const shift = BigInt(exponent) - BigInt(fraction.length) + BigInt(leading.length - digits.length);
  return `${sign === "-" ? "-" : ""}${digits}e${shift}`;
}
