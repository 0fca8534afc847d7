// The values that conditions work on, and how they are compared and shown. Knows neither rules nor history.
import Big from "big.js";
import { visiblyQuoted } from "../text/visible.ts";
import { ExactNumber, type Json, type JsonRecord, type Time } from "../trace/model.ts";
import type { Holes } from "./folds.ts";
import type { CallRecord, UserMessage } from "./history.ts";
import { compareExact, digits, type Exact, exactFromText } from "./numbers.ts";
import type { Unknown } from "./report.ts";
import { date, time } from "./text-values/dates.ts";
import { and3, Doubt, doubt, mergeReasons, type Truth3, unknown, unreadable } from "./truth.ts";

/** A date, time, host or domain: a text that means more than its letters. `zoned` matters for times alone. */
export class Tagged {
  readonly kind: "date" | "time" | "host" | "domain" | "duration";
  #text: string | undefined;
  /** Milliseconds, for times and durations; days are at midnight. */
  readonly milliseconds: number;
  readonly zoned: boolean;
  /** A time without a text is written as ISO 8601 where somebody asks. */
  constructor(kind: Tagged["kind"], text: string | undefined, milliseconds = 0, zoned = true) {
    this.kind = kind;
    this.#text = text;
    this.milliseconds = milliseconds;
    this.zoned = zoned;
  }

  get text(): string {
    this.#text ??= new Date(this.milliseconds).toISOString();
    return this.#text;
  }
}

/** A recorded value that is not of the type its schema declares. */
export class Mistyped {
  readonly value: Json;
  readonly expected: string;
  constructor(value: Json, expected: string) {
    this.value = value;
    this.expected = expected;
  }
}

/** A number known only to lie between two bounds (a count of uncertain elements). `high` may be Infinity. */
export class Range {
  readonly low: Exact;
  readonly high: Exact;
  readonly reasons: readonly Unknown[];
  constructor(low: Exact, high: Exact, reasons: readonly Unknown[]) {
    this.low = low;
    this.high = high;
    this.reasons = reasons;
  }
}

/** A list some of whose elements may not belong to it. */
export class History {
  readonly elements: readonly Element[];
  /** Where any number of further elements may stand in it, by event. */
  readonly holes: Holes | undefined;
  constructor(elements: readonly Element[], holes: Holes | undefined) {
    this.elements = elements;
    this.holes = holes;
  }
}
export interface Element {
  readonly value: Value;
  /** Whether it belongs to the list: true, or a doubt. */
  readonly member: Truth3;
  /** The event that it is. */
  readonly order: number;
}

/** The doubt of a list that may have more elements than are known; undefined for any other value. */
export function openness(value: Value): Doubt | undefined {
  return value instanceof History && value.holes !== undefined ? doubt([value.holes.reason]) : undefined;
}

/** Absent is `undefined`; null is absent too (values.ts never holds a null). */
export type Value =
  | undefined
  | boolean
  | Exact
  | string
  | Tagged
  | Mistyped
  | Range
  | History
  | CallRecord
  | UserMessage
  | readonly Value[]
  | RecordValue
  | Doubt;
export class RecordValue {
  readonly fields: JsonRecord | ReadonlyMap<string, Value>;
  /** Whether a key stays whose value is null: in results alone. */
  readonly nullsStay: boolean;
  constructor(fields: JsonRecord | ReadonlyMap<string, Value>, nullsStay = false) {
    this.fields = fields;
    this.nullsStay = nullsStay;
  }
  keys(): string[] {
    const keys: string[] = this.fields instanceof Map ? [...this.fields.keys()] : Object.keys(this.fields);
    return this.nullsStay ? keys : keys.filter((key) => this.get(key) !== undefined);
  }
  has(key: string): boolean {
    const there = this.fields instanceof Map ? this.fields.has(key) : Object.hasOwn(this.fields, key);
    return there && (this.nullsStay || this.get(key) !== undefined);
  }
  get(key: string): Value {
    if (this.fields instanceof Map) return this.fields.get(key) as Value;
    return Object.hasOwn(this.fields, key) ? fromJson((this.fields as JsonRecord)[key] as Json, this.nullsStay) : undefined;
  }
}

