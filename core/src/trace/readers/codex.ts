// Codex's rollouts, new and old. What was said stands in them twice, as an item and as an event; what was carried out stands
// beside the call that asked for it, or alone.

import { ItemReader, partsOf } from "../dialects/responses-items.ts";
import { isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { GapEvent, Json, JsonRecord, Pointer, Run, Time } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import type { Entry } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import type { Session } from "../telling/session.ts";
import { CodexEvidence } from "./codex-evidence.ts";

const envelopes = new Set(["session_meta", "response_item", "event_msg", "turn_context", "compacted"]);
const oldItems = new Set(["function_call", "function_call_output", "function_result", "custom_tool_call", "local_shell_call"]);

export function isCodex(entry: Json): boolean {
  if (!isRecord(entry)) return false;
  const type = stringAt(entry, "type") ?? "";
  if (envelopes.has(type)) return isRecord(member(entry, "payload"));
  if (stringAt(entry, "record_type") === "state") return true;
  const isTimed = Object.hasOwn(entry, "created_at") || Object.hasOwn(entry, "timestamp");
  return (oldItems.has(type) && isTimed) || isOldHeader(entry);
}

/** The first line of the oldest rollouts. */
const isOldHeader = (entry: JsonRecord): boolean =>
  !Object.hasOwn(entry, "type") && ["id", "timestamp", "instructions"].every((key) => Object.hasOwn(entry, key));

export function codexRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new Codex(session));
}

/** How many messages back the other record of a message may stand. */
const reach = 8;

interface Said {
  readonly role: string;
  readonly text: string;
  readonly as: "item" | "event";
}

class Codex implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  readonly #items: ItemReader;
  readonly #evidence: CodexEvidence;
  /** Messages whose other record has not come. */
  #said: Said[] = [];
  #lane: string | undefined;
  #named = false;
  #compacted: string | undefined;
  readonly #unknown = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
    this.#items = new ItemReader(session);
    this.#evidence = new CodexEvidence(session);
  }

  read(entry: RecordEntry): void {
    const { value, source, pointer } = entry;
    const type = stringAt(value, "type") ?? "";
    const payload = member(value, "payload");
    const time = timeOf(member(value, "timestamp") ?? member(value, "created_at"));
    if (isRecord(payload)) this.#wrapped(type, payload, source, `${pointer}/payload`, time, entry);
    else if (type === "" && !Object.hasOwn(value, "role")) this.#header(value);
    else this.#item(value, source, pointer, time);
  }

  #wrapped(type: string, payload: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined, entry: RecordEntry): void {
    switch (type) {
      case "session_meta":
        this.#meta(payload, pointer);
        break;
      case "turn_context":
        this.about.model ??= stringAt(payload, "model");
        break;
      case "response_item":
        this.#item(payload, source, pointer, time);
        break;
      case "event_msg":
        this.#event(payload, source, pointer, time);
        break;
      case "compacted":
        this.#compact("item", pointer);
        break;
      case "world_state":
      case "inter_agent_communication_metadata":
        break;
      default:
        this.#strange(type, source, entry.pointer);
    }
  }

  #header(value: JsonRecord): void {
    if (stringAt(value, "record_type") !== undefined) return;
    this.about.id ??= stringAt(value, "id");
    this.about.model ??= stringAt(value, "model");
  }

  /** The first names the run; those that follow are of the sessions that it was forked from. */
  #meta(payload: JsonRecord, pointer: Pointer): void {
    if (this.#named) return;
    this.#named = true;
    this.about.id = stringAt(payload, "id");
    this.about.model ??= stringAt(payload, "model");
    const from = member(payload, "source");
    const parent = stringAt(payload, "parent_thread_id");
    if (parent === undefined && !(isRecord(from) && Object.hasOwn(from, "subagent"))) return;
    this.#lane = stringAt(payload, "agent_nickname") ?? stringAt(payload, "id") ?? "sub-agent";
    this.#session.gap("a sub-agent's own record: what its parent saw is not here", pointer);
  }

  #item(item: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const kind = stringAt(item, "type");
    const call = this.#items.read(item, source, pointer, {
      lane: this.#lane,
      time,
      roleOf: (role, text) => this.#roleOf(role, text, kind),
      outcomeOf,
    });
    const id = stringAt(item, "call_id") ?? stringAt(item, "id");
    if (call !== undefined && id !== undefined) this.#evidence.know(id, call);
    if (kind === "message" || Object.hasOwn(item, "role")) this.#compacted = undefined;
    if (stringAt(item, "role") === "user" && this.#lane === undefined)
      this.#nameTask(partsOf(member(item, "content") ?? member(item, "message")).text);
  }

  #nameTask(text: string): void {
    if (this.about.task === undefined && !isInjected(text)) this.about.task = text;
  }

  /** As whose a message counts; undefined where its other record was told. */
  #roleOf(role: string, text: string, kind: string | undefined): "system" | "user" | "assistant" | undefined {
    if (role === "system") return "system";
    if (kind === "agent_message") return "assistant";
    if (this.#isTold({ role, text, as: "item" })) return undefined;
    if (role === "assistant" || this.#lane !== undefined) return "assistant";
    return isInjected(text) ? "system" : "user";
  }

  #isTold(said: Said): boolean {
    const text = said.text.trim();
    const index = this.#said.findIndex((one) => one.as !== said.as && one.role === said.role && isSame(one.text.trim(), text, said.as));
    if (index >= 0) this.#said.splice(index, 1);
    else this.#said = [...this.#said, said].slice(-reach);
    return index >= 0;
  }

  #event(payload: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const type = stringAt(payload, "type") ?? "";
    const message = stringAt(payload, "message");
    if (type === "user_message" && message !== undefined) {
      this.#nameTask(message);
      this.#tell("user", message, pointer, time);
    } else if (type === "agent_message" && message !== undefined) this.#tell("assistant", message, pointer, time);
    else if (type === "context_compacted") this.#compact("event", pointer);
    else if (type === "item_completed") this.#completed(payload, source, pointer, time);
    else if (this.#evidence.read(type, payload, source, pointer, time, this.#lane)) this.#items.breakBatch();
  }

  #tell(role: "user" | "assistant", text: string, pointer: Pointer, time: Time | undefined): void {
    this.#compacted = undefined;
    if (this.#isTold({ role, text, as: "event" })) return;
    this.#items.breakBatch();
    this.#session.message(
      role === "user" && this.#lane === undefined && !isInjected(text)
        ? "user"
        : role === "user" && this.#lane === undefined
          ? "system"
          : "assistant",
      text,
      time,
      pointer,
    );
  }

  #completed(payload: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const item = member(payload, "item");
    if (!isRecord(item)) return;
    const kind = stringAt(item, "type");
    const { text } = partsOf(member(item, "content"));
    if (kind === "UserMessage") this.#tell("user", text, `${pointer}/item`, time);
    else if (kind === "AgentMessage") this.#tell("assistant", text, `${pointer}/item`, time);
    else if (this.#evidence.readItem(item, source, `${pointer}/item`, time, this.#lane)) this.#items.breakBatch();
  }

  /** The item and the event of one compaction stand together. */
  #compact(as: "item" | "event", pointer: Pointer): void {
    if (this.#compacted !== undefined && this.#compacted !== as) this.#compacted = undefined;
    else {
      this.#session.gap("the conversation was compacted here", pointer);
      this.#compacted = as;
    }
  }

  #strange(type: string, source: Source, pointer: Pointer): void {
    if (!this.#unknown.has(type))
      source.problems.add("invalid-event", `a line of the kind ${quoted(type)} is not known and is passed over`, source, pointer);
    this.#unknown.add(type);
  }
}

