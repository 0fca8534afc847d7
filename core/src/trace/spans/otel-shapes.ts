// Owns the shapes in which OpenTelemetry spans are stored: OTLP JSON, Tempo's batches, Jaeger, and flat lists. Knows nothing
// of what the attributes mean.

import { type At, atPointer, below } from "../dialects/utterances.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { setOwn } from "../encodings/tolerant.ts";
import { ExactNumber, type Json, type JsonRecord, type Pointer } from "../model.ts";
import type { Source } from "../source.ts";
import { type Moment, momentOf } from "./moments.ts";

export interface RawEvent {
  readonly name: string;
  readonly attributes: JsonRecord;
  readonly body: Json | undefined;
  readonly at: At;
}

export interface RawSpan {
  readonly id: string | undefined;
  readonly parent: string | undefined;
  readonly trace: string | undefined;
  /** What the file names for all its spans. */
  readonly session: string | undefined;
  readonly name: string;
  readonly scope: string;
  readonly start: Moment | undefined;
  readonly end: Moment | undefined;
  readonly failed: boolean;
  readonly statusMessage: string | undefined;
  readonly attributes: JsonRecord;
  readonly events: readonly RawEvent[];
  readonly source: Source;
  readonly at: At;
  /** Where an attribute's value stands. */
  attributeAt(key: string): At;
}

const traceNames = ["trace_id", "traceId", "traceID"];
const idNames = ["span_id", "spanId", "spanID"];
const parentNames = ["parent_span_id", "parentSpanId", "parentSpanID", "parent_id", "parentId"];
const startNames = ["start_time", "startTime", "startTimeUnixNano", "start_time_unix_nano", "timestamp"];
const endNames = ["end_time", "endTime", "endTimeUnixNano", "end_time_unix_nano"];