/** The last instant that a Date can hold, in milliseconds. */
const latest = 8.64e15;

/** Something inside a value that is not known: nobody knows whether it is there. */
export const partOf = (value: Value): Value => (value instanceof Doubt && value.there ? doubt(value.reasons) : value);

/** Whether it is no further off than a date can be. */
export const isTime = ({ milliseconds }: Time): boolean => Math.abs(milliseconds) <= latest;

/** A time as conditions see it. */
export function timeValue(time: Time, what: string): Value {
  return isTime(time) ? new Tagged("time", undefined, time.milliseconds, time.zoned) : unreadable("malformed", what);
}

/** What a date is to conditions, and the time of its midnight. */
function dateValue(iso: string): Tagged {
  return new Tagged("date", iso, Date.parse(`${iso}T00:00:00Z`), false);
}

/** The date or time that a text names; undefined where it names none. */
export function readTagged(kind: "date" | "time", text: string): Value {
  if (kind === "date") {
    const iso = date(text);
    return iso === undefined ? undefined : dateValue(iso);
  }
  const read = time(text);
  return read === undefined ? undefined : new Tagged("time", text.trim(), read.milliseconds, read.zoned);
}

/** `nullsStay`: whether keys with a null stay keys (`RecordValue.nullsStay`). */
export function fromJson(value: Json | Mistyped | Tagged, nullsStay = false): Value {
  if (value === null) return undefined;
  if (typeof value !== "object") return value;
  if (value instanceof Mistyped || value instanceof Tagged) return value;
  if (value instanceof ExactNumber) return exactFromText(value.digits) ?? unknown("malformed", `the number ${value.digits.slice(0, 40)}`);
  if (Array.isArray(value)) return value.map((item: Json) => fromJson(item, nullsStay));
  return new RecordValue(value as JsonRecord, nullsStay);
}

export const isNumber = (value: Value): value is Exact => typeof value === "number" || value instanceof Big;

/** Whether a value is a text or a number without a Big: present, certain, and compared as it stands. */
export const isPlain = (value: Value): value is string | number => typeof value === "number" || typeof value === "string";

/** Equality of present, certain values. Different types are unequal; lists and records compare part by part. */
export function equal(a: Value, b: Value): Truth3 {
  if (isPlain(a) && isPlain(b)) return a === b;
  const doubtful = unclear([a, "a value"], [b, "a value"]);
  if (doubtful !== undefined) return doubtful;
  if (typeof a === "string" && b instanceof Tagged) return equalText(a, b);
  if (typeof a === "string" || typeof a === "boolean") return a === b;
  if (isNumber(a)) return isNumber(b) ? compareExact(a, b) === 0 : b instanceof Range ? equal(b, a) : false;
  if (a instanceof Range) {
    if (!isNumber(b) && !(b instanceof Range)) return false;
    const [low, high, reasons] = b instanceof Range ? [b.low, b.high, b.reasons] : [b, b, []];
    return below(a.high, low) || below(high, a.low) ? false : doubt(mergeReasons(a.reasons, reasons));
  }
  if (a instanceof Tagged) {
    if (typeof b === "string") return equal(b, a);
    if (!(b instanceof Tagged)) return false;
    const order = compareTagged(a, b);
    return typeof order === "number" ? order === 0 : order;
  }
  const [one, other] = [itemsOf(a), itemsOf(b)];
  if ((one === undefined) !== (other === undefined)) return false;
  if (one !== undefined && other !== undefined) {
    if (one instanceof Doubt) return other instanceof Doubt ? doubt(mergeReasons(one.reasons, other.reasons)) : one;
    if (other instanceof Doubt) return other;
    return one.length === other.length && one.reduce<Truth3>((all, item, index) => and3(all, equal(item, other[index])), true);
  }
  if (a instanceof RecordValue) {
    if (!(b instanceof RecordValue)) return false;
    const [left, right] = [a.keys(), b.keys()];
    if (left.length !== right.length || left.some((key) => !b.has(key))) return false;
    return left.reduce<Truth3>((all, key) => and3(all, equal(a.get(key), b.get(key))), true);
  }
  return a === b;
}

