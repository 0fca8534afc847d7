// Langfuse's exports: a trace and its observations. Their metadata often hold the OpenTelemetry attributes that they were
// made of; what Langfuse itself says of an observation counts before these.

import { type At, atPointer, below, messagesIn, unpacked } from "../dialects/utterances.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import type { GapEvent, Json, JsonRecord, Pointer, Run } from "../model.ts";
import type { Source } from "../source.ts";
import { momentOf } from "../spans/moments.ts";
import type { RawSpan } from "../spans/otel-shapes.ts";
import { kindOf, spanOf, toolMessage } from "../spans/otel-spans.ts";
import { runsOfSpans, type Span } from "../spans/spans.ts";

const types = ["SPAN", "GENERATION", "EVENT", "TOOL", "AGENT", "CHAIN", "RETRIEVER", "EVALUATOR", "EMBEDDING", "GUARDRAIL"];

function isObservation(value: Json | undefined): boolean {
  return (
    isRecord(value) &&
    types.includes(stringAt(value, "type") ?? "") &&
    (Object.hasOwn(value, "startTime") || Object.hasOwn(value, "traceId"))
  );
}

interface Exported {
  readonly trace: JsonRecord;
  readonly observations: readonly Json[];
  readonly at: At;
}

/** `{trace, observations}`, a trace with its observations in it, or such a trace under `trace`. */
function exportedIn(value: Json | undefined, at: At): Exported | undefined {
  if (!isRecord(value)) return undefined;
  const trace = member(value, "trace");
  const own = member(value, "observations");
  if (isList(own) && (own.length === 0 ? isRecord(trace) : own.slice(0, 5).some(isObservation)))
    return { trace: isRecord(trace) ? trace : value, observations: own, at: below(at, "observations") };
  const inner = isRecord(trace) ? member(trace, "observations") : undefined;
  if (isRecord(trace) && isList(inner) && inner.slice(0, 5).some(isObservation))
    return { trace, observations: inner, at: below(at, "trace", "observations") };
  return undefined;
}

export function isLangfuse(root: Json): boolean {
  if (isList(root)) return root.slice(0, 5).some((one) => isObservation(one) || exportedIn(one, atPointer("")) !== undefined);
  return exportedIn(root, atPointer("")) !== undefined;
}

export function* langfuseRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const place = atPointer(at);
  const alone = exportedIn(root, place);
  if (alone !== undefined) yield* runsOf(alone, source);
  else if (isList(root)) {
    const loose: Json[] = [];
    for (const [index, one] of root.entries()) {
      const exported = exportedIn(one, below(place, index));
      if (exported !== undefined) yield* runsOf(exported, source);
      else loose.push(one);
    }
    if (loose.length === root.length) yield* runsOf({ trace: {}, observations: loose, at: place }, source);
    else if (loose.length > 0) source.problems.add("invalid-event", "this list holds something that is no exported trace", source, at);
  }
}

function* runsOf({ trace, observations, at }: Exported, source: Source): Iterable<Omit<Run, "index">> {
  const raws: (Raw | undefined)[] = observations.map((one, index) => {
    if (source.isOpen(one)) return undefined;
    const place = below(at, index);
    if (isRecord(one)) return rawOf(one, trace, source, place);
    source.problems.add("invalid-event", "an observation must be an object", source, place.pointer);
    return undefined;
  });
  const spans = staged(raws.filter((raw) => raw !== undefined)).map(({ raw, type }) => spanOfObservation(raw, type));
  const labels = labelsOf(trace);
  const gap: GapEvent | undefined =
    source.broken === undefined ? undefined : { kind: "gap", reason: "the file breaks off here", pointer: at.pointer };
  for (const run of runsOfSpans(spans, gap)) yield { ...run, labels: { ...run.labels, ...labels } };
}

interface Raw {
  readonly raw: RawSpan;
  readonly type: string;
}

