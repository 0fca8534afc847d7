// AgentDojo's runs: one JSON object a run. Tools print their results as YAML, as Python literals or as prose.

import { contentOf } from "../dialects/content.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import type { Event, Json, JsonRecord, Pointer, Run } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { argumentsOf, type Conversation, messagesInTurn } from "../telling/conversation.ts";

const labelNames = ["utility", "security", "suite_name", "pipeline_name", "user_task_id", "injection_task_id", "attack_type"];

export function isAgentDojo(root: Json): boolean {
  return isRecord(root) && isList(member(root, "messages")) && ["suite_name", "user_task_id"].every((key) => Object.hasOwn(root, key));
}

export function* agentDojoRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const messages = isRecord(root) ? member(root, "messages") : undefined;
  if (!isRecord(root) || !isList(messages)) return;
  const labels: Record<string, string | number | boolean | null> = {};
  for (const name of labelNames) {
    const value = member(root, name);
    if (value === null || typeof value === "string" || typeof value === "boolean") labels[name] = value;
  }
  const names = ["suite_name", "user_task_id", "attack_type", "injection_task_id"].map((name) => stringAt(root, name));
  const user = messages.find((message) => isRecord(message) && stringAt(message, "role") === "user");
  yield {
    id: names.filter((name) => name !== undefined).join("/") || undefined,
    model: stringAt(root, "pipeline_name"),
    task: isRecord(user) ? contentOf(member(user, "content")).text : undefined,
    labels,
    context: undefined,
    events: messagesInTurn("yaml", messages, source, messageEvents, `${at}/messages`),
  };
}

function* messageEvents(message: JsonRecord, source: Source, pointer: Pointer, conversation: Conversation): Iterable<Event> {
  const role = stringAt(message, "role");
  const { text, unread } = contentOf(member(message, "content"));
  if (role !== "tool") conversation.goOn();
  switch (role) {
    case "system":
    case "user":
      yield { kind: "message", role, text, time: undefined, pointer };
      break;
    case "assistant": {
      if (text !== "") yield { kind: "message", role, text, time: undefined, pointer };
      const calls = member(message, "tool_calls");
      conversation.beginBatch();
      for (const [index, call] of (isList(calls) ? calls : []).entries())
        yield* callEvents(call, source, `${pointer}/tool_calls/${index}`, conversation);
      break;
    }
    case "tool": {
      const call = member(message, "tool_call");
      const error = member(message, "error");
      yield conversation.result(source, {
        id: stringAt(message, "tool_call_id"),
        tool: isRecord(call) ? stringAt(call, "function") : undefined,
        text: text === "" && typeof error === "string" ? error : text,
        failed: error !== null && error !== undefined,
        pointer,
      });
      break;
    }
    default:
      source.problems.add("invalid-event", `a message's role is system, user, assistant or tool, not ${quoted(role)}`, source, pointer);
      yield { kind: "gap", reason: "a message of an unknown role", pointer };
  }
  if (unread.length > 0) yield { kind: "gap", reason: `content that is not read: ${unread.join(", ")}`, pointer };
}

function* callEvents(call: Json, source: Source, pointer: Pointer, conversation: Conversation): Iterable<Event> {
  const tool = isRecord(call) ? stringAt(call, "function") : undefined;
  if (!isRecord(call) || tool === undefined) {
    source.problems.add("invalid-event", "a call must name its function", source, pointer);
    yield { kind: "gap", reason: "a call that names no tool", pointer };
    return;
  }
  const args = argumentsOf(source, member(call, "args"), `${pointer}/args`);
  yield conversation.call(source, { id: stringAt(call, "id"), tool, args, pointer });
}
