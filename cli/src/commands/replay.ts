// `remit replay POLICY PATH…`: what a policy decides on recorded runs, file by file, holding one at a time. Without operands
// the project file says which policies decide which runs.

import { resolve } from "node:path";
import process from "node:process";
import { setImmediate } from "node:timers/promises";
import { type HistoryName, type JsonRecord, type Policy, type Problem, type Run, replayHistory } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import type { Output } from "../io.ts";
import { policyAt } from "../open-policy.ts";
import { openTrace } from "../open-trace.ts";
import { jsonRenderer } from "../render/replay-json.ts";
import { jsonLinesRenderer } from "../render/replay-json-lines.ts";
import { prettyRenderer } from "../render/replay-pretty.ts";
import { addStep, noCounts, type ReplayCounts, type ReplayRenderer } from "../render/replay-renderer.ts";
import { counted } from "../render/style.ts";
import { clearProgress, say, showProgress } from "../standard-error.ts";
import { nearestProject, policyPath, projectSources } from "./project.ts";
import { type TraceSource, traceSources } from "./traces.ts";

const histories: readonly HistoryName[] = ["recorded", "enforced", "approved"];

export const replayOptions: Readonly<Record<string, OptionRow>> = {
  format: {
    values: ["pretty", "json", "jsonl"],
    later: ["sarif", "junit", "html"],
    value: "pretty|json|jsonl",
    about: "how to write the decisions",
  },
  history: { values: histories, value: histories.join("|"), about: "what counts as having happened" },
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
  const session = new Replay(rendererFor(options, output), output, empty.length > 0, options);
  session.renderer.begin();
  await session.replayAll(ready);
  session.renderer.end(session.counts);
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

function rendererFor(options: ReadonlyMap<string, string>, output: Output): ReplayRenderer {
  const format = options.get("format");
  if (format === "jsonl") return jsonLinesRenderer(output);
  return format === "json" ? jsonRenderer(output) : prettyRenderer(output, options.has("all"));
}

class Replay {
  readonly renderer: ReplayRenderer;
  readonly counts: ReplayCounts = noCounts();
  readonly #output: Output;
  readonly #history: HistoryName;
  /** The file that is written to, as an absolute path: it is no trace, though it may stand in a folder that is replayed. */
  readonly #out: string | undefined;
  /** Whether a path that was named gave nothing: then `done` would hide that it was not replayed. */
  #missing: boolean;
  readonly #interrupt = new AbortController();
  #files = 0;
  #done = 0;
  #passedOver = 0;
  #breath = performance.now();

  constructor(renderer: ReplayRenderer, output: Output, missing: boolean, options: ReadonlyMap<string, string>) {
    const out = options.get("out");
    this.#history = histories.find((name) => name === options.get("history")) ?? "recorded";
    this.renderer = renderer;
    this.#output = output;
    this.#missing = missing;
    this.#out = out === undefined ? undefined : resolve(out);
  }

  async replayAll(assignments: readonly Ready[]): Promise<void> {
    const stop = (): void => this.#interrupt.abort();
    process.once("SIGINT", stop);
    this.#files = assignments.reduce((sum, { sources }) => sum + sources.length, 0);
    for (const assignment of assignments)
      for (const source of assignment.sources) {
        if (this.#isOver()) break;
        if (resolve(source.path) !== this.#out || source.named) await this.#replayFile(source, assignment);
        if (!this.#isOver()) this.#done++;
        await this.#pause();
      }
    process.removeListener("SIGINT", stop);
    this.#clearProgress();
    if (this.#passedOver > 0) say(`${counted(this.#passedOver, "file")} passed over: no recorded runs (name a file itself to see why)`);
    if (this.#isStopped()) say(`stopped after ${this.#done} of ${counted(this.#files, "file")}; what was decided until then is written`);
  }

  exitCode(): ExitCode {
    const { counts } = this;
    if (counts.denied > 0) return exitCode.denied;
    if (this.#isStopped()) return exitCode.couldNotRun;
    if (this.#output.isClosed) return exitCode.done;
    if (counts.runs > 0) return this.#missing ? exitCode.noTrace : exitCode.done;
    if (this.#files > 0 && !this.#missing) say(`no recorded run could be read from ${counted(this.#files, "file")}`);
    return exitCode.noTrace;
  }

  #isStopped(): boolean {
    return this.#interrupt.signal.aborted;
  }

  #isOver(): boolean {
    return this.#isStopped() || this.#output.isClosed;
  }

  async #replayFile({ path, named, read }: TraceSource, { policy, context }: Ready): Promise<void> {
    const content = read();
    if ("reason" in content) {
      if (named) {
        this.#missing = true;
        this.#clearProgress();
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
      await this.#replayRun(path, run, policy, context);
      if (this.#isOver()) break;
    }
    const { problems } = file;
    // Catalogues, labels and settings stand beside traces: in a folder it is no news that they are none.
    if (!named && runs === 0 && problems.every(({ code }) => code === "unknown-format")) {
      this.#passedOver++;
      return;
    }
    for (const problem of problems) this.#problem(path, problem);
  }

  async #replayRun(path: string, run: Run, policy: Policy, context: JsonRecord | undefined): Promise<void> {
    const { renderer, counts } = this;
    const steps = replayHistory(policy, run, this.#history, {
      context: context === undefined ? run.context : { ...context, ...run.context },
    });
    counts.runs++;
    renderer.beginRun(path, run, policy);
    let next = steps.next();
    for (; next.done !== true; next = steps.next()) {
      addStep(counts, next.value);
      renderer.step(path, run, next.value);
      if (performance.now() - this.#breath > patience) await this.#pause();
      if (this.#isOver()) break;
    }
    if (next.done === true) for (const obligation of next.value.obligations) renderer.obligation(path, run, obligation);
    renderer.endRun(path, run);
  }

  #problem(path: string, problem: Problem): void {
    this.counts.problems++;
    this.renderer.problem(path, problem);
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
    const { calls, denied } = this.counts;
    const files = `${this.#done.toLocaleString("en-US")} of ${counted(this.#files, "file")}`;
    showProgress(`${files}, ${counted(calls, "call")}, ${denied.toLocaleString("en-US")} denied`);
  }

  #clearProgress(): void {
    if (!this.#output.isTerminal) clearProgress();
  }
}
