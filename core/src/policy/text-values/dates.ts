// Owns dates and times as texts: the text functions `date` and `time`, and the dates and times written in a normalised text.
// All-digit day/month/year forms are no dates. Knows nothing of origins.
import type { Time } from "../../trace/model.ts";
import { normalise, wordAt, wordBefore } from "./normalise.ts";

/** A date in a text: `key` is `YYYY-MM-DD`, or `MM-DD` where the text names no year. */
export interface WrittenDate {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

export interface WrittenTime {
  readonly time: Time;
  readonly start: number;
  readonly end: number;
}

/** `date(text)`, as `YYYY-MM-DD`; undefined where malformed, or without a year. */
export function date(text: string): string | undefined {
  const whole = normalise(text);
  if (whole.length > 64) return undefined;
  const iso = findTimes(whole)[0];
  if (iso !== undefined && iso.start === 0 && iso.end === whole.length) return whole.slice(0, 10);
  const [only, ...others] = findDates(whole);
  if (only === undefined || others.length > 0 || only.start !== 0 || only.end !== whole.length) return undefined;
  return only.key.length === 10 ? only.key : undefined;
}

/** `time(text)`: an ISO date-time, its zone optional; a date alone is midnight. */
export function time(text: string): Time | undefined {
  const whole = normalise(text);
  if (whole.length > 64) return undefined;
  const iso = findTimes(whole)[0];
  return iso !== undefined && iso.start === 0 && iso.end === whole.length ? iso.time : undefined;
}

const isoForm =
  /([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[t ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,12}))?)?(z|[+-][0-9]{2}(?::?[0-9]{2})?)?(?![0-9:]))?/g;

/** The ISO date-times, and ISO dates as their midnight, in a normalised text. */
export function findTimes(text: string): WrittenTime[] {
  const found: WrittenTime[] = [];
  for (const match of text.matchAll(isoForm)) {
    const [whole, year = "", month = "", day = "", hour = "0", minute = "0", second = "0", fraction = "", zone] = match;
    const start = match.index;
    const end = start + whole.length;
    if (!apart(text, start, end) || !valid(Number(year), Number(month), Number(day))) continue;
    if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) continue;
    const offset = zone === undefined || zone === "z" ? 0 : zoneMinutes(zone);
    if (offset === undefined) continue;
    const days = daysSinceEpoch(Number(year), Number(month), Number(day));
    const seconds = days * 86400 + Number(hour) * 3600 + (Number(minute) - offset) * 60 + Number(second);
    const part = fraction === "" ? 0 : Number(`0.${fraction}`) * 1000;
    found.push({ time: { milliseconds: seconds * 1000 + part, zoned: zone !== undefined }, start, end });
  }
  return found;
}

function zoneMinutes(zone: string): number | undefined {
  const digits = zone.slice(1).replace(":", "");
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2) || "0");
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** Days from 1970-01-01 in the Gregorian calendar. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
}

const lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function valid(year: number | undefined, month: number, day: number): boolean {
  if (day < 1 || day > (lengths[month - 1] ?? 0)) return false;
  if (month !== 2 || day < 29 || year === undefined) return true;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Nothing of the same word, number or path touches the range. */
function apart(text: string, start: number, end: number): boolean {
  if (start > 0 && (wordBefore(text, start) || ("-./:".includes(text.charAt(start - 1)) && digitAt(text, start - 2)))) return false;
  if (end >= text.length) return true;
  if (wordAt(text, end)) return false;
  return !("-./:".includes(text.charAt(end)) && digitAt(text, end + 1));
}

function digitAt(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return unit >= 48 && unit <= 57;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthWord =
  /jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?/g;
const dayForm = "([0-9]{1,2})(?:st|nd|rd|th)?";
const rangeForm = " ?(?:-|–|—|to|through|thru|until|till) ?";
const dayBefore = new RegExp(`(?:${dayForm}(${rangeForm}))?(?:the )?${dayForm}(?:[ \\-/.]|\\. | of )$`);
const dayAfter = new RegExp(
  `^\\.?(?: the |[ \\-/])?${dayForm}(?![0-9a-z:]|[.,][0-9])(?:(${rangeForm}|(?: and ))(?:the )?${dayForm}(?![0-9a-z:%]|[.,/\\-][0-9]| [ap]\\.?m\\b| (?:${months.join("|")})))?`,
);
const yearAfter = /^(?:,? (?:of )?|[-/,])([12][0-9]{3})(?![0-9a-z_:]|[.,/-][0-9])/;
const between = new RegExp(`^${rangeForm}(?:the )?$`);

interface Atom {
  readonly month: number;
  readonly days: readonly number[];
  year: number | undefined;
  readonly start: number;
  readonly end: number;
}

/** The dates in a normalised text, in order. Both ends of a range are dates; a year at either end counts for both. */
export function findDates(text: string): WrittenDate[] {
  const atoms: Atom[] = [];
  for (const match of text.matchAll(monthWord)) {
    const atom = atomAt(text, match.index, match.index + match[0].length, atoms.at(-1)?.end ?? 0);
    if (atom !== undefined) atoms.push(atom);
  }
  for (const [i, atom] of atoms.entries()) {
    const next = atoms[i + 1];
    if (next === undefined || next.start - atom.end > 16) continue;
    if (!between.test(text.slice(atom.end, next.start))) continue;
    atom.year ??= next.year;
    next.year ??= atom.year;
  }
  const found: WrittenDate[] = [];
  for (const match of findTimes(text)) found.push({ key: text.slice(match.start, match.start + 10), start: match.start, end: match.end });
  for (const { month, days, year, start, end } of atoms) {
    for (const day of days) {
      if (valid(year, month, day)) found.push({ key: `${year === undefined ? "" : `${year}-`}${two(month)}-${two(day)}`, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** The date around a month's name, its day before or behind it. */
function atomAt(text: string, start: number, end: number, floor: number): Atom | undefined {
  const month = months.indexOf(text.slice(start, start + 3)) + 1;
  if (/[a-z_]/.test(text.charAt(end)) || /[a-z_]/.test(text.charAt(start - 1))) return undefined;
  const behind = text.slice(end, end + 48);
  const after = dayAfter.exec(behind);
  const before = dayBefore.exec(text.slice(Math.max(floor, start - 40), start));
  if (before !== null && apartBefore(text, start - before[0].length)) {
    const days = before[1] === undefined ? [Number(before[3])] : [Number(before[1]), Number(before[3])];
    const dot = behind.startsWith(".") ? 1 : 0;
    const year = yearAfter.exec(behind.slice(dot));
    if (!digitAt(text, end) && (year !== null || !/^[-/][0-9]/.test(behind)) && !wordAt(text, end)) {
      return { month, days, year: yearOf(year), start: start - before[0].length, end: end + (year === null ? 0 : dot + year[0].length) };
    }
  }
  if (after === null || wordBefore(text, start)) return undefined;
  const loose = after[2] === " and " && !text.slice(Math.max(0, start - 8), start).endsWith("between ");
  const length = loose ? after[0].indexOf(" and ") : after[0].length;
  if (digitAt(text, end)) return undefined;
  const year = yearAfter.exec(text.slice(end + length, end + length + 16));
  const days = after[3] === undefined || loose ? [Number(after[1])] : [Number(after[1]), Number(after[3])];
  return { month, days, year: yearOf(year), start, end: end + length + (year?.[0].length ?? 0) };
}

function yearOf(match: RegExpExecArray | null): number | undefined {
  return match === null ? undefined : Number(match[1]);
}

function apartBefore(text: string, start: number): boolean {
  return start === 0 || !(wordBefore(text, start) || ("-./:,".includes(text.charAt(start - 1)) && digitAt(text, start - 2)));
}
