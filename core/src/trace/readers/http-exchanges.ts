// Recorded HTTP exchanges with a model: cassettes and logs of requests and responses, of OpenAI's two protocols and of
// Anthropic's. Each request repeats the conversation so far; an exchange goes on with the run that it repeats.

import { contentOf } from "../dialects/content.ts";
import { essence, ItemReader, isResponsesItem, itemEssence } from "../dialects/responses-items.ts";
import { isList, isRecord, member, parseJson, stringAt } from "../encodings/json.ts";
import type { Json, JsonRecord, Pointer, Run } from "../model.ts";
import type { Source } from "../source.ts";
import { type Session, sessionRun } from "../telling/session.ts";
import { tellMessage } from "./anthropic-messages.ts";
import { agentsSpanRuns, isAgentsSpans } from "./openai-agents.ts";
import { chatMessageEvents } from "./openai-chat.ts";

/** One message or item, with the place that it was found in. */
interface Part {
  readonly value: Json;
  readonly pointer: Pointer;
}

interface Exchange {
  readonly protocol: "chat" | "responses" | "anthropic";
  readonly request: JsonRecord;
  readonly instructions: Part | undefined;
  readonly asked: readonly Part[];
  readonly answered: readonly Part[];
  readonly id: string | undefined;
  readonly previous: string | undefined;
}

/** `[{uri, request, response}]`, VCR's `{interactions}`, or one exchange. */
export function isHttpExchanges(root: Json): boolean {
  return exchangesIn(root, "").some(({ value }) => isRecord(value) && (isRecord(bodyOf(member(value, "request"))) || isSpans(value)));
}

function exchangesIn(root: Json, at: Pointer): readonly Part[] {
  const list = isRecord(root) ? (member(root, "interactions") ?? [root]) : root;
  if (!isList(list)) return [];
  const base = isRecord(root) ? (Object.hasOwn(root, "interactions") ? `${at}/interactions` : undefined) : at;
  return list
    .map((value, index) => ({ value, pointer: base === undefined ? at : `${base}/${index}` }))
    .filter(({ value }) => isRecord(value) && Object.hasOwn(value, "request") && Object.hasOwn(value, "response") && isExchange(value));
}

function isExchange(value: JsonRecord): boolean {
  const body = bodyOf(member(value, "request"));
  return (
    isRecord(body) && (isList(member(body, "messages")) || (Object.hasOwn(body, "input") && Object.hasOwn(body, "model")) || isSpans(value))
  );
}

const isSpans = (value: JsonRecord): boolean => isAgentsSpans(bodyOf(member(value, "request")) ?? null);

/** A body may stand by itself, below `body`, as a text, or as a text below `string`. */
function bodyOf(value: Json | undefined): Json | undefined {
  if (typeof value === "string") return parseJson(value).value;
  if (!isRecord(value)) return undefined;
  for (const key of ["body", "string", "parsed_body"]) {
    const inner = member(value, key);
    if (inner !== undefined && inner !== null)
      return typeof inner === "string" ? (parseJson(inner).value ?? inner) : (bodyOf(inner) ?? inner);
  }
  return value;
}

/** The text of a streamed response. */
function streamOf(value: Json | undefined): string | undefined {
  if (typeof value === "string") return /^\s*(?:event|data):/.test(value) ? value : undefined;
  if (!isRecord(value)) return undefined;
  return streamOf(member(value, "body") ?? member(value, "string"));
}

export function* httpExchangeRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const groups: Exchange[][] = [];
  const spans: Part[] = [];
  for (const { value, pointer } of exchangesIn(root, at)) {
    if (!isRecord(value) || source.isOpen(value)) continue;
    const exchange = exchangeOf(value, pointer);
    if (exchange === undefined) spans.push({ value: bodyOf(member(value, "request")) ?? null, pointer: `${pointer}/request` });
    else (groups.find((group) => goesOn(group, exchange)) ?? newGroup(groups)).push(exchange);
  }
  const cut = source.isOpen(root);
  for (const group of groups) yield runOf(group, source, cut && group === groups.at(-1) ? at : undefined);
  // Where the model's own answers are recorded, spans sent beside them say the same again.
  if (groups.length === 0) for (const { value, pointer } of spans) yield* agentsSpanRuns(value, source, pointer);
}

