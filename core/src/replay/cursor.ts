// A place in a recorded run that moves both ways. Monitors only go forward; so going back starts one anew, and on that way keeps
// what the calls before the wanted one came to, so that the next steps back cost nothing.
import type { Policy } from "../policy/compile.ts";
import { createMonitor, type Monitor } from "../policy/monitor.ts";
import { type Answer, growth, type Question } from "../policy/question.ts";
import type { Ruling, StepReport } from "../policy/report.ts";
import type { CallEvent, Event, JsonRecord } from "../trace/model.ts";
import { type Happening, HistoryFollower, type HistoryName } from "./histories.ts";

/** A run whose events can be read again. */
export interface KeptRun {
  readonly events: readonly Event[];
  readonly context: JsonRecord | undefined;
  /** In the approved history: what the reader answers to an `ask`, by call from 0. */
  readonly answers?: ReadonlyMap<number, boolean> | undefined;
}

/** What a call came to, with its evidence. */
export interface Stop {
  readonly report: StepReport;
  readonly happening: Happening;
}

/** Decides a run call by call as a history has it, forward only. */
export class Pass {
  readonly #events: readonly Event[];
  readonly #follower: HistoryFollower;
  readonly #monitor: Monitor;
  /** What the policy asked of a run when the pass began. */
  readonly growth: number;
  #next = 0;
  /** The call just decided, from 0; -1 before the first. */
  call = -1;

  constructor(policy: Policy, { events, context, answers }: KeptRun, history: HistoryName) {
    this.#events = events;
    this.#monitor = createMonitor(policy, { context });
    this.#follower = new HistoryFollower(this.#monitor, history, answers && ((call) => answers.get(call)));
    this.growth = growth(policy.environment);
  }

  /** Decides the next call and lets `look` see it before anything comes of it. False where there is none. */
  advance(look?: (event: CallEvent, ruling: Ruling, monitor: Monitor) => void): boolean {
    this.#settle?.();
    this.#settle = undefined;
    for (let event = this.#events[this.#next]; event !== undefined; event = this.#events[++this.#next]) {
      if (event.kind !== "call") {
        this.#follower.take(event);
        continue;
      }
      const decided = event;
      const ruling = this.#monitor.decide(decided);
      const call = ++this.call;
      this.#next++;
      let happening: Happening | undefined;
      this.#settle = () => {
        happening ??= this.#follower.settle(decided, ruling, call);
        return happening;
      };
      look?.(decided, ruling, this.#monitor);
      return true;
    }
    return false;
  }
  #settle: (() => Happening) | undefined;

  /** The call just decided, with its evidence. */
  stop(): Stop | undefined {
    const report = this.#monitor.explainLast();
    const happening = this.#settle?.();
    return report && happening && { report, happening };
  }

  ask(question: Question): Answer | undefined {
    return this.#monitor.ask(question);
  }

  obligations(): ReturnType<Monitor["obligations"]> {
    return this.#monitor.obligations();
  }
}

/** How many calls are kept on the way to one further back. */
const window = 64;
const mostKept = 512;
const mostQuestions = 24;

export class Cursor {
  readonly #policy: Policy;
  readonly #run: KeptRun;
  readonly #history: HistoryName;
  #pass: Pass;
  readonly #stops = new Map<number, Stop>();
  /** The questions asked last, the newest at the end, with their answers by call. */
  readonly #answers = new Map<Question, Map<number, Answer>>();

  constructor(policy: Policy, run: KeptRun, history: HistoryName) {
    this.#policy = policy;
    this.#run = run;
    this.#history = history;
    this.#pass = this.#begin();
  }

  /** What a call, from 0, came to; undefined where the run has no such call. */
  stop(call: number): Stop | undefined {
    const known = this.#stops.get(call);
    if (known !== undefined) return known;
    this.#seek(call);
    return this.#stops.get(call);
  }

  /** The answer at a call, from 0. */
  ask(call: number, question: Question): Answer | undefined {
    const known = this.#answers.get(question) ?? new Map<number, Answer>();
    this.#answers.delete(question);
    this.#answers.set(question, known);
    for (const [oldest] of this.#answers) if (this.#answers.size > mostQuestions) this.#answers.delete(oldest);
    const before = known.get(call);
    if (before !== undefined) return before;
    this.#seek(call);
    if (this.#pass.call !== call) return undefined;
    const answer = this.#pass.ask(question);
    if (answer !== undefined) keep(known, call, answer);
    return answer;
  }

  /** What the run owes after its last call and all that follows it. */
  obligations(): ReturnType<Monitor["obligations"]> {
    if (this.#policy.expects.length === 0) return [];
    const pass = this.#begin();
    while (pass.advance());
    return pass.obligations();
  }

  #begin(): Pass {
    return new Pass(this.#policy, this.#run, this.#history);
  }

  #seek(call: number): void {
    const outgrown = this.#pass.growth !== growth(this.#policy.environment);
    const back = outgrown || this.#pass.call > call;
    if (back) this.#pass = this.#begin();
    while (this.#pass.call < call && this.#pass.advance()) if (back && this.#pass.call > call - window) this.#keep();
    if (this.#pass.call === call) this.#keep();
  }

  #keep(): void {
    const { call } = this.#pass;
    for (const [question, known] of this.#answers) {
      const answer = known.has(call) ? undefined : this.#pass.ask(question);
      if (answer !== undefined) keep(known, call, answer);
    }
    if (this.#stops.has(call)) return;
    const stop = this.#pass.stop();
    if (stop !== undefined) keep(this.#stops, call, stop);
  }
}

function keep<V>(map: Map<number, V>, call: number, value: V): void {
  map.set(call, value);
  for (const [oldest] of map) {
    if (map.size <= mostKept) return;
    map.delete(oldest);
  }
}
