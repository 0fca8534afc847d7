// Owns numbers as texts: the text function `number`, one canonical key for equal numbers, and the numbers written in a text.
// Knows nothing of origins.
import { ExactNumber } from "../../trace/model.ts";
import { findDates } from "./dates.ts";
import { wordAt, wordBefore } from "./normalise.ts";

export interface Written {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

const json = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** `number(text)`: JSON's form alone, no blanks; undefined where malformed. */
export function number(text: string): number | ExactNumber | undefined {
  if (!json.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) && canonicalNumber(String(value)) === canonicalNumber(text) ? value : new ExactNumber(text);
}

/** The same string for equal numbers: sign, digits without zeros at either end, and a power of ten. */
export function canonicalNumber(digits: string): string {
  const [mantissa = "", power = "0"] = digits.toLowerCase().split("e");
  const negative = mantissa.startsWith("-");
  const [whole = "", fraction = ""] = mantissa.replace(/^[+-]/, "").split(".");
  const all = whole + fraction;
  let from = 0;
  let to = all.length;
  while (from < to && all.charCodeAt(from) === 48) from++;
  while (to > from && all.charCodeAt(to - 1) === 48) to--;
  if (from === to) return "0e0";
  const exponent = Number(power) - fraction.length + (all.length - to);
  return `${negative ? "-" : ""}${all.slice(from, to)}e${exponent}`;
}

/** How many characters an integer of this key takes as digits; infinite for a fraction. */
export function integerLength(key: string): number {
  const [digits = "", power = "0"] = key.split("e");
  const exponent = Number(power);
  return exponent < 0 ? Number.POSITIVE_INFINITY : digits.length + exponent;
}

const digitRun = /[0-9][0-9.,]*/g;
const grouped = /^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$/;
const plain = /^[0-9]+(?:\.[0-9]+)?$/;
/** The other end of a range of two numbers, such as 5-10: no code, date or telephone number of more parts. */
const rangeBefore = /(?:^|[^\w.,/:%@-])[1-9][0-9.,]*-$/;
const rangeAfter = /^-[1-9][0-9.,]*(?:$|[^\w.,/:%@'-]|[.,/:-](?![0-9a-z]))/;
const currency = "$€£¥₹";

/** The numbers written in a normalised text. A text that is one JSON number is that number, exponents too. */
export function findNumbers(text: string): Written[] {
  if (json.test(text)) return [{ key: canonicalNumber(text), start: 0, end: text.length }];
  const found: Written[] = [];
  let dates: ReturnType<typeof findDates> | undefined;
  let date = 0;
  for (const match of text.matchAll(digitRun)) {
    let length = match[0].length;
    while (length > 0 && !isDigit(match[0].charCodeAt(length - 1))) length--;
    const run = match[0].slice(0, length);
    const start = match.index;
    const end = start + length;
    if (tied(text, start, end)) continue;
    dates ??= findDates(text);
    while (date < dates.length && (dates[date]?.end ?? 0) <= start) date++;
    const next = dates[date];
    if (next !== undefined && next.start < end) continue;
    const sign = signBefore(text, start);
    if (plain.test(run) || grouped.test(run)) {
      found.push({ key: canonicalNumber((sign < start ? "-" : "") + run.replaceAll(",", "")), start: sign, end });
      continue;
    }
    const pieces = run.split(",");
    if (pieces.some((piece) => /^0[0-9]/.test(piece))) continue;
    let at = start;
    for (const piece of pieces) {
      if (plain.test(piece)) {
        const from = at === start ? sign : at;
        found.push({ key: canonicalNumber((from < at ? "-" : "") + piece), start: from, end: at + piece.length });
      }
      at += piece.length + 1;
    }
  }
  return found;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/** Whether a letter touches the digits, or they are part of a larger thing: a time, a version, an all-digit date, an address. */
function tied(text: string, start: number, end: number): boolean {
  const hyphenBefore = start > 1 && text.charAt(start - 1) === "-" && wordBefore(text, start - 1);
  const hyphenAfter = text.charAt(end) === "-" && wordAt(text, end + 1);
  if ((hyphenBefore || hyphenAfter) && (hyphenBefore === hyphenAfter || (text.charAt(start) === "0" && end > start + 1))) return true;
  if (start > 0) {
    if (wordBefore(text, start)) return true;
    const before = text.charAt(start - 1);
    if (before === "." || before === "%") return true;
    if (before === "@" && wordBefore(text, start - 1)) return true;
    if (hyphenBefore && !rangeBefore.test(text.slice(Math.max(0, start - 24), start))) return true;
    if ((before === "/" || before === ":" || before === "'") && isDigit(text.charCodeAt(start - 2))) return true;
    if (/(?:^|[^a-z])version $/.test(text.slice(Math.max(0, start - 9), start))) return true;
  }
  if (end < text.length) {
    if (wordAt(text, end)) return true;
    const after = text.charAt(end);
    if (hyphenAfter && !rangeAfter.test(text.slice(end, end + 24))) return true;
    if ((after === "." || after === "@" || after === "%") && wordAt(text, end + 1)) return true;
    if ((after === "/" || after === ":" || after === "'") && isDigit(text.charCodeAt(end + 1))) return true;
    if (/^ [ap]\.?m(?![a-z])/.test(text.slice(end, end + 6))) return true;
  }
  return false;
}

/** Where the minus sign before the digits stands, a currency sign between them aside; `start` without one. */
function signBefore(text: string, start: number): number {
  let at = start;
  if (at > 0 && currency.includes(text.charAt(at - 1))) at--;
  const sign = text.charAt(at - 1);
  return (sign === "-" || sign === "−") && !wordBefore(text, at - 1) ? at - 1 : start;
}
