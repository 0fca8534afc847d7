// Copilot's sessions: the model asks for a tool in one event, it begins in another, which may stand first or alone.

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

const ownKinds =
  /^(?:session\.(?:start|info|model_change|resume|shutdown)|user\.message|assistant\.(?:message|turn_start)|tool\.execution_(?:start|complete)|system\.message)$/;

export function isCopilot(entry: Json): boolean {
  return isRecord(entry) && ownKinds.test(stringAt(entry, "type") ?? "") && isRecord(member(entry, "data"));
}

export function copilotRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new Copilot(session));
}

interface Known {
  readonly call: number;
  /** In which events it stood; the same one again is another call. */
  readonly forms: Set<"asked" | "begun">;
}

class Copilot implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  readonly #calls = new Map<string, Known>();

  constructor(session: Session) {
    this.#session = session;
  }

  read({ value, source, pointer }: RecordEntry): void {
    const written = member(value, "data");
    const data = isRecord(written) ? written : {};
    const type = stringAt(value, "type") ?? "";
    const time = timeOf(member(value, "timestamp"));
    const at = `${pointer}/data`;
    this.about.model ??= stringAt(data, "newModel") ?? stringAt(data, "selectedModel") ?? stringAt(data, "model");
    if (type === "session.start") this.about.id ??= stringAt(data, "sessionId");
    else if (type === "user.message") this.#user(data, time, at);
    else if (type === "system.message" || type === "system.notification")
      this.#session.message("system", stringAt(data, "content") ?? "", time, at);
    else if (type === "assistant.message") this.#assistant(data, source, at, time);
    else if (type === "tool.execution_start") {
      if (!this.#isKnown(data, "begun")) this.#session.batch(stringAt(data, "turnId"));
      this.#call(data, "begun", source, at, time);
    } else if (type === "tool.execution_complete") this.#result(data, source, at, time);
    else if (type.startsWith("permission.")) this.#permit(data);
    else if (type === "session.truncation" || type === "session.compaction_complete")
      this.#session.gap("the conversation was compacted here", pointer);
    else if (
      !/^(?:session|assistant|tool|hook|subagent|abort|skill|command|external_tool|exit_plan_mode|user_input|elicitation|pending_messages)(?:\.|$)/.test(
        type,
      )
    )
      this.#session.unread(source, pointer, `an event of the kind ${quoted(type)} is not known`, "an event of an unknown kind");
  }

  #user(data: JsonRecord, time: Time | undefined, at: Pointer): void {
    const text = stringAt(data, "content") ?? "";
    const isNested = typeof member(data, "parentToolCallId") === "string" || typeof member(data, "parentAgentTaskId") === "string";
    if (!isNested) this.about.task ??= text;
    this.#session.message(isNested ? "assistant" : "user", text, time, `${at}/content`);
    const attachments = member(data, "attachments");
    if (isList(attachments) && attachments.length > 0) this.#session.gap("attachments that are not read", `${at}/attachments`);
  }

  #assistant(data: JsonRecord, source: Source, at: Pointer, time: Time | undefined): void {
    this.#session.message("assistant", stringAt(data, "content") ?? "", time, `${at}/content`);
    const requests = member(data, "toolRequests");
    const list = isList(requests) ? requests : [];
    if (list.some((one) => isRecord(one) && !this.#isKnown(one, "asked"))) this.#session.batch();
    for (const [index, request] of list.entries()) {
      const pointer = `${at}/toolRequests/${index}`;
      if (isRecord(request)) this.#call(request, "asked", source, pointer, time, stringAt(data, "parentToolCallId"));
      else this.#session.unread(source, pointer, "a request must be an object", "a call that cannot be read");
    }
  }

  #isKnown(data: JsonRecord, form: "asked" | "begun"): boolean {
    const known = this.#calls.get(stringAt(data, "toolCallId") ?? "");
    return known !== undefined && !known.forms.has(form);
  }

  #call(data: JsonRecord, form: "asked" | "begun", source: Source, pointer: Pointer, time: Time | undefined, parent?: string): void {
    const id = stringAt(data, "toolCallId");
    if (id !== undefined && this.#isKnown(data, form)) {
      this.#calls.get(id)?.forms.add(form);
      return;
    }
    const name = stringAt(data, "name") ?? stringAt(data, "toolName");
    if (name === undefined) {
      this.#session.unread(source, pointer, "a call must name its tool", "a call that names no tool");
      return;
    }
    const args = argumentsOf(source, member(data, "arguments"), `${pointer}/arguments`);
    const lane = parent ?? stringAt(data, "parentToolCallId");
    const call = this.#session.call(source, { id, tool: name, args, lane, time, pointer });
    if (id !== undefined) this.#calls.set(id, { call, forms: new Set([form]) });
  }

  #result(data: JsonRecord, source: Source, at: Pointer, time: Time | undefined): void {
    const id = stringAt(data, "toolCallId");
    const error = member(data, "error");
    const result = member(data, "result");
    const { text, structured } = contentOf(
      (isRecord(result) ? (member(result, "content") ?? result) : result) ?? (isRecord(error) ? member(error, "message") : error),
    );
    const failed = member(data, "success") === false;
    const code = isRecord(error) ? (stringAt(error, "code") ?? "") : "";
    const fate = failed && /^(?:rejected|denied)$/.test(code) ? "refused" : undefined;
    this.#session.result(source, {
      id,
      lane: stringAt(data, "parentToolCallId") ?? null,
      text,
      structured,
      failed,
      time,
      pointer: at,
      fate,
    });
  }

  /** A person, or a rule, allows or denies the call. */
  #permit(data: JsonRecord): void {
    const request = member(data, "permissionRequest");
    const id = stringAt(data, "toolCallId") ?? (isRecord(request) ? stringAt(request, "toolCallId") : undefined);
    const result = member(data, "result");
    const kind = isRecord(result) ? (stringAt(result, "kind") ?? "") : "";
    if (id === undefined) return;
    if (kind.startsWith("denied")) this.#session.tellNamed(id, "refused");
    else if (kind.startsWith("approved")) this.#session.tellNamed(id, undefined, "the user");
  }
}