function firstOf(record: JsonRecord, names: readonly string[]): Json | undefined {
  for (const name of names) if (Object.hasOwn(record, name)) return record[name];
  return undefined;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether the value is one span, by itself. */
function isFlatSpan(value: Json | undefined): value is JsonRecord {
  if (!isRecord(value)) return false;
  const context = member(value, "context");
  const ids = isRecord(context) ? context : value;
  const traced = textOf(firstOf(ids, traceNames)) !== undefined && (firstOf(ids, idNames) ?? member(ids, "id")) !== undefined;
  return traced && (Object.hasOwn(value, "attributes") || Object.hasOwn(value, "tags") || firstOf(value, parentNames) !== undefined);
}

/** Groups of spans by what produced them. */
function batchesOf(root: JsonRecord): { readonly list: readonly Json[]; readonly name: string } | undefined {
  for (const name of ["resourceSpans", "resource_spans", "batches"]) {
    const list = member(root, name);
    if (isList(list)) return { list, name };
  }
  return undefined;
}

function isJaegerTrace(value: Json | undefined): value is JsonRecord {
  return isRecord(value) && isList(member(value, "spans")) && (Object.hasOwn(value, "traceID") || Object.hasOwn(value, "processes"));
}

/** Whether the value holds spans in any of the shapes. */
export function holdsSpans(root: Json): boolean {
  if (isList(root))
    return root.slice(0, 10).some((one) => isFlatSpan(one) || isJaegerTrace(one) || (isRecord(one) && batchesOf(one) !== undefined));
  if (!isRecord(root)) return false;
  if (batchesOf(root) !== undefined || isJaegerTrace(root) || isFlatSpan(root)) return true;
  const { data, spans, trace } = { data: member(root, "data"), spans: member(root, "spans"), trace: member(root, "trace") };
  if (isList(spans) && spans.slice(0, 10).some(isFlatSpan)) return true;
  if (isList(data) && data.slice(0, 10).some((one) => isJaegerTrace(one) || isFlatSpan(one))) return true;
  return isRecord(trace) && batchesOf(trace) !== undefined;
}

/** The spans of the value, in its order. What is no span is said so. */
export function* rawSpans(root: Json, source: Source, at: Pointer): Iterable<RawSpan> {
  const place = atPointer(at);
  if (isList(root)) {
    for (const [index, one] of root.entries()) yield* spansOf(one, source, below(place, index), undefined);
    return;
  }
  yield* spansOf(root, source, place, undefined);
}

function* spansOf(value: Json, source: Source, at: At, session: string | undefined): Iterable<RawSpan> {
  if (!isRecord(value)) return noSpan(source, value, at);
  const batches = batchesOf(value);
  if (batches !== undefined) {
    for (const [index, batch] of batches.list.entries()) yield* batchSpans(batch, source, below(at, batches.name, index));
    return;
  }
  const named = textOf(member(value, "session_id")) ?? session;
  const spans = member(value, "spans");
  if (isList(spans)) {
    const trace = textOf(member(value, "traceID"));
    for (const [index, one] of spans.entries()) {
      const place = below(at, "spans", index);
      if (isRecord(one)) yield spanOf(one, source, place, { session: named, trace, scope: "" });
      else noSpan(source, one, place);
    }
    return;
  }
  const data = member(value, "data");
  if (isList(data)) {
    for (const [index, one] of data.entries()) yield* spansOf(one, source, below(at, "data", index), named);
    return;
  }
  const trace = member(value, "trace");
  if (isRecord(trace) && batchesOf(trace) !== undefined) return yield* spansOf(trace, source, below(at, "trace"), named);
  if (isFlatSpan(value)) yield spanOf(value, source, at, { session: named, trace: undefined, scope: "" });
  else noSpan(source, value, at);
}

function noSpan(source: Source, value: Json, { pointer }: At): void {
  if (source.isOpen(value)) return;
  source.problems.add("invalid-event", "this is no span; each must be an object with a trace id and a span id", source, pointer);
}

function* batchSpans(batch: Json, source: Source, at: At): Iterable<RawSpan> {
  if (!isRecord(batch)) return noSpan(source, batch, at);
  for (const name of ["scopeSpans", "scope_spans", "instrumentationLibrarySpans"]) {
    const groups = member(batch, name);
    if (!isList(groups)) continue;
    for (const [index, group] of groups.entries()) {
      const spans = isRecord(group) ? member(group, "spans") : undefined;
      if (!isRecord(group) || !isList(spans)) continue;
      const scope = member(group, "scope") ?? member(group, "instrumentationLibrary");
      for (const [number, one] of spans.entries()) {
        const place = below(at, name, index, "spans", number);
        const about = { session: undefined, trace: undefined, scope: (isRecord(scope) && stringAt(scope, "name")) || "" };
        if (isRecord(one)) yield spanOf(one, source, place, about);
        else noSpan(source, one, place);
      }
    }
  }
}

interface About {
  readonly session: string | undefined;
  readonly trace: string | undefined;
  readonly scope: string;
}

function spanOf(span: JsonRecord, source: Source, at: At, { session, trace, scope }: About): RawSpan {
  const context = member(span, "context");
  const ids = isRecord(context) ? context : span;
  const list = ["attributes", "tags"].find((name) => Object.hasOwn(span, name)) ?? "attributes";
  const { attributes, attributeAt } = attributesOf(member(span, list), below(at, list));
  const start = momentOf(firstOf(span, startNames));
  const status = statusOf(span, attributes);
  const named = member(span, "scope");
  return {
    id: textOf(firstOf(ids, idNames)) ?? textOf(member(ids, "id")),
    parent: textOf(firstOf(span, parentNames)) ?? jaegerParent(span),
    trace: textOf(firstOf(ids, traceNames)) ?? trace,
    session,
    name: stringAt(span, "name") ?? stringAt(span, "operationName") ?? "",
    scope: (isRecord(named) ? stringAt(named, "name") : undefined) ?? (scope || textOf(member(attributes, "otel.scope.name")) || ""),
    start,
    end: momentOf(firstOf(span, endNames)) ?? endAfter(start, member(span, "duration")),
    failed: status.failed,
    statusMessage: status.message,
    attributes,
    events: eventsOf(span, at),
    source,
    at,
    attributeAt,
  };
}

/** Jaeger's parent, which is one of its references. */
function jaegerParent(span: JsonRecord): string | undefined {
  const references = member(span, "references");
  for (const one of isList(references) ? references : [])
    if (isRecord(one) && stringAt(one, "refType") !== "FOLLOWS_FROM") return textOf(firstOf(one, idNames));
  return undefined;
}

/** Jaeger's durations, and those of OpenTelemetry's JavaScript, are in microseconds. */
function endAfter(start: Moment | undefined, duration: Json | undefined): Moment | undefined {
  if (start === undefined || typeof duration !== "number" || !(duration >= 0)) return undefined;
  const milliseconds = start.time.milliseconds + Math.round(duration / 1000);
  return Number.isFinite(milliseconds) ? { at: start.at + duration / 1000, time: { milliseconds, zoned: start.time.zoned } } : undefined;
}

function statusOf(span: JsonRecord, attributes: JsonRecord): { readonly failed: boolean; readonly message: string | undefined } {
  const status = member(span, "status");
  const code = isRecord(status) ? (member(status, "code") ?? member(status, "status_code")) : (status ?? member(span, "status_code"));
  const told = member(attributes, "otel.status_code");
  const failed = [code, told].some((one) => one === 2 || (typeof one === "string" && /^(?:status_code_)?error$/i.test(one)));
  const message = (isRecord(status) ? stringAt(status, "message") : undefined) ?? stringAt(attributes, "otel.status_description");
  return { failed: failed || member(attributes, "error") === true, message: textOf(message) };
}

/** Attributes as one flat record, from OTLP's and Jaeger's lists of `{key, value}` or from a record. */
function attributesOf(written: Json | undefined, at: At): { readonly attributes: JsonRecord; attributeAt(key: string): At } {
  if (isRecord(written)) return { attributes: written, attributeAt: (key) => (Object.hasOwn(written, key) ? below(at, key) : at) };
  const attributes: { [key: string]: Json } = {};
  const places = new Map<string, number>();
  for (const [index, one] of (isList(written) ? written : []).entries()) {
    const key = isRecord(one) ? stringAt(one, "key") : undefined;
    if (!isRecord(one) || key === undefined) continue;
    setOwn(attributes, key, anyValue(member(one, "value") ?? null));
    places.set(key, index);
  }
  return {
    attributes,
    attributeAt: (key) => {
      const index = places.get(key);
      return index === undefined ? at : below(at, index, "value");
    },
  };
}

/** OTLP's typed values; whatever is no such value is itself. */
function anyValue(value: Json, depth = 0): Json {
  if (!isRecord(value) || depth > 50) return value;
  for (const name of ["stringValue", "boolValue", "doubleValue", "bytesValue", "string_value", "bool_value", "double_value"])
    if (Object.hasOwn(value, name)) return member(value, name) ?? null;
  const whole = member(value, "intValue") ?? member(value, "int_value");
  if (whole !== undefined) return typeof whole === "string" && /^-?\d{1,15}$/.test(whole) ? Number(whole) : whole;
  const list = member(value, "arrayValue") ?? member(value, "array_value");
  if (isRecord(list)) {
    const values = member(list, "values");
    return isList(values) ? values.map((one) => anyValue(one, depth + 1)) : [];
  }
  const record = member(value, "kvlistValue") ?? member(value, "kvlist_value");
  if (!isRecord(record)) return value;
  const made: { [key: string]: Json } = {};
  const entries = member(record, "values");
  for (const one of isList(entries) ? entries : []) {
    const key = isRecord(one) ? stringAt(one, "key") : undefined;
    if (isRecord(one) && key !== undefined) setOwn(made, key, anyValue(member(one, "value") ?? null, depth + 1));
  }
  return made;
}

function eventsOf(span: JsonRecord, at: At): readonly RawEvent[] {
  const name = ["span_events", "events", "logs"].find((one) => isList(member(span, one)));
  const list = name === undefined ? undefined : member(span, name);
  if (name === undefined || !isList(list)) return [];
  return list.flatMap((one, index): readonly RawEvent[] => {
    if (!isRecord(one)) return [];
    const place = below(at, name, index);
    const key = Object.hasOwn(one, "attributes") ? "attributes" : "fields";
    const { attributes } = attributesOf(member(one, key), below(place, key));
    const title =
      stringAt(one, "event_name") ?? stringAt(one, "name") ?? stringAt(attributes, "event.name") ?? stringAt(attributes, "event") ?? "";
    const body = member(one, "body");
    return [{ name: title, attributes, body: body === undefined ? undefined : anyValue(body), at: place }];
  });
}

/** The text of a scalar attribute. */
export function scalarText(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value instanceof ExactNumber ? value.digits : undefined;
}
