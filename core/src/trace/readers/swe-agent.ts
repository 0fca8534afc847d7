// SWE-agent's trajectories, their history and their steps, and mini-swe-agent's messages. Calls may be no more than a
// command in the model's text; their results are then what is said to it next.

import { contentOf } from "../dialects/content.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import type { Json, JsonRecord, Pointer, Run } from "../model.ts";
import type { Source } from "../source.ts";
import { type Session, sessionRun } from "../telling/session.ts";
import { chatMessageEvents } from "./openai-chat.ts";

const listAt = (root: Json, key: string): readonly Json[] => {
  const list = isRecord(root) ? member(root, key) : undefined;
  return isList(list) ? list : [];
};

export function isSweAgent(root: Json): boolean {
  const step = listAt(root, "trajectory")[0];
  if (step !== undefined && isRecord(step) && typeof member(step, "action") === "string" && Object.hasOwn(step, "observation")) return true;
  return listAt(root, "history").some(
    (one) => isRecord(one) && Object.hasOwn(one, "role") && ["agent", "message_type", "is_demo"].some((key) => Object.hasOwn(one, key)),
  );
}

export function* sweAgentRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  if (!isRecord(root)) return;
  const info = member(root, "info");
  const history = listAt(root, "history");
  const labels: Record<string, string> = {};
  const status = isRecord(info) ? stringAt(info, "exit_status") : undefined;
  if (status !== undefined) labels.exit_status = status;
  const task = history.find((one) => isRecord(one) && stringAt(one, "role") === "user" && member(one, "is_demo") !== true);
  const about = {
    id: stringAt(root, "instance_id"),
    task: task !== undefined && isRecord(task) ? contentOf(member(task, "content")).text : undefined,
    labels,
  };
  yield sessionRun(about, (session) => {
    const teller = new HistoryTeller(session, source);
    for (const [index, message] of history.entries()) {
      if (source.isOpen(message)) break;
      teller.tell(message, `${at}/history/${index}`);
    }
    // The step that ended the run is not always part of the history.
    for (const [index, step] of listAt(root, "trajectory").entries()) {
      if (source.isOpen(step)) break;
      if (index === teller.turns - 1) teller.finish(step, `${at}/trajectory/${index}`);
      else if (index >= teller.turns) teller.step(step, `${at}/trajectory/${index}`);
    }
    if (source.isOpen(root)) session.gap("the file breaks off here", at);
  });
}

class HistoryTeller {
  /** How many turns of the model held a call. */
  turns = 0;
  readonly #session: Session;
  readonly #source: Source;
  /** A call whose result is what is said next. */
  #waiting: number | undefined;
  #begun = false;

  constructor(session: Session, source: Source) {
    this.#session = session;
    this.#source = source;
  }

  tell(message: Json, pointer: Pointer): void {
    const session = this.#session;
    if (!isRecord(message)) {
      session.unread(this.#source, pointer, "a message must be an object", "a message that is no object");
      return;
    }
    const role = stringAt(message, "role");
    const { text } = contentOf(member(message, "content"));
    const calls = member(message, "tool_calls");
    const action = stringAt(message, "action") ?? "";
    if (member(message, "is_demo") === true || stringAt(message, "message_type") === "demonstration")
      session.message("system", text, undefined, pointer);
    else if (role === "assistant" && isList(calls) && calls.length > 0) {
      this.turns++;
      this.#begun = true;
      this.#pass(message, pointer);
    } else if (role === "assistant") {
      session.message("assistant", text, undefined, pointer);
      this.#begun = true;
      if (action.trim() !== "") this.#command(action, `${pointer}/action`);
    } else if (role === "tool") {
      const ids = member(message, "tool_call_ids");
      const id = isList(ids) && typeof ids[0] === "string" ? ids[0] : (stringAt(message, "tool_call_id") ?? "");
      this.#pass({ ...message, tool_call_id: id }, pointer);
    } else if (role === "user" && this.#waiting !== undefined) this.#answer(text, pointer);
    // After the task, what is said to the model is said by the harness.
    else if (role === "user") session.message(this.#begun ? "system" : "user", text, undefined, pointer);
    else this.#pass(message, pointer);
  }

  /** What came of the history's last call, where the history ends with it. */
  finish(step: Json, pointer: Pointer): void {
    const observation = isRecord(step) ? member(step, "observation") : undefined;
    if (this.#waiting !== undefined && typeof observation === "string") this.#answer(observation, `${pointer}/observation`);
  }

  /** A step of the trajectory that the history does not hold. */
  step(step: Json, pointer: Pointer): void {
    if (!isRecord(step)) {
      this.#session.unread(this.#source, pointer, "a step must be an object", "a step that is no object");
      return;
    }
    const action = stringAt(step, "action") ?? "";
    const said = stringAt(step, "thought") ?? stringAt(step, "response") ?? "";
    this.#session.message("assistant", said, undefined, pointer);
    if (action.trim() === "") return;
    this.#command(action, `${pointer}/action`);
    const observation = member(step, "observation");
    if (observation === undefined || observation === null) this.#waiting = undefined;
    else this.#answer(contentOf(observation).text, `${pointer}/observation`);
  }

  #pass(message: JsonRecord, pointer: Pointer): void {
    this.#session.through((conversation) => chatMessageEvents(message, this.#source, pointer, conversation));
  }

  #command(command: string, pointer: Pointer): void {
    this.turns++;
    this.#session.batch();
    this.#waiting = this.#session.call(this.#source, {
      id: undefined,
      tool: "bash",
      args: { kind: "record", value: { command } },
      pointer,
    });
  }

