// Owns what a message says, in whichever dialect it is written: OpenAI's chat and Responses, Anthropic's blocks, LangChain,
// OpenTelemetry's parts, OpenInference, Gemini, the AI SDK, Pydantic AI. Knows no file format: a message in, plain data out.

import { isDeeperThan, isList, isRecord, maximalDepth, member, parseJson, stringAt, writeJson } from "../encodings/json.ts";
import { pointerTo } from "../encodings/pointer.ts";
import type { Json, JsonRecord, Pointer } from "../model.ts";

export type Role = "system" | "user" | "assistant";

/** Where something stands. What is read out of a string has the string's place. */
export interface At {
  readonly pointer: Pointer;
  readonly inString: boolean;
}

export interface SaidText {
  readonly kind: "text";
  readonly role: Role;
  readonly text: string;
  readonly at: At;
}
export interface SaidCall {
  readonly kind: "call";
  readonly id: string | undefined;
  readonly tool: string;
  /** As recorded: a record, its JSON text, or nothing. */
  readonly args: Json | undefined;
  readonly argsAt: At;
  readonly at: At;
}
export interface SaidAnswer {
  readonly kind: "answer";
  readonly id: string | undefined;
  readonly tool: string | undefined;
  readonly text: string;
  readonly structured: Json | undefined;
  readonly failed: boolean;
  /** Whether it says that the call was refused. */
  readonly refused: boolean;
  readonly at: At;
}
/** Something that the message holds and that is not read. */
export interface SaidUnread {
  readonly kind: "unread";
  readonly what: string;
  readonly at: At;
}
export type Utterance = SaidText | SaidCall | SaidAnswer | SaidUnread;

export const atPointer = (pointer: Pointer): At => ({ pointer, inString: false });

export function below(at: At, ...segments: readonly (string | number)[]): At {
  return at.inString ? at : { pointer: segments.reduce(pointerTo, at.pointer), inString: false };
}

const roles: ReadonlyMap<string, Role | "tool"> = new Map([
  ["system", "system"],
  ["developer", "system"],
  ["systemmessage", "system"],
  ["user", "user"],
  ["human", "user"],
  ["humanmessage", "user"],
  ["assistant", "assistant"],
  ["ai", "assistant"],
  ["model", "assistant"],
  ["aimessage", "assistant"],
  ["aimessagechunk", "assistant"],
  ["tool", "tool"],
  ["function", "tool"],
  ["toolmessage", "tool"],
  ["functionmessage", "tool"],
]);

export function roleOf(name: string | undefined): Role | "tool" | undefined {
  return name === undefined ? undefined : roles.get(name.toLowerCase());
}

