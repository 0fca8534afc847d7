// Claude Code: sessions as it keeps them, one event a line, and the stream of its command line and of the Agent SDK. One
// message of the model is written as several lines, sub-agents stand between them or in files of their own.

import { type Envelope, readAnthropicContent } from "../dialects/anthropic-blocks.ts";
import { contentOf } from "../dialects/content.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { Fate, GapEvent, Json, JsonRecord, Pointer, Run, Time } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { argumentsOf } from "../telling/conversation.ts";
import type { Entry } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import type { Session } from "../telling/session.ts";

const messageKinds = new Set(["user", "assistant"]);
/** Kinds that stand in these files alone. */
const ownKinds = new Set(["file-history-snapshot", "queue-operation", "permission-mode", "ai-title", "custom-title", "last-prompt"]);

export function isClaudeCode(entry: Json): boolean {
  if (!isRecord(entry)) return false;
  const inner = unwrapped(entry);
  const type = stringAt(inner, "type") ?? "";
  if (ownKinds.has(type)) return true;
  if (type === "summary") return Object.hasOwn(inner, "leafUuid");
  if (messageKinds.has(type)) {
    const message = member(inner, "message");
    return isRecord(message) && Object.hasOwn(message, "content") && messageKinds.has(stringAt(message, "role") ?? "");
  }
  if (type === "control_request" || type === "control_response") return Object.hasOwn(entry, "direction");
  const isLinked = Object.hasOwn(inner, "uuid") || Object.hasOwn(inner, "parentUuid");
  return isLinked && (type === "progress" || type === "attachment" || (type === "system" && Object.hasOwn(inner, "subtype")));
}

export function claudeCodeRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new ClaudeCode(session));
}

/** The Agent SDK's log wraps each message: `{direction, message}`. */
function unwrapped(entry: JsonRecord): JsonRecord {
  const message = member(entry, "message");
  return isRecord(message) && Object.hasOwn(entry, "direction") ? message : entry;
}

/** Lines about the session, not of it. */
const silent = new Set([
  ...ownKinds,
  ...["summary", "progress", "mode", "agent-name", "pr-link", "relocated", "worktree-state", "bridge-session", "frame-link"],
  ...["started", "result", "stream_event", "keep_alive", "tool_progress", "auth_status", "rate_limit_event", "atis-latch", "tag"],
  ...[
    "agent-setting",
    "agent-color",
    "speculation-accept",
    "content-replacement",
    "attribution-snapshot",
    "task-summary",
    "prompt_suggestion",
  ],
]);

/** Attachments that put text before the model which the recording does not show as a message. */
const foreign = new Set(["file", "edited_text_file", "nested_memory", "selected_lines_in_ide", "mcp_resource", "compact_file_reference"]);

/** How a call that was not carried out is told, in the text of its result. */
const refusals = [
  "the user doesn't want to proceed with this tool use",
  "the user doesn't want to take this action right now",
  "[request interrupted by user for tool use]",
  "the agent proposed a plan that was rejected",
  "user rejected",
];
const refusalForms = [
  /^claude requested permissions? to .* but you haven't granted it yet/is,
  /^permission to use .* (?:has been|was) (?:denied|rejected)/is,
  /^(?:\S+ )?operation (?:was )?(?:blocked|stopped) by hook/i,
  /^permission for this action (?:has been|was) denied/i,
];

function fateOf(text: string, failed: boolean): Fate | undefined {
  if (!failed) return undefined;
  const start = text.slice(0, 400).trimStart().toLowerCase().replaceAll("’", "'");
  return refusals.some((one) => start.startsWith(one)) || refusalForms.some((one) => one.test(start)) ? "refused" : undefined;
}