  #answer(text: string, pointer: Pointer): void {
    this.#session.result(this.#source, { call: this.#waiting, id: undefined, text, failed: false, pointer });
    this.#waiting = undefined;
  }
}

const fence = /```(?:mswea_bash_command|bash|sh)\s*\n([\s\S]*?)\n?```/g;

/** The one command of a text; undefined where there is none, or more than the agent accepts. */
function commandIn(text: string): string | undefined {
  const found = [...text.matchAll(fence)];
  return found.length === 1 ? found[0]?.[1] : undefined;
}

const messagesIn = (root: Json): readonly Json[] => (isList(root) ? root : listAt(root, "messages"));

export function isMiniSweAgent(root: Json): boolean {
  if (isRecord(root) && (stringAt(root, "trajectory_format") ?? "").startsWith("mini-swe-agent"))
    return listAt(root, "messages").length > 0;
  if (!isList(root)) return false;
  const plain = root.every(
    (one) => isRecord(one) && Object.keys(one).length === 2 && typeof member(one, "content") === "string" && Object.hasOwn(one, "role"),
  );
  return (
    plain &&
    root.some((one, index) => {
      const next = root[index + 1];
      const isCommand = isRecord(one) && stringAt(one, "role") === "assistant" && commandIn(stringAt(one, "content") ?? "") !== undefined;
      return isCommand && next !== undefined && isRecord(next) && /^\s*<returncode>/.test(stringAt(next, "content") ?? "");
    })
  );
}

export function* miniSweAgentRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const messages = messagesIn(root);
  const info = isRecord(root) ? member(root, "info") : undefined;
  const status = isRecord(info) ? stringAt(info, "exit_status") : undefined;
  const task = messages.find((one) => isRecord(one) && stringAt(one, "role") === "user");
  const about = {
    id: isRecord(root) ? stringAt(root, "instance_id") : undefined,
    task: task !== undefined && isRecord(task) ? contentOf(member(task, "content")).text : undefined,
    labels: status === undefined ? {} : { exit_status: status },
  };
  const base = isList(root) ? at : `${at}/messages`;
  yield sessionRun(about, (session) => {
    const teller = new MiniTeller(session, source);
    for (const [index, message] of messages.entries()) {
      if (source.isOpen(message)) break;
      teller.tell(message, `${base}/${index}`);
    }
    if (source.isOpen(root)) session.gap("the file breaks off here", at);
  });
}

class MiniTeller {
  readonly #session: Session;
  readonly #source: Source;
  #waiting: number | undefined;
  #begun = false;

  constructor(session: Session, source: Source) {
    this.#session = session;
    this.#source = source;
  }

  tell(message: Json, pointer: Pointer): void {
    const session = this.#session;
    const role = isRecord(message) ? stringAt(message, "role") : undefined;
    if (!isRecord(message)) session.unread(this.#source, pointer, "a message must be an object", "a message that is no object");
    else if (role === "assistant" && !isList(member(message, "tool_calls")))
      this.#assistant(contentOf(member(message, "content")).text, pointer);
    else if (role === "user" && this.#waiting !== undefined) {
      const { text } = contentOf(member(message, "content"));
      const code = /^\s*<returncode>(-?\d+)<\/returncode>/.exec(text)?.[1];
      session.result(this.#source, { call: this.#waiting, id: undefined, text, failed: code !== undefined && code !== "0", pointer });
      this.#waiting = undefined;
    } else if (role === "user" || role === "exit") {
      session.message(this.#begun ? "system" : "user", contentOf(member(message, "content")).text, undefined, pointer);
    } else {
      this.#begun ||= role === "assistant";
      session.through((conversation) => chatMessageEvents(message, this.#source, pointer, conversation));
    }
  }

  #assistant(text: string, pointer: Pointer): void {
    this.#begun = true;
    this.#session.message("assistant", text, undefined, pointer);
    const command = commandIn(text);
    if (command === undefined) return;
    this.#session.batch();
    const at = `${pointer}/content`;
    this.#waiting = this.#session.call(this.#source, {
      id: undefined,
      tool: "bash",
      args: { kind: "record", value: { command } },
      pointer: at,
    });
  }
}
