// OpenHands: the events of its first version, also in its older output of one run a line, and of its second, the SDK's.

import { contentOf } from "../dialects/content.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { Arguments, GapEvent, Json, JsonRecord, Pointer, Run, Time } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { argumentsOf, madeArguments } from "../telling/conversation.ts";
import { type Entry, entriesOfList } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import type { Session } from "../telling/session.ts";

const secondKinds =
  /^(?:ActionEvent|ObservationEvent|MessageEvent|SystemPromptEvent|AgentErrorEvent|UserRejectObservation|Condensation|CondensationSummaryEvent|ConversationStateUpdateEvent|PauseEvent)$/;

export function isOpenHands(entry: Json): boolean {
  if (!isRecord(entry)) return false;
  if (secondKinds.test(stringAt(entry, "kind") ?? "") && Object.hasOwn(entry, "source")) return true;
  return isFirstVersion(entry) && Object.hasOwn(entry, "source");
}

function isFirstVersion(entry: JsonRecord): boolean {
  const isAction = typeof member(entry, "action") === "string" && (isRecord(member(entry, "args")) || Object.hasOwn(entry, "is_confirmed"));
  const isObservation =
    typeof member(entry, "observation") === "string" && (isRecord(member(entry, "extras")) || Object.hasOwn(entry, "content"));
  return (isAction || isObservation) && !Object.hasOwn(entry, "role");
}

/** One run a line, its events in `history`, flat or in pairs. */
export function isOpenHandsOutput(root: Json): boolean {
  const history = isRecord(root) ? member(root, "history") : undefined;
  return isList(history) && history.flat().some((one) => isRecord(one) && (isFirstVersion(one) || isFlat(one)));
}

const isFlat = (event: JsonRecord): boolean =>
  !Object.hasOwn(event, "role") &&
  !Object.hasOwn(event, "type") &&
  (typeof member(event, "action") === "string" || typeof member(event, "observation") === "string");

export function* openHandsOutputRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const history = isRecord(root) ? member(root, "history") : undefined;
  if (!isRecord(root) || !isList(history)) return;
  const entries = function* (): Iterable<Entry | GapEvent> {
    for (const entry of entriesOfList(history, source, `${at}/history`)) {
      if (!("kind" in entry) && isList(entry.value)) yield* entriesOfList(entry.value, source, entry.pointer);
      else yield entry;
    }
  };
  for (const run of openHandsRuns(entries())) {
    const id = stringAt(root, "instance_id") ?? run.id;
    const task = run.task ?? stringAt(root, "instruction");
    yield { ...run, id, task };
  }
}

export function openHandsRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new OpenHands(session));
}

/** What the harness does for itself. */
const silentActions = new Set([
  "null",
  "change_agent_state",
  "recall",
  "pause",
  "resume",
  "condensation",
  "condensation_request",
  "add_task",
  "modify_task",
]);
const silentObservations = new Set(["null", "agent_state_changed", "recall", "agent_condensation", "chat"]);
/** Fields of an action's arguments that are the harness's. */
const own = new Set([
  "thought",
  "confirmation_state",
  "security_risk",
  "is_confirmed",
  "impl_source",
  "translated_ipython_code",
  "hidden",
  "keep_prompt",
  "action",
  "message",
]);