/** The event holds what the person wrote; the item may hold parts beside it. */
function isSame(known: string, text: string, as: "item" | "event"): boolean {
  if (known === text) return true;
  const [item, event] = as === "item" ? [text, known] : [known, text];
  return event !== "" && item.split("\n").length > 1 && (item.startsWith(`${event}\n`) || item.endsWith(`\n${event}`));
}

/** Whether the client, not the person, wrote the text. */
function isInjected(text: string): boolean {
  return /^\s*(?:<(?:environment_context|user_instructions|turn_aborted|subagent_notification|skill|permissions instructions|collaboration_mode|user_shell_command|user_action|model_switch)\b|# AGENTS\.md instructions)/.test(
    text,
  );
}

/** What the output of a tool says of its call: only what Codex itself writes before the tool's words counts. */
function outcomeOf(text: string): { readonly failed: boolean; readonly fate: "refused" | undefined } {
  const start = text.slice(0, 300);
  if (
    /^(?:exec command |patch |user )?(?:rejected by user|rejected MCP tool call|cancelled MCP tool call)/i.test(start) ||
    /^(?:This action was rejected due to unacceptable risk|command was rejected)/i.test(start)
  )
    return { failed: true, fate: "refused" };
  const code =
    /^(?:Chunk ID: [^\n]*\n)?(?:Wall time: [^\n]*\n)?Process exited with code (-?\d+)/.exec(start) ?? /^Exit code: (-?\d+)\n/.exec(start);
  if (code !== null) return { failed: code[1] !== "0", fate: undefined };
  const old = /"metadata"\s*:\s*\{\s*"exit_code"\s*:\s*(-?\d+)/.exec(text.slice(-200));
  return { failed: text.startsWith("{") && old !== null && old[1] !== "0", fate: undefined };
}
