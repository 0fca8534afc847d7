// Owns where the conventions of OpenTelemetry and OpenInference keep what was said: attributes old and new, span events, and
// the vendors' own.

import { type At, below, messagesIn, roleOf, type SaidText, type Utterance, unpacked, utterancesOf } from "../dialects/utterances.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import type { Json, JsonRecord } from "../model.ts";
import { indexedAttributes } from "./attributes.ts";
import type { RawEvent, RawSpan } from "./otel-shapes.ts";

type Messages = readonly (readonly Utterance[])[];

export interface Conversed {
  readonly before: Messages;
  readonly after: Messages;
}

const inString = (at: At): At => ({ ...at, inString: true });

/** What was said before and in the span, in whichever convention it is recorded; the first that says anything counts. */
export function conversedIn(span: RawSpan): Conversed {
  const { attributes } = span;
  const details = span.events.find(
    (event) => Object.hasOwn(event.attributes, "gen_ai.input.messages") || Object.hasOwn(event.attributes, "gen_ai.output.messages"),
  );
  const before = firstOf(
    () => [...instructions(attributes, span.attributeAt), ...packedAt(span, "gen_ai.input.messages")],
    () => (details === undefined ? [] : eventMessages(details, "input")),
    () => indexed(span, "gen_ai.prompt"),
    () => indexed(span, "llm.input_messages"),
    () => geminiRequest(span),
    () => packedAt(span, "ai.prompt.messages"),
    () => spokenEvents(span.events),
    () => promptEvent(span, "gen_ai.content.prompt", "gen_ai.prompt"),
  );
  const after = firstOf(
    () => packedAt(span, "gen_ai.output.messages"),
    () => (details === undefined ? [] : eventMessages(details, "output")),
    () => indexed(span, "gen_ai.completion"),
    () => indexed(span, "llm.output_messages"),
    () => geminiResponse(span),
    () => sdkResponse(span),
    () => choiceEvents(span.events),
    () => promptEvent(span, "gen_ai.content.completion", "gen_ai.completion"),
    // Pydantic AI's agents tell at their end all that was said.
    () => packedAt(span, "pydantic_ai.all_messages"),
    () => packedAt(span, "all_messages_events"),
  );
  return { before, after };
}

function firstOf(...ways: readonly (() => Messages)[]): Messages {
  for (const way of ways) {
    const messages = way().filter((message) => message.length > 0);
    if (messages.length > 0) return messages;
  }
  return [];
}

function packedAt(span: RawSpan, key: string): Messages {
  return messagesIn(member(span.attributes, key), span.attributeAt(key)) ?? [];
}

function instructions(attributes: JsonRecord, placeOf: (key: string) => At): Messages {
  const key = "gen_ai.system_instructions";
  const { value, at } = unpacked(member(attributes, key), placeOf(key));
  if (value === undefined || value === null) return [];
  return [utterancesOf({ role: "system", content: value }, inString(at)) ?? []];
}

function eventMessages(event: RawEvent, side: "input" | "output"): Messages {
  const key = `gen_ai.${side}.messages`;
  const place = (name: string): At => below(event.at, "attributes", name);
  const first = side === "input" ? instructions(event.attributes, place) : [];
  return [...first, ...(messagesIn(member(event.attributes, key), place(key)) ?? [])];
}

/** `gen_ai.prompt.0.role` and its like. A content is often the JSON text of a list of parts. */
function indexed(span: RawSpan, prefix: string): Messages {
  return indexedAttributes(span.attributes, prefix).map(({ value, key }) => {
    const at = inString(span.attributeAt(key));
    if (!isRecord(value)) return [];
    const role = prefix === "gen_ai.completion" && !Object.hasOwn(value, "role") ? { ...value, role: "assistant" } : value;
    return utterancesOf(withParts(role), at) ?? [];
  });
}

