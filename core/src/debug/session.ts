// A policy and a run brought together: read, compiled, and decided as a history has it. Knows where it stands in neither.
import { compile, type Policy } from "../policy/compile.ts";
import { compileQuestion, questionErrors } from "../policy/question.ts";
import { Cursor, type KeptRun } from "../replay/cursor.ts";
import type { HistoryName } from "../replay/histories.ts";
import { type Point, Survey } from "../replay/survey.ts";
import type { CallEvent, Json, JsonRecord, Run, TraceFile } from "../trace/model.ts";
import type { DebugHost } from "./host.ts";
import { type Location, locationsOf } from "./locations.ts";
import { TraceText } from "./places.ts";
import { type Ask, asker } from "./points.ts";
import type { LaunchArguments } from "./protocol.ts";

export interface CallPlace {
  readonly event: CallEvent;
  /** Zero-based index in the run. */
  readonly index: number;
  readonly lane: string;
}

/** A policy that can decide, with all that was made for it. */
interface Ready {
  readonly policy: Policy;
  readonly cursor: Cursor;
  readonly ask: Ask;
  readonly locations: readonly Location[];
}

export class Session {
  readonly #host: DebugHost;
  readonly policyPath: string;
  readonly tracePath: string;
  readonly history: HistoryName;
  readonly run: KeptRun;
  readonly title: string;
  readonly trace: TraceText;
  readonly calls: readonly CallPlace[];
  /** In order of their first calls; the main agent's is the empty name. */
  readonly lanes: readonly string[];
  #ready: Ready;

  private constructor(
    host: DebugHost,
    paths: { readonly policy: string; readonly trace: string },
    history: HistoryName,
    run: KeptRun & { readonly title: string },
    trace: TraceText,
    policy: Policy,
  ) {
    this.#host = host;
    this.policyPath = paths.policy;
    this.tracePath = paths.trace;
    this.history = history;
    this.run = run;
    this.title = run.title;
    this.trace = trace;
    this.calls = run.events.flatMap((event, index) => (event.kind === "call" ? [{ event, index, lane: event.lane ?? "" }] : []));
    this.lanes = [...new Set(this.calls.map(({ lane }) => lane))];
    this.#ready = this.#prepare(policy);
  }

  /** A sentence says why there is nothing to debug. */
  static async open(launch: LaunchArguments, host: DebugHost): Promise<Session | { readonly reason: string }> {
    const { history = "recorded" } = launch;
    if (typeof launch.trace !== "string" || launch.trace === "")
      return { reason: "Say which recorded run to debug: `trace` is the path of its file." };
    if (!["recorded", "enforced", "approved"].includes(history))
      return { reason: `There is no history ${JSON.stringify(history)}; there are recorded, enforced and approved.` };
    const trace = host.fromClient(launch.trace);
    const file = await host.trace(trace);
    if ("reason" in file) return { reason: `The run cannot be read: ${launch.trace}: ${file.reason}.` };
    const found = runOf(file.file, launch.run);
    if ("reason" in found) return found;
    const named = typeof launch.policy === "string" && launch.policy !== "";
    const chosen = named ? { policy: host.fromClient(launch.policy), context: undefined } : await host.policyFor(trace);
    if ("reason" in chosen) return chosen;
    const compiled = await compiledAt(chosen.policy, host);
    if ("reason" in compiled) return compiled;
    const given = launch.context as JsonRecord | undefined;
    const contexts = [chosen.context, given, found.run.context].filter((each) => each !== undefined);
    const context = contexts.length === 0 ? undefined : Object.assign({}, ...contexts);
    const answered = (steps: readonly number[] | undefined, answer: boolean): [number, boolean][] =>
      Array.isArray(steps) ? steps.map((step) => [step - 1, answer]) : [];
    const answers = new Map([...answered(launch.approve, true), ...answered(launch.refuse, false)]);
    const run = { events: found.events, context, answers, title: found.title };
    return new Session(host, { policy: chosen.policy, trace }, history, run, new TraceText(file.bytes), compiled.policy);
  }

