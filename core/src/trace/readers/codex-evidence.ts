// What Codex records of the carrying out of calls, beside the items that asked for them. Where no item asked, as for what
// a script of the model's did, the record is the call.

import { partsOf, toolName } from "../dialects/responses-items.ts";
import { isRecord, member, stringAt } from "../encodings/json.ts";
import type { Arguments, Fate, Json, JsonRecord, Pointer, Time } from "../model.ts";
import type { Source } from "../source.ts";
import { argumentsOf, madeArguments } from "../telling/conversation.ts";
import type { Session } from "../telling/session.ts";

interface Known {
  readonly call: number;
  /** Forms in which it was recorded, by what was recorded. A form that comes again is of another call of the same id. */
  readonly seen: Map<string, Set<"event" | "item">>;
}

interface Done {
  readonly id: string | undefined;
  readonly tool: string;
  readonly args: Arguments;
  /** Whether it was carried out, and how that ended. */
  readonly fate: Fate;
  readonly output: Json | undefined;
}

interface As {
  readonly type: string;
  readonly form: "event" | "item";
}

interface Where {
  readonly source: Source;
  readonly pointer: Pointer;
  readonly time: Time | undefined;
  readonly lane: string | undefined;
}

export class CodexEvidence {
  readonly #session: Session;
  readonly #calls = new Map<string, Known>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** A call that an item asked for. */
  know(id: string, call: number): void {
    this.#calls.set(id, { call, seen: new Map() });
  }

  /** Reads an event; whether it was told as a call of its own. */
  read(type: string, payload: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined, lane: string | undefined): boolean {
    if (type === "guardian_assessment") this.#assess(payload);
    // What the person ran is no action of the agent.
    if (type === "exec_command_end" && stringAt(payload, "source") === "user_shell") return false;
    if (type === "dynamic_tool_call_request") {
      const args = argumentsOf(source, member(payload, "arguments"), `${pointer}/arguments`);
      const tool = toolName(stringAt(payload, "namespace"), stringAt(payload, "tool") ?? "tool");
      const done: Done = { id: stringAt(payload, "callId"), tool, args, fate: "unstated", output: undefined };
      return this.#add(done, { type, form: "event" }, { source, pointer, time, lane });
    }
    if (type === "dynamic_tool_call_response") this.#respond(payload, source, pointer, time);
    const done = doneBy(type, payload, source, pointer);
    return done !== undefined && this.#add(done, { type, form: "event" }, { source, pointer, time, lane });
  }

  /** The answer to a request that stands for its call. */
  #respond(payload: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined): void {
    const id = stringAt(payload, "call_id") ?? "";
    const known = this.#calls.get(id);
    if (known?.seen.has("dynamic_tool_call_request") !== true) return;
    this.#calls.delete(id);
    const { text, structured } = partsOf(member(payload, "content_items"));
    const failed = member(payload, "success") === false;
    this.#session.result(source, { call: known.call, id, text, structured, failed, time, pointer });
  }

  /** Reads an item that was completed. */
  readItem(item: JsonRecord, source: Source, pointer: Pointer, time: Time | undefined, lane: string | undefined): boolean {
    const kind = stringAt(item, "type");
    const type =
      kind === "CommandExecution"
        ? "exec_command_end"
        : kind === "FileChange"
          ? "patch_apply_end"
          : kind === "McpToolCall"
            ? "mcp_tool_call_item"
            : undefined;
    if (type === undefined || (type === "exec_command_end" && stringAt(item, "source") === "user_shell")) return false;
    const done = doneBy(type, item, source, pointer);
    return done !== undefined && this.#add(done, { type, form: "item" }, { source, pointer, time, lane });
  }

  #add({ id, tool, args, fate, output }: Done, as: As, { source, pointer, time, lane }: Where): boolean {
    const known = id === undefined ? undefined : this.#calls.get(id);
    const what = as.type.replace(/_(?:end|item)$/, "");
    const forms = known?.seen.get(what);
    const isAnother = forms?.has(as.form) === true || (forms === undefined && known !== undefined && known.seen.size > 0);
    if (known !== undefined && !isAnother) {
      known.seen.set(what, (forms ?? new Set()).add(as.form));
      this.#session.tell(known.call, fate);
      return false;
    }
    this.#session.batch();
    const call = this.#session.call(source, { id, tool, args, lane, time, fate, pointer });
    if (id !== undefined) this.#calls.set(id, { call, seen: new Map([[what, new Set([as.form])]]) });
    if (output === undefined || fate === "refused") return true;
    const { text, structured } = partsOf(output);
    this.#session.result(source, { call, id, text, structured, failed: fate === "failed", time, pointer });
    return true;
  }

  /** Codex's own reviewer allows or denies an action. */
  #assess(payload: JsonRecord): void {
    const call = this.#calls.get(stringAt(payload, "target_item_id") ?? "");
    if (call === undefined) return;
    const status = stringAt(payload, "status");
    if (status === "denied") this.#session.tell(call.call, "refused");
    else if (status === "approved") this.#session.tell(call.call, "unstated", "guardian");
  }
}

function doneBy(type: string, payload: JsonRecord, source: Source, pointer: Pointer): Done | undefined {
  const id = stringAt(payload, "call_id") ?? stringAt(payload, "id");
  const status = stringAt(payload, "status");
  const refused = status === "declined" || status === "rejected";
  switch (type) {
    case "exec_command_end": {
      const command = member(payload, "command");
      if (command === undefined) return undefined;
      const code = member(payload, "exit_code");
      const fate = refused ? "refused" : code === 0 ? "executed" : typeof code === "number" ? "failed" : "unstated";
      const output = member(payload, "aggregated_output") ?? member(payload, "stdout");
      return {
        id,
        tool: "exec_command",
        args: madeArguments(source, { command, workdir: member(payload, "cwd") ?? null }, pointer),
        fate,
        output,
      };
    }
    case "patch_apply_end": {
      const success = member(payload, "success") ?? (status === "completed" ? true : status === "failed" ? false : undefined);
      const fate = refused ? "refused" : success === true ? "executed" : success === false ? "failed" : "unstated";
      return {
        id,
        tool: "apply_patch",
        args: madeArguments(source, { changes: member(payload, "changes") ?? {} }, pointer),
        fate,
        output: member(payload, "stdout"),
      };
    }
    case "mcp_tool_call_end": {
      const invocation = member(payload, "invocation");
      return isRecord(invocation) ? mcpCall(id, invocation, member(payload, "result"), source, `${pointer}/invocation`) : undefined;
    }
    case "mcp_tool_call_item":
      return mcpCall(id, payload, member(payload, "result") ?? member(payload, "error"), source, pointer);
    default:
      return undefined;
  }
}

function mcpCall(id: string | undefined, invocation: JsonRecord, result: Json | undefined, source: Source, pointer: Pointer): Done {
  const server = stringAt(invocation, "server");
  const tool = toolName(server === undefined ? undefined : `mcp__${server}`, stringAt(invocation, "tool") ?? "tool");
  const args = argumentsOf(source, member(invocation, "arguments"), `${pointer}/arguments`);
  const inner = result !== undefined && isRecord(result) ? (member(result, "Ok") ?? member(result, "Err") ?? result) : result;
  const failed =
    result !== undefined && isRecord(result) && (Object.hasOwn(result, "Err") || (isRecord(inner) && member(inner, "isError") === true));
  const output = inner !== undefined && isRecord(inner) ? (member(inner, "structuredContent") ?? member(inner, "content") ?? inner) : inner;
  return { id, tool, args, fate: failed ? "failed" : result === undefined || result === null ? "unstated" : "executed", output };
}
