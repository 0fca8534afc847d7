// Owns which keys a text is found under, for the kinds that are compared as values: numbers, dates, times, hosts and domains.
import { findDates, findTimes } from "../text-values/dates.ts";
import { findHosts } from "../text-values/hosts.ts";
import { findNumbers } from "../text-values/numbers.ts";
import type { Doc } from "./doc.ts";
import type { Probe } from "./probe.ts";

export type ValueKind = "number" | "date" | "time" | "host";

/** A value written in a text. Offsets count in the normalised text, for hosts in the original one. */
export interface Mention {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

export function valueKind(sought: Exclude<Probe, { kind: "string" }>): ValueKind {
  return sought.kind === "domain" ? "host" : sought.kind;
}

export function mentions(kind: ValueKind, doc: Doc): Mention[] {
  switch (kind) {
    case "number":
      return findNumbers(doc.normal);
    case "date":
      return findDates(doc.normal);
    case "time":
      return findTimes(doc.normal).map(({ time, start, end }) => ({ key: timeKey(time.milliseconds, time.zoned), start, end }));
    case "host":
      return findHosts(doc.text).map(({ host, kind, start, end }) => ({ key: kind === "email" ? `@${host}` : host, start, end }));
  }
}

function timeKey(milliseconds: number, zoned: boolean): string {
  return `${zoned ? "z" : "l"}${milliseconds}`;
}

/** The keys under which a text holds the value, and those under which it may hold it. */
export function soughtKeys(sought: Exclude<Probe, { kind: "string" }>): {
  readonly certain: readonly string[];
  readonly open: readonly string[];
} {
  switch (sought.kind) {
    case "number":
      return { certain: [sought.key], open: [] };
    case "date":
      return { certain: [sought.iso, sought.iso.slice(-5)], open: [] };
    case "time": {
      const { milliseconds, zoned } = sought.time;
      return { certain: [timeKey(milliseconds, zoned)], open: [timeKey(milliseconds, !zoned)] };
    }
    case "host":
      return { certain: [sought.host], open: [] };
    case "domain":
      return { certain: [sought.domain, `@${sought.domain}`], open: [] };
  }
}