  get policy(): Policy {
    return this.#ready.policy;
  }
  get cursor(): Cursor {
    return this.#ready.cursor;
  }
  get locations(): readonly Location[] {
    return this.#ready.locations;
  }
  get ask(): Ask {
    return this.#ready.ask;
  }

  /** Compiles the policy as it stands now. The last one that could decide is kept where this cannot. */
  async reload(): Promise<{ readonly reason: string } | undefined> {
    const compiled = await compiledAt(this.policyPath, this.#host);
    if ("reason" in compiled) return compiled;
    this.#ready = this.#prepare(compiled.policy);
    return undefined;
  }

  survey<P extends Point>(points: readonly P[]): Survey<P> {
    return new Survey(this.policy, this.run, this.history, points);
  }

  /** The call that an event is, from 0; -1 where it is none. */
  callAt(event: number): number {
    let [low, high] = [0, this.calls.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.calls[middle]?.index ?? 0) < event) low = middle + 1;
      else high = middle;
    }
    return this.calls[low]?.index === event ? low : -1;
  }

  /** What is wrong with an expression at a call; undefined where nothing is. */
  wrongAt(text: string, call: number): string | undefined {
    const tool = this.calls[call]?.event.tool ?? "";
    const errors = questionErrors(text, this.policy, tool);
    return errors.length === 0 ? undefined : errors.map(({ message, span }) => `${message} (column ${span.start + 1})`).join("; ");
  }

  #prepare(policy: Policy): Ready {
    const locations = locationsOf(policy);
    const compileText = (text: string): ReturnType<Ask> => {
      const asked = compileQuestion(text, policy);
      if ("question" in asked) return asked;
      return { wrong: asked.errors.map(({ message, span }) => `${message} (column ${span.start + 1})`).join("; ") };
    };
    return { policy, cursor: new Cursor(policy, this.run, this.history), ask: asker(compileText), locations };
  }
}

async function compiledAt(path: string, host: DebugHost): Promise<{ readonly policy: Policy } | { readonly reason: string }> {
  const analysis = await host.policy(path);
  if ("reason" in analysis) return { reason: `The policy cannot be read: ${host.toClient(path)}: ${analysis.reason}.` };
  const compiled = compile(analysis);
  if ("policy" in compiled) return compiled;
  const [first] = compiled.errors;
  const { line, column } = analysis.source.lines.position(first?.span.start ?? 0);
  const count = compiled.errors.length === 1 ? "an error" : `${compiled.errors.length} errors`;
  return { reason: `The policy has ${count} and decides nothing. Line ${line + 1}, column ${column + 1}: ${first?.message ?? ""}.` };
}

type Found = { readonly run: Run; readonly events: KeptRun["events"]; readonly title: string } | { readonly reason: string };

function runOf(file: TraceFile, wanted: number | string | undefined): Found {
  const ids: string[] = [];
  for (const run of file.runs) {
    const { id, index, task } = run;
    ids.push(id ?? String(index + 1));
    // Events are read in passing, since the next run may stand behind them.
    const events = [...run.events];
    if (wanted === undefined || wanted === index + 1 || wanted === id || wanted === String(index + 1))
      return { run, events, title: task ?? id ?? `run ${index + 1}` };
  }
  const [problem] = file.problems;
  if (ids.length === 0)
    return { reason: `There is no run in this file.${problem === undefined ? "" : ` Line ${problem.line}: ${problem.message}.`}` };
  const listed = ids.slice(0, 10).map((id, at) => (id === String(at + 1) ? id : `${at + 1} (${id})`));
  return {
    reason: `There is no run ${JSON.stringify(wanted)} in this file; there are ${listed.join(", ")}${ids.length > 10 ? ", …" : ""}.`,
  };
}

/** The result of a call in a run, and where it stands. */
export function resultOf(
  events: KeptRun["events"],
  call: CallPlace,
): { readonly index: number; readonly text: string; readonly failed: boolean; readonly value: Json } | undefined {
  for (let index = call.index + 1; index < events.length; index++) {
    const event = events[index];
    if (event?.kind === "result" && event.call === call.event.call)
      return { index, text: event.text, failed: event.failed, value: event.structured ?? event.text };
  }
  return undefined;
}
