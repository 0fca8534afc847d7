// `remit replay POLICY PATH…`: what a policy decides on recorded runs, file by file, holding one at a time. Without operands
// the project file says which policies decide which runs.

import { resolve } from "node:path";
import process from "node:process";
import { setImmediate } from "node:timers/promises";
import type { HistoryName, JsonRecord, Policy } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import type { Output } from "../io.ts";
import { policyAt } from "../open-policy.ts";
import { addCounts, type ReplayRenderer } from "../render/replay-renderer.ts";
import { counted } from "../render/style.ts";
import { FileReplay } from "../replay/file-replay.ts";
import type { JobFile, JobSettings } from "../replay/job.ts";
import { type ReplayFormat, rendererFor, replayFormats } from "../replay/renderer-for.ts";
import { replayJobs, workersFor } from "../replay/replay-jobs.ts";
import { clearProgress, say, showProgress } from "../standard-error.ts";
import { nearestProject, policyPath, projectSources } from "./project.ts";
import { type TraceSource, traceSources } from "./traces.ts";

const histories: readonly HistoryName[] = ["recorded", "enforced", "approved"];

export const replayOptions: Readonly<Record<string, OptionRow>> = {
  format: {
    values: replayFormats,
    value: replayFormats.join("|"),
    about: "how to write the decisions",
  },
  history: { values: histories, value: histories.join("|"), about: "what counts as having happened" },
  jobs: { value: "N", about: "threads that replay files at a time; as many as the machine has cores, unless said" },
  all: { about: "show runs in which every call was allowed, too (pretty)" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

/** The longest that the event loop waits for the replay, so that Ctrl-C and the progress line stay alive. */
const patience = 50;

/** A policy and what it decides. */
interface Assignment {
  readonly policyPath: string;
  readonly sources: readonly TraceSource[];
  /** What `context` holds where a run does not say. */
  readonly context: JsonRecord | undefined;
}

interface Ready extends Assignment {
  readonly policy: Policy;
}

export async function replay(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const { assignments, empty } = operands.length === 0 ? assignedByProject() : assigned(operands);
  const ready: Ready[] = [];
  for (const assignment of assignments) {
    const policy = policyAt(assignment.policyPath);
    if (policy !== undefined) ready.push({ ...assignment, policy });
  }
  if (ready.length < assignments.length) return exitCode.policyErrors;
  for (const sentence of empty) say(sentence);
  const session = new Replay(output, empty.length > 0, options);
  await session.replayAll(ready);
  return session.exitCode();
}

const use =
  "say which policy decides and which runs: remit replay POLICY PATH… (a PATH is a file, a folder, a glob, or - for standard input)";

/** What the operands say, and a sentence for each path that holds nothing. */
function assigned([policyPath, ...paths]: readonly string[]): { readonly assignments: Assignment[]; readonly empty: readonly string[] } {
  if (policyPath === undefined || paths.length === 0) throw new UsageError(use);
  const { sources, empty } = traceSources(paths);
  return { assignments: [{ policyPath, sources, context: undefined }], empty };
}

function assignedByProject(): { readonly assignments: Assignment[]; readonly empty: readonly string[] } {
  const project = nearestProject(use);
  const assignments: Assignment[] = [];
  const empty: string[] = [];
  for (const [entry, sources] of projectSources(project)) {
    assignments.push({ policyPath: policyPath(project, entry), sources, context: entry.context });
    if (sources.length === 0) empty.push(`no file matches what ${project.path} gives ${entry.policy}: ${entry.traces.join(", ")}`);
  }
  return { assignments, empty };
}

/** How many threads are wanted; undefined where nothing is said. */
function jobsWanted(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const jobs = Number(written);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 256) throw new UsageError(`--jobs is a number from 1 to 256, but was given ${written}`);
  return jobs;
}

class Replay {
  readonly #settings: Pick<JobSettings, "format" | "history" | "all" | "isTerminal">;
  readonly #jobs: number | undefined;
  readonly #output: Output;
  readonly #renderer: ReplayRenderer;
  readonly #files: FileReplay;
  /** The file that is written to, as an absolute path: it is no trace, though it may stand in a folder that is replayed. */
  readonly #out: string | undefined;
  readonly #interrupt = new AbortController();
  #count = 0;
  #done = 0;
  #breath = performance.now();

  constructor(output: Output, missing: boolean, options: ReadonlyMap<string, string>) {
    const out = options.get("out");
    this.#settings = {
      format: replayFormats.find((name) => name === options.get("format")) ?? ("pretty" satisfies ReplayFormat),
      history: histories.find((name) => name === options.get("history")) ?? "recorded",
      all: options.has("all"),
      isTerminal: output.isTerminal,
    };
    this.#jobs = jobsWanted(options.get("jobs"));
    this.#output = output;
    this.#out = out === undefined ? undefined : resolve(out);
    this.#renderer = rendererFor(this.#settings.format, output, this.#settings.all);
    this.#files = new FileReplay(this.#renderer, this.#settings.history, {
      isOver: () => this.#isOver(),
      pause: () => (performance.now() - this.#breath > patience ? this.#pause() : undefined),
    });
    this.#files.missing = missing;
  }

  async replayAll(assignments: readonly Ready[]): Promise<void> {
    const stop = (): void => this.#interrupt.abort();
    process.once("SIGINT", stop);
    const isTrace = ({ path, named }: TraceSource): boolean => named || resolve(path) !== this.#out;
    const sources = assignments.flatMap((ready, policy) =>
      ready.sources.filter(isTrace).map((source) => ({ source, ready, file: { path: source.path, named: source.named, policy } })),
    );
    this.#count = sources.length;
    const files = sources.map(({ file }) => file);
    const workers = this.#renderer.parts === undefined ? 1 : workersFor(files, this.#jobs);
    this.#renderer.begin();
    if (workers > 1) await this.#replayOnThreads(files, assignments, workers);
    else
      for (const { source, ready } of sources) {
        if (this.#isOver()) break;
        await this.#files.replay(source, ready);
        if (!this.#isOver()) this.#done++;
        await this.#pause();
      }
    process.removeListener("SIGINT", stop);
    this.#clearProgress();
    const { passedOver } = this.#files;
    if (passedOver > 0) say(`${counted(passedOver, "file")} passed over: no recorded runs (name a file itself to see why)`);
    if (this.#isStopped()) say(`stopped after ${this.#done} of ${counted(this.#count, "file")}; what was decided until then is written`);
    this.#renderer.end(this.#files.counts);
  }

  exitCode(): ExitCode {
    const { counts, missing } = this.#files;
    if (counts.denied > 0) return exitCode.denied;
    if (this.#isStopped()) return exitCode.couldNotRun;
    if (this.#output.isClosed) return exitCode.done;
    if (counts.runs > 0) return missing ? exitCode.noTrace : exitCode.done;
    if (this.#count > 0 && !missing) say(`no recorded run could be read from ${counted(this.#count, "file")}`);
    return exitCode.noTrace;
  }

  async #replayOnThreads(files: readonly JobFile[], assignments: readonly Ready[], workers: number): Promise<void> {
    const policies = assignments.map(({ policyPath, context }) => ({ path: policyPath, context }));
    const said = new Set<string>();
    for await (const job of replayJobs(files, { ...this.#settings, policies }, workers, this.#interrupt.signal)) {
      for (const sentence of job.said) {
        // Each worker says what it finds wrong with a project file.
        if (said.has(sentence)) continue;
        said.add(sentence);
        this.#clearProgress();
        say(sentence);
      }
      this.#renderer.parts?.add(job.text, job.kept);
      addCounts(this.#files.counts, job.counts);
      this.#files.missing ||= job.missing;
      this.#files.passedOver += job.passedOver;
      this.#done += job.files;
      await this.#pause();
      if (this.#isOver()) break;
    }
  }

  #isStopped(): boolean {
    return this.#interrupt.signal.aborted;
  }

  #isOver(): boolean {
    return this.#isStopped() || this.#output.isClosed;
  }

  async #pause(): Promise<void> {
    await this.#output.drained();
    if (performance.now() - this.#breath <= patience) return;
    this.#showProgress();
    await setImmediate();
    this.#breath = performance.now();
  }

  /** Not where the decisions go to a terminal. */
  #showProgress(): void {
    if (this.#output.isTerminal) return;
    const { calls, denied } = this.#files.counts;
    const files = `${this.#done.toLocaleString("en-US")} of ${counted(this.#count, "file")}`;
    showProgress(`${files}, ${counted(calls, "call")}, ${denied.toLocaleString("en-US")} denied`);
  }

  #clearProgress(): void {
    if (!this.#output.isTerminal) clearProgress();
  }
}
