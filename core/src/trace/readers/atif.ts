// ATIF trajectories (Harbor): steps of a user, a system and an agent, each with its calls and what it observed.

import { type At, atPointer, below, outcomeOf, type SaidCall, type Utterance, utterancesOf } from "../dialects/utterances.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { Json, JsonRecord, Pointer, Run, Time } from "../model.ts";
import type { Source } from "../source.ts";
import { type Session, sessionRun } from "../telling/session.ts";
import { type ToldCall, tell } from "../telling/spoken.ts";
import { Toolbox } from "../tools.ts";

/** Trajectories inside of trajectories are followed so far. */
const maximalDepth = 20;

export function isAtif(root: Json): boolean {
  if (!isRecord(root)) return false;
  return /^ATIF\b/i.test(stringAt(root, "schema_version") ?? "") || (isRecord(member(root, "agent")) && isAtifSteps(member(root, "steps")));
}

function isAtifSteps(steps: Json | undefined): boolean {
  const first = isList(steps) ? steps[0] : undefined;
  return isRecord(first) && Object.hasOwn(first, "step_id") && Object.hasOwn(first, "source");
}

export function* atifRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  if (!isRecord(root)) return;
  const agent = member(root, "agent");
  const toolbox = new Toolbox();
  if (isRecord(agent)) toolbox.add(member(agent, "tool_definitions"));
  const about = {
    id: stringAt(root, "session_id") ?? stringAt(root, "trajectory_id"),
    model: isRecord(agent) ? (stringAt(agent, "model_name") ?? stringAt(agent, "name")) : undefined,
    task: taskOf(root),
    labels: {},
  };
  const run = sessionRun(about, (session) => {
    const reader = new TrajectoryReader(session, source, root, atPointer(at));
    reader.steps(root, atPointer(at), undefined, 0);
    reader.rest();
  });
  yield { ...run, tools: toolbox.list() };
}

function taskOf(root: JsonRecord): string | undefined {
  const steps = member(root, "steps");
  const first = isList(steps) ? steps.find((step) => isRecord(step) && stringAt(step, "source") === "user") : undefined;
  return isRecord(first) ? messageOf("user", first, atPointer("")).find((one) => one.kind === "text")?.text : undefined;
}

interface Child {
  readonly trajectory: JsonRecord;
  readonly at: At;
  told: boolean;
}

class TrajectoryReader {
  readonly #session: Session;
  readonly #source: Source;
  /** The sub-agents' trajectories that the file holds. */
  readonly #children: Child[] = [];

  constructor(session: Session, source: Source, root: JsonRecord, at: At) {
    this.#session = session;
    this.#source = source;
    this.#collect(root, at, 0);
  }

