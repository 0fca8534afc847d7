// The blocks that Anthropic's messages are made of, wherever they are recorded: text, calls, results. Knows no envelope.

import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { pointerTo } from "../encodings/pointer.ts";
import type { Fate, Json, JsonRecord, Pointer, Time } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { argumentsOf } from "../telling/conversation.ts";
import type { Session } from "../telling/session.ts";
import { contentOf } from "./content.ts";

/** What the envelope says of a message's blocks. */
export interface Envelope {
  readonly role: "system" | "user" | "assistant";
  readonly lane?: string | undefined;
  readonly time?: Time | undefined;
  /** The key of the batch that its calls belong to; without one, they are a batch of their own. */
  readonly batch?: string | undefined;
  /** Whether the call was read before, from another record of the same message. */
  readonly isKnown?: (id: string | undefined, name: string) => boolean;
  /** The role of a text that stands in the message, where it is not the message's. */
  readonly roleOf?: (text: string) => "system" | "user" | "assistant";
  /** What a result says of its call, beyond failing. */
  readonly fateOf?: (text: string, failed: boolean) => Fate | undefined;
  /** Said beside the result's block: the tool failed. */
  readonly failed?: boolean | undefined;
}

/** Blocks that hold nothing which a policy could see: the model's reasoning, and marks. */
const silent = new Set(["thinking", "redacted_thinking", "fallback", "tool_reference", "citation"]);

/** Reads a message's content: a text, or a list of blocks. */
export function readAnthropicContent(session: Session, source: Source, content: Json | undefined, at: Pointer, envelope: Envelope): void {
  if (typeof content === "string") {
    session.message(envelope.roleOf?.(content) ?? envelope.role, content, envelope.time, at);
    return;
  }
  if (!isList(content)) {
    if (content === undefined || content === null) return;
    session.unread(source, at, "a message's content is a text or a list of blocks", "content that cannot be read");
    return;
  }
  let begun = false;
  const begin = (): void => {
    if (!begun) session.batch(envelope.batch);
    begun = true;
  };
  for (const [index, block] of content.entries()) {
    if (source.isOpen(block)) {
      session.gap("the file breaks off here", at);
      return;
    }
    const pointer = `${at}/${index}`;
    if (!isRecord(block)) session.unread(source, pointer, "a block of a message's content must be an object", "a block that is no object");
    else readBlock(session, source, block, pointer, envelope, begin);
  }
}

/** One block that stands by itself. */
export function readAnthropicBlock(session: Session, source: Source, block: JsonRecord, pointer: Pointer, envelope: Envelope): void {
  readBlock(session, source, block, pointer, envelope, () => session.batch(envelope.batch));
}

function readBlock(session: Session, source: Source, block: JsonRecord, pointer: Pointer, envelope: Envelope, begin: () => void): void {
  const type = stringAt(block, "type") ?? "";
  if (type === "text") {
    const text = stringAt(block, "text") ?? "";
    session.message(envelope.roleOf?.(text) ?? envelope.role, text, envelope.time, pointer);
  } else if (type === "tool_use" || type === "server_tool_use" || type === "mcp_tool_use") {
    begin();
    readCall(session, source, block, pointer, envelope);
  } else if (type === "tool_result" || type.endsWith("_tool_result")) readResult(session, source, block, pointer, envelope);
  else if (type === "compaction") session.gap("the conversation was compacted here", pointer);
  else if (type === "image" || type === "document" || type === "container_upload")
    session.gap(`content that is not read: ${type}`, pointer);
  else if (!silent.has(type))
    session.unread(source, pointer, `a block of the kind ${quoted(type)} is not known`, "a block of an unknown kind");
}

function readCall(session: Session, source: Source, block: JsonRecord, pointer: Pointer, { lane, time, isKnown }: Envelope): void {
  const name = stringAt(block, "name");
  if (name === undefined) {
    session.unread(source, pointer, "a call must name its tool", "a call that names no tool");
    return;
  }
  const id = stringAt(block, "id");
  if (isKnown?.(id, name) === true) return;
  const server = stringAt(block, "server_name");
  const tool = stringAt(block, "type") === "mcp_tool_use" && server !== undefined ? `mcp__${server}__${name}` : name;
  const args = argumentsOf(source, member(block, "input"), pointerTo(pointer, "input"));
  session.call(source, { id, tool, args, pointer, lane, time });
}

function readResult(session: Session, source: Source, block: JsonRecord, pointer: Pointer, envelope: Envelope): void {
  const { text, structured, unread } = resultBody(member(block, "content") ?? member(block, "text"));
  const content = member(block, "content");
  const inner = isRecord(content) ? (stringAt(content, "type") ?? "") : "";
  const failed = member(block, "is_error") === true || inner.endsWith("_error") || envelope.failed === true;
  const id = ["tool_use_id", "toolUseId", "mcp_tool_use_id"].map((key) => stringAt(block, key)).find((one) => one !== undefined);
  session.result(source, {
    id,
    lane: envelope.lane ?? null,
    text,
    structured,
    failed,
    time: envelope.time,
    pointer,
    fate: envelope.fateOf?.(text, failed),
  });
  if (unread.length > 0) session.gap(`content that is not read: ${[...new Set(unread)].join(", ")}`, pointer);
}

/** A result's content: text, parts, or data. The text of documents counts. */
export function resultBody(content: Json | undefined): ReturnType<typeof contentOf> {
  if (isList(content) && content.some((part) => isRecord(part) && stringAt(part, "type") === "document"))
    return contentOf(content.map((part) => (isRecord(part) ? (documentText(part) ?? part) : part)));
  return contentOf(content);
}

function documentText(part: JsonRecord): Json | undefined {
  const source = member(part, "source");
  if (stringAt(part, "type") !== "document" || !isRecord(source) || stringAt(source, "type") !== "text") return undefined;
  const text = stringAt(source, "data");
  return text === undefined ? undefined : { type: "text", text };
}