class ClaudeCode implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  /** Lines that were read, by uuid, with their length: a resumed session repeats lines. */
  readonly #lines = new Map<string, number>();
  /** The lane of lines of sub-agents that name none. */
  readonly #lanes = new Map<string, string>();
  /** Calls that were read, by message and id. */
  readonly #calls = new Set<string>();
  /** Who was asked for leave, by request. */
  readonly #asked = new Map<string, string | undefined>();
  readonly #unknown = new Set<string>();
  #sidechains = 0;
  #main = false;
  #refused = false;
  #compacted = false;

  constructor(session: Session) {
    this.#session = session;
  }

  read(entry: RecordEntry): void {
    const line = unwrapped(entry.value);
    const pointer = line === entry.value ? entry.pointer : `${entry.pointer}/message`;
    const uuid = stringAt(line, "uuid");
    if (uuid !== undefined && entry.source.text.length > 0) {
      // Lines of one document have no text of their own to compare.
      const length = entry.source.base === "" ? -1 : entry.source.text.length;
      if (length >= 0 && this.#lines.get(uuid) === length) return;
      this.#lines.set(uuid, length);
    }
    this.#nameRun(line);
    const type = stringAt(line, "type") ?? "";
    if (messageKinds.has(type)) this.#message(line, entry.source, pointer);
    else if (type === "system") this.#system(line, pointer);
    else if (type === "tool_use") this.#bareCall(line, entry.source, pointer);
    else if (type === "tool_result") this.#bareResult(line, entry.source, pointer);
    else if (type === "attachment") this.#attachment(line, pointer);
    else if (type === "control_request") this.#ask(line);
    else if (type === "control_response") this.#answer(line);
    else if (!silent.has(type)) this.#strange(type, line, entry.source, pointer);
  }

  #nameRun(line: JsonRecord): void {
    const { about } = this;
    about.id ??= stringAt(line, "sessionId") ?? stringAt(line, "session_id");
    if (about.model !== undefined) return;
    const message = member(line, "message");
    const model = isRecord(message)
      ? stringAt(message, "model")
      : stringAt(line, "type") === "system"
        ? stringAt(line, "model")
        : undefined;
    if (model !== undefined && model !== "<synthetic>") about.model = model;
  }

  #message(line: JsonRecord, source: Source, pointer: Pointer): void {
    const message = member(line, "message");
    const session = this.#session;
    if (!isRecord(message)) {
      session.unread(source, pointer, "a line of a message must hold one as `message`", "a message that cannot be read");
      return;
    }
    const lane = this.#laneOf(line);
    const time = timeOf(member(line, "timestamp"));
    const content = member(message, "content");
    const at = `${pointer}/message/content`;
    if (!Object.hasOwn(message, "content")) session.unread(source, pointer, "a message must have `content`", "a message without content");
    else if (stringAt(line, "type") === "assistant") this.#assistant(line, message, source, at, { role: "assistant", lane, time });
    else if (member(line, "isCompactSummary") === true || (this.#compacted && lane === undefined && isSummary(content))) {
      if (!this.#compacted) session.gap("the conversation was compacted here", pointer);
      session.message("assistant", contentOf(content).text, time, at);
    } else this.#user(line, content, source, at, lane, time);
    this.#compacted = false;
  }

  #assistant(line: JsonRecord, message: JsonRecord, source: Source, at: Pointer, envelope: Envelope): void {
    const id = stringAt(message, "id") ?? stringAt(line, "requestId");
    readAnthropicContent(this.#session, source, member(message, "content"), at, {
      ...envelope,
      batch: id === undefined ? undefined : `${envelope.lane ?? ""}\n${id}`,
      isKnown: (call, name) => {
        if (id === undefined || call === undefined || call === "") return false;
        const key = `${id}\n${call}\n${name}`;
        const known = this.#calls.has(key);
        this.#calls.add(key);
        return known;
      },
    });
  }

  #user(line: JsonRecord, content: Json | undefined, source: Source, at: Pointer, lane: string | undefined, time: Time | undefined): void {
    const session = this.#session;
    const isHuman = lane === undefined && member(line, "isMeta") !== true && isHumanOrigin(member(line, "origin"));
    if (lane === undefined) this.#main = true;
    else if (!this.#main) {
      this.#main = true;
      session.gap("a sub-agent's own record: what its parent saw is not here", at);
    }
    // A sub-agent is told what to do by the model.
    const role = lane !== undefined ? "assistant" : isHuman ? "user" : "system";
    const beside = member(line, "toolUseResult");
    const denied = Object.hasOwn(line, "toolDenialKind") && member(line, "toolDenialKind") !== null;
    this.about.task ??= isHuman || lane !== undefined ? taskIn(content) : undefined;
    const interrupted = textsOf(content).find((text) => text.startsWith("[Request interrupted by user"));
    if (interrupted !== undefined && !(this.#refused && interrupted.includes("for tool use")))
      session.gap("the user interrupted what was going on", at);
    this.#refused = false;
    readAnthropicContent(session, source, content, at, {
      role,
      lane,
      time,
      roleOf: (text) => (role === "user" && isInjected(text) ? "system" : role),
      failed: denied || (typeof beside === "string" && beside.startsWith("Error:")),
      fateOf: (text, failed) => {
        const fate = denied ? "refused" : fateOf(text, failed);
        this.#refused ||= fate === "refused";
        return fate;
      },
    });
  }

  #laneOf(line: JsonRecord): string | undefined {
    const agent = stringAt(line, "agentId") ?? stringAt(line, "parent_tool_use_id");
    if (agent !== undefined) return agent;
    if (member(line, "isSidechain") !== true) return undefined;
    const parent = stringAt(line, "parentUuid");
    const lane = (parent === undefined ? undefined : this.#lanes.get(parent)) ?? `sidechain-${++this.#sidechains}`;
    const uuid = stringAt(line, "uuid");
    if (uuid !== undefined) this.#lanes.set(uuid, lane);
    return lane;
  }

  #system(line: JsonRecord, pointer: Pointer): void {
    // The lane goes on through lines that say nothing.
    this.#laneOf(line);
    if (stringAt(line, "subtype") !== "compact_boundary") return;
    this.#session.gap("the conversation was compacted here", pointer);
    this.#compacted = true;
  }

  /** Calls and results as lines of their own, as an old version wrote them. */
  #bareCall(line: JsonRecord, source: Source, pointer: Pointer): void {
    const tool = stringAt(line, "name") ?? stringAt(line, "tool_name");
    if (tool === undefined) {
      this.#session.unread(source, pointer, "a call must name its tool", "a call that names no tool");
      return;
    }
    this.#session.batch();
    const key = Object.hasOwn(line, "input") ? "input" : "tool_input";
    const args = argumentsOf(source, member(line, key), `${pointer}/${key}`);
    const time = timeOf(member(line, "timestamp"));
    this.#session.call(source, { id: stringAt(line, "id"), tool, args, pointer, lane: this.#laneOf(line), time });
  }

  #bareResult(line: JsonRecord, source: Source, pointer: Pointer): void {
    const { text, structured } = contentOf(member(line, "output") ?? member(line, "tool_output") ?? member(line, "content"));
    const failed = member(line, "is_error") === true;
    const id = stringAt(line, "tool_use_id");
    const time = timeOf(member(line, "timestamp"));
    const lane = this.#laneOf(line) ?? null;
    this.#session.result(source, {
      id,
      tool: stringAt(line, "name"),
      lane,
      text,
      structured,
      failed,
      time,
      pointer,
      fate: fateOf(text, failed),
    });
  }

  #attachment(line: JsonRecord, pointer: Pointer): void {
    const lane = this.#laneOf(line);
    const attachment = member(line, "attachment");
    if (!isRecord(attachment)) return;
    const type = stringAt(attachment, "type") ?? "";
    if (foreign.has(type)) this.#session.gap(`an attachment that is not read: ${type}`, pointer);
    if (type !== "queued_command" || lane !== undefined) return;
    const isHuman = isHumanOrigin(member(attachment, "origin")) && member(attachment, "isMeta") !== true;
    const { text } = contentOf(member(attachment, "prompt"));
    this.#session.message(isHuman ? "user" : "system", text, timeOf(member(line, "timestamp")), `${pointer}/attachment/prompt`);
  }

  /** The SDK asks its host for leave to use a tool. */
  #ask(line: JsonRecord): void {
    const request = member(line, "request");
    const id = stringAt(line, "request_id");
    if (isRecord(request) && id !== undefined && stringAt(request, "subtype") === "can_use_tool")
      this.#asked.set(id, stringAt(request, "tool_use_id"));
  }

  #answer(line: JsonRecord): void {
    const response = member(line, "response");
    const id = isRecord(response) ? stringAt(response, "request_id") : undefined;
    const call = id === undefined ? undefined : this.#asked.get(id);
    const inner = isRecord(response) ? member(response, "response") : undefined;
    if (call === undefined || !isRecord(inner)) return;
    if (stringAt(inner, "behavior") === "deny") this.#session.tellNamed(call, "refused");
    else if (stringAt(inner, "behavior") === "allow") this.#session.tellNamed(call, undefined, "the host of the session");
  }

  /** New versions write new kinds: said once each, and a gap where a message might stand in it. */
  #strange(type: string, line: JsonRecord, source: Source, pointer: Pointer): void {
    this.#laneOf(line);
    const mayTell = ["message", "content", "input", "output", "text"].some((key) => Object.hasOwn(line, key)) || type === "";
    const message = `a line of the kind ${quoted(type)} is not known and is passed over`;
    if (!this.#unknown.has(type)) source.problems.add("invalid-event", message, source, pointer);
    this.#unknown.add(type);
    if (mayTell) this.#session.gap("a line of an unknown kind", pointer);
  }
}

