// Cursor: the log of its hooks, and its agent's transcripts, which hold neither ids nor times and often no results.

import { readAnthropicContent } from "../dialects/anthropic-blocks.ts";
import { contentOf } from "../dialects/content.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { Arguments, GapEvent, Json, JsonRecord, Pointer, Run, Time } from "../model.ts";
import type { Source } from "../source.ts";
import { argumentsOf, madeArguments } from "../telling/conversation.ts";
import type { Entry } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import type { Session } from "../telling/session.ts";

export function isCursorHooks(entry: Json): boolean {
  if (!isRecord(entry)) return false;
  const payload = payloadOf(entry);
  return typeof member(payload, "hook_event_name") === "string" && Object.hasOwn(payload, "conversation_id");
}

function payloadOf(entry: JsonRecord): JsonRecord {
  const payload = member(entry, "payload");
  return isRecord(payload) ? payload : entry;
}

export function cursorHookRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new CursorHooks(session));
}

class CursorHooks implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  #main: string | undefined;
  /** Whether the log has the hooks of all tools; then those of single ones say the same again. */
  #general = false;

  constructor(session: Session) {
    this.#session = session;
  }

  read({ value, source, pointer }: RecordEntry): void {
    const payload = payloadOf(value);
    const at = payload === value ? pointer : `${pointer}/payload`;
    const time = timeOf(member(value, "ts")) ?? timeOf(member(value, "timestamp"));
    const conversation = stringAt(payload, "conversation_id");
    this.about.model ??= stringAt(payload, "model");
    this.#main ??= conversation;
    this.about.id ??= conversation;
    const lane = conversation === this.#main ? undefined : conversation;
    switch (stringAt(payload, "hook_event_name")) {
      case "beforeSubmitPrompt": {
        const text = stringAt(payload, "prompt") ?? "";
        if (lane === undefined) this.about.task ??= text;
        this.#session.message(lane === undefined ? "user" : "assistant", text, time, `${at}/prompt`);
        break;
      }
      case "afterAgentResponse":
        this.#session.message("assistant", stringAt(payload, "text") ?? "", time, `${at}/text`);
        break;
      case "preToolUse":
        this.#general = true;
        this.#call(
          payload,
          stringAt(payload, "tool_name"),
          argumentsOf(source, member(payload, "tool_input"), `${at}/tool_input`),
          source,
          at,
          time,
          lane,
        );
        break;
      case "postToolUse":
        this.#result(payload, member(payload, "tool_output"), false, source, at, time, lane);
        break;
      case "postToolUseFailure":
        this.#result(payload, member(payload, "error_message"), true, source, at, time, lane);
        break;
      case "beforeShellExecution":
        if (!this.#general) this.#call(payload, "Shell", one(source, payload, "command", at), source, at, time, lane);
        break;
      case "beforeReadFile":
        if (!this.#general) this.#call(payload, "Read", one(source, payload, "file_path", at), source, at, time, lane);
        break;
      case "beforeMCPExecution": {
        const args = (): Arguments => argumentsOf(source, member(payload, "tool_input"), `${at}/tool_input`);
        if (!this.#general) this.#call(payload, stringAt(payload, "tool_name"), args(), source, at, time, lane);
        break;
      }
      case "afterShellExecution":
        if (!this.#general) this.#result({ ...payload, tool_name: "Shell" }, member(payload, "output"), false, source, at, time, lane);
        break;
      case "afterMCPExecution":
        if (!this.#general) this.#result(payload, member(payload, "result_json"), false, source, at, time, lane);
        break;
      case "preCompact":
        this.#session.gap("the conversation was compacted here", pointer);
        break;
      default:
    }
  }

  #call(
    payload: JsonRecord,
    tool: string | undefined,
    args: Arguments,
    source: Source,
    pointer: Pointer,
    time: Time | undefined,
    lane: string | undefined,
  ): void {
    if (tool === undefined) {
      this.#session.unread(source, pointer, "a call must name its tool", "a call that names no tool");
      return;
    }
    // Calls of one turn are told apart by nothing else.
    this.#session.batch(`${lane ?? ""}\n${stringAt(payload, "generation_id") ?? pointer}`);
    this.#session.call(source, { id: stringAt(payload, "tool_use_id"), tool, args, lane, time, pointer });
  }

  #result(
    payload: JsonRecord,
    output: Json | undefined,
    failed: boolean,
    source: Source,
    pointer: Pointer,
    time: Time | undefined,
    lane: string | undefined,
  ): void {
    const { text, structured } = contentOf(output);
    const kind = stringAt(payload, "failure_type") ?? "";
    const fate = failed && /denied|rejected|permission/.test(kind) ? "refused" : undefined;
    this.#session.result(source, {
      id: stringAt(payload, "tool_use_id"),
      tool: stringAt(payload, "tool_name"),
      lane: lane ?? null,
      text,
      structured,
      failed,
      time,
      pointer,
      fate,
    });
  }
}