function withParts(message: JsonRecord): JsonRecord {
  const inner = member(message, "message");
  if (isRecord(inner)) return { ...message, message: withParts(inner) };
  const content = member(message, "content");
  if (typeof content !== "string" || !/^\s*\[/.test(content)) return message;
  const { value } = unpacked(content, { pointer: "", inString: true });
  const parts = isList(value) && value.length > 0 && value.every((part) => isRecord(part) && typeof member(part, "type") === "string");
  return parts ? { ...message, content: value } : message;
}

/** Google's agent kit keeps the whole request and response in attributes of its own. */
function geminiRequest(span: RawSpan): Messages {
  const key = "gcp.vertex.agent.llm_request";
  const { value, at } = unpacked(member(span.attributes, key), span.attributeAt(key));
  if (!isRecord(value)) return [];
  const config = member(value, "config");
  const instruction = isRecord(config) ? (member(config, "system_instruction") ?? member(config, "systemInstruction")) : undefined;
  const system = instruction === undefined ? [] : (utterancesOf({ role: "system", content: instruction }, at) ?? []);
  return [system, ...(messagesIn(member(value, "contents"), below(at, "contents")) ?? [])];
}

function geminiResponse(span: RawSpan): Messages {
  const key = "gcp.vertex.agent.llm_response";
  const { value, at } = unpacked(member(span.attributes, key), span.attributeAt(key));
  const content = isRecord(value) ? member(value, "content") : undefined;
  return content === undefined ? [] : (messagesIn(content, below(at, "content")) ?? []);
}

/** The AI SDK's reply: a text and a list of calls. */
function sdkResponse(span: RawSpan): Messages {
  const text = stringAt(span.attributes, "ai.response.text");
  const calls = unpacked(member(span.attributes, "ai.response.toolCalls"), span.attributeAt("ai.response.toolCalls"));
  const message: { [key: string]: Json } = { role: "assistant" };
  if (text !== undefined) message.content = text;
  if (calls.value !== undefined) message.tool_calls = calls.value;
  return Object.keys(message).length === 1 ? [] : [utterancesOf(message, inString(calls.at)) ?? []];
}

/** Span events of the older convention: one for each message, named for its role. */
function spokenEvents(events: readonly RawEvent[]): Messages {
  return events.flatMap((event): Messages => {
    const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(event.name)?.[1];
    return role === undefined ? [] : [eventMessage(event, role)];
  });
}

function choiceEvents(events: readonly RawEvent[]): Messages {
  return events.filter((event) => event.name === "gen_ai.choice").map((event) => eventMessage(event, "assistant"));
}

function eventMessage(event: RawEvent, role: string): readonly Utterance[] {
  const body = isRecord(event.body) ? event.body : event.attributes;
  const inner = unpacked(member(body, "message"), event.at).value;
  const record: JsonRecord = isRecord(inner) ? inner : typeof inner === "string" || isList(inner) ? { ...body, content: inner } : body;
  const calls = unpacked(member(record, "tool_calls"), event.at).value;
  const content = unpacked(member(record, "content"), event.at).value;
  const id = stringAt(record, "id");
  const message: { [key: string]: Json } = { ...record, role, content: content ?? null };
  if (calls !== undefined) message.tool_calls = calls;
  if (role === "tool" && id !== undefined && !Object.hasOwn(record, "tool_call_id")) message.tool_call_id = id;
  delete message.message;
  return utterancesOf(message, inString(event.at)) ?? [];
}

function promptEvent(span: RawSpan, name: string, key: string): Messages {
  const event = span.events.find((one) => one.name === name);
  if (event === undefined) return [];
  return messagesIn(member(event.attributes, key), below(event.at, "attributes", key)) ?? [];
}

/** What an agent or a chain was given and gave, where it is said as one value: messages, or a plain text. */
export function valueMessages(value: Json | undefined, at: At, role: SaidText["role"]): Messages {
  const messages = messagesIn(value, at);
  if (messages !== undefined) return messages;
  if (typeof value !== "string" || value.trim() === "" || /^\s*[[{"<]/.test(value) || roleOf(value) !== undefined) return [];
  return [[{ kind: "text", role, text: value, at }]];
}
