// Chat messages in OpenAI's form: a plain array, `{messages}`, tau-bench's array of runs, tau2's simulations.

import { contentOf } from "../dialects/content.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { pointerTo } from "../encodings/pointer.ts";
import { timeOf } from "../encodings/time.ts";
import { type Event, ExactNumber, type Json, type JsonRecord, type Pointer, type Run } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { argumentsOf, type Conversation, messagesInTurn } from "../telling/conversation.ts";
import { Toolbox } from "../tools.ts";

type Labels = Record<string, string | number | boolean | null>;
const roles = new Set(["system", "developer", "user", "assistant", "tool", "function"]);

/** Whether the value is a chat's list of messages, by its first one. */
function isChat(value: Json | undefined): value is readonly Json[] {
  const first = isList(value) ? value[0] : undefined;
  return (
    isRecord(first) && roles.has(stringAt(first, "role") ?? "") && (Object.hasOwn(first, "content") || Object.hasOwn(first, "tool_calls"))
  );
}

function isTauRun(value: Json | undefined): value is JsonRecord {
  return isRecord(value) && isList(member(value, "traj"));
}

function simulationsOf(root: Json): readonly Json[] | undefined {
  const simulations = isRecord(root) ? member(root, "simulations") : undefined;
  return isList(simulations) ? simulations : undefined;
}

export function isOpenAiChat(root: Json): boolean {
  if (isChat(root) || isTauRun(root)) return true;
  if (isList(root)) return isTauRun(root[0]);
  return (
    isRecord(root) &&
    (isChat(member(root, "messages")) || simulationsOf(root)?.some((one) => isRecord(one) && isList(member(one, "messages"))) === true)
  );
}

export function* openAiChatRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const simulations = simulationsOf(root);
  if (isChat(root)) yield run(root, {}, source, at);
  else if (isTauRun(root)) yield* tauRun(root, source, at);
  else if (isList(root)) for (const [index, one] of root.entries()) yield* tauRun(one, source, `${at}/${index}`);
  else if (simulations !== undefined) {
    const shared = sharedBy(root);
    for (const [index, one] of simulations.entries()) yield* recorded(one, source, `${at}/simulations/${index}`, shared);
  } else yield* recorded(root, source, at, {});
}

function* tauRun(value: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const messages = isRecord(value) ? member(value, "traj") : undefined;
  if (isRecord(value) && isList(messages)) yield run(messages, value, source, `${at}/traj`);
  else if (!source.isOpen(value)) source.problems.add("invalid-event", "a run must have a list `traj`", source, at);
}

function* recorded(value: Json, source: Source, at: Pointer, shared: Shared): Iterable<Omit<Run, "index">> {
  const messages = isRecord(value) ? member(value, "messages") : undefined;
  if (isRecord(value) && isList(messages)) yield run(messages, value, source, `${at}/messages`, shared);
  else if (!source.isOpen(value)) source.problems.add("invalid-event", "a run must have a list `messages`", source, at);
}

interface Shared {
  readonly model?: string | undefined;
  readonly tools?: Json | undefined;
}

/** What stands once for all of tau2's simulations: the model of the agent, and its tools. */
function sharedBy(root: Json): Shared {
  const info = isRecord(root) ? member(root, "info") : undefined;
  const agent = isRecord(info) ? member(info, "agent_info") : undefined;
  const environment = isRecord(info) ? member(info, "environment_info") : undefined;
  const defined = isRecord(environment) ? member(environment, "tool_defs") : undefined;
  return { model: isRecord(agent) ? stringAt(agent, "llm") : undefined, tools: isRecord(defined) ? Object.values(defined) : defined };
}

function run(messages: readonly Json[], about: JsonRecord, source: Source, at: Pointer, shared: Shared = {}): Omit<Run, "index"> {
  const toolbox = new Toolbox();
  for (const tools of [member(about, "tools"), member(about, "functions"), shared.tools]) toolbox.add(tools);
  return {
    id: stringAt(about, "id") ?? stringAt(about, "session_id"),
    model: stringAt(about, "model") ?? shared.model,
    task: taskOf(messages, about),
    labels: labelsOf(about),
    context: undefined,
    tools: toolbox.list(),
    events: messagesInTurn("json", messages, source, chatMessageEvents, at),
  };
}

function labelsOf(about: JsonRecord): Labels {
  const labels: Labels = {};
  const rewardInfo = member(about, "reward_info");
  if (isRecord(rewardInfo)) addLabel(labels, "reward", member(rewardInfo, "reward"));
  for (const name of ["reward", "task_id", "trial"]) addLabel(labels, name, member(about, name));
  return labels;
}

