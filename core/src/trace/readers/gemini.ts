// Gemini's command line: its sessions, in one document or a message a line, the API's contents, and recorded replies.

import { contentOf } from "../dialects/content.ts";
import { isGeminiPart, outcomeOf, readGeminiParts, responseBody } from "../dialects/gemini-parts.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { GapEvent, Json, JsonRecord, Pointer, Run, Time } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { argumentsOf } from "../telling/conversation.ts";
import type { Entry } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import type { Session } from "../telling/session.ts";

export function isGemini(entry: Json): boolean {
  if (!isRecord(entry)) return false;
  const parts = member(entry, "parts");
  if (isList(parts) && typeof member(entry, "role") === "string" && parts.some(isGeminiPart)) return true;
  const type = stringAt(entry, "type");
  const isMessage = Object.hasOwn(entry, "content") && Object.hasOwn(entry, "timestamp") && Object.hasOwn(entry, "id");
  if (type === "gemini") return isMessage;
  const content = member(entry, "content");
  if (type === "user") return isMessage && !Object.hasOwn(entry, "message") && (!isList(content) || content.every(isGeminiPart));
  if (Object.hasOwn(entry, "sessionId") && Object.hasOwn(entry, "projectHash")) return !Object.hasOwn(entry, "messages");
  return repliesIn(entry) !== undefined;
}

/** The replies of a recorded request. */
function repliesIn(entry: JsonRecord): readonly Json[] | undefined {
  const response = member(entry, "response");
  const list = isList(response) ? response : isRecord(response) ? [response] : [];
  const has = list.some((one) => isRecord(one) && isList(member(one, "candidates")));
  return has && (stringAt(entry, "method") ?? "").startsWith("generateContent") ? list : undefined;
}

/** A session in one document: its name stands beside its messages. */
export function isGeminiSession(root: Json): boolean {
  const messages = isRecord(root) ? (member(root, "messages") ?? member(root, "$messages")) : undefined;
  return isRecord(root) && isList(messages) && Object.hasOwn(root, "sessionId") && messages.some((one) => isGemini(one));
}

export function* geminiSessionRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const messages = isRecord(root) ? member(root, "messages") : undefined;
  if (!isRecord(root) || !isList(messages)) return;
  const entries = function* (): Iterable<Entry | GapEvent> {
    for (const [index, value] of messages.entries()) {
      if (source.isOpen(value)) break;
      yield { value, source, pointer: `${at}/messages/${index}` };
    }
    if (source.isOpen(messages)) yield { kind: "gap", reason: "the file breaks off here", pointer: at };
  };
  for (const run of geminiRuns(entries())) yield { ...run, id: stringAt(root, "sessionId") };
}

export function geminiRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new Gemini(session));
}

class Gemini implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  /** Calls by their message and id: a message is written again as its calls go on. */
  readonly #calls = new Map<string, { readonly call: number; answered: boolean }>();
  readonly #told = new Map<string, string>();

  constructor(session: Session) {
    this.#session = session;
  }

  begins({ value }: RecordEntry): boolean {
    return Object.hasOwn(value, "projectHash") && this.about.id !== undefined && stringAt(value, "sessionId") !== this.about.id;
  }

  read({ value, source, pointer }: RecordEntry): void {
    const time = timeOf(member(value, "timestamp") ?? member(value, "ts"));
    if (Object.hasOwn(value, "projectHash")) {
      this.about.id = stringAt(value, "sessionId");
      return;
    }
    if (Object.hasOwn(value, "$set") || Object.hasOwn(value, "$rewindTo")) return;
    const replies = repliesIn(value);
    if (replies !== undefined) this.#replies(replies, source, pointer);
    else if (isList(member(value, "parts"))) this.#parts(value, source, pointer, time);
    else this.#message(value, source, pointer, time);
  }

  #replies(replies: readonly Json[], source: Source, pointer: Pointer): void {
    this.#session.batch();
    for (const [index, reply] of replies.entries()) {
      const candidates = isRecord(reply) ? member(reply, "candidates") : undefined;
      const candidate = isList(candidates) ? candidates[0] : undefined;
      const content = isRecord(candidate) ? member(candidate, "content") : undefined;
      const at = `${pointer}/response/${index}/candidates/0/content/parts`;
      if (isRecord(content)) readGeminiParts(this.#session, source, member(content, "parts"), at, { role: "assistant", batch: pointer });
    }
  }

  #parts(value: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const said = stringAt(value, "role") ?? stringAt(value, "type");
    const role = said === "user" ? "user" : said === "system" ? "system" : "assistant";
    if (role === "user") this.about.task ??= textOf(member(value, "parts"));
    readGeminiParts(this.#session, source, member(value, "parts"), `${pointer}/parts`, { role, time });
  }

  #message(value: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const type = stringAt(value, "type");
    const id = stringAt(value, "id") ?? pointer;
    const content = member(value, "content");
    this.about.model ??= stringAt(value, "model");
    if (type !== "user" && type !== "gemini" && type !== "model") {
      if (!["info", "error", "warning", "about", "quit", "compression"].includes(type ?? ""))
        this.#session.unread(source, pointer, `a message of the kind ${quoted(type)} is not known`, "a message of an unknown kind");
      else if (type === "compression") this.#session.gap("the conversation was compacted here", pointer);
      return;
    }
    const role = type === "user" ? "user" : "assistant";
    if (role === "user") this.about.task ??= textOf(content);
    const text = typeof content === "string" ? content : undefined;
    if (this.#told.get(id) !== (text ?? "")) {
      if (text === undefined) readGeminiParts(this.#session, source, content, `${pointer}/content`, { role, time });
      else this.#session.message(role, text, time, `${pointer}/content`);
    }
    this.#told.set(id, text ?? "");
    const calls = member(value, "toolCalls");
    for (const [index, call] of (isList(calls) ? calls : []).entries())
      this.#call(call, id, index, source, `${pointer}/toolCalls/${index}`);
  }

  #call(call: Json, message: string, index: number, source: Source, pointer: Pointer): void {
    const tool = isRecord(call) ? stringAt(call, "name") : undefined;
    if (!isRecord(call) || tool === undefined) {
      this.#session.unread(source, pointer, "a call must name its tool", "a call that names no tool");
      return;
    }
    const id = stringAt(call, "id");
    const key = `${message}\n${id ?? index}\n${index}`;
    const time = timeOf(member(call, "timestamp"));
    let known = this.#calls.get(key);
    if (known === undefined) {
      this.#session.batch(message);
      known = {
        call: this.#session.call(source, { id, tool, args: argumentsOf(source, member(call, "args"), `${pointer}/args`), time, pointer }),
        answered: false,
      };
      this.#calls.set(key, known);
    }
    const written = member(call, "result");
    if (known.answered || written === undefined || written === null) return;
    known.answered = true;
    const response = isList(written) && isRecord(written[0]) ? member(written[0], "functionResponse") : undefined;
    const body = isRecord(response) ? responseBody(member(response, "response")) : { ...contentOf(written), failed: false };
    const { failed, fate } = outcomeOf(stringAt(call, "status"), body.failed, body.text);
    this.#session.result(source, {
      call: known.call,
      id,
      text: body.text,
      structured: body.structured,
      failed,
      time,
      pointer: `${pointer}/result`,
      fate,
    });
  }
}

function textOf(content: Json | undefined): string | undefined {
  if (typeof content === "string") return content;
  const part = isList(content) ? content.find((one) => isRecord(one) && typeof member(one, "text") === "string") : undefined;
  return part !== undefined && isRecord(part) ? stringAt(part, "text") : undefined;
}
