// pi's sessions, and those of OpenClaw, which is built on it: a message a line, calls as blocks, results as messages.

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

export function isPi(entry: Json): boolean {
  if (!isRecord(entry)) return false;
  const type = stringAt(entry, "type");
  if (type === "session") return Object.hasOwn(entry, "id") && Object.hasOwn(entry, "cwd");
  if (type === "thinking_level_change" || (type === "model_change" && Object.hasOwn(entry, "modelId"))) return true;
  const message = member(entry, "message");
  if (type !== "message" || !isRecord(message)) return false;
  const content = member(message, "content");
  return (
    stringAt(message, "role") === "toolResult" ||
    (isList(content) && content.some((block) => isRecord(block) && stringAt(block, "type") === "toolCall"))
  );
}

export function piRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new Pi(session));
}

const silent = new Set(["model_change", "thinking_level_change", "custom", "label", "session_info", "leaf"]);

class Pi implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  begins({ value }: RecordEntry): boolean {
    return stringAt(value, "type") === "session";
  }

  read({ value, source, pointer }: RecordEntry): void {
    const type = stringAt(value, "type") ?? "";
    const message = member(value, "message");
    if (type === "session") this.about.id = stringAt(value, "id");
    if (type === "model_change") this.about.model ??= stringAt(value, "modelId");
    if (type === "message" && isRecord(message)) {
      const time = timeOf(member(value, "timestamp")) ?? timeOf(member(message, "timestamp"));
      this.#message(message, source, `${pointer}/message`, time);
    } else if (type === "compaction" || type === "compact" || type === "branch_summary")
      this.#session.gap("the conversation was compacted here", pointer);
    else if (type === "custom_message")
      this.#session.message("system", contentOf(member(value, "content")).text, timeOf(member(value, "timestamp")), `${pointer}/content`);
    else if (type !== "session" && !silent.has(type))
      this.#session.unread(source, pointer, `an entry of the kind ${quoted(type)} is not known`, "an entry of an unknown kind");
  }

  #message(message: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const role = stringAt(message, "role");
    const content = member(message, "content");
    const { text, structured, unread } = contentOf(isList(content) ? content.filter(isShown) : content);
    if (role === "user") {
      this.about.task ??= text;
      this.#session.message("user", text, time, `${pointer}/content`);
    } else if (role === "assistant") {
      this.about.model ??= stringAt(message, "model");
      this.#session.message("assistant", text, time, `${pointer}/content`);
      this.#session.batch();
      for (const [index, block] of (isList(content) ? content : []).entries())
        if (isRecord(block) && stringAt(block, "type") === "toolCall") this.#call(block, source, `${pointer}/content/${index}`, time);
    } else if (role === "toolResult")
      this.#session.result(source, {
        id: stringAt(message, "toolCallId"),
        tool: stringAt(message, "toolName"),
        text,
        structured,
        failed: member(message, "isError") === true,
        time,
        pointer,
      });
    // What the person ran, and what extensions add, is shown to the model and is no one's word.
    else if (role === "system" || role === "custom" || role === "hookMessage") this.#session.message("system", text, time, pointer);
    else if (role === "bashExecution") this.#session.message("system", stringAt(message, "output") ?? "", time, pointer);
    else if (role === "branchSummary" || role === "compactionSummary") this.#session.gap("the conversation was compacted here", pointer);
    else this.#session.unread(source, pointer, `a message's role is not ${quoted(role)} in this format`, "a message of an unknown role");
    if (unread.length > 0) this.#session.gap(`content that is not read: ${[...new Set(unread)].join(", ")}`, pointer);
  }

  #call(block: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const tool = stringAt(block, "name");
    if (tool === undefined) this.#session.unread(source, pointer, "a call must name its tool", "a call that names no tool");
    else
      this.#session.call(source, {
        id: stringAt(block, "id"),
        tool,
        args: argumentsOf(source, member(block, "arguments"), `${pointer}/arguments`),
        time,
        pointer,
      });
  }
}

const isShown = (block: Json): boolean => !isRecord(block) || !["toolCall", "thinking"].includes(stringAt(block, "type") ?? "");
