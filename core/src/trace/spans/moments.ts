// Owns instants as span formats write them: any unit, as number, digits or ISO text, finer than the milliseconds that are
// shown, so that what happened in one millisecond keeps its order.

import { isList } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import { ExactNumber, type Json, type Time } from "../model.ts";

export interface Moment {
  /** Milliseconds, with a fraction; for ordering. */
  readonly at: number;
  readonly time: Time;
}

export function momentOf(value: Json | undefined): Moment | undefined {
  // OpenTelemetry's JavaScript writes [seconds, nanoseconds].
  if (isList(value) && value.length === 2) {
    const [seconds, nanoseconds] = value;
    return typeof seconds === "number" && typeof nanoseconds === "number" ? momentOf(seconds * 1000 + nanoseconds / 1e6) : undefined;
  }
  const written = value instanceof ExactNumber ? value.digits : value;
  if (typeof written === "string" && !/^\d+(?:\.\d+)?$/.test(written.trim())) {
    const time = timeOf(written);
    if (time === undefined) return undefined;
    const finer = /[.,]\d{3}(\d{1,6})/.exec(written)?.[1];
    return { at: Math.floor(time.milliseconds) + (finer === undefined ? 0 : Number(`0.${finer}`)), time };
  }
  const number = typeof written === "string" ? Number(written) : written;
  if (typeof number !== "number") return undefined;
  const time = timeOf(number);
  if (time === undefined || !Number.isFinite(time.milliseconds)) return undefined;
  const scale = number < 1e11 ? 1000 : number < 1e14 ? 1 : number < 1e17 ? 1e-3 : 1e-6;
  return { at: number * scale, time };
}
