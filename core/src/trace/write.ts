// Writes a run in Remit's own form, so that reading it again gives the same run. readers/remit.ts reads it.

import { writeJson } from "./encodings/json.ts";
import type { Event, Json, JsonRecord, Run, Time } from "./model.ts";
import { remitVersion } from "./readers/remit.ts";

/** The lines of a run, their ends included. */
export function* writeTrace(run: Run): Iterable<string> {
  const { id, model, task, labels, context, tools } = run;
  yield line({
    remit: remitVersion,
    kind: "run",
    id,
    model,
    task,
    labels: Object.keys(labels).length > 0 ? labels : undefined,
    context,
    tools,
  });
  for (const event of run.events) yield line(fieldsOf(event));
}

/** An event as the object that its line holds. */
export const traceLine = (event: Event): JsonRecord => present(fieldsOf(event));

type Fields = Readonly<Record<string, Json | undefined>>;

const line = (fields: Fields): string => `${writeJson(present(fields))}\n`;

function present(fields: Fields): JsonRecord {
  const written: { [key: string]: Json } = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) written[name] = value;
  return written;
}

function fieldsOf(event: Event): Fields {
  switch (event.kind) {
    case "message":
      return { kind: "message", role: event.role, text: event.text, time: writtenTime(event.time) };
    case "call": {
      const { call, id, tool, args, batch, lane, time, fate, approvedBy } = event;
      return {
        kind: "call",
        call,
        id,
        tool,
        args: args.kind === "record" ? args.value : undefined,
        raw: args.kind === "malformed" ? args.raw : undefined,
        redacted: args.kind === "redacted" ? true : undefined,
        batch,
        lane,
        time: writtenTime(time),
        fate: fate === "unstated" ? undefined : fate,
        approvedBy,
      };
    }
    case "result": {
      const { call, text, structured, form, failed, time } = event;
      return {
        kind: "result",
        call,
        text,
        structured,
        form: form === "json" ? undefined : form,
        failed: failed ? true : undefined,
        time: writtenTime(time),
      };
    }
    case "gap":
      return { kind: "gap", reason: event.reason, about: event.about };
  }
}

/** ISO 8601 with the years that its four digits can say, else the milliseconds. */
function writtenTime(time: Time | undefined): Json | undefined {
  if (time === undefined) return undefined;
  const { milliseconds, zoned } = time;
  const year = new Date(milliseconds).getUTCFullYear();
  if (!Number.isInteger(milliseconds) || !(year >= 0 && year <= 9999)) return milliseconds;
  const written = new Date(milliseconds).toISOString();
  return zoned ? written : written.slice(0, -1);
}