function isHumanOrigin(origin: Json | undefined): boolean {
  return !isRecord(origin) || ["human", "user", "cli"].includes(stringAt(origin, "kind") ?? "human");
}

/** Whether the client, not the person, wrote the text. */
function isInjected(text: string): boolean {
  const trimmed = text.trim();
  return (
    (trimmed.startsWith("<system-reminder>") && trimmed.endsWith("</system-reminder>")) ||
    /^<local-command-(?:stdout|stderr|caveat)>/.test(trimmed) ||
    trimmed.startsWith("<task-notification>") ||
    trimmed.startsWith("[Request interrupted by user") ||
    trimmed.startsWith("Caveat: The messages below were generated by the user while running local commands")
  );
}

function textsOf(content: Json | undefined): readonly string[] {
  if (typeof content === "string") return [content];
  const blocks = isList(content) ? content : [];
  return blocks.flatMap((block) => (isRecord(block) && stringAt(block, "type") === "text" ? [stringAt(block, "text") ?? ""] : []));
}

/** What versions that do not mark it as such write after the conversation was compacted. */
function isSummary(content: Json | undefined): boolean {
  return /^(?:this session is being continued|(?:here is a )?summary of)\b/i.test((textsOf(content)[0] ?? "").trimStart());
}

function taskIn(content: Json | undefined): string | undefined {
  return textsOf(content).find((text) => text.trim() !== "" && !isInjected(text));
}