function addLabel(labels: Labels, name: string, value: Json | undefined): void {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") labels[name] = value;
  else if (value instanceof ExactNumber) labels[name] = value.digits;
}

function taskOf(messages: readonly Json[], about: JsonRecord): string | undefined {
  const info = member(about, "info");
  const task = isRecord(info) ? member(info, "task") : undefined;
  const instruction = isRecord(task) ? stringAt(task, "instruction") : undefined;
  if (instruction !== undefined) return instruction;
  const user = messages.find((message) => isRecord(message) && stringAt(message, "role") === "user");
  return isRecord(user) ? contentOf(member(user, "content")).text : undefined;
}

/** The events of one message. */
export function* chatMessageEvents(message: JsonRecord, source: Source, pointer: Pointer, conversation: Conversation): Iterable<Event> {
  const role = stringAt(message, "role");
  // tau2 lets the simulated user call tools of its own: no actions of the agent.
  if (stringAt(message, "requestor") === "user") return;
  const { text, structured, unread } = contentOf(member(message, "content"));
  const time = timeOf(member(message, "timestamp"));
  if (role !== "tool" && role !== "function") conversation.goOn();
  switch (role) {
    case "system":
    case "developer":
      yield { kind: "message", role: "system", text, time, pointer };
      break;
    case "user":
      // Where tau2's user calls a tool of its own, nothing is said.
      if (text !== "" || !isList(member(message, "tool_calls"))) yield { kind: "message", role, text, time, pointer };
      break;
    case "assistant":
      if (text !== "") yield { kind: "message", role, text, time, pointer };
      conversation.beginBatch();
      yield* callEvents(message, source, pointer, conversation);
      break;
    // A mark at the end of some recordings, without content.
    case "session_meta":
      break;
    case "tool":
    case "function": {
      // tau2 packs the results of parallel calls into one message.
      const packed = member(message, "tool_messages");
      if (isList(packed)) {
        for (const [index, one] of packed.entries())
          if (isRecord(one) && !Object.hasOwn(one, "tool_messages"))
            yield* chatMessageEvents({ ...one, role: "tool" }, source, `${pointer}/tool_messages/${index}`, conversation);
        break;
      }
      yield conversation.result(source, {
        id: stringAt(message, "tool_call_id") ?? (role === "tool" ? stringAt(message, "id") : undefined),
        tool: stringAt(message, "name"),
        text,
        structured,
        failed: member(message, "error") === true,
        time,
        pointer,
      });
      break;
    }
    default:
      source.problems.add("invalid-event", `a message's role is not ${quoted(role)} in this format`, source, pointer);
      yield { kind: "gap", reason: "a message of an unknown role", pointer };
  }
  if (unread.length > 0) yield unreadGap(unread, source, pointer);
}

function unreadGap(unread: readonly string[], source: Source, pointer: Pointer): Event {
  const kinds = [...new Set(unread)].join(", ");
  if (unread.some((kind) => kind.startsWith("tool_")))
    source.problems.add("invalid-event", `content of the kind ${kinds} belongs to another format and is not read`, source, pointer);
  return { kind: "gap", reason: `content that is not read: ${kinds}`, pointer };
}

function* callEvents(message: JsonRecord, source: Source, pointer: Pointer, conversation: Conversation): Iterable<Event> {
  const calls = member(message, "tool_calls");
  if (isList(calls))
    for (const [index, call] of calls.entries()) yield callEvent(call, source, `${pointer}/tool_calls/${index}`, message, conversation);
  const single = member(message, "function_call");
  if (isRecord(single)) yield callEvent(single, source, `${pointer}/function_call`, message, conversation);
}

/** `{id, function: {name, arguments}}`, or the flat `{id, name, arguments}`. */
function callEvent(call: Json, source: Source, pointer: Pointer, message: JsonRecord, conversation: Conversation): Event {
  const inner = isRecord(call) ? member(call, "function") : undefined;
  const named = isRecord(inner) ? inner : call;
  const tool = isRecord(named) ? stringAt(named, "name") : undefined;
  if (!isRecord(call) || !isRecord(named) || tool === undefined) {
    source.problems.add("invalid-event", "a call must name its function", source, pointer);
    return { kind: "gap", reason: "a call that names no tool", pointer };
  }
  const written = pointerTo(isRecord(inner) ? `${pointer}/function` : pointer, "arguments");
  const args = argumentsOf(source, member(named, "arguments"), written);
  return conversation.call(source, { id: stringAt(call, "id"), tool, args, time: timeOf(member(message, "timestamp")), pointer });
}
