// Owns the reading and writing of JSON texts. `JSON.parse` does the work wherever it tells the truth; texts that may hold
// more digits than a double, a key twice, or an error are read again by the tolerant parser.
//
// Records are the plain objects that JSON.parse makes: `__proto__` is an own key of theirs, and a key must be looked up as
// an own one (`Object.hasOwn`), since copying every record into one without a prototype would cost as much as parsing.

import { ExactNumber, type Json, type JsonRecord, type Pointer } from "../model.ts";
import { numberOf } from "./numbers.ts";
import { type Parsed, parseTolerantly } from "./tolerant.ts";

/** Deeper values are not handed out: what walks them may recurse. */
export const maximalDepth = 200;

const nothingOpen: ReadonlySet<Json> = new Set();
const noDuplicates: readonly Pointer[] = [];

/** Reads a JSON text as far as it goes. Never throws. */
export function parseJson(text: string): Parsed {
  try {
    const value = JSON.parse(text) as Json;
    const { keys, exact } = survey(text);
    if (exact && keys === keysHeld(value)) return { value, broken: undefined, open: nothingOpen, duplicates: noDuplicates };
  } catch {
    // The tolerant parser finds the place, and what stands before it.
  }
  return parseTolerantly(text);
}

/** What a right JSON text writes outside its strings: how many keys, and whether doubles hold all its numbers. */
function survey(text: string): { readonly keys: number; readonly exact: boolean } {
  let keys = 0;
  let at = 0;
  for (;;) {
    const start = text.indexOf('"', at);
    const until = start < 0 ? text.length : start;
    while (at < until) {
      const unit = text.charCodeAt(at);
      if (unit === 58) keys++;
      if (unit < 48 || unit > 57) at++;
      else {
        const first = at;
        while (at < until && isNumeric(text.charCodeAt(at))) at++;
        if (!isExact(text, first, at)) return { keys, exact: false };
      }
    }
    if (start < 0) return { keys, exact: true };
    at = text.indexOf('"', start + 1);
    while (at > 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
    at++;
  }
}

/** Whether the unit may stand inside a number: a digit, a point, an exponent. */
function isNumeric(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || unit === 46 || unit === 69 || unit === 101 || unit === 43 || unit === 45;
}

/** Short numbers are exact; exponents stand in numbers alone here, since `true` and `false` do not begin with a digit. */
function isExact(text: string, start: number, end: number): boolean {
  if (end - start < 4) return true;
  const written = text.slice(start, end);
  return (written.length <= 15 && !/[eE]/.test(written)) || typeof numberOf(written) === "number";
}

/** Whether an odd number of backslashes stands before the offset. Only right inside a string. */
function isEscaped(text: string, offset: number): boolean {
  let before = offset - 1;
  while (text.charCodeAt(before) === 92) before--;
  return (offset - 1 - before) % 2 === 1;
}

function keysHeld(root: Json): number {
  let count = 0;
  const waiting: Json[] = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      for (const element of value) if (typeof element === "object" && element !== null) waiting.push(element);
    } else {
      for (const member of Object.values(value)) {
        count++;
        if (typeof member === "object" && member !== null) waiting.push(member);
      }
    }
  }
  return count;
}

export function isRecord(value: Json | undefined): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value of an own key. */
export function member(record: JsonRecord, key: string): Json | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

export function stringAt(record: JsonRecord, key: string): string | undefined {
  const value = member(record, key);
  return typeof value === "string" ? value : undefined;
}

export function isDeeperThan(value: Json, limit: number): boolean {
  if (typeof value !== "object" || value === null || value instanceof ExactNumber) return false;
  if (limit <= 0) return true;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) if (isDeeperThan(inner, limit - 1)) return true;
  return false;
}

/** The JSON text of a value, on one line. Iterative, so that no nesting overflows it. */
export function writeJson(root: Json): string {
  const written: string[] = [];
  // What is still to be written, the next one last; a text stands for itself.
  const waiting: ({ readonly text: string } | { readonly value: Json })[] = [{ value: root }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if ("text" in next) {
      written.push(next.text);
      continue;
    }
    const { value } = next;
    if (value instanceof ExactNumber) written.push(value.digits);
    else if (isList(value)) {
      written.push("[");
      waiting.push({ text: "]" });
      for (let at = value.length - 1; at >= 0; at--) {
        waiting.push({ value: value[at] ?? null });
        if (at > 0) waiting.push({ text: "," });
      }
    } else if (isRecord(value)) {
      written.push("{");
      waiting.push({ text: "}" });
      for (const [at, key] of [...Object.keys(value).entries()].reverse()) {
        waiting.push({ value: member(value, key) ?? null });
        waiting.push({ text: `${at > 0 ? "," : ""}${JSON.stringify(key)}:` });
      }
    } else written.push(JSON.stringify(value));
  }
  return written.join("");
}
