// OpenCode: its stream of events, in which each part is sent again whenever it changes, and its exported sessions.

import { contentOf } from "../dialects/content.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { GapEvent, Json, JsonRecord, Pointer, Run, Time } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { argumentsOf } from "../telling/conversation.ts";
import type { Entry } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import { type Session, sessionRun } from "../telling/session.ts";

const ownKinds =
  /^(?:message\.(?:updated|removed|part\.\w+)|session\.(?:created|updated|status|idle|error|deleted|diff|compacted)|permission\.(?:asked|updated|replied))$/;

function eventIn(entry: JsonRecord): { readonly event: JsonRecord; readonly suffix: string } {
  const inner = member(entry, "event");
  return isRecord(inner) ? { event: inner, suffix: "/event" } : { event: entry, suffix: "" };
}

export function isOpenCode(entry: Json): boolean {
  if (!isRecord(entry)) return false;
  const { event } = eventIn(entry);
  return ownKinds.test(stringAt(event, "type") ?? "") && isRecord(member(event, "properties"));
}

export function openCodeRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new OpenCode(session));
}

/** An exported session, `{info, messages: [{info, parts}]}`, or a single part as it lies in the store. */
export function isOpenCodeStore(root: Json): boolean {
  if (!isRecord(root)) return false;
  if (isToolPart(root)) return true;
  const messages = member(root, "messages");
  return isList(messages) && messages.some((one) => isRecord(one) && isRecord(member(one, "info")) && isList(member(one, "parts")));
}

const isToolPart = (part: JsonRecord): boolean =>
  stringAt(part, "type") === "tool" &&
  typeof member(part, "tool") === "string" &&
  isRecord(member(part, "state")) &&
  Object.hasOwn(part, "messageID");

export function* openCodeStoreRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  if (!isRecord(root)) return;
  const info = member(root, "info");
  const messages = member(root, "messages");
  const about: About = { id: isRecord(info) ? stringAt(info, "id") : stringAt(root, "sessionID"), labels: {} };
  yield sessionRun(about, (session) => {
    const teller = new PartTeller(session);
    if (isToolPart(root) && !source.isOpen(root)) teller.tool(root, undefined, source, at);
    for (const [index, message] of (isList(messages) ? messages : []).entries()) {
      if (source.isOpen(message)) break;
      const inner = isRecord(message) ? member(message, "info") : undefined;
      const parts = isRecord(message) ? member(message, "parts") : undefined;
      const role = isRecord(inner) ? stringAt(inner, "role") : undefined;
      for (const [place, part] of (isList(parts) ? parts : []).entries())
        if (isRecord(part) && !source.isOpen(part)) teller.part(part, role, undefined, source, `${at}/messages/${index}/parts/${place}`);
    }
    if (source.isOpen(root)) session.gap("the file breaks off here", at);
    teller.end();
  });
}

interface Waiting {
  readonly part: JsonRecord;
  readonly lane: string | undefined;
  readonly source: Source;
  readonly pointer: Pointer;
}

