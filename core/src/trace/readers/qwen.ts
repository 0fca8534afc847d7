// Qwen's sessions: a tree of entries, a line each, with Gemini's parts.

import { readGeminiParts } from "../dialects/gemini-parts.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { GapEvent, Json, Run } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Entry } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import type { Session } from "../telling/session.ts";

export function isQwen(entry: Json): boolean {
  if (!isRecord(entry) || !Object.hasOwn(entry, "sessionId") || !Object.hasOwn(entry, "uuid")) return false;
  const message = member(entry, "message");
  return (
    (isRecord(message) && isList(member(message, "parts"))) ||
    (stringAt(entry, "type") === "system" && Object.hasOwn(entry, "systemPayload"))
  );
}

export function qwenRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new Qwen(session));
}

class Qwen implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  read({ value, source, pointer }: RecordEntry): void {
    this.about.id ??= stringAt(value, "sessionId");
    this.about.model ??= stringAt(value, "model");
    const type = stringAt(value, "type");
    const subtype = stringAt(value, "subtype");
    if (type === "system") {
      if (subtype === "chat_compression" || subtype === "compression") this.#session.gap("the conversation was compacted here", pointer);
      return;
    }
    const message = member(value, "message");
    if (!isRecord(message) || (type !== "user" && type !== "assistant" && type !== "tool_result")) {
      this.#session.unread(source, pointer, `an entry of the kind ${quoted(type)} cannot be read`, "an entry that cannot be read");
      return;
    }
    const isHuman = type === "user" && (subtype === undefined || subtype === "mid_turn_user_message");
    const role = type === "assistant" ? "assistant" : isHuman ? "user" : "system";
    const parts = member(message, "parts");
    if (isHuman) this.about.task ??= taskIn(parts);
    const result = member(value, "toolCallResult");
    readGeminiParts(this.#session, source, parts, `${pointer}/message/parts`, {
      role,
      time: timeOf(member(value, "timestamp")),
      // What a hook or the client adds to a prompt stands in parts of its own.
      roleOf: (text) => (role === "user" && /^\s*<(?:qwen:|system-reminder)/.test(text) ? "system" : role),
      status: isRecord(result) ? stringAt(result, "status") : undefined,
    });
  }
}

function taskIn(parts: Json | undefined): string | undefined {
  const part = isList(parts) ? parts.find((one) => isRecord(one) && typeof member(one, "text") === "string") : undefined;
  return part !== undefined && isRecord(part) ? stringAt(part, "text") : undefined;
}
