// Kimi's sessions: what is put before the model, and the loop's events. A person's leave stands before the call it is for.

import { contentOf } from "../dialects/content.ts";
import { isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { GapEvent, Json, JsonRecord, Pointer, Run, Time } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { argumentsOf } from "../telling/conversation.ts";
import type { Entry } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import type { Session } from "../telling/session.ts";

const ownKinds =
  /^(?:turn\.prompt|context\.append_\w+|context\.apply_compaction|permission\.record_approval_result|llm\.tools_snapshot|tools\.set_active_tools|config\.update|full_compaction\.\w+)$/;

export function isKimi(entry: Json): boolean {
  return isRecord(entry) && ownKinds.test(stringAt(entry, "type") ?? "");
}

export function kimiRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new Kimi(session));
}

const silent = /^(?:metadata|config\.|tools\.|llm\.|usage\.|plan_mode\.|full_compaction\.|permission\.|turn\.|goal\.|todo\.|step\.)/;

class Kimi implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  /** What was decided of calls that have not come yet, by their id. */
  readonly #decided = new Map<string, boolean>();
  #prompt: string | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  read({ value, source, pointer }: RecordEntry): void {
    const type = stringAt(value, "type") ?? "";
    const time = timeOf(member(value, "time"));
    if (type === "config.update") this.about.model ??= stringAt(value, "modelAlias");
    if (type === "turn.prompt") {
      const { text } = contentOf(member(value, "input"));
      this.#say(text, "user", member(value, "origin"), time, `${pointer}/input`);
      this.#prompt = text;
    } else if (type === "context.append_message") this.#append(value, source, pointer, time);
    else if (type === "context.append_loop_event") this.#loop(value, source, pointer, time);
    else if (type === "context.apply_compaction") this.#session.gap("the conversation was compacted here", pointer);
    else if (type === "permission.record_approval_result") this.#approve(value);
    else if (!silent.test(type))
      this.#session.unread(source, pointer, `an event of the kind ${quoted(type)} is not known`, "an event of an unknown kind");
  }

  /** What the person wrote counts as that, what was put into their mouth does not. */
  #say(text: string, role: string, origin: Json | undefined, time: Time | undefined, pointer: Pointer): void {
    const isHuman = role === "user" && (!isRecord(origin) || stringAt(origin, "kind") === "user");
    if (role === "user" && isHuman) this.about.task ??= text;
    this.#session.message(role === "assistant" ? "assistant" : isHuman ? "user" : "system", text, time, pointer);
  }

  #append(value: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const message = member(value, "message");
    if (!isRecord(message)) {
      this.#session.unread(source, pointer, "an event of a message must hold one", "a message that cannot be read");
      return;
    }
    const { text, unread } = contentOf(member(message, "content"));
    // The prompt stands here again.
    if (text === this.#prompt) this.#prompt = undefined;
    else this.#say(text, stringAt(message, "role") ?? "user", member(message, "origin"), time, `${pointer}/message/content`);
    if (unread.length > 0) this.#session.gap(`content that is not read: ${unread.join(", ")}`, pointer);
  }

  #loop(value: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const event = member(value, "event");
    const type = isRecord(event) ? stringAt(event, "type") : undefined;
    if (!isRecord(event) || type === undefined)
      this.#session.unread(source, pointer, "an event of the loop must name its kind", "an event that cannot be read");
    else if (type === "tool.call") this.#call(event, source, `${pointer}/event`, time);
    else if (type === "tool.result") {
      const result = member(event, "result");
      const { text, structured, unread } = contentOf(isRecord(result) ? member(result, "output") : result);
      const failed = isRecord(result) && member(result, "isError") === true;
      const fate = failed && /^(?:Tool call .* )?(?:was )?(?:rejected|denied) by (?:the )?user/i.test(text) ? "refused" : undefined;
      this.#session.result(source, {
        id: stringAt(event, "toolCallId"),
        text,
        structured,
        failed,
        time,
        pointer: `${pointer}/event`,
        fate,
      });
      if (unread.length > 0) this.#session.gap(`content that is not read: ${unread.join(", ")}`, pointer);
    } else if (type === "content.part") {
      const part = member(event, "part");
      const text = isRecord(part) && stringAt(part, "type") === "text" ? (stringAt(part, "text") ?? "") : "";
      this.#session.message("assistant", text, time, `${pointer}/event/part`);
    }
  }

  #call(event: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const tool = stringAt(event, "name");
    if (tool === undefined) {
      this.#session.unread(source, pointer, "a call must name its tool", "a call that names no tool");
      return;
    }
    const id = stringAt(event, "toolCallId") ?? stringAt(event, "uuid");
    const decided = id === undefined ? undefined : this.#decided.get(id);
    if (id !== undefined) this.#decided.delete(id);
    this.#session.batch(stringAt(event, "stepUuid"));
    const args = argumentsOf(source, member(event, "args"), `${pointer}/args`);
    const approvedBy = decided === true ? "the user" : undefined;
    this.#session.call(source, { id, tool, args, time, pointer, fate: decided === false ? "refused" : "unstated", approvedBy });
  }

  #approve(value: JsonRecord): void {
    const id = stringAt(value, "toolCallId");
    const result = member(value, "result");
    const decision = isRecord(result) ? stringAt(result, "decision") : undefined;
    if (id === undefined || decision === undefined) return;
    const approved = decision === "approved";
    if (approved ? !this.#session.tellNamed(id, undefined, "the user") : !this.#session.tellNamed(id, "refused"))
      this.#decided.set(id, approved);
  }
}