/** The elements of a list, in doubt where it is not known which they are; undefined for what is no list. */
function itemsOf(value: Value): readonly Value[] | Doubt | undefined {
  if (!(value instanceof History)) return Array.isArray(value) ? (value as readonly Value[]) : undefined;
  let reasons: readonly Unknown[] = openness(value)?.reasons ?? [];
  for (const { member } of value.elements) if (typeof member === "object") reasons = mergeReasons(reasons, member.reasons);
  return reasons.length > 0 ? doubt(reasons) : value.elements.map((element) => element.value);
}

/** One list behind the other. Where an element stands is counted anew, holes between the elements. */
export function joined(a: readonly Value[] | History, b: readonly Value[] | History): readonly Value[] | History {
  if (!(a instanceof History) && !(b instanceof History)) return [...a, ...b];
  const elements: Element[] = [];
  let holes: Holes | undefined;
  for (const list of [a, b]) {
    const base = 2 * elements.length;
    if (!(list instanceof History)) {
      for (const value of list) elements.push({ value, member: true, order: 2 * elements.length + 1 });
      continue;
    }
    const before = (order: number): number => base + 2 * list.elements.filter((element) => element.order < order).length;
    if (list.holes !== undefined) {
      const { first, last, reason } = list.holes;
      holes = { first: holes?.first ?? before(first), last: before(last), reason: holes?.reason ?? reason };
    }
    for (const { value, member } of list.elements) elements.push({ value, member, order: 2 * elements.length + 1 });
  }
  return new History(elements, holes);
}
/** A text beside a date or time is read as one; beside a host or domain it is the text of one. */
function equalText(text: string, tagged: Tagged): Truth3 {
  if (tagged.kind === "host" || tagged.kind === "domain") return text === tagged.text;
  if (tagged.kind === "duration") return false;
  const read = readTagged(tagged.kind, text);
  return read === undefined ? unknown("malformed", `${cut(JSON.stringify(text))} as a ${tagged.kind}`) : equal(read, tagged);
}
const below = (a: Exact, b: Exact): boolean => compareExact(a, b) < 0;

function compareTagged(a: Tagged, b: Tagged): number | Doubt {
  if (a.kind === "host" || a.kind === "domain" || b.kind === "host" || b.kind === "domain")
    return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  if (a.kind !== "duration" && b.kind !== "duration" && a.zoned !== b.zoned)
    return unknown("malformed", "a time with a zone against one without");
  return Math.sign(a.milliseconds - b.milliseconds);
}

/** `a < b` (or `<=` where `orEqual`), unknown where the two have no order. */
export function less(a: Value, b: Value, orEqual: boolean, what: string): Truth3 {
  if (typeof a === "number" && typeof b === "number") return orEqual ? a <= b : a < b;
  const doubtful = unclear([a, what], [b, what]);
  if (doubtful !== undefined) return doubtful;
  if (a instanceof Range || b instanceof Range) {
    const [al, ah] = a instanceof Range ? [a.low, a.high] : [a, a];
    const [bl, bh] = b instanceof Range ? [b.low, b.high] : [b, b];
    if (!isNumber(al) || !isNumber(ah) || !isNumber(bl) || !isNumber(bh)) return unknown("type", what);
    const holds = (x: Exact, y: Exact): boolean => (orEqual ? compareExact(x, y) <= 0 : below(x, y));
    if (holds(ah, bl)) return true;
    if (!holds(al, bh)) return false;
    return doubt(mergeReasons(a instanceof Range ? a.reasons : [], b instanceof Range ? b.reasons : []));
  }
  if (typeof a === "string" && b instanceof Tagged && (b.kind === "date" || b.kind === "time"))
    return less(readTagged(b.kind, a) ?? unknown("malformed", what), b, orEqual, what);
  if (typeof b === "string" && a instanceof Tagged && (a.kind === "date" || a.kind === "time"))
    return less(a, readTagged(a.kind, b) ?? unknown("malformed", what), orEqual, what);
  let order: number | Doubt;
  const [left, right] = [nameText(a), nameText(b)];
  if (isNumber(a) && isNumber(b)) order = compareExact(a, b);
  else if (left !== undefined && right !== undefined) order = compareTexts(left, right);
  else if (a instanceof Tagged && b instanceof Tagged && (a.kind === "duration") === (b.kind === "duration") && left === right)
    order = compareTagged(a, b);
  else return unknown("type", what);
  if (order instanceof Doubt) return order;
  return orEqual ? order <= 0 : order < 0;
}