function newGroup(groups: Exchange[][]): Exchange[] {
  const group: Exchange[] = [];
  groups.push(group);
  return group;
}

function exchangeOf(value: JsonRecord, at: Pointer): Exchange | undefined {
  const request = bodyOf(member(value, "request"));
  if (!isRecord(request) || isAgentsSpans(request)) return undefined;
  const written = member(value, "response");
  const stream = streamOf(written);
  const response = stream === undefined ? bodyOf(written) : responseOfStream(stream);
  const to = `${at}/response`;
  const [id, previous] = [isRecord(response) ? stringAt(response, "id") : undefined, stringAt(request, "previous_response_id")];
  const parts = (list: Json | undefined, base: Pointer): readonly Part[] =>
    isList(list) ? list.map((one, index) => ({ value: one, pointer: `${base}/${index}` })) : [];
  const input = member(request, "input");
  if (input !== undefined) {
    const asked =
      typeof input === "string"
        ? [{ value: { role: "user", content: input }, pointer: `${at}/request/input` }]
        : parts(input, `${at}/request/input`);
    const instructions = stringAt(request, "instructions");
    const first = instructions === undefined ? undefined : { value: instructions, pointer: `${at}/request/instructions` };
    const output = isRecord(response) ? member(response, "output") : undefined;
    return { protocol: "responses", request, instructions: first, asked, answered: parts(output, `${to}/output`), id, previous };
  }
  const asked = parts(member(request, "messages"), `${at}/request/messages`);
  if (isRecord(response) && stringAt(response, "type") === "message") {
    const system = member(request, "system");
    const first = system === undefined ? undefined : { value: contentOf(system).text, pointer: `${at}/request/system` };
    return { protocol: "anthropic", request, instructions: first, asked, answered: [{ value: response, pointer: to }], id, previous };
  }
  const choices = isRecord(response) ? member(response, "choices") : undefined;
  const choice = isList(choices) && isRecord(choices[0]) ? member(choices[0], "message") : undefined;
  const answered = isRecord(choice) ? [{ value: choice, pointer: `${to}/choices/0/message` }] : [];
  return { protocol: "chat", request, instructions: undefined, asked, answered, id, previous };
}

const essenceOf = (protocol: Exchange["protocol"], value: Json): string | undefined =>
  protocol === "responses" ? itemEssence(value) : messageEssence(value);

function messageEssence(message: Json): string {
  if (!isRecord(message)) return essence(message);
  const calls = member(message, "tool_calls");
  const essences = isList(calls)
    ? calls.map((call) => (isRecord(call) ? [member(call, "id") ?? null, member(call, "function") ?? null] : null))
    : null;
  const content = member(message, "content");
  const text =
    isList(content) && content.some((block) => isRecord(block) && stringAt(block, "type") !== "text") ? content : contentOf(content).text;
  return essence([member(message, "role") ?? null, text, essences, member(message, "tool_call_id") ?? null] as Json);
}

const essences = (protocol: Exchange["protocol"], parts: readonly Part[]): readonly string[] =>
  parts.flatMap(({ value }) => essenceOf(protocol, value) ?? []);

/** Whether an exchange repeats all that the run holds, and adds to it. */
function goesOn(group: readonly Exchange[], next: Exchange): boolean {
  const last = group.at(-1);
  if (last === undefined || last.protocol !== next.protocol) return false;
  if (next.previous !== undefined) return next.previous === last.id;
  const before = essences(last.protocol, last.asked);
  const now = essences(next.protocol, next.asked);
  return now.length > before.length && before.every((essence, index) => essence === now[index]);
}

