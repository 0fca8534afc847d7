// What a test counts in a file that was read, and what a hostile file is made of.
import type { Event } from "../../core/src/trace/model.ts";
import type { ReadFile } from "./traces.ts";

export interface Totals {
  readonly format: string;
  readonly runs: number;
  readonly calls: number;
  readonly results: number;
  readonly failed: number;
  readonly refused: number;
  readonly gaps: number;
  readonly lanes: readonly string[];
  readonly problems: readonly string[];
}

export function totals(file: ReadFile): Totals {
  const calls = file.events.filter((event): event is Extract<Event, { kind: "call" }> => event.kind === "call");
  const results = file.events.filter((event): event is Extract<Event, { kind: "result" }> => event.kind === "result");
  return {
    format: file.format,
    runs: file.runs.length,
    calls: calls.length,
    results: results.length,
    failed: results.filter((result) => result.failed).length,
    refused: calls.filter((call) => call.fate === "refused").length,
    gaps: file.events.filter((event) => event.kind === "gap").length,
    lanes: [...new Set(calls.map((call) => call.lane ?? ""))],
    problems: file.problems.map((problem) => problem.code),
  };
}

/** A number from 0 up to the limit, the same ones for the same seed. */
export function sequence(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

const wrong: readonly Value[] = [null, true, -1, 1e300, "", "text", "{", '["a"]', [], {}, [null], [[]], { a: [] }];

/** The value with a few of its parts, at any depth, replaced, doubled, dropped or turned round. */
export function mutated(value: unknown, next: (limit: number) => number): unknown {
  const copy = structuredClone(value) as Value;
  const places: { holder: Value[] | { [key: string]: Value }; key: string }[] = [];
  const walk = (part: Value): void => {
    if (typeof part !== "object" || part === null) return;
    for (const key of Object.keys(part)) {
      places.push({ holder: part, key });
      walk((part as { [key: string]: Value })[key] ?? null);
    }
  };
  walk(copy);
  for (let count = 0; count < 4 && places.length > 0; count++) {
    const place = places[next(places.length)];
    if (place === undefined) continue;
    const holder = place.holder as { [key: string]: Value };
    const part = holder[place.key] ?? null;
    switch (next(6)) {
      case 0:
        delete holder[place.key];
        break;
      case 1:
        if (Array.isArray(part)) part.reverse();
        else holder[place.key] = wrong[next(wrong.length)] ?? null;
        break;
      case 2:
        if (Array.isArray(place.holder)) place.holder.push(structuredClone(part));
        else holder[`${place.key}2`] = part;
        break;
      case 3:
        Object.defineProperty(holder, "__proto__", { value: structuredClone(part), enumerable: true, configurable: true, writable: true });
        break;
      default:
        holder[place.key] = wrong[next(wrong.length)] ?? null;
    }
  }
  return copy;
}