class OpenHands implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  /** Calls by the id of the event that asked for them. */
  readonly #calls = new Map<string, number>();

  constructor(session: Session) {
    this.#session = session;
  }

  read({ value, source, pointer }: RecordEntry): void {
    const time = timeOf(member(value, "timestamp"));
    if (typeof member(value, "kind") === "string") this.#second(value, source, pointer, time);
    else if (typeof member(value, "action") === "string") this.#action(value, source, pointer, time);
    else if (typeof member(value, "observation") === "string") this.#observation(value, source, pointer, time);
    else this.#session.unread(source, pointer, "an event is an action or an observation", "an event that cannot be read");
  }

  #action(event: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const action = stringAt(event, "action") ?? "";
    const written = member(event, "args");
    const args = isRecord(written) ? written : event;
    const who = stringAt(event, "source") ?? (action === "message" ? "user" : "agent");
    const text = stringAt(args, "content") ?? stringAt(event, "message") ?? "";
    if (action === "message") {
      if (who === "user") this.about.task ??= text;
      this.#session.message(who === "user" ? "user" : "assistant", text, time, pointer);
    } else if (action === "system") this.#session.message("system", text, time, pointer);
    else if (action === "condensation") this.#session.gap("the conversation was compacted here", pointer);
    else if (who === "agent" && !silentActions.has(action)) this.#call(event, action, args, source, pointer, time);
  }

  #call(event: JsonRecord, action: string, args: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    this.#session.message("assistant", stringAt(args, "thought") ?? "", time, pointer);
    const about = member(event, "tool_call_metadata");
    const metadata = isRecord(about) ? about : {};
    const response = member(metadata, "model_response");
    const responseId = isRecord(response) ? stringAt(response, "id") : undefined;
    if (isRecord(response)) this.about.model ??= stringAt(response, "model");
    const id = stringAt(metadata, "tool_call_id");
    this.#session.batch(responseId);
    const state = stringAt(args, "confirmation_state") ?? stringAt(args, "is_confirmed");
    const call = this.#session.call(source, {
      id,
      tool: stringAt(metadata, "function_name") ?? action,
      args: proposed(response, id, source, `${pointer}/tool_call_metadata/model_response`) ?? plain(source, args, pointer),
      time,
      fate: state === "rejected" ? "refused" : "unstated",
      pointer,
    });
    const number = idOf(member(event, "id"));
    if (number !== undefined) this.#calls.set(number, call);
  }

  #observation(event: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const kind = stringAt(event, "observation") ?? "";
    if (silentObservations.has(kind)) {
      if (kind === "agent_condensation") this.#session.gap("the conversation was compacted here", pointer);
      return;
    }
    const cause = idOf(member(event, "cause"));
    const call = cause === undefined ? undefined : this.#calls.get(cause);
    if (cause !== undefined && call !== undefined) this.#calls.delete(cause);
    // What the person ran is no action of the agent, nor is its result.
    if (call === undefined && stringAt(event, "source") === "user") return;
    const extras = member(event, "extras");
    const refused = kind === "user_rejected";
    const failed =
      refused || kind === "error" || member(event, "success") === false || isBadExit(event) || (isRecord(extras) && isBadExit(extras));
    const about = member(event, "tool_call_metadata");
    const id = isRecord(about) ? stringAt(about, "tool_call_id") : undefined;
    const { text, structured } = contentOf(member(event, "content") ?? member(event, "message"));
    const fate = refused ? "refused" : undefined;
    this.#session.result(source, { call, id, text, structured, failed, time, pointer, fate });
  }

  #second(event: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const session = this.#session;
    switch (stringAt(event, "kind")) {
      case "SystemPromptEvent":
        session.message("system", contentOf(promptOf(event)).text, time, pointer);
        break;
      case "MessageEvent": {
        const message = member(event, "llm_message");
        const { text } = contentOf(isRecord(message) ? member(message, "content") : undefined);
        const role = stringAt(event, "source") === "user" ? "user" : stringAt(event, "source") === "agent" ? "assistant" : "system";
        if (role === "user") this.about.task ??= text;
        session.message(role, text, time, pointer);
        break;
      }
      case "ActionEvent":
        this.#secondCall(event, source, pointer, time);
        break;
      case "ObservationEvent":
      case "UserRejectObservation":
      case "AgentErrorEvent":
        this.#secondResult(event, source, pointer, time);
        break;
      case "Condensation":
      case "CondensationSummaryEvent":
        session.gap("the conversation was compacted here", pointer);
        break;
      case "ConversationStateUpdateEvent":
      case "PauseEvent":
      case "CondensationRequest":
      case "LLMCompletionLogEvent":
      case "TokenEvent":
        break;
      default: {
        const kind = quoted(stringAt(event, "kind"));
        session.unread(source, pointer, `an event of the kind ${kind} is not known`, "an event of an unknown kind");
      }
    }
  }

  #secondCall(event: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const written = member(event, "tool_call");
    const inner = isRecord(written) ? member(written, "function") : undefined;
    const holder = isRecord(inner) ? inner : isRecord(written) ? written : undefined;
    const tool = stringAt(event, "tool_name") ?? (holder === undefined ? undefined : stringAt(holder, "name"));
    if (tool === undefined) {
      this.#session.unread(source, pointer, "a call must name its tool", "a call that names no tool");
      return;
    }
    this.#session.message("assistant", contentOf(member(event, "thought")).text, time, pointer);
    this.#session.batch(stringAt(event, "llm_response_id"));
    const action = member(event, "action");
    const at = isRecord(inner) ? `${pointer}/tool_call/function/arguments` : `${pointer}/tool_call/arguments`;
    const args =
      holder !== undefined && Object.hasOwn(holder, "arguments")
        ? argumentsOf(source, member(holder, "arguments"), at)
        : withoutKind(source, action, pointer);
    // Without an action, the call was refused as none that could be carried out.
    const call = this.#session.call(source, {
      id: stringAt(event, "tool_call_id"),
      tool,
      args,
      time,
      fate: action === null ? "failed" : "unstated",
      pointer,
    });
    const id = stringAt(event, "id");
    if (id !== undefined) this.#calls.set(id, call);
  }

  #secondResult(event: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const refused = stringAt(event, "kind") === "UserRejectObservation";
    const isError = stringAt(event, "kind") === "AgentErrorEvent";
    const action = stringAt(event, "action_id");
    const call = action === undefined ? undefined : this.#calls.get(action);
    if (action !== undefined && call !== undefined) this.#calls.delete(action);
    const observation = member(event, "observation");
    const body = refused
      ? member(event, "rejection_reason")
      : isError
        ? member(event, "error")
        : isRecord(observation)
          ? bodyOf(observation)
          : observation;
    const { text, structured } = contentOf(body);
    const failed =
      refused ||
      isError ||
      (isRecord(observation) &&
        (member(observation, "is_error") === true || member(observation, "error") === true || isBadExit(observation)));
    const fate = refused ? "refused" : undefined;
    this.#session.result(source, {
      call,
      id: stringAt(event, "tool_call_id"),
      tool: stringAt(event, "tool_name"),
      text,
      structured,
      failed,
      time,
      pointer,
      fate,
    });
  }
}

