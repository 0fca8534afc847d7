// Droid's sessions as it keeps them, with Anthropic's blocks, and the stream of its command line.

import { readAnthropicContent } from "../dialects/anthropic-blocks.ts";
import { contentOf } from "../dialects/content.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { GapEvent, Json, JsonRecord, Pointer, Run, Time } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { argumentsOf } from "../telling/conversation.ts";
import type { Entry } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import type { Session } from "../telling/session.ts";

export function isDroid(entry: Json): boolean {
  if (!isRecord(entry)) return false;
  const type = stringAt(entry, "type");
  if (type === "session_start") return Object.hasOwn(entry, "id");
  if (type === "tool_call") return Object.hasOwn(entry, "toolName") && Object.hasOwn(entry, "parameters");
  if (type === "completion") return Object.hasOwn(entry, "finalText");
  if (type !== "message") return false;
  const message = member(entry, "message");
  const isStreamed = typeof member(entry, "text") === "string" && (Object.hasOwn(entry, "session_id") || Object.hasOwn(entry, "sessionId"));
  const content = isRecord(message) ? member(message, "content") : undefined;
  return (
    isStreamed ||
    (isList(content) && content.some((block) => isRecord(block) && /^tool_(?:use|result)$/.test(stringAt(block, "type") ?? "")))
  );
}

export function droidRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new Droid(session));
}

const silent = new Set(["system", "todo_state", "session_end", "reasoning", "thinking"]);

class Droid implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  #last = "";

  constructor(session: Session) {
    this.#session = session;
  }

  begins({ value }: RecordEntry): boolean {
    return stringAt(value, "type") === "session_start";
  }

  read({ value, source, pointer }: RecordEntry): void {
    const type = stringAt(value, "type") ?? "";
    const time = timeOf(member(value, "timestamp"));
    this.about.id ??= type === "session_start" ? stringAt(value, "id") : (stringAt(value, "session_id") ?? stringAt(value, "sessionId"));
    this.about.model ??= stringAt(value, "model");
    const message = member(value, "message");
    if (type === "message" && isRecord(message)) this.#kept(message, source, `${pointer}/message`, time);
    else if (type === "message") this.#say(stringAt(value, "role") ?? "", stringAt(value, "text") ?? "", time, `${pointer}/text`, source);
    else if (type === "tool_call") this.#call(value, source, pointer, time);
    else if (type === "tool_result") this.#result(value, source, pointer, time);
    else if (type === "completion") {
      const text = stringAt(value, "finalText") ?? "";
      if (text !== this.#last) this.#session.message("assistant", text, time, pointer);
    } else if (type === "error") this.#session.gap("the session failed here", pointer);
    else if (type === "compaction_state") this.#session.gap("the conversation was compacted here", pointer);
    else if (type !== "session_start" && !silent.has(type))
      this.#session.unread(source, pointer, `an entry of the kind ${quoted(type)} is not known`, "an entry of an unknown kind");
  }

  #kept(message: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const role = stringAt(message, "role");
    const content = member(message, "content");
    const texts = isList(content) ? content : [content ?? ""];
    const isText = texts.every((one) => typeof one === "string" || (isRecord(one) && stringAt(one, "type") === "text"));
    if (role === "user" && isText) this.#say("user", contentOf(content).text, time, `${pointer}/content`, source);
    else
      readAnthropicContent(this.#session, source, content, `${pointer}/content`, {
        role: role === "assistant" ? "assistant" : role === "user" ? "user" : "system",
        time,
      });
  }

  #say(role: string, text: string, time: Time | undefined, pointer: Pointer, source: Source): void {
    if (role === "assistant" || role === "system") this.#session.message(role, text, time, pointer);
    else if (role === "user") {
      const { reminder, rest } = withoutReminder(text);
      this.#session.message("system", reminder, time, pointer);
      this.#session.message("user", rest, time, pointer);
      this.about.task ??= rest === "" ? undefined : rest;
    } else this.#session.unread(source, pointer, `a message's role is not ${quoted(role)} in this format`, "a message of an unknown role");
    if (role === "assistant") this.#last = text;
  }

  #call(value: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const tool = stringAt(value, "toolName") ?? stringAt(value, "toolId");
    if (tool === undefined) {
      this.#session.unread(source, pointer, "a call must name its tool", "a call that names no tool");
      return;
    }
    this.#session.batch();
    const args = argumentsOf(source, member(value, "parameters"), `${pointer}/parameters`);
    this.#session.call(source, { id: stringAt(value, "toolCallId") ?? stringAt(value, "id"), tool, args, time, pointer });
  }

  #result(value: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const { text, structured } = contentOf(member(value, "value") ?? member(value, "error"));
    const id = stringAt(value, "toolCallId") ?? stringAt(value, "id");
    this.#session.result(source, { id, text, structured, failed: member(value, "isError") === true, time, pointer });
  }
}

/** What the client puts before a person's words. */
function withoutReminder(text: string): { readonly reminder: string; readonly rest: string } {
  const found = /^\s*<system-reminder>[\s\S]*?<\/system-reminder>\s*/.exec(text);
  return found === null ? { reminder: "", rest: text } : { reminder: found[0].trim(), rest: text.slice(found[0].length) };
}