function runOf(group: readonly Exchange[], source: Source, cutAt: Pointer | undefined): Omit<Run, "index"> {
  const [first] = group;
  const user = first?.asked.find(({ value }) => isRecord(value) && stringAt(value, "role") === "user")?.value;
  const task = isRecord(user ?? null) ? contentOf(member(user as JsonRecord, "content")).text : undefined;
  return sessionRun(
    { id: first?.id, model: first === undefined ? undefined : stringAt(first.request, "model"), task, labels: {} },
    (session) => {
      const teller = tellerOf(session, source);
      let told: readonly string[] = [];
      for (const exchange of group) {
        const { protocol, instructions, asked, answered, previous } = exchange;
        if (told.length === 0 && instructions !== undefined)
          session.message("system", String(instructions.value), undefined, instructions.pointer);
        // What the request repeats is told already, the last answer among it; reasoning is not always repeated.
        let known = previous === undefined ? told : [];
        for (const part of asked) {
          const essence = essenceOf(protocol, part.value);
          if (essence !== undefined && essence === known[0]) known = known.slice(1);
          else teller(protocol, part);
        }
        for (const part of answered) teller(protocol, part);
        told = [...(previous === undefined ? [] : told), ...essences(protocol, asked), ...essences(protocol, answered)];
      }
      if (cutAt !== undefined) session.gap("the file breaks off here", cutAt);
    },
  );
}

function tellerOf(session: Session, source: Source): (protocol: Exchange["protocol"], part: Part) => void {
  const items = new ItemReader(session);
  return (protocol, { value, pointer }) => {
    if (!isRecord(value)) session.unread(source, pointer, "a message must be an object", "a message that is no object");
    else if (protocol === "responses") items.read(value, source, pointer, {});
    else if (protocol === "anthropic") tellMessage(session, value, source, pointer);
    else session.through((conversation) => chatMessageEvents(value, source, pointer, conversation));
  };
}

/** The response that the events of a stream add up to. */
function responseOfStream(text: string): Json | undefined {
  const events = text.split(/\r?\n/).flatMap((line) => {
    const event = line.startsWith("data:") ? parseJson(line.slice(5)).value : undefined;
    return event !== undefined && isRecord(event) ? [event] : [];
  });
  for (const event of events) {
    const response = member(event, "response");
    if (stringAt(event, "type") === "response.completed" && isRecord(response)) return response;
  }
  const items = events.flatMap((event) => (stringAt(event, "type") === "response.output_item.done" ? [member(event, "item") ?? null] : []));
  if (items.length > 0) return { object: "response", output: items.filter(isResponsesItem) };
  return chatOfChunks(events);
}

interface StreamedCall {
  id: string | undefined;
  name: string;
  written: string;
}

/** Chunks of a chat: calls by their index, their names and ids in the first piece only. */
function chatOfChunks(events: readonly JsonRecord[]): Json | undefined {
  const calls = new Map<string, StreamedCall>();
  let content = "";
  let id: string | undefined;
  for (const event of events) {
    id ??= stringAt(event, "id");
    const choices = member(event, "choices");
    const choice = isList(choices) ? choices[0] : undefined;
    const delta = isRecord(choice) ? member(choice, "delta") : undefined;
    if (!isRecord(delta)) continue;
    content += stringAt(delta, "content") ?? "";
    const pieces = member(delta, "tool_calls");
    for (const [place, piece] of (isList(pieces) ? pieces : []).entries()) {
      if (!isRecord(piece)) continue;
      const key = String(member(piece, "index") ?? place);
      const call = calls.get(key) ?? { id: undefined, name: "", written: "" };
      calls.set(key, call);
      const inner = member(piece, "function");
      call.id ??= stringAt(piece, "id");
      if (!isRecord(inner)) continue;
      call.name += stringAt(inner, "name") ?? "";
      call.written += stringAt(inner, "arguments") ?? "";
    }
  }
  if (id === undefined) return undefined;
  const made = [...calls.values()].map(({ id: call, name, written }) => ({ id: call ?? "", function: { name, arguments: written } }));
  return { id, choices: [{ message: { role: "assistant", content, tool_calls: made } }] };
}