const idOf = (value: Json | undefined): string | undefined =>
  typeof value === "number" || typeof value === "string" ? String(value) : undefined;

function isBadExit(holder: JsonRecord): boolean {
  const metadata = member(holder, "metadata");
  const code = member(holder, "exit_code") ?? (isRecord(metadata) ? member(metadata, "exit_code") : undefined);
  return typeof code === "number" && code !== 0;
}

function promptOf(event: JsonRecord): Json | undefined {
  const prompt = member(event, "system_prompt");
  return isRecord(prompt) ? [prompt] : prompt;
}

/** What the tool gave: content or output, else the observation as data. */
function bodyOf(observation: JsonRecord): Json {
  const content = member(observation, "content") ?? member(observation, "output");
  if (content !== undefined && content !== null) return content;
  return Object.fromEntries(Object.entries(observation).filter(([key]) => key !== "kind"));
}

function withoutKind(source: Source, action: Json | undefined, pointer: Pointer): Arguments {
  return madeArguments(
    source,
    isRecord(action) ? Object.fromEntries(Object.entries(action).filter(([key]) => key !== "kind")) : {},
    pointer,
  );
}

function plain(source: Source, args: JsonRecord, pointer: Pointer): Arguments {
  const kept = Object.entries(args).filter(([key]) => !own.has(key));
  return madeArguments(source, Object.fromEntries(kept), pointer);
}

/** The arguments as the model wrote them, which its embedded response holds. */
function proposed(response: Json | undefined, id: string | undefined, source: Source, at: Pointer): Arguments | undefined {
  const choices = isRecord(response) ? member(response, "choices") : undefined;
  const choice = isList(choices) ? choices[0] : undefined;
  const message = isRecord(choice) ? member(choice, "message") : undefined;
  const calls = isRecord(message) ? member(message, "tool_calls") : undefined;
  for (const [index, call] of (isList(calls) ? calls : []).entries()) {
    const inner = isRecord(call) ? member(call, "function") : undefined;
    if (!isRecord(call) || !isRecord(inner) || stringAt(call, "id") !== id) continue;
    return argumentsOf(source, member(inner, "arguments"), `${at}/choices/0/message/tool_calls/${index}/function/arguments`);
  }
  return undefined;
}
