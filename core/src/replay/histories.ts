// The three histories of a recorded run: as recorded, as enforced (what the policy stops did not happen), as approved (each `ask`
// answered, by the reader or by the recording). What follows the first stopped call is hypothetical: a later call that rests on
// what never came would not have happened, and where that is in doubt nobody knows.
import type { Policy } from "../policy/compile.ts";
import { createMonitor, type Monitor, type MonitorOptions } from "../policy/monitor.ts";
import { Doc } from "../policy/provenance/doc.ts";
import { createOriginIndex, type OriginIndex, stands } from "../policy/provenance/origin-index.ts";
import { probe } from "../policy/provenance/probe.ts";
import { textsOf } from "../policy/provenance/texts-of.ts";
import type { ObligationReport, StepReport } from "../policy/report.ts";
import { parseStructured } from "../trace/encodings/structured.ts";
import type { CallEvent, Event, Json, ResultEvent, Run } from "../trace/model.ts";

export type HistoryName = "recorded" | "enforced" | "approved";

/** What became of a call in a history.
 * - `happened`: as the recording says, and nothing before it was changed
 * - `stopped`: the policy denied it, or asked and nobody approved
 * - `hypothetical`: it follows a stopped call, and rests on nothing that is missing
 * - `would not have happened`: a value in it stands in nothing but what never came
 * - `unknown`: it may rest on what never came */
export type Happening = "happened" | "stopped" | "hypothetical" | "would not have happened" | "unknown";

export interface HistoryStep {
  readonly call: CallEvent;
  readonly report: StepReport;
  readonly happening: Happening;
  /** The report with its evidence; only right until the next step. */
  explain(): StepReport;
}

/** What a history came to. */
export interface HistoryEnd {
  /** What the run owes by its `expect` rules. */
  readonly obligations: readonly ObligationReport[];
}

export interface HistoryOptions extends MonitorOptions {
  /** In the approved history: whether the reader approves of a call, from 0; undefined where the recording is to say. */
  readonly answer?: ((call: number) => boolean | undefined) | undefined;
}

/** One step a call, in order. The events are walked once. */
export function* replayHistory(
  policy: Policy,
  run: Pick<Run, "events" | "context">,
  history: HistoryName,
  options: HistoryOptions = {},
): Generator<HistoryStep, HistoryEnd> {
  const monitor = createMonitor(policy, { context: options.context ?? run.context, explain: options.explain });
  const follower = new HistoryFollower(monitor, history, options.answer);
  let call = -1;
  for (const event of run.events) {
    if (event.kind !== "call") {
      follower.take(event);
      continue;
    }
    const report = monitor.onEvent(event);
    if (report === undefined) continue;
    call++;
    yield { call: event, report, happening: follower.settle(event, report, call), explain: () => monitor.explainLast() ?? report };
  }
  return { obligations: monitor.obligations() };
}

/** Leads a monitor through a recorded run as a history has it. */
export class HistoryFollower {
  readonly #monitor: Monitor;
  readonly #history: HistoryName;
  readonly #answer: HistoryOptions["answer"];
  readonly #texts = new Texts();
  readonly #happenings = new Map<number, Happening>();

  constructor(monitor: Monitor, history: HistoryName, answer?: HistoryOptions["answer"]) {
    this.#monitor = monitor;
    this.#history = history;
    this.#answer = answer;
  }

  /** Gives the monitor what is no call, unless it never came. */
  take(event: Exclude<Event, CallEvent>): void {
    if (event.kind === "result" && this.#history !== "recorded") {
      const happening = this.#happenings.get(event.call) ?? "happened";
      this.#texts.addResult(event, happening);
      if (happening !== "happened" && happening !== "hypothetical") return;
    }
    if (event.kind === "message" && event.role !== "assistant") this.#texts.add([event.text], "there");
    this.#monitor.onEvent(event);
  }