/** Scores are judgements of the run. */
function labelsOf(trace: JsonRecord): Record<string, string | number | boolean | null> {
  const labels: Record<string, string | number | boolean | null> = {};
  const scores = member(trace, "scores");
  for (const score of isList(scores) ? scores : []) {
    if (!isRecord(score)) continue;
    const name = stringAt(score, "name");
    const value = member(score, "value") ?? member(score, "stringValue");
    if (name === undefined || !(typeof value === "string" || typeof value === "number" || typeof value === "boolean")) continue;
    Object.defineProperty(labels, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return labels;
}

function rawOf(observation: JsonRecord, trace: JsonRecord, source: Source, at: At): Raw {
  const metadata = unpacked(member(observation, "metadata"), below(at, "metadata"));
  const held = isRecord(metadata.value) ? unpacked(member(metadata.value, "attributes"), metadata.at).value : undefined;
  const attributes: { [key: string]: Json } = isRecord(held) ? { ...held } : {};
  for (const [key, name] of [
    ["input.value", "input"],
    ["output.value", "output"],
  ] as const) {
    const value = member(observation, name);
    if (value !== undefined && value !== null) attributes[key] = value;
  }
  const session = stringAt(trace, "sessionId") ?? stringAt(observation, "sessionId");
  const model = stringAt(observation, "model") ?? stringAt(observation, "providedModelName");
  if (model !== undefined && !Object.hasOwn(attributes, "gen_ai.request.model")) attributes["gen_ai.request.model"] = model;
  const type = stringAt(observation, "type") ?? "";
  const raw: RawSpan = {
    id: stringAt(observation, "id"),
    parent: stringAt(observation, "parentObservationId"),
    trace: stringAt(observation, "traceId") ?? stringAt(trace, "id"),
    session,
    name: stringAt(observation, "name") ?? "",
    scope: "",
    start: momentOf(member(observation, "startTime")),
    end: momentOf(member(observation, "endTime")),
    failed: stringAt(observation, "level") === "ERROR",
    statusMessage: stringAt(observation, "statusMessage"),
    attributes,
    events: [],
    source,
    at,
    attributeAt: (key) => {
      const name = key === "input.value" ? "input" : key === "output.value" ? "output" : undefined;
      if (name !== undefined && Object.hasOwn(observation, name)) return below(at, name);
      return { pointer: below(at, "metadata").pointer, inString: true };
    },
  };
  return { raw, type };
}

function spanOfObservation(raw: RawSpan, type: string): Span {
  switch (type) {
    case "TOOL":
      return spanOf(raw, "tool");
    case "GENERATION":
      return joined(spanOf(raw, "model"));
    case "AGENT":
    case "CHAIN":
      return spanOf(asKind(raw, type), "agent");
    case "SPAN": {
      const kind = spanKind(raw);
      return spanOf(kind === "agent" ? asKind(raw, "CHAIN") : raw, kind);
    }
    default:
      return spanOf(raw, "other");
  }
}

function asKind(raw: RawSpan, kind: string): RawSpan {
  if (Object.hasOwn(raw.attributes, "openinference.span.kind")) return raw;
  return { ...raw, attributes: { ...raw.attributes, "openinference.span.kind": kind } };
}

/** Older integrations call everything a span: what it is shows in its attributes, or in what it gave. */
function spanKind(raw: RawSpan): Span["kind"] {
  const kind = kindOf(raw);
  if (kind !== "other") return kind;
  const given = unpacked(member(raw.attributes, "output.value"), raw.at).value;
  if (isRecord(given) && toolMessage(given, raw.at) !== undefined) return "tool";
  const asked = messagesIn(member(raw.attributes, "input.value"), raw.at);
  const agent = stringAt(raw.attributes, "gen_ai.agent.name") !== undefined;
  return agent || asked !== undefined || messagesIn(given, raw.at) !== undefined ? "agent" : "other";
}

const stage = /^tool\.(.+)\.(start|success|error|finish)(?:-\d+)?$/;

interface Mutable {
  raw: RawSpan;
  readonly type: string;
}

/** BeeAI records the beginning and the end of a tool as spans of their own, and its agent the same once more, step by step:
 * first the tool, then its arguments, then what it gave. Together they are one. */
function staged(raws: readonly Raw[]): readonly Raw[] {
  if (!raws.some(({ raw }) => Object.hasOwn(raw.attributes, "target"))) return raws;
  const names = new Map<string, string>();
  for (const { raw } of raws) {
    const tool = stringAt(raw.attributes, "tool.name");
    if (raw.id !== undefined && tool !== undefined) names.set(raw.id, tool);
  }
  const begun = new Map<string, Mutable[]>();
  const updated = new Map<string, Mutable>();
  const kept: Mutable[] = [];
  for (const { raw, type } of [...raws].sort((a, b) => (a.raw.start?.at ?? 0) - (b.raw.start?.at ?? 0))) {
    const [, part, phase] = stage.exec(raw.name) ?? [];
    const tool = stringAt(raw.attributes, "tool.name");
    const parameters = stringAt(raw.attributes, "tool.parameters") ?? "null";
    if (part !== undefined && phase === "start") {
      const name = (raw.parent === undefined ? undefined : names.get(raw.parent)) ?? part;
      const one = { raw: { ...raw, end: raw.start, attributes: { ...raw.attributes, "tool.name": name } }, type };
      begun.set(part, [...(begun.get(part) ?? []), one]);
      kept.push(one);
    } else if (part !== undefined && phase !== "finish") {
      const one = begun.get(part)?.shift();
      if (one !== undefined) one.raw = ended(one.raw, raw, phase === "error");
    } else if (part === undefined && raw.name.startsWith("agent.") && tool !== undefined && parameters !== "null") {
      const key = `${raw.parent ?? ""} ${tool} ${parameters}`;
      const known = updated.get(key);
      if (known !== undefined) known.raw = ended(known.raw, raw, false);
      else {
        const one = { raw: { ...raw, end: raw.start }, type: "TOOL" };
        updated.set(key, one);
        kept.push(one);
      }
    } else if (part === undefined) kept.push({ raw, type });
  }
  return kept;
}

function ended(begun: RawSpan, end: RawSpan, failed: boolean): RawSpan {
  const output = member(end.attributes, "output.value");
  if (output === undefined || Object.hasOwn(begun.attributes, "output.value")) return { ...begun, failed: begun.failed || failed };
  const attributes = { ...begun.attributes, "output.value": output };
  const attributeAt = (key: string): At => (key === "output.value" ? end.attributeAt(key) : begun.attributeAt(key));
  return { ...begun, end: end.start, failed: begun.failed || failed, attributes, attributeAt };
}

/** No model gives as many texts at once. */
const fewestPieces = 9;

/** BeeAI records a reply piece by piece as it streams. */
function joined(span: Span): Span {
  const said = span.after.flat();
  const [first] = said;
  if (said.length < fewestPieces || first?.kind !== "text" || said.some((one) => one.kind !== "text")) return span;
  return { ...span, after: [[{ ...first, text: said.map((one) => (one.kind === "text" ? one.text : "")).join("") }]] };
}
