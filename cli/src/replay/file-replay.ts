// Owns the replay of one trace file: its runs under a policy, told to a renderer and counted.

import {
  type Event,
  type HistoryName,
  type JsonRecord,
  type Policy,
  type Problem,
  type Run,
  replayHistory,
} from "../../../core/src/index.ts";
import type { TraceSource } from "../commands/traces.ts";
import { openTrace } from "../open-trace.ts";
import { addStep, noCounts, type ReplayCounts, type ReplayRenderer } from "../render/replay-renderer.ts";
import { clearProgress, say } from "../standard-error.ts";

/** A policy and what `context` holds where a run does not say. */
export interface Decider {
  readonly policy: Policy;
  readonly context: JsonRecord | undefined;
}

/** Whoever waits for the replay. */
export interface Patience {
  /** Whether nobody waits any more. */
  isOver(): boolean;
  /** Asked after each step; a promise where others must run now. */
  pause(): Promise<void> | undefined;
}

export class FileReplay {
  readonly counts: ReplayCounts = noCounts();
  readonly #renderer: ReplayRenderer;
  readonly #history: HistoryName;
  readonly #patience: Patience;
  /** Whether a path that was named gave nothing: then `done` would hide that it was not replayed. */
  missing = false;
  passedOver = 0;

  constructor(renderer: ReplayRenderer, history: HistoryName, patience: Patience) {
    this.#renderer = renderer;
    this.#history = history;
    this.#patience = patience;
  }

  async replay({ path, named, read }: Pick<TraceSource, "path" | "named" | "read">, decider: Decider): Promise<void> {
    const content = read();
    if ("reason" in content) {
      if (named) {
        this.missing = true;
        clearProgress();
        say(`cannot read ${path}: ${content.reason}; name a file, a folder or a glob that exists, or - for standard input`);
      }
      this.#problem(path, { code: "unreadable-file", message: `cannot read this file: ${content.reason}`, line: 1, column: 1 });
      return;
    }
    const file = openTrace(path, content.bytes);
    this.counts.files++;
    let runs = 0;
    for (const run of file.runs) {
      runs++;
      await this.#replayRun(path, run, decider);
      if (this.#patience.isOver()) break;
    }
    const { problems } = file;
    // Catalogues, labels and settings stand beside traces: in a folder it is no news that they are none.
    if (!named && runs === 0 && problems.every(({ code }) => code === "unknown-format")) {
      this.passedOver++;
      return;
    }
    for (const problem of problems) this.#problem(path, problem);
  }

  async #replayRun(path: string, run: Run, { policy, context }: Decider): Promise<void> {
    const renderer = this.#renderer;
    const told = renderer.event === undefined ? run : { ...run, events: each(run.events, (event) => renderer.event?.(event)) };
    const steps = replayHistory(policy, told, this.#history, {
      context: context === undefined ? run.context : { ...context, ...run.context },
    });
    this.counts.runs++;
    renderer.beginRun(path, run, policy);
    let next = steps.next();
    for (; next.done !== true; next = steps.next()) {
      addStep(this.counts, next.value);
      renderer.step(path, run, next.value);
      const pause = this.#patience.pause();
      if (pause !== undefined) await pause;
      if (this.#patience.isOver()) break;
    }
    if (next.done === true) for (const obligation of next.value.obligations) renderer.obligation(path, run, obligation);
    renderer.endRun(path, run);
  }

  #problem(path: string, problem: Problem): void {
    this.counts.problems++;
    this.#renderer.problem(path, problem);
  }
}

function* each(events: Iterable<Event>, tell: (event: Event) => void): Iterable<Event> {
  for (const event of events) {
    tell(event);
    yield event;
  }
}
