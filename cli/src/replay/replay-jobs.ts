// Owns the replay of many files on several threads: consecutive files make a job, a free worker takes the next, and what the
// jobs came to is handed out in the order of the files.

import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { UsageError } from "../arguments.ts";
import type { Job, JobDone, JobFailed, JobFile, JobSettings } from "./job.ts";

/** Bytes of traces that make a job: enough that asking for it costs nothing beside it. */
const jobSize = 2 ** 21;
/** Below this, starting and warming up workers takes as long as the work. */
const worthwhile = 2 ** 26;
/** Jobs that are done ahead of the one that is waited for, for each worker: what is held of their text is bounded so. */
const ahead = 4;

/** How many workers are worth starting; 1 where the work is better done here. */
export function workersFor(files: readonly JobFile[], wanted: number | undefined): number {
  if (files.length < 2 || files.some(({ path }) => path === "-")) return 1;
  const most = Math.min(wanted ?? availableParallelism(), files.length);
  if (most <= 1 || wanted !== undefined) return most;
  return files.reduce((sum, { path }) => sum + sizeOf(path), 0) < worthwhile ? 1 : most;
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

function* jobsOf(files: readonly JobFile[]): Generator<Job, undefined> {
  let some: JobFile[] = [];
  let size = 0;
  for (const file of files) {
    some.push(file);
    size += sizeOf(file.path);
    if (size < jobSize) continue;
    yield { files: some };
    some = [];
    size = 0;
  }
  if (some.length > 0) yield { files: some };
  return undefined;
}

/** What each job came to, in order. Throws a UsageError where a worker met one. The signal, and ending the walk, end the workers. */
export async function* replayJobs(
  files: readonly JobFile[],
  settings: JobSettings,
  workers: number,
  interrupt: AbortSignal,
): AsyncGenerator<JobDone & { readonly files: number }> {
  const script = process.argv[1] ?? "";
  const jobs = jobsOf(files);
  const waiting: Promise<JobDone & { readonly files: number }>[] = [];
  const threads = Array.from({ length: workers }, () => new Thread(new Worker(script, { workerData: settings })));
  const free = [...threads];
  const queue: (() => void)[] = [];
  const acquired = async (): Promise<Thread> => {
    for (;;) {
      const thread = free.pop();
      if (thread !== undefined) return thread;
      await new Promise<void>((done) => queue.push(done));
    }
  };
  const doneBy = async (job: Job): Promise<JobDone & { readonly files: number }> => {
    const thread = await acquired();
    const answer = await thread.done(job);
    free.push(thread);
    queue.shift()?.();
    if ("usage" in answer) throw new UsageError(answer.usage);
    return { ...answer, files: job.files.length };
  };
  const fill = (): void => {
    while (waiting.length < workers * ahead) {
      const { value: job } = jobs.next();
      if (job === undefined) return;
      const answer = doneBy(job);
      // Said when its turn comes.
      answer.catch(() => {});
      waiting.push(answer);
    }
  };
  const stop = (): void => {
    for (const thread of threads) thread.stop();
  };
  interrupt.addEventListener("abort", stop);
  try {
    for (fill(); waiting.length > 0; fill()) {
      const next = await waiting.shift();
      if (next !== undefined) yield next;
    }
  } catch (error) {
    if (!interrupt.aborted) throw error;
  } finally {
    stop();
  }
}

/** A worker that does one job at a time. */
class Thread {
  readonly #worker: Worker;
  #settle: { done(answer: JobDone | JobFailed): void; failed(error: Error): void } | undefined;
  #error: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (answer: JobDone | JobFailed) => this.#settle?.done(answer));
    worker.on("error", (error: Error) => this.#fail(error));
    worker.on("exit", () => this.#fail(new Error("a worker ended before its work was done")));
  }

  done(job: Job): Promise<JobDone | JobFailed> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    return new Promise((done, failed) => {
      this.#settle = { done, failed };
      this.#worker.postMessage(job);
    });
  }

  stop(): void {
    void this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#error ??= error;
    this.#settle?.failed(this.#error);
  }
}