/** The text of a text, host or domain. */
function nameText(value: Value): string | undefined {
  if (typeof value === "string") return value;
  return value instanceof Tagged && (value.kind === "host" || value.kind === "domain") ? value.text : undefined;
}

/** The text that the text operators and functions see: dates are their ISO form. */
export function asText(value: Value): string | undefined {
  return nameText(value) ?? (value instanceof Tagged && value.kind === "date" ? value.text : undefined);
}

/** By code points: surrogates stand for what lies beyond all other units. */
function compareTexts(a: string, b: string): number {
  const rank = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** What an operator makes of operands that are absent, in doubt or mistyped: undefined where all are known. */
export function unclear(...operands: readonly (readonly [Value, string])[]): Doubt | undefined {
  let reasons: readonly Unknown[] | undefined;
  for (const [value, what] of operands) {
    const own =
      value instanceof Doubt
        ? value.reasons
        : value === undefined
          ? unknown("absent", what).reasons
          : value instanceof Mistyped
            ? unknown("type", what).reasons
            : undefined;
    if (own !== undefined) reasons = reasons === undefined ? own : mergeReasons(reasons, own);
  }
  return reasons === undefined ? undefined : doubt(reasons);
}

/** A key under which equal scalars meet; undefined for what has none (lists, records, doubts, absent). */
export function joinKey(value: Value): string | undefined {
  if (typeof value === "string") return `s${value}`;
  if (isNumber(value)) return `n${digits(value)}`;
  if (typeof value === "boolean") return `b${value}`;
  if (value instanceof Tagged && (value.kind === "host" || value.kind === "domain")) return `s${value.text}`;
  return undefined;
}

/** A value for people: strings quoted, cut at 200 characters, controls made visible. */
export function show(value: Value): string {
  return cut(shown(value, 0));
}
/** A text for people, cut to 200 characters. */
export function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
function shown(value: Value, depth: number): string {
  if (value === undefined) return "absent";
  if (value instanceof Doubt) return `unknown (${[...new Set(value.reasons.map((reason) => reason.kind))].sort().join(", ")})`;
  if (typeof value === "string") return visiblyQuoted(value.slice(0, 220));
  if (typeof value === "boolean") return String(value);
  if (isNumber(value)) return digits(value);
  if (value instanceof Tagged) return value.kind === "duration" ? `${value.milliseconds / 1000}s` : value.text;
  if (value instanceof Mistyped) return `${shown(fromJson(value.value), depth)} (not ${value.expected})`;
  if (value instanceof Range)
    return `${digits(value.low)} to ${value.high === Number.POSITIVE_INFINITY ? "any number" : digits(value.high)}`;
  if (value instanceof History) {
    const noun = value.elements.some((each) => typeof each.value === "string") ? "elements" : "calls";
    return `${value.elements.length}${value.holes !== undefined ? " or more" : ""} ${noun}`;
  }
  if (depth > 3) return "…";
  if (Array.isArray(value))
    return `[${value
      .slice(0, 12)
      .map((item) => shown(item as Value, depth + 1))
      .join(", ")}${value.length > 12 ? ", …" : ""}]`;
  if (value instanceof RecordValue) {
    const keys = value.keys();
    return `{ ${keys
      .slice(0, 12)
      .map((key) => `${key}: ${shown(value.get(key), depth + 1)}`)
      .join(", ")}${keys.length > 12 ? ", …" : ""} }`;
  }
  const event = value as CallRecord | UserMessage;
  return event.kind === "call" ? `${event.tool} (step ${event.step})` : `user message`;
}
