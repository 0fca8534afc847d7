// MCP's JSON-RPC traffic: messages as they went over the wire, one a line or in a list, bare or in the record of a logger;
// recorders' cassettes of requests with their responses; and single messages. What both ends of a proxy recorded is one.

import { type At, atPointer, below, outcomeOf } from "../dialects/utterances.ts";
import { isList, isRecord, member, parseJson, stringAt, writeJson } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { GapEvent, Json, JsonRecord, Pointer, Run, Time } from "../model.ts";
import type { Source } from "../source.ts";
import { argumentsOf } from "../telling/conversation.ts";
import type { Entry } from "../telling/entries.ts";
import { argumentsKey } from "../telling/ledger.ts";
import { Session } from "../telling/session.ts";
import { spokenEvents, taskAmong } from "../telling/spoken.ts";
import { Toolbox } from "../tools.ts";

const wrappers = ["message", "payload", "data", "request", "response", "body", "rpc", "frame", "content", "jsonrpc_message"];

function isRpc(value: Json | undefined): value is JsonRecord {
  return isRecord(value) && member(value, "jsonrpc") === "2.0" && ["method", "result", "error"].some((name) => Object.hasOwn(value, name));
}

/** A result without its response, as `tools/call` gives it. */
function isBareResult(value: Json): value is JsonRecord {
  if (!isRecord(value) || Object.hasOwn(value, "role")) return false;
  return isList(member(value, "content")) && (typeof member(value, "isError") === "boolean" || Object.hasOwn(value, "structuredContent"));
}

/** What a server asks the client's model: messages, of which each holds one part or several. */
function isSampling(value: Json): boolean {
  const messages = isRecord(value) ? member(value, "messages") : undefined;
  return (
    isRecord(value) &&
    isList(messages) &&
    Object.hasOwn(value, "maxTokens") &&
    messages.every((one) => isRecord(one) && Object.hasOwn(one, "content"))
  );
}

interface Sent {
  readonly message: JsonRecord;
  readonly at: At;
}

/** The messages that a record holds: itself, a batch, or what a logger or recorder wrapped. */
function sentIn(value: Json, at: At, depth = 0): readonly Sent[] {
  if (isRpc(value)) return [{ message: value, at }];
  if (isList(value)) return depth > 0 && value.every(isRpc) ? value.map((message, index) => ({ message, at: below(at, index) })) : [];
  if (!isRecord(value) || depth > 3) return [];
  return wrappers.flatMap((name) => {
    const inner = member(value, name);
    const place = below(at, name);
    if (typeof inner === "string" && inner.includes('"jsonrpc"')) {
      const { value: packed, broken } = parseJson(inner);
      return broken === undefined && packed !== undefined ? sentIn(packed, { ...place, inString: true }, depth + 1) : [];
    }
    return isRecord(inner) || isList(inner) ? sentIn(inner, place, depth + 1) : [];
  });
}

export function isMcpEvent(entry: Json): boolean {
  return (isList(entry) ? entry.length > 0 && entry.every(isRpc) : sentIn(entry, atPointer("")).length > 0) && !isOnlyCatalogue(entry);
}

/** A response that lists tools, alone, is a catalogue and no run. */
function isOnlyCatalogue(entry: Json): boolean {
  const result = isRecord(entry) ? member(entry, "result") : undefined;
  return isRecord(result) && isList(member(result, "tools"));
}

function interactionsOf(root: Json): readonly Json[] | undefined {
  const list = isRecord(root) ? member(root, "interactions") : undefined;
  return isList(list) && list.some((one) => sentIn(one, atPointer("")).length > 0) ? list : undefined;
}

export function isMcp(root: Json): boolean {
  return interactionsOf(root) !== undefined || isBareResult(root) || isSampling(root);
}

export function* mcpRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const messages = isRecord(root) ? member(root, "messages") : undefined;
  if (isRecord(root) && isList(messages)) {
    const toolbox = new Toolbox();
    toolbox.add(member(root, "tools"));
    const events = spokenEvents(messages, source, `${at}/messages`);
    yield { id: undefined, model: undefined, task: taskAmong(messages), labels: {}, context: undefined, tools: toolbox.list(), events };
    return;
  }
  const interactions = interactionsOf(root);
  const place = interactions === undefined ? at : `${at}/interactions`;
  const entries = (interactions ?? [root]).map(
    (value, index): Entry => ({ value, source, pointer: interactions === undefined ? at : `${place}/${index}` }),
  );
  const gap: readonly GapEvent[] = source.broken === undefined ? [] : [{ kind: "gap", reason: "the file breaks off here", pointer: at }];
  yield* mcpEventRuns([...entries, ...gap]);
}

export function* mcpEventRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  const reader = new Wire();
  for (const entry of entries) {
    if ("kind" in entry) reader.session.gap(entry.reason, entry.pointer);
    else reader.read(entry);
  }
  const { id, labels } = reader;
  yield { id, model: undefined, task: undefined, labels, context: undefined, tools: reader.toolbox.list(), events: reader.session.end() };
}

interface Asked {
  readonly call: number;
  readonly key: string;
}