/** The value itself, or what a string says where it is the JSON text of a record or list; strings may be packed twice. */
export function unpacked(value: Json | undefined, at: At): { readonly value: Json | undefined; readonly at: At } {
  let found = value;
  for (let level = 0; level < 3 && typeof found === "string"; level++) {
    if (!/^\s*[[{"]/.test(found)) break;
    const { value: inner, broken } = parseJson(found);
    if (broken !== undefined || inner === undefined || inner === found) break;
    if (typeof inner === "string" && !/^\s*[[{]/.test(inner)) break;
    found = inner;
  }
  return found === value ? { value, at } : { value: found, at: { ...at, inString: true } };
}

/** The text of a value: a string as it is, a list of parts by their texts, anything else as JSON. */
export function plainText(value: Json | undefined): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (isList(value) && value.length > 0) {
    const texts = value.map(partText);
    if (texts.every((text) => text !== undefined)) return texts.join("\n");
  }
  return isDeeperThan(value, maximalDepth) ? "" : writeJson(value);
}

function partText(part: Json): string | undefined {
  if (typeof part === "string") return part;
  if (!isRecord(part)) return undefined;
  const type = stringAt(part, "type");
  if (type !== undefined && !textTypes.has(type)) return undefined;
  return stringAt(part, "text") ?? (type === undefined ? undefined : (stringAt(part, "content") ?? stringAt(part, "refusal")));
}

const textTypes = new Set(["text", "input_text", "output_text", "refusal", "summary_text"]);
const thoughtTypes = new Set(["reasoning", "thinking", "redacted_thinking", "reasoning_content", "thought"]);

/** A result's text and data: a text is text, MCP's `{content, structuredContent}` is both, a list of parts is their text. */
export function outcomeOf(value: Json | undefined): {
  readonly text: string;
  readonly structured: Json | undefined;
  readonly failed: boolean;
} {
  if (isRecord(value)) {
    const content = member(value, "content");
    const known = Object.keys(value).every((key) => ["content", "isError", "structuredContent", "_meta"].includes(key));
    if (known && isList(content) && content.every((part) => isRecord(part) && stringAt(part, "type") !== undefined)) {
      const structured = member(value, "structuredContent");
      return { text: plainText(content), structured: shallow(structured), failed: member(value, "isError") === true };
    }
  }
  const text = plainText(value);
  const parts = isList(value) && value.length > 0 && value.every((part) => partText(part) !== undefined);
  return { text, structured: parts ? undefined : shallow(value), failed: false };
}

function shallow(value: Json | undefined): Json | undefined {
  return (isRecord(value) || isList(value)) && !isDeeperThan(value, maximalDepth) ? value : undefined;
}

/** What the message says, in its order; undefined where it is no message of any dialect. */
export function utterancesOf(message: Json, at: At): readonly Utterance[] | undefined {
  if (!isRecord(message)) return undefined;
  const wrapped = wrappedMessage(message, at);
  if (wrapped !== undefined) return utterancesOf(wrapped.message, wrapped.at);
  const item = partOf(message, at);
  if (item !== undefined) return item;
  const type = stringAt(message, "type");
  const role = roleOf(stringAt(message, "role")) ?? roleOf(type);
  if (role === undefined) return pydanticParts(message, at);
  return role === "tool" ? answersOf(message, at) : spokenBy(role, message, at);
}

/** LangChain's constructors and `{type, data}`, OpenInference's `{message}`. */
function wrappedMessage(message: JsonRecord, at: At): { readonly message: JsonRecord; readonly at: At } | undefined {
  const kwargs = member(message, "kwargs");
  if (isRecord(kwargs)) {
    const path = member(message, "id");
    const name = isList(path) ? path.at(-1) : undefined;
    const role = typeof name === "string" && roleOf(name) !== undefined ? { ...kwargs, type: name } : kwargs;
    return { message: role, at: below(at, "kwargs") };
  }
  const data = member(message, "data");
  const type = stringAt(message, "type");
  if (isRecord(data) && roleOf(type) !== undefined) return { message: { ...data, type: type ?? "" }, at: below(at, "data") };
  const inner = member(message, "message");
  if (isRecord(inner) && !Object.hasOwn(message, "role") && (Object.hasOwn(inner, "role") || Object.hasOwn(inner, "content")))
    return { message: inner, at: below(at, "message") };
  return undefined;
}

function spokenBy(role: Role, message: JsonRecord, at: At): readonly Utterance[] {
  const said: Utterance[] = [];
  const key = ["content", "parts", "contents"].find((name) => hasContent(member(message, name))) ?? "content";
  const listed = listedCalls(message, at);
  const inContent = contentUtterances(role, member(message, key), below(at, key));
  // LangChain lists a call in the content and again beside it.
  for (const one of inContent) if (one.kind !== "call" || !listed.some((call) => isSameCall(call, one))) said.push(one);
  return [...mappedAnswers(message, at), ...said, ...listed];
}

function hasContent(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== "" && !(isList(value) && value.length === 0);
}

function isSameCall(a: SaidCall, b: SaidCall): boolean {
  return a.tool === b.tool && (a.id === b.id || a.id === undefined || b.id === undefined);
}

function contentUtterances(role: Role, content: Json | undefined, at: At): readonly Utterance[] {
  if (isRecord(content) && stringAt(content, "type") !== undefined) return contentUtterances(role, [content], { ...at, inString: true });
  if (!isList(content)) return textOf(role, plainText(content), at);
  const said: Utterance[] = [];
  const texts: string[] = [];
  for (const [index, part] of content.entries()) {
    const inner = isRecord(part) ? member(part, "message_content") : undefined;
    const place = below(at, index);
    const one = isRecord(inner) ? inner : part;
    const text = partText(one);
    const printed = text === undefined || role !== "assistant" ? undefined : printedCall(text, place);
    if (printed !== undefined) said.push(printed);
    else if (text !== undefined) {
      if (text !== "") texts.push(text);
    } else if (isRecord(one)) {
      const items = partOf(one, place);
      const type = stringAt(one, "type");
      if (items !== undefined) said.push(...items);
      else if (type === undefined || !thoughtTypes.has(type)) said.push({ kind: "unread", what: type ?? "content", at: place });
    } else said.push({ kind: "unread", what: "content", at: place });
  }
  return [...textOf(role, texts.join("\n"), at), ...said];
}

/** A call that a recorder printed as Python does, in the place of a text. */
function printedCall(text: string, at: At): SaidCall | undefined {
  if (!text.startsWith("ResponseFunctionToolCall(") || !text.endsWith(")")) return undefined;
  const field = (name: string): string | undefined => {
    const quoted = new RegExp(`[( ]${name}=(?:'((?:[^'\\\\]|\\\\.)*)'|"((?:[^"\\\\]|\\\\.)*)")`, "s").exec(text);
    return (quoted?.[1] ?? quoted?.[2])?.replaceAll(/\\(["'\\])/g, "$1");
  };
  const tool = field("name");
  return tool === undefined ? undefined : { kind: "call", id: field("call_id"), tool, args: field("arguments"), argsAt: at, at };
}

function textOf(role: Role, text: string, at: At): readonly Utterance[] {
  return text === "" ? [] : [{ kind: "text", role, text, at }];
}

/** The calls that stand beside the content. */
function listedCalls(message: JsonRecord, at: At): readonly SaidCall[] {
  const extra = member(message, "additional_kwargs");
  for (const [holder, place] of [
    [message, at],
    [isRecord(extra) ? extra : {}, below(at, "additional_kwargs")],
  ] as const) {
    for (const name of ["tool_calls", "toolCalls", "tool_requests"]) {
      const list = member(holder, name);
      if (isRecord(list)) return mappedCalls(list, below(place, name));
      if (!isList(list) || list.length === 0) continue;
      return list.flatMap((call, index) => callOf(call, below(place, name, index)) ?? []);
    }
    const single = member(holder, "function_call");
    const call = isRecord(single) ? callOf(single, below(place, "function_call")) : undefined;
    if (call !== undefined) return [call];
  }
  const tool = stringAt(message, "function_call_name");
  if (tool === undefined) return [];
  const name = "function_call_arguments_json";
  return [{ kind: "call", id: undefined, tool, args: member(message, name), argsAt: below(at, name), at }];
}

/** fast-agent's calls, which are MCP requests by their ids. */
function mappedCalls(calls: JsonRecord, at: At): readonly SaidCall[] {
  return Object.keys(calls).flatMap((id): readonly SaidCall[] => {
    const request = member(calls, id);
    const params = isRecord(request) ? member(request, "params") : undefined;
    const call = isRecord(params) ? callOf(params, below(at, id, "params")) : undefined;
    return call === undefined ? [] : [{ ...call, id }];
  });
}

function mappedAnswers(message: JsonRecord, at: At): readonly SaidAnswer[] {
  const results = member(message, "tool_results");
  if (!isRecord(results)) return [];
  return Object.keys(results).map((id) => {
    const result = member(results, id) ?? null;
    const failed = isRecord(result) && member(result, "isError") === true;
    return { ...answer({ id }, result, below(at, "tool_results", id)), id, tool: undefined, ...(failed ? { failed } : {}) };
  });
}

const argumentNames = ["arguments", "args", "input", "parameters"];

/** A call as any dialect writes it: `{id, function: {name, arguments}}`, `{id, name, args}`, `{tool_call: …}`, `{toolName, input}`. */
export function callOf(value: Json, at: At): SaidCall | undefined {
  if (!isRecord(value)) return undefined;
  const nested = member(value, "tool_call");
  if (isRecord(nested)) return callOf(nested, below(at, "tool_call"));
  const inner = member(value, "function");
  const named = isRecord(inner) ? inner : value;
  const place = isRecord(inner) ? below(at, "function") : at;
  const tool = stringAt(named, "name") ?? stringAt(named, "toolName") ?? stringAt(named, "tool_name") ?? stringAt(value, "function");
  if (tool === undefined) return undefined;
  const id = ["call_id", "id", "toolCallId", "tool_call_id", "toolUseId"]
    .map((name) => stringAt(value, name))
    .find((one) => one !== undefined && one !== "");
  const name = argumentNames.find((one) => Object.hasOwn(named, one)) ?? "arguments";
  return { kind: "call", id, tool, args: member(named, name), argsAt: below(place, name), at };
}

/** A part of a content, or an item of a list, that is a call or an answer. */
function partOf(part: JsonRecord, at: At): readonly Utterance[] | undefined {
  switch (stringAt(part, "type") ?? stringAt(part, "part_kind")) {
    case "tool_use":
    case "tool_call":
    case "tool-call":
    case "function_call":
    case "server_tool_use":
    case "mcp_call":
    case "toolCall": {
      const call = callOf(part, at);
      if (call === undefined) return undefined;
      // Tools that the model's own server ran stand with what they gave: Responses' `mcp_call`, Inspect's `tool_use`.
      const type = stringAt(part, "type");
      const output = type === "mcp_call" ? member(part, "output") : type === "tool_use" ? member(part, "result") : undefined;
      const error = member(part, "error");
      const answered = (output !== undefined && output !== null) || (type !== "tool_call" && error !== undefined && error !== null);
      return answered ? [call, answer(part, output, at)] : [call];
    }
    case "tool_result":
    case "tool-result":
    case "function_call_output":
    case "tool_call_response":
    case "tool-return":
    case "tool-return-part":
    case "toolResult":
      return [answer(part, answerBody(part), at)];
    case "retry-prompt":
      return stringAt(part, "tool_name") === undefined
        ? textOf("user", plainText(member(part, "content")), at)
        : [{ ...answer(part, member(part, "content"), at), failed: true }];
    case "system-prompt":
      return textOf("system", plainText(member(part, "content")), at);
    case "user-prompt":
      return textOf("user", plainText(member(part, "content")), at);
    case "reasoning":
      return [];
    default:
      return geminiPart(part, at);
  }
}

function geminiPart(part: JsonRecord, at: At): readonly Utterance[] | undefined {
  for (const name of ["functionCall", "function_call"]) {
    const call = member(part, name);
    const said = isRecord(call) && !Object.hasOwn(part, "role") ? callOf(call, below(at, name)) : undefined;
    if (said !== undefined) return [said];
  }
  for (const name of ["functionResponse", "function_response"]) {
    const given = member(part, name);
    if (isRecord(given)) return [answer(given, member(given, "response"), below(at, name))];
  }
  return bedrockPart(part, at);
}

/** Amazon Bedrock's parts are records with one key. */
function bedrockPart(part: JsonRecord, at: At): readonly Utterance[] | undefined {
  const use = member(part, "toolUse");
  const call = isRecord(use) ? callOf(use, below(at, "toolUse")) : undefined;
  if (call !== undefined) return [call];
  const given = member(part, "toolResult");
  if (!isRecord(given)) return undefined;
  const content = member(given, "content");
  const data = isList(content) && content.length === 1 && isRecord(content[0]) ? member(content[0], "json") : undefined;
  return [answer(given, data ?? content, below(at, "toolResult"))];
}

function answerBody(part: JsonRecord): Json | undefined {
  const name = ["content", "response", "result", "output"].find((one) => Object.hasOwn(part, one));
  const body = name === undefined ? undefined : member(part, name);
  // The AI SDK says how the output is to be read: `{type: "text", value}`.
  if (name === "output" && isRecord(body) && Object.hasOwn(body, "value") && stringAt(body, "type") !== undefined)
    return member(body, "value");
  return body;
}

const answerIds = ["tool_call_id", "tool_use_id", "toolUseId", "toolCallId", "call_id", "id"];

function answer(part: JsonRecord, body: Json | undefined, at: At): SaidAnswer {
  const id = answerIds.map((name) => stringAt(part, name)).find((one) => one !== undefined && one !== "");
  const tool = stringAt(part, "name") ?? stringAt(part, "tool_name") ?? stringAt(part, "toolName");
  const { text, structured, failed } = outcomeOf(body);
  const error = member(part, "error");
  const said =
    member(part, "is_error") === true ||
    member(part, "isError") === true ||
    stringAt(part, "status") === "error" ||
    (error !== undefined && error !== null && error !== false);
  // Inspect's errors are `{type, message}`, and of the type `approval` where somebody refused the call.
  const refused = isRecord(error) && stringAt(error, "type") === "approval";
  const reason = isRecord(error) ? (stringAt(error, "message") ?? plainText(error)) : plainText(error);
  return { kind: "answer", id, tool, text: text === "" ? reason : text, structured, failed: failed || said, refused, at };
}

/** A message of a tool: one answer, or one for each part that is an answer of its own. */
function answersOf(message: JsonRecord, at: At): readonly Utterance[] {
  // LangChain's recorders put the definitions of the tools among the messages.
  const content = member(message, "content");
  if (isRecord(content) && stringAt(content, "type") === "function" && isRecord(member(content, "function"))) return [];
  for (const name of ["content", "parts", "contents"]) {
    const list = member(message, name);
    if (!isList(list)) continue;
    const items = list.flatMap((part, index) => (isRecord(part) ? (partOf(part, below(at, name, index)) ?? []) : []));
    const own = { id: stringAt(message, "tool_call_id"), tool: stringAt(message, "name") };
    const answers = items.filter((item) => item.kind === "answer");
    if (answers.length > 0)
      return answers.map((item) => (answers.length > 1 ? item : { ...item, id: item.id ?? own.id, tool: item.tool ?? own.tool }));
  }
  const unwrapped = member(message, "contents");
  const parts = isList(unwrapped)
    ? unwrapped.map((part) => (isRecord(part) ? (member(part, "message_content") ?? part) : part))
    : undefined;
  return [answer(message, parts ?? content ?? member(message, "output"), at)];
}

/** Pydantic AI's `{kind, parts}`, whose parts have roles of their own. */
function pydanticParts(message: JsonRecord, at: At): readonly Utterance[] | undefined {
  const parts = member(message, "parts");
  if (!isList(parts) || !parts.some((part) => isRecord(part) && stringAt(part, "part_kind") !== undefined)) return undefined;
  return parts.flatMap((part, index): readonly Utterance[] => {
    if (!isRecord(part)) return [];
    const place = below(at, "parts", index);
    if (stringAt(part, "part_kind") === "text") return textOf("assistant", plainText(member(part, "content")), place);
    return (
      partOf(part, place) ?? (thoughtTypes.has(stringAt(part, "part_kind") ?? "") ? [] : [{ kind: "unread", what: "content", at: place }])
    );
  });
}

/** The messages that a value holds: a list of them, `{messages}`, a message itself, or the JSON text of one of these. */
export function messagesIn(packed: Json | undefined, place: At): readonly (readonly Utterance[])[] | undefined {
  const { value, at } = unpacked(packed, place);
  if (isList(value)) {
    const lists = value.length === 1 && isList(value[0]) ? { value: value[0], at: below(at, 0) } : { value, at };
    const messages = lists.value.map((one, index) => utterancesOf(one, below(lists.at, index)));
    return messages.length > 0 && messages.every((one) => one !== undefined) ? together(messages) : undefined;
  }
  if (!isRecord(value)) return undefined;
  const whole = utterancesOf(value, at);
  if (whole !== undefined) return [whole];
  const generations = member(value, "generations");
  if (isList(generations)) return [generationOf(generations, at)];
  const choices = member(value, "choices");
  if (isList(choices)) {
    const [first] = choices;
    return isRecord(first) ? messagesIn(member(first, "message"), below(at, "choices", 0, "message")) : undefined;
  }
  for (const name of ["messages", "contents", "input", "output", "update", "content"]) {
    const list = member(value, name);
    if (name === "update" || name === "content" ? isRecord(list) : isList(list)) {
      const found = messagesIn(list, below(at, name));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Calls that stand one after the other as messages of their own, as Responses has them, were proposed together. */
function together(messages: readonly (readonly Utterance[])[]): readonly (readonly Utterance[])[] {
  const joined: Utterance[][] = [];
  let alone = false;
  for (const message of messages) {
    const last = joined.at(-1);
    const calls = message.length > 0 && message.every((one) => one.kind === "call");
    if (calls && alone && last !== undefined) last.push(...message);
    else joined.push([...message]);
    if (message.length > 0) alone = calls;
  }
  return joined;
}

/** LangChain's reply: a text, and the calls of its message. */
export function generationOf(generations: readonly Json[], at: At): readonly Utterance[] {
  const [first] = generations;
  const generation = isList(first) ? first[0] : first;
  if (!isRecord(generation)) return [];
  const message = member(generation, "message");
  const inner = isRecord(message) && isRecord(member(message, "kwargs")) ? member(message, "kwargs") : message;
  const said = isRecord(inner) ? inner : {};
  const content = member(said, "content") ?? member(generation, "text") ?? "";
  return utterancesOf({ ...said, role: "assistant", content }, at) ?? [];
}
