// Anthropic's managed agents: what is sent to a session and what it streams back, with the leave that people give.

import { resultBody } from "../dialects/anthropic-blocks.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { Fate, GapEvent, Json, JsonRecord, Pointer, Run } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { argumentsOf } from "../telling/conversation.ts";
import { type Entry, entriesOfList } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import type { Session } from "../telling/session.ts";

const ownKinds =
  /^(?:agent\.(?:tool_use|mcp_tool_use|custom_tool_use|tool_result|mcp_tool_result|message|thinking)|session\.(?:status_|thread_)\w+|user\.(?:message|tool_confirmation|custom_tool_result|interrupt)|span\.model_request_\w+)$/;

export function isManagedAgents(entry: Json): boolean {
  if (isList(entry)) return typeof entry[0] === "string" && /^client\.beta\.sessions\./.test(entry[0]) && entry.length === 2;
  return isRecord(entry) && ownKinds.test(stringAt(entry, "type") ?? "");
}

export function managedAgentsRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(unwrapped(entries), (session) => new ManagedAgents(session));
}

/** The payloads of lines that name their endpoint, events that were sent one by one. */
function* unwrapped(entries: Iterable<Entry | GapEvent>): Iterable<Entry | GapEvent> {
  for (const entry of entries) {
    const payload = "kind" in entry || !isList(entry.value) || entry.value.length !== 2 ? undefined : entry.value[1];
    if ("kind" in entry || payload === undefined) yield entry;
    else {
      const sent = isList(payload) ? payload[1] : undefined;
      const events = isRecord(sent) ? member(sent, "events") : undefined;
      if (isList(events)) yield* entriesOfList(events, entry.source, `${entry.pointer}/1/1/events`);
      else yield { value: isRecord(payload) ? payload : { type: "session.request" }, source: entry.source, pointer: `${entry.pointer}/1` };
    }
  }
}

class ManagedAgents implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  readonly #calls = new Map<string, number>();
  /** Calls that have their result: the one that was sent comes back. */
  readonly #answered = new Set<string>();
  readonly #sent: string[] = [];
  #turn = 0;
  #main: string | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  read({ value, source, pointer }: RecordEntry): void {
    const type = stringAt(value, "type") ?? "";
    const time = timeOf(member(value, "processed_at"));
    if (type === "session") this.#create(value, pointer);
    else if (type === "user.message") this.#user(value, pointer);
    else if (type === "agent.message") this.#session.message("assistant", resultBody(member(value, "content")).text, time, pointer);
    else if (type === "user.tool_confirmation") this.#confirm(value);
    else if (/^agent\.(?:mcp_|custom_)?tool_use$/.test(type)) this.#call(value, type, source, pointer);
    else if (/^(?:agent|user)\.(?:mcp_|custom_)?tool_result$/.test(type)) this.#result(value, source, pointer);
    else if (type === "span.model_request_start") this.#turn++;
    else if (type === "agent.thread_context_compacted") this.#session.gap("the conversation was compacted here", pointer);
    else if (type === "user.interrupt") this.#session.gap("the user interrupted what was going on", pointer);
    else if (/^session\.thread_status_\w+$/.test(type)) this.#main ??= stringAt(value, "session_thread_id");
    else if (!/^(?:session|span|agent\.thinking|system|agent\.thread|user\.define)/.test(type))
      this.#session.unread(source, pointer, `an event of the kind ${quoted(type)} is not known`, "an event of an unknown kind");
  }

  #create(session: JsonRecord, pointer: Pointer): void {
    const agent = member(session, "agent");
    this.about.id ??= stringAt(session, "id");
    if (!isRecord(agent)) return;
    const model = member(agent, "model");
    this.about.model ??= isRecord(model) ? stringAt(model, "id") : stringAt(agent, "model");
    this.#session.message("system", stringAt(agent, "system") ?? "", timeOf(member(session, "created_at")), `${pointer}/agent/system`);
  }

  /** Each message is sent, and comes back with an id. */
  #user(value: JsonRecord, pointer: Pointer): void {
    const { text, unread } = resultBody(member(value, "content"));
    this.about.task ??= text;
    const isEcho = Object.hasOwn(value, "id");
    const known = isEcho ? this.#sent.indexOf(text) : -1;
    if (known >= 0) {
      this.#sent.splice(known, 1);
      return;
    }
    if (!isEcho) this.#sent.push(text);
    this.#session.message("user", text, timeOf(member(value, "processed_at")), pointer);
    if (unread.length > 0) this.#session.gap(`content that is not read: ${unread.join(", ")}`, pointer);
  }

  #laneOf(value: JsonRecord): string | undefined {
    const thread = stringAt(value, "session_thread_id");
    return thread === undefined || thread === this.#main ? undefined : (stringAt(value, "agent_name") ?? thread);
  }

  #call(value: JsonRecord, type: string, source: Source, pointer: Pointer): void {
    const name = stringAt(value, "name");
    if (name === undefined) {
      this.#session.unread(source, pointer, "a call must name its tool", "a call that names no tool");
      return;
    }
    const id = stringAt(value, "id");
    // The same event may be streamed again.
    if (id !== undefined && this.#calls.has(id)) return;
    const server = stringAt(value, "mcp_server_name");
    const tool = type === "agent.mcp_tool_use" && server !== undefined ? `mcp__${server}__${name}` : name;
    this.#session.batch(this.#turn === 0 ? undefined : String(this.#turn));
    const args = argumentsOf(source, member(value, "input"), `${pointer}/input`);
    const fate: Fate = stringAt(value, "evaluated_permission") === "deny" ? "refused" : "unstated";
    const call = this.#session.call(source, {
      id,
      tool,
      args,
      lane: this.#laneOf(value),
      time: timeOf(member(value, "processed_at")),
      fate,
      pointer,
    });
    if (id !== undefined) this.#calls.set(id, call);
  }

  #confirm(value: JsonRecord): void {
    const call = this.#calls.get(stringAt(value, "tool_use_id") ?? "");
    if (call === undefined) return;
    const said = stringAt(value, "result");
    if (said === "allow") this.#session.tell(call, "unstated", "the user");
    else if (said === "deny") this.#session.tell(call, "refused");
  }

  #result(value: JsonRecord, source: Source, pointer: Pointer): void {
    const id = ["tool_use_id", "mcp_tool_use_id", "custom_tool_use_id"].map((key) => stringAt(value, key)).find((one) => one !== undefined);
    const call = id === undefined ? undefined : this.#calls.get(id);
    if (id !== undefined && this.#answered.has(id)) return;
    if (id !== undefined && call !== undefined) this.#answered.add(id);
    const { text, structured, unread } = resultBody(member(value, "content"));
    const failed = member(value, "is_error") === true;
    const fate = failed && /^Permission to use .* has been (?:rejected|denied)/is.test(text) ? "refused" : undefined;
    this.#session.result(source, {
      call,
      id,
      lane: this.#laneOf(value) ?? null,
      text,
      structured,
      failed,
      time: timeOf(member(value, "processed_at")),
      pointer,
      fate,
    });
    if (unread.length > 0) this.#session.gap(`content that is not read: ${unread.join(", ")}`, pointer);
  }
}
