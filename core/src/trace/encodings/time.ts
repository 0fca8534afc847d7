// Owns the reading of instants: ISO 8601 with or without a zone, and epochs in seconds, milli-, micro- or nanoseconds. An
// instant is a whole number of milliseconds.

import type { Json, Time } from "../model.ts";

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?)? ?(Z|z|[+-]\d\d(?::?\d\d)?)?$/;

export function timeOf(value: Json | undefined): Time | undefined {
  if (typeof value === "number") return epoch(value);
  return typeof value === "string" ? isoTime(value) : undefined;
}

/** The unit is told by the size: seconds stay below 10^11 until the year 5138. */
function epoch(value: number): Time | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  const scale = value < 1e11 ? 1000 : value < 1e14 ? 1 : value < 1e17 ? 1e-3 : 1e-6;
  return { milliseconds: Math.round(value * scale), zoned: true };
}

export function isoTime(text: string): Time | undefined {
  const parts = iso.exec(text.trim());
  if (parts === null) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone] = parts;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)));
  date.setUTCFullYear(Number(year));
  const right =
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  if (!right) return undefined;
  const milliseconds = date.getTime() + Math.round(Number(fraction.padEnd(9, "0")) / 1e6);
  if (zone === undefined) return { milliseconds, zoned: false };
  return { milliseconds: milliseconds - offsetOf(zone), zoned: true };
}

function offsetOf(zone: string): number {
  if (zone === "Z" || zone === "z") return 0;
  const digits = zone.replace(/\D/g, "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}