class Wire {
  readonly session = new Session();
  readonly toolbox = new Toolbox();
  readonly labels: Record<string, string | number | boolean | null> = {};
  id: string | undefined;
  /** The calls that wait, by the id of their request. */
  readonly #asked = new Map<string, Asked>();
  /** What was answered last under an id, since proxies record both of their ends. */
  readonly #answered = new Map<string, string>();
  /** Requests whose answer is no result of a tool. */
  readonly #others = new Set<string>();

  read({ value, source, pointer }: Entry): void {
    const at = atPointer(pointer);
    const sent =
      isList(value) && value.every(isRpc) ? value.map((message, index) => ({ message, at: below(at, index) })) : sentIn(value, at);
    const time = isRecord(value)
      ? timeOf(["timestamp", "time", "ts", "created_at"].map((name) => member(value, name)).find((one) => one !== undefined))
      : undefined;
    if (isRecord(value)) this.id ??= stringAt(value, "session_id") ?? stringAt(value, "sessionId");
    if (sent.length === 0) {
      if (isBareResult(value)) this.#result("", value, source, at, time);
      else if (!isRecord(value)) this.session.unread(source, pointer, "a message must be an object", "a message that is no object");
      return;
    }
    if (sent.some(({ message }) => stringAt(message, "method") === "tools/call")) this.session.batch();
    for (const { message, at: place } of sent) this.#message(message, source, place, time);
  }

  #message(message: JsonRecord, source: Source, at: At, time: Time | undefined): void {
    const id = member(message, "id");
    const key = typeof id === "string" || typeof id === "number" ? JSON.stringify(id) : undefined;
    const method = stringAt(message, "method");
    if (method === "tools/call") this.#call(message, key, source, at, time);
    else if (method !== undefined) {
      if (key !== undefined && !this.#asked.has(key)) this.#others.add(key);
    } else if (key !== undefined) this.#response(message, key, source, at, time);
  }

  #call(message: JsonRecord, key: string | undefined, source: Source, at: At, time: Time | undefined): void {
    const params = member(message, "params");
    const tool = isRecord(params) ? stringAt(params, "name") : undefined;
    if (!isRecord(params) || tool === undefined) {
      this.session.unread(source, at.pointer, "a call must name its tool", "a call that names no tool");
      return;
    }
    const written = member(params, "arguments");
    const same = `${tool} ${argumentsKey(written) ?? ""}`;
    if (key !== undefined && this.#asked.get(key)?.key === same) return;
    const argsAt = below(at, "params", "arguments").pointer;
    const call = this.session.call(source, {
      id: key === undefined ? undefined : shownId(key),
      tool,
      args: argumentsOf(source, written, argsAt),
      pointer: at.pointer,
      time,
    });
    if (key === undefined) return;
    this.#asked.set(key, { call, key: same });
    this.#others.delete(key);
    this.#answered.delete(key);
  }

  #response(message: JsonRecord, key: string, source: Source, at: At, time: Time | undefined): void {
    const result = member(message, "result");
    if (isRecord(result)) {
      if (isList(member(result, "tools"))) this.toolbox.add(member(result, "tools"));
      const server = member(result, "serverInfo");
      if (isRecord(server)) this.labels.server ??= stringAt(server, "name") ?? null;
    }
    const told = writeJson(result ?? member(message, "error") ?? null).slice(0, 10_000);
    if (this.#answered.get(key) === told) return;
    this.#answered.set(key, told);
    if (this.#others.delete(key)) return;
    this.#result(key, message, source, at, time);
  }

  #result(key: string, message: JsonRecord, source: Source, at: At, time: Time | undefined): void {
    const asked = this.#asked.get(key);
    this.#asked.delete(key);
    const error = member(message, "error");
    const result = member(message, "result") ?? (error === undefined ? message : undefined);
    // An answer to something that is not recorded tells nothing of a tool, unless it has a tool's form.
    if (asked === undefined && !(isRecord(result) && isList(member(result, "content")))) return;
    const failed = error !== undefined && error !== null;
    const { text, structured } = outcomeOf(contentOf(result));
    const reason = isRecord(error) ? (stringAt(error, "message") ?? "") : "";
    const own = isRecord(result) ? member(result, "structuredContent") : undefined;
    const at_ = below(at, failed ? "error" : "result").pointer;
    this.session.result(source, {
      ...(asked === undefined ? {} : { call: asked.call }),
      id: key === "" ? undefined : shownId(key),
      text: failed ? reason : text,
      structured: isRecord(own) || isList(own) ? own : structured,
      failed: failed || (isRecord(result) && member(result, "isError") === true),
      time,
      pointer: key === "" ? at.pointer : at_,
    });
  }
}

/** Ids are texts or numbers, and shown as they read; a text that reads as a number keeps its quotes. */
const shownId = (key: string): string => (/^"(?!\d+"$)/.test(key) ? key.slice(1, -1) : key);

function contentOf(result: Json | undefined): Json | undefined {
  return isRecord(result) ? (member(result, "content") ?? member(result, "toolResult") ?? member(result, "structuredContent")) : result;
}
