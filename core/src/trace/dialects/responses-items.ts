// The items that OpenAI's Responses are made of, wherever they are recorded: messages, calls, outputs. Knows no envelope.

import { isDeeperThan, isList, isRecord, maximalDepth, member, stringAt, writeJson } from "../encodings/json.ts";
import type { Arguments, Fate, Json, JsonRecord, Pointer, Time } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { argumentsOf, madeArguments } from "../telling/conversation.ts";
import type { Session } from "../telling/session.ts";
import { contentOf } from "./content.ts";

export interface ItemEnvelope {
  readonly lane?: string | undefined;
  readonly time?: Time | undefined;
  /** The role that a message counts as, where it is not its own; undefined where it was told before. */
  readonly roleOf?: (role: string, text: string) => "system" | "user" | "assistant" | undefined;
  /** What an output's text says of its call. */
  readonly outcomeOf?: (text: string) => { readonly failed: boolean; readonly fate: Fate | undefined };
}

/** Calls whose results come as items of their own, by the key of their arguments. */
const calls: Readonly<Record<string, string>> = {
  function_call: "arguments",
  custom_tool_call: "input",
  tool_call: "arguments",
  tool_search_call: "arguments",
  local_shell_call: "action",
  shell_call: "action",
  computer_call: "action",
  apply_patch_call: "operation",
  mcp_approval_request: "arguments",
};
/** Calls that the provider carries out, their result within or kept from us. */
const hosted: Readonly<Record<string, string>> = {
  web_search_call: "action",
  file_search_call: "queries",
  code_interpreter_call: "code",
  image_generation_call: "revised_prompt",
  mcp_call: "arguments",
};
const outputs = new Set([
  ...["function_call_output", "custom_tool_call_output", "tool_result", "function_result", "tool_search_output"],
  ...["local_shell_call_output", "shell_call_output", "computer_call_output", "apply_patch_call_output"],
]);
const silent = new Set(["reasoning", "ghost_snapshot", "item_reference", "mcp_list_tools", "other"]);

const kindOf = (item: JsonRecord): string => stringAt(item, "type") ?? (Object.hasOwn(item, "role") ? "message" : "");

/** Whether a value is an item that no other format has. */
export function isResponsesItem(value: Json): boolean {
  if (!isRecord(value)) return false;
  const kind = kindOf(value);
  if (kind === "function_call" || kind === "custom_tool_call") return Object.hasOwn(value, "call_id") || Object.hasOwn(value, "arguments");
  return (outputs.has(kind) && kind !== "tool_result") || Object.hasOwn(hosted, kind);
}

/** Reads items one after the other; those proposed without an output or message between them are one batch. */
export class ItemReader {
  readonly #session: Session;
  /** Ids of approvals that were asked for, by request. */
  readonly #asked = new Map<string, number>();
  #inBatch = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Something else stands between: the next call begins a batch. */
  breakBatch(): void {
    this.#inBatch = false;
  }

  /** The number of the call, where the item is one. */
  read(item: JsonRecord, source: Source, pointer: Pointer, envelope: ItemEnvelope): number | undefined {
    const kind = kindOf(item);
    if (kind === "message" || kind === "agent_message") this.#message(item, source, pointer, envelope);
    else if (Object.hasOwn(calls, kind)) return this.#call(kind, item, source, pointer, envelope);
    else if (outputs.has(kind)) this.#output(item, source, pointer, envelope);
    else if (Object.hasOwn(hosted, kind)) return this.#hosted(kind, item, source, pointer, envelope);
    else if (kind === "mcp_approval_response") this.#approval(item);
    else if (kind === "compaction" || kind === "compaction_summary") this.#session.gap("the conversation was compacted here", pointer);
    else if (silent.has(kind)) this.breakBatch();
    else this.#session.unread(source, pointer, `an item of the kind ${quoted(kind)} is not known`, "an item of an unknown kind");
    return undefined;
  }