function one(source: Source, payload: JsonRecord, key: string, pointer: Pointer): Arguments {
  return madeArguments(source, { [key]: member(payload, key) ?? null }, pointer);
}

export function isCursorTranscript(entry: Json): boolean {
  if (!isRecord(entry) || Object.hasOwn(entry, "type"))
    return isRecord(entry) && stringAt(entry, "type") === "turn_ended" && Object.hasOwn(entry, "status");
  const message = member(entry, "message");
  return ["user", "assistant"].includes(stringAt(entry, "role") ?? "") && isRecord(message) && isList(member(message, "content"));
}

export function cursorTranscriptRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new CursorTranscript(session));
}

class CursorTranscript implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  read({ value, source, pointer }: RecordEntry): void {
    const message = member(value, "message");
    const role = stringAt(value, "role");
    if (stringAt(value, "type") === "turn_ended") return;
    if (!isRecord(message) || (role !== "user" && role !== "assistant")) {
      this.#session.unread(source, pointer, "a line must hold a message of the user or the assistant", "a line that cannot be read");
      return;
    }
    this.about.model ??= stringAt(value, "model");
    const content = member(message, "content");
    const at = `${pointer}/message/content`;
    if (role === "assistant" || !isList(content)) {
      readAnthropicContent(this.#session, source, plain(content), at, { role });
      return;
    }
    for (const [index, block] of content.entries()) {
      const text = isRecord(block) && stringAt(block, "type") === "text" ? stringAt(block, "text") : undefined;
      if (text === undefined) readAnthropicContent(this.#session, source, plain([block]), at, { role });
      else this.#user(text, `${at}/${index}`);
    }
  }

  /** The person's words stand in a mark, and what the editor adds around it. */
  #user(text: string, pointer: Pointer): void {
    const found = /<user_query>\s*([\s\S]*?)\s*<\/user_query>/.exec(text);
    const asked = found === null ? text : (found[1] ?? "");
    const around = found === null ? "" : text.replace(found[0], "").trim();
    this.about.task ??= asked;
    this.#session.message("system", around, undefined, pointer);
    this.#session.message("user", asked, undefined, pointer);
  }
}

const otherNames: Readonly<Record<string, string>> = { tool_call: "tool_use", "tool-result": "tool_result", "tool-call": "tool_use" };

/** Blocks under the names that they have elsewhere; text of unknown ones is text. */
function plain(content: Json | undefined): Json | undefined {
  if (!isList(content)) return content;
  return content.map((block) => {
    const type = isRecord(block) ? (stringAt(block, "type") ?? "") : "";
    if (!isRecord(block)) return block;
    if (Object.hasOwn(otherNames, type)) return { ...block, type: otherNames[type] ?? type };
    return type !== "text" && type !== "thinking" && typeof member(block, "text") === "string" ? { ...block, type: "text" } : block;
  });
}