/** Tells parts, each once, however often it is sent. */
class PartTeller {
  readonly #session: Session;
  readonly #calls = new Map<string, { readonly call: number; answered: boolean }>();
  /** Calls that wait to be carried out, their arguments not yet whole. */
  readonly #proposed = new Map<string, Waiting>();
  /** What was said of calls that are not told yet, by their id: allowed or refused. */
  readonly #decided = new Map<string, boolean>();
  readonly #texts = new Map<string, { readonly text: string; readonly time: Time | undefined; readonly pointer: Pointer }>();
  readonly #told = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
  }

  part(part: JsonRecord, role: string | undefined, lane: string | undefined, source: Source, pointer: Pointer): void {
    const type = stringAt(part, "type") ?? "";
    const id = stringAt(part, "id") ?? pointer;
    const span = member(part, "time");
    if (type === "tool") {
      this.flush();
      this.tool(part, lane, source, pointer);
    } else if (type === "text") {
      if (!this.#texts.has(id)) this.flush();
      const text = stringAt(part, "text") ?? "";
      const time = isRecord(span) ? timeOf(member(span, "start")) : undefined;
      const isOver = role === "user" || (isRecord(span) && Object.hasOwn(span, "end"));
      if (text === "" || this.#told.has(id)) return;
      if (isOver) this.#say(id, text, role, member(part, "synthetic") === true, lane, time, pointer);
      else this.#texts.set(id, { text, time, pointer });
    } else if (type === "compaction") this.#once(id, () => this.#session.gap("the conversation was compacted here", pointer));
    else if (type === "file") this.#once(id, () => this.#session.gap("content that is not read: file", pointer));
    else if (!/^(?:step-start|step-finish|reasoning|snapshot|patch|agent|retry|subtask)$/.test(type))
      this.#session.unread(source, pointer, `a part of the kind ${quoted(type)} is not known`, "a part of an unknown kind");
  }

  #once(id: string, tell: () => void): void {
    if (!this.#told.has(id)) tell();
    this.#told.add(id);
  }

  #say(
    id: string,
    text: string,
    role: string | undefined,
    synthetic: boolean,
    lane: string | undefined,
    time: Time | undefined,
    pointer: Pointer,
  ): void {
    this.#told.add(id);
    this.#texts.delete(id);
    // Without a word on whose message it is, it counts as the model's.
    const counts = role !== "user" || lane !== undefined ? "assistant" : synthetic ? "system" : "user";
    this.#session.message(counts, text, time, `${pointer}/text`);
  }

  /** Texts of the model that were growing are whole when something else begins. */
  flush(): void {
    for (const [id, { text, time, pointer }] of [...this.#texts]) this.#say(id, text, "assistant", false, undefined, time, pointer);
  }

  tool(part: JsonRecord, lane: string | undefined, source: Source, pointer: Pointer): void {
    const state = member(part, "state");
    const id = stringAt(part, "id") ?? pointer;
    const status = isRecord(state) ? stringAt(state, "status") : undefined;
    if (!isRecord(state) || stringAt(part, "tool") === undefined) {
      this.#session.unread(source, pointer, "a call must name its tool and its state", "a call that cannot be read");
      return;
    }
    if (status === "pending" && !this.#calls.has(id)) {
      this.#proposed.set(id, { part, lane, source, pointer });
      return;
    }
    const known = this.#calls.get(id) ?? this.#call(id, { part, lane, source, pointer });
    if (known.answered || (status !== "completed" && status !== "error")) return;
    known.answered = true;
    const metadata = member(state, "metadata");
    const exit = isRecord(metadata) ? member(metadata, "exit") : undefined;
    const { text, structured } = contentOf(status === "error" ? member(state, "error") : member(state, "output"));
    const failed = status === "error" || (typeof exit === "number" && exit !== 0);
    const refused =
      status === "error" &&
      /rejected permission|permission (?:was )?(?:denied|rejected)|prevents? you from using this specific tool call/i.test(
        text.slice(0, 300),
      );
    const span = member(state, "time");
    const time = isRecord(span) ? timeOf(member(span, "end")) : undefined;
    const fate = refused ? "refused" : undefined;
    this.#session.result(source, { call: known.call, id: stringAt(part, "callID"), text, structured, failed, time, pointer, fate });
  }

  #call(id: string, { part, lane, source, pointer }: Waiting): { readonly call: number; answered: boolean } {
    const state = member(part, "state");
    const span = isRecord(state) ? member(state, "time") : undefined;
    const callId = stringAt(part, "callID");
    const decided = callId === undefined ? undefined : this.#decided.get(callId);
    this.#proposed.delete(id);
    this.#session.batch(`${lane ?? ""}\n${stringAt(part, "messageID") ?? pointer}`);
    const call = this.#session.call(source, {
      id: callId,
      tool: stringAt(part, "tool") ?? "",
      args: argumentsOf(source, isRecord(state) ? member(state, "input") : undefined, `${pointer}/state/input`),
      lane,
      time: isRecord(span) ? timeOf(member(span, "start")) : undefined,
      fate: decided === false ? "refused" : "unstated",
      approvedBy: decided === true ? "the user" : undefined,
      pointer,
    });
    const known = { call, answered: false };
    this.#calls.set(id, known);
    return known;
  }

  /** A person allows or refuses the call with the id. */
  decide(callId: string, allowed: boolean): void {
    const told = allowed ? this.#session.tellNamed(callId, undefined, "the user") : this.#session.tellNamed(callId, "refused");
    if (!told) this.#decided.set(callId, allowed);
  }

  end(): void {
    this.flush();
    for (const [id, waiting] of [...this.#proposed]) this.#call(id, waiting);
  }
}

class OpenCode implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  readonly #parts: PartTeller;
  readonly #roles = new Map<string, string>();
  /** The call that a request for leave is about. */
  readonly #asked = new Map<string, string>();
  #main: string | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#parts = new PartTeller(session);
  }

  read({ value, source, pointer }: RecordEntry): void {
    const { event, suffix } = eventIn(value);
    const written = member(event, "properties");
    const properties = isRecord(written) ? written : {};
    const at = `${pointer}${suffix}/properties`;
    const info = member(properties, "info");
    const part = member(properties, "part");
    switch (stringAt(event, "type")) {
      case "session.created":
      case "session.updated":
        if (isRecord(info) && typeof member(info, "parentID") !== "string") this.#begin(stringAt(info, "id"));
        break;
      case "message.updated":
        if (isRecord(info)) this.#message(info);
        break;
      case "message.part.updated":
        if (isRecord(part)) this.#part(part, source, `${at}/part`);
        else this.#session.unread(source, pointer, "an event of a part must hold it", "a part that cannot be read");
        break;
      case "permission.asked":
      case "permission.updated": {
        const tool = member(properties, "tool");
        const call = isRecord(tool) ? stringAt(tool, "callID") : stringAt(properties, "callID");
        const id = stringAt(properties, "id");
        if (id !== undefined && call !== undefined) this.#asked.set(id, call);
        break;
      }
      case "permission.replied": {
        const call = this.#asked.get(stringAt(properties, "requestID") ?? stringAt(properties, "permissionID") ?? "");
        const reply = stringAt(properties, "reply") ?? stringAt(properties, "response");
        if (call !== undefined && reply !== undefined) this.#parts.decide(call, reply !== "reject");
        break;
      }
      case "session.compacted":
        this.#session.gap("the conversation was compacted here", pointer);
        break;
      case "session.idle":
        this.#parts.flush();
        break;
      default:
    }
  }

  #begin(id: string | undefined): void {
    this.#main ??= id;
    this.about.id ??= id;
  }

  #message(info: JsonRecord): void {
    const id = stringAt(info, "id");
    const role = stringAt(info, "role");
    this.#begin(stringAt(info, "sessionID"));
    this.about.model ??= stringAt(info, "modelID");
    if (id !== undefined && role !== undefined) this.#roles.set(id, role);
  }

  #part(part: JsonRecord, source: Source, pointer: Pointer): void {
    const session = stringAt(part, "sessionID");
    const role = this.#roles.get(stringAt(part, "messageID") ?? "");
    this.#begin(session);
    const lane = session === this.#main ? undefined : session;
    if (role === "user" && lane === undefined && stringAt(part, "type") === "text" && member(part, "synthetic") !== true)
      this.about.task ??= stringAt(part, "text");
    this.#parts.part(part, role, lane, source, pointer);
  }

  end(): void {
    this.#parts.end();
  }
}