  #message(item: JsonRecord, source: Source, pointer: Pointer, { time, roleOf }: ItemEnvelope): void {
    this.breakBatch();
    const written = stringAt(item, "role") ?? (kindOf(item) === "agent_message" ? "assistant" : "");
    const role = written === "developer" ? "system" : written;
    if (role !== "system" && role !== "user" && role !== "assistant") {
      this.#session.unread(source, pointer, `a message's role is not ${quoted(written)} in this format`, "a message of an unknown role");
      return;
    }
    const { text, unread } = partsOf(member(item, "content") ?? member(item, "message"));
    const counts = roleOf === undefined ? role : roleOf(role, text);
    if (counts !== undefined) this.#session.message(counts, text, time, pointer);
    if (unread.length > 0) this.#session.gap(`content that is not read: ${[...new Set(unread)].join(", ")}`, pointer);
  }

  #begin(): void {
    if (!this.#inBatch) this.#session.batch();
    this.#inBatch = true;
  }

  #call(kind: string, item: JsonRecord, source: Source, pointer: Pointer, { lane, time }: ItemEnvelope): number | undefined {
    const inner = member(item, "function");
    const named = isRecord(inner) ? inner : item;
    const name =
      stringAt(named, "name") ??
      (kind === "function_call" || kind === "tool_call" || kind === "custom_tool_call" ? undefined : toolOf(kind));
    if (name === undefined) {
      this.#session.unread(source, pointer, "a call must name its tool", "a call that names no tool");
      return undefined;
    }
    this.#begin();
    const key = calls[kind] ?? "arguments";
    const holder = isRecord(inner) && Object.hasOwn(inner, key) ? inner : item;
    const at = holder === inner ? `${pointer}/function/${key}` : `${pointer}/${key}`;
    const args = kind === "custom_tool_call" ? rawArguments(source, member(item, key), at) : argumentsOf(source, member(holder, key), at);
    const id = stringAt(item, "call_id") ?? stringAt(item, "id");
    const call = this.#session.call(source, {
      id,
      tool: toolName(stringAt(item, "namespace") ?? stringAt(item, "server_label"), name),
      args,
      pointer,
      lane,
      time,
    });
    if (kind === "mcp_approval_request" && id !== undefined) this.#asked.set(id, call);
    return call;
  }

  #output(item: JsonRecord, source: Source, pointer: Pointer, { lane, time, outcomeOf }: ItemEnvelope): void {
    this.breakBatch();
    const body = member(item, "output") ?? member(item, "result") ?? member(item, "tools") ?? member(item, "content");
    const isData = stringAt(item, "type") === "tool_search_output" && isList(body) && !isDeeperThan(body, maximalDepth);
    const { text, structured, unread } = isData ? { text: writeJson(body), structured: body, unread: [] } : partsOf(body);
    const said = outcomeOf?.(text) ?? { failed: false, fate: undefined };
    const failed = said.failed || stringAt(item, "status") === "failed" || stringAt(item, "status") === "incomplete";
    this.#session.result(source, {
      id: stringAt(item, "call_id"),
      tool: stringAt(item, "name"),
      lane: lane ?? null,
      text,
      structured,
      failed,
      time,
      pointer,
      fate: said.fate,
    });
    if (unread.length > 0) this.#session.gap(`content that is not read: ${[...new Set(unread)].join(", ")}`, pointer);
  }

  #hosted(kind: string, item: JsonRecord, source: Source, pointer: Pointer, { lane, time }: ItemEnvelope): number {
    this.#begin();
    const key = hosted[kind] ?? "arguments";
    const written = member(item, key);
    const args =
      isRecord(written) || kind === "mcp_call"
        ? argumentsOf(source, written, `${pointer}/${key}`)
        : madeArguments(source, written === undefined || written === null ? {} : { [key]: written }, pointer);
    const status = stringAt(item, "status");
    const error = member(item, "error");
    const failed = status === "failed" || (error !== undefined && error !== null);
    const id = stringAt(item, "call_id") ?? stringAt(item, "id");
    const tool = kind === "mcp_call" ? toolName(stringAt(item, "server_label"), stringAt(item, "name") ?? "mcp_call") : toolOf(kind);
    const fate = status === "completed" ? "executed" : failed ? "failed" : "unstated";
    const call = this.#session.call(source, { id, tool, args, pointer, lane, time, fate });
    const output =
      failed && error !== undefined && error !== null
        ? error
        : (member(item, "output") ?? member(item, "outputs") ?? member(item, "results"));
    if (output === undefined || output === null) return call;
    const { text, structured } = partsOf(output);
    this.#session.result(source, { call, id, text, structured, failed, time, pointer });
    return call;
  }

  #approval(item: JsonRecord): void {
    const call = this.#asked.get(stringAt(item, "approval_request_id") ?? "");
    if (call === undefined) return;
    if (member(item, "approve") === true) this.#session.tell(call, "unstated", "the user");
    else this.#session.tell(call, "refused");
  }
}

/** `web_search_call` is the tool `web_search`. */
const toolOf = (kind: string): string => kind.replace(/_(?:call|request)$/, "");

/** A tool's name as the model sees it, its server or namespace before it. */
export function toolName(namespace: string | undefined, name: string): string {
  if (namespace === undefined || namespace === "") return name;
  return namespace.endsWith("_") || name.startsWith("_") ? namespace + name : `${namespace}__${name}`;
}

/** A custom tool takes any text: arguments where it is an object's JSON, else one argument of its own. */
function rawArguments(source: Source, value: Json | undefined, pointer: Pointer): Arguments {
  if (typeof value !== "string" || /^\s*\{[\s\S]*\}\s*$/.test(value)) return argumentsOf(source, value, pointer);
  return { kind: "record", value: { input: value } };
}

/** A text, a part, or parts of which those are read that are text. Parts name themselves in many ways. */
export function partsOf(value: Json | undefined): ReturnType<typeof contentOf> {
  if (isList(value)) return contentOf(value.filter((part) => !isRecord(part) || stringAt(part, "type") !== "encrypted_content"));
  if (isRecord(value) && ["input_text", "output_text", "text", "inputText"].includes(stringAt(value, "type") ?? ""))
    return contentOf([value]);
  return contentOf(value);
}

/** The JSON of a value; all that are nested too deep are alike. */
export function essence(value: Json): string {
  return isDeeperThan(value, maximalDepth) ? "" : writeJson(value);
}

/** What tells items of two records of one conversation alike. */
export function itemEssence(item: Json): string | undefined {
  if (!isRecord(item)) return essence(item);
  const kind = kindOf(item);
  if (silent.has(kind)) return undefined;
  const { text } = partsOf(member(item, "content") ?? member(item, "output"));
  const [call, name, args] = ["call_id", "name", "arguments"].map((key) => member(item, key) ?? null);
  return essence([kind, member(item, "role") ?? null, call ?? null, name ?? null, args ?? null, text]);
}
