// Owns the walk over recorded runs of commands that add something up: file by file, with progress, until the end or Ctrl-C.

import process from "node:process";
import { setImmediate } from "node:timers/promises";
import { catalogueFormat, type Run } from "../../../core/src/index.ts";
import { openTrace } from "../open-trace.ts";
import { counted, harmless } from "../render/style.ts";
import { say } from "../standard-error.ts";
import { traceSources } from "./traces.ts";

/** The longest that the event loop waits, so that Ctrl-C and the progress line stay alive. */
const patience = 50;

/** Long work that shows how far it is and can be stopped. */
export class Work {
  readonly #interrupt = new AbortController();
  readonly #stop = (): void => this.#interrupt.abort();
  #breath = performance.now();

  constructor() {
    process.once("SIGINT", this.#stop);
  }

  get isStopped(): boolean {
    return this.#interrupt.signal.aborted;
  }
  get signal(): AbortSignal {
    return this.#interrupt.signal;
  }

  /** Lets others run, where they waited long enough. */
  async breathe(progress: () => string): Promise<void> {
    if (performance.now() - this.#breath < patience) return;
    if (process.stderr.isTTY === true) process.stderr.write(`\r\u001b[K${harmless(progress())}`);
    await setImmediate();
    this.#breath = performance.now();
  }

  end(): void {
    process.removeListener("SIGINT", this.#stop);
    if (process.stderr.isTTY === true) process.stderr.write("\r\u001b[K");
  }
}

export interface WalkedRun {
  /** The file as reached, and which of its runs this is, from 0. */
  readonly trace: string;
  readonly index: number;
  readonly run: Run;
}

/** The runs of files, folders and globs, one at a time; what cannot be read is said, and counted. */
export class RunWalk {
  readonly #paths: readonly string[];
  readonly #work: Work;
  runs = 0;
  problems = 0;
  /** Whether a path that was named gave nothing. */
  missing = false;

  constructor(paths: readonly string[], work: Work) {
    this.#paths = paths;
    this.#work = work;
  }

  async *walk(): AsyncGenerator<WalkedRun> {
    const { sources, empty } = traceSources(this.#paths);
    for (const sentence of empty) {
      say(sentence);
      this.missing = true;
    }
    for (const { path, named, read } of sources) {
      const content = read();
      if ("reason" in content) {
        say(`cannot read ${path}: ${content.reason}`);
        if (named) this.missing = true;
        continue;
      }
      const file = openTrace(path, content.bytes);
      if (file.format === catalogueFormat) continue;
      let index = 0;
      for (const run of file.runs) {
        this.runs++;
        yield { trace: path, index: index++, run };
        await this.#work.breathe(() => counted(this.runs, "run"));
        if (this.#work.isStopped) return;
      }
      // In a folder it is no news that a file is no trace.
      if (named || index > 0) this.problems += file.problems.length;
    }
  }

  /** Says what was wrong, once all was walked. */
  sayProblems(): void {
    if (this.#work.isStopped) say(`stopped after ${counted(this.runs, "run")}; what follows is of these`);
    if (this.problems > 0) say(`${counted(this.problems, "problem")} in the traces; remit replay shows them`);
  }
}
