// The events of `codex exec --json`: each item is begun and completed, and stands whole in both.

import { partsOf, toolName } from "../dialects/responses-items.ts";
import { isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { Arguments, Fate, GapEvent, Json, JsonRecord, Pointer, Run } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { argumentsOf, madeArguments } from "../telling/conversation.ts";
import type { Entry } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import type { Session } from "../telling/session.ts";

export function isCodexExec(entry: Json): boolean {
  if (!isRecord(entry)) return false;
  const type = stringAt(entry, "type") ?? "";
  if (type === "thread.started") return Object.hasOwn(entry, "thread_id");
  return /^item\.(?:started|updated|completed)$/.test(type) && isRecord(member(entry, "item"));
}

export function codexExecRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new CodexExec(session));
}

const silent = new Set(["reasoning", "todo_list", "error"]);

class CodexExec implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  /** Calls that were begun, by the item's id. */
  readonly #begun = new Map<string, number>();

  constructor(session: Session) {
    this.#session = session;
  }

  begins(entry: RecordEntry): boolean {
    return stringAt(entry.value, "type") === "thread.started" && this.about.id !== undefined;
  }

  read({ value, source, pointer }: RecordEntry): void {
    const type = stringAt(value, "type") ?? "";
    if (type === "thread.started") this.about.id = stringAt(value, "thread_id");
    const item = member(value, "item");
    if (type.startsWith("item.") && isRecord(item)) this.#item(item, type === "item.completed", source, `${pointer}/item`);
    else if (type.startsWith("item."))
      this.#session.unread(source, pointer, "an event of an item must hold it", "an item that cannot be read");
  }

  #item(item: JsonRecord, over: boolean, source: Source, pointer: Pointer): void {
    const kind = stringAt(item, "type") ?? stringAt(item, "item_type") ?? "";
    if (kind === "agent_message" || kind === "assistant_message") {
      if (over) this.#session.message("assistant", stringAt(item, "text") ?? "", undefined, pointer);
      return;
    }
    const called = callOf(kind, item, source, pointer);
    if (called === undefined) {
      if (!silent.has(kind))
        this.#session.unread(source, pointer, `an item of the kind ${quoted(kind)} is not known`, "an item of an unknown kind");
      return;
    }
    const id = stringAt(item, "id");
    let call = id === undefined ? undefined : this.#begun.get(id);
    if (call === undefined) {
      this.#session.batch();
      call = this.#session.call(source, { id, ...called, time: timeOf(member(item, "timestamp")), pointer });
    }
    if (!over) {
      if (id !== undefined) this.#begun.set(id, call);
      return;
    }
    if (id !== undefined) this.#begun.delete(id);
    const fate = fateOf(item);
    this.#session.tell(call, fate);
    const output = outputOf(kind, item);
    if (output === undefined) return;
    const { text, structured } = partsOf(output);
    this.#session.result(source, { call, id, text, structured, failed: fate === "failed" || fate === "refused", pointer });
  }
}

function callOf(
  kind: string,
  item: JsonRecord,
  source: Source,
  pointer: Pointer,
): { readonly tool: string; readonly args: Arguments } | undefined {
  switch (kind) {
    case "command_execution":
      return { tool: "shell", args: madeArguments(source, { command: member(item, "command") ?? "" }, pointer) };
    case "file_change":
      return { tool: "apply_patch", args: madeArguments(source, { changes: member(item, "changes") ?? [] }, pointer) };
    case "web_search":
      return { tool: "web_search", args: madeArguments(source, { query: member(item, "query") ?? "" }, pointer) };
    case "mcp_tool_call": {
      const server = stringAt(item, "server");
      const tool = toolName(server === undefined ? undefined : `mcp__${server}`, stringAt(item, "tool") ?? "tool");
      return { tool, args: argumentsOf(source, member(item, "arguments"), `${pointer}/arguments`) };
    }
    case "collab_tool_call":
      return {
        tool: stringAt(item, "tool") ?? "spawn_agent",
        args: madeArguments(source, { prompt: member(item, "prompt") ?? null }, pointer),
      };
    default:
      return undefined;
  }
}

function fateOf(item: JsonRecord): Fate {
  const status = stringAt(item, "status");
  const code = member(item, "exit_code");
  const error = member(item, "error");
  if (status === "declined" || status === "rejected") return "refused";
  if (status === "failed" || (typeof code === "number" && code !== 0) || (error !== undefined && error !== null)) return "failed";
  return status === "completed" || code === 0 ? "executed" : "unstated";
}

function outputOf(kind: string, item: JsonRecord): Json | undefined {
  if (kind === "command_execution") return member(item, "aggregated_output") ?? member(item, "output") ?? "";
  if (kind !== "mcp_tool_call") return undefined;
  const error = member(item, "error");
  const result = member(item, "result");
  if (isRecord(result)) return member(result, "structured_content") ?? member(result, "content") ?? result;
  return isRecord(error) ? (stringAt(error, "message") ?? error) : undefined;
}