  #collect(trajectory: JsonRecord, at: At, depth: number): void {
    const list = member(trajectory, "subagent_trajectories");
    if (!isList(list) || depth > maximalDepth) return;
    for (const [index, one] of list.entries()) {
      if (!isRecord(one)) continue;
      const place = below(at, "subagent_trajectories", index);
      this.#children.push({ trajectory: one, at: place, told: false });
      this.#collect(one, place, depth + 1);
    }
  }

  steps(trajectory: JsonRecord, at: At, lane: string | undefined, depth: number): void {
    const steps = member(trajectory, "steps");
    if (!isList(steps)) {
      this.#session.unread(this.#source, at.pointer, "a trajectory must have a list of steps", "a trajectory without steps");
      return;
    }
    for (const [index, step] of steps.entries()) {
      if (this.#source.isOpen(step)) break;
      const place = below(at, "steps", index);
      if (isRecord(step)) this.#step(step, place, lane, depth);
      else this.#session.unread(this.#source, place.pointer, "a step must be an object", "a step that is no object");
    }
    if (this.#source.isOpen(steps)) this.#session.gap("the file breaks off here", at.pointer);
    const next = stringAt(trajectory, "continued_trajectory_ref");
    if (next !== undefined) this.#session.gap("the trajectory goes on in another file", below(at, "continued_trajectory_ref").pointer);
  }

  /** Trajectories that no step names. */
  rest(): void {
    for (const child of this.#children) if (!child.told) this.#tellChild(child, 1);
  }

  #step(step: JsonRecord, at: At, lane: string | undefined, depth: number): void {
    const origin = stringAt(step, "source");
    const time = timeOf(member(step, "timestamp"));
    const instructed = depth > 0;
    const calls: ToldCall[] = [];
    if (origin === "user" || origin === "system")
      tell(this.#session, this.#source, messageOf(origin, step, at), { time, lane, instructed });
    else if (origin === "agent")
      calls.push(...tell(this.#session, this.#source, [...messageOf("assistant", step, at), ...this.#calls(step, at)], { time, lane }));
    else this.#session.unread(this.#source, at.pointer, "a step's source is user, system or agent", "a step of an unknown source");
    const observation = member(step, "observation");
    const results = isRecord(observation) ? member(observation, "results") : undefined;
    for (const [index, result] of (isList(results) ? results : []).entries())
      this.#result(result, below(at, "observation", "results", index), calls, time, depth);
  }

  #calls(step: JsonRecord, at: At): readonly SaidCall[] {
    const calls = member(step, "tool_calls");
    return (isList(calls) ? calls : []).flatMap((call, index): readonly SaidCall[] => {
      const place = below(at, "tool_calls", index);
      const tool = isRecord(call) ? stringAt(call, "function_name") : undefined;
      if (isRecord(call) && tool !== undefined)
        return [
          {
            kind: "call",
            id: stringAt(call, "tool_call_id"),
            tool,
            args: member(call, "arguments"),
            argsAt: below(place, "arguments"),
            at: place,
          },
        ];
      this.#session.unread(this.#source, place.pointer, "a call must name its function", "a call that names no tool");
      return [];
    });
  }

  #result(result: Json, at: At, calls: ToldCall[], time: Time | undefined, depth: number): void {
    if (!isRecord(result)) {
      this.#session.unread(this.#source, at.pointer, "a result must be an object", "a result that is no object");
      return;
    }
    const references = member(result, "subagent_trajectory_ref");
    for (const reference of isList(references) ? references : []) this.#refer(reference, at, depth);
    const content = member(result, "content");
    if (content === undefined || content === null) {
      if (isList(references)) return;
    }
    const extra = member(result, "extra");
    const { text, structured, failed } = outcomeOf(content);
    // The result of a call stands in the step of the call.
    const id = stringAt(result, "source_call_id");
    const index = calls.findIndex((call) => id === undefined || call.id === undefined || call.id === id);
    const [call] = index < 0 ? [] : calls.splice(index, 1);
    this.#session.result(this.#source, {
      ...(call === undefined ? {} : { call: call.call }),
      id,
      text,
      structured,
      failed: failed || (isRecord(extra) && member(extra, "is_error") === true),
      time,
      pointer: at.pointer,
    });
  }

  /** What a sub-agent did stands before its result, where the file holds it. */
  #refer(reference: Json, at: At, depth: number): void {
    const id = isRecord(reference) ? stringAt(reference, "trajectory_id") : undefined;
    const session = isRecord(reference) ? stringAt(reference, "session_id") : undefined;
    const child = this.#children.find(
      (one) =>
        !one.told &&
        (id === undefined ? stringAt(one.trajectory, "session_id") === session : stringAt(one.trajectory, "trajectory_id") === id),
    );
    if (child === undefined || depth >= maximalDepth) this.#session.gap("a sub-agent's trajectory stands in another file", at.pointer);
    else this.#tellChild(child, depth + 1);
  }

  #tellChild(child: Child, depth: number): void {
    child.told = true;
    const agent = member(child.trajectory, "agent");
    const lane = (isRecord(agent) ? stringAt(agent, "name") : undefined) ?? stringAt(child.trajectory, "trajectory_id") ?? "sub-agent";
    this.steps(child.trajectory, child.at, lane, depth);
  }
}

function messageOf(role: "user" | "system" | "assistant", step: JsonRecord, at: At): readonly Utterance[] {
  return utterancesOf({ role, content: member(step, "message") ?? "" }, { ...below(at, "message"), inString: true }) ?? [];
}