  /** Tells the monitor what becomes of the call that it has just decided. */
  settle(event: CallEvent, decided: Pick<StepReport, "would">, call: number): Happening {
    if (this.#history === "recorded") return "happened";
    const approved = this.#history === "approved" && (this.#answer?.(call) ?? recordedAnswer(event));
    const happening = happeningOf(event, decided, this.#texts, approved);
    this.#happenings.set(event.call, happening);
    if (happening === "stopped") this.#texts.diverge(event);
    if (happening === "stopped" || happening === "would not have happened") this.#monitor.refuseLast();
    else if (happening === "unknown") this.#monitor.doubtLast();
    return happening;
  }
}

/** The report of one call, from 0, in a history, with its evidence. */
export function explainHistory(
  policy: Policy,
  events: readonly Event[],
  call: number,
  history: HistoryName,
  options: HistoryOptions = {},
): HistoryStep | undefined {
  for (const step of replayHistory(policy, { events, context: undefined }, history, options))
    if (step.report.call === call) return { ...step, report: step.explain() };
  return undefined;
}

/** What the recording says of an `ask`: a call that took place was approved. */
function recordedAnswer({ fate }: CallEvent): boolean {
  return fate !== "refused";
}

function happeningOf(call: CallEvent, report: Pick<StepReport, "would">, texts: Texts, approved: boolean): Happening {
  const dependence = texts.diverged ? texts.dependence(call) : "none";
  if (dependence === "certain") return "would not have happened";
  if (report.would === "deny" || (report.would === "ask" && !approved)) return "stopped";
  if (dependence === "possible") return "unknown";
  return texts.diverged ? "hypothetical" : "happened";
}

type Where = "there" | "gone" | "doubtful";

/** The texts that an agent could read in a history, those that never came, and those that may not have. */
class Texts {
  readonly #all: { readonly text: string; readonly where: Where }[] = [];
  #indexes: Readonly<Record<Where, OriginIndex>> | undefined;
  diverged = false;

  /** A call was stopped; unless the recording says that it never took place, what follows is hypothetical. */
  diverge(call: CallEvent): void {
    if (call.fate !== "refused") this.diverged = true;
  }

  add(texts: Iterable<string>, where: Where): void {
    for (const text of texts) {
      // Runs in which nothing is stopped need no index.
      if (this.#indexes === undefined) this.#all.push({ text, where });
      else this.#indexes[where].add(new Doc(text, 0));
    }
  }

  addResult(result: ResultEvent, happening: Happening): void {
    const structure: Json = result.structured ?? parseStructured(result.text, result.form) ?? result.text;
    const texts = typeof structure === "string" ? [structure] : [...textsOf(structure)].map(({ text }) => text);
    this.add(texts, happening === "unknown" ? "doubtful" : happening === "happened" || happening === "hypothetical" ? "there" : "gone");
  }

  /** Whether a call holds a value that stands only in what never came. */
  dependence(call: CallEvent): "none" | "possible" | "certain" {
    if (call.args.kind !== "record") return "possible";
    const indexes = this.#built();
    let worst: "none" | "possible" | "certain" = "none";
    for (const value of leavesOf(call.args.value)) {
      const sought = probe(value);
      if (sought === undefined) continue;
      const gone = stands(indexes.gone, sought);
      const doubtful = gone === "true" ? "false" : stands(indexes.doubtful, sought);
      if (gone === "false" && doubtful === "false") continue;
      const there = stands(indexes.there, sought);
      if (there === "true") continue;
      if (gone === "true" && there === "false") return "certain";
      worst = "possible";
    }
    return worst;
  }

  #built(): Readonly<Record<Where, OriginIndex>> {
    if (this.#indexes === undefined) {
      this.#indexes = { there: createOriginIndex(), gone: createOriginIndex(), doubtful: createOriginIndex() };
      for (const { text, where } of this.#all) this.#indexes[where].add(new Doc(text, 0));
      this.#all.length = 0;
    }
    return this.#indexes;
  }
}

/** The strings and numbers inside, without walking recursively: trace values may be deep. */
function* leavesOf(value: Json): Iterable<Json> {
  const waiting: Json[] = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === null || typeof next === "boolean") continue;
    if (typeof next !== "object" || "digits" in next) yield next;
    else for (const inner of Object.values(next)) waiting.push(inner as Json);
  }
}
