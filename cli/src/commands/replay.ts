// `remit replay POLICY PATH…`: what a policy decides on recorded runs, file by file, holding one at a time.

import process from "node:process";
import { setImmediate } from "node:timers/promises";
import { catalogueFormat, compile, createMonitor, type Policy, type Problem, type Run } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import type { Output } from "../io.ts";
import { openTrace } from "../open-trace.ts";
import { diagnosticFrame } from "../render/diagnostics.ts";
import { jsonRenderer } from "../render/replay-json.ts";
import { jsonLinesRenderer } from "../render/replay-json-lines.ts";
import { prettyRenderer } from "../render/replay-pretty.ts";
import { addStep, noCounts, type ReplayCounts, type ReplayRenderer } from "../render/replay-renderer.ts";
import { counted, styleFor } from "../render/style.ts";
import { analyzeFile, hasErrors } from "./check.ts";
import { type TraceSource, traceSources } from "./traces.ts";

export const replayOptions: Readonly<Record<string, OptionRow>> = {
  format: {
    values: ["pretty", "json", "jsonl"],
    later: ["sarif", "junit", "html"],
    value: "pretty|json|jsonl",
    about: "how to write the decisions",
  },
  history: { values: ["recorded"], later: ["enforced", "approved"], value: "recorded", about: "what counts as having happened" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

/** The longest that the event loop waits for the replay, so that Ctrl-C and the progress line stay alive. */
const patience = 50;

export async function replay(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const [policyPath, ...paths] = operands;
  if (policyPath === undefined || paths.length === 0)
    throw new UsageError(
      "say which policy decides and which runs: remit replay POLICY PATH… (a PATH is a file, a folder, a glob, or - for standard input)",
    );
  const policy = policyAt(policyPath);
  if (policy === undefined) return exitCode.policyErrors;
  const { sources, empty } = traceSources(paths);
  for (const sentence of empty) say(sentence);
  const session = new Replay(policy, rendererFor(options.get("format"), policy, output), output);
  session.renderer.begin();
  await session.replayAll(sources);
  session.renderer.end(session.counts);
  return session.exitCode(sources.length);
}

const say = (sentence: string): void => {
  process.stderr.write(`remit: ${sentence}\n`);
};

/** The policy, ready to decide; undefined where it has errors, which are said. */
function policyAt(path: string): Policy | undefined {
  const analysis = analyzeFile(path);
  const style = styleFor(process.stderr.isTTY === true);
  const compiled = hasErrors(analysis) ? undefined : compile(analysis);
  if (compiled !== undefined && "policy" in compiled) return compiled.policy;
  const errors = analysis.diagnostics.filter((one) => one.severity === "error");
  for (const error of errors) process.stderr.write(`${diagnosticFrame(error, analysis, style)}\n`);
  say(`${path} has ${counted(errors.length, "error")}; a policy with errors decides nothing`);
  return undefined;
}

function rendererFor(format: string | undefined, policy: Policy, output: Output): ReplayRenderer {
  if (format === "jsonl") return jsonLinesRenderer(output);
  return format === "json" ? jsonRenderer(output) : prettyRenderer(policy.analysis, output);
}

class Replay {
  readonly renderer: ReplayRenderer;
  readonly counts: ReplayCounts = noCounts();
  readonly #policy: Policy;
  readonly #output: Output;
  #stopped = false;
  #breath = performance.now();

  constructor(policy: Policy, renderer: ReplayRenderer, output: Output) {
    this.#policy = policy;
    this.renderer = renderer;
    this.#output = output;
  }

  async replayAll(sources: readonly TraceSource[]): Promise<void> {
    const stop = (): void => {
      this.#stopped = true;
    };
    process.once("SIGINT", stop);
    let done = 0;
    for (const source of sources) {
      if (this.#isOver()) break;
      await this.#replayFile(source);
      done++;
      if (performance.now() - this.#breath > patience) this.#showProgress(done, sources.length);
      await this.#pause();
    }
    process.removeListener("SIGINT", stop);
    this.#clearProgress();
    if (this.#stopped) say(`stopped after ${done} of ${counted(sources.length, "file")}`);
  }

  exitCode(sources: number): ExitCode {
    const { counts } = this;
    if (counts.runs === 0 && !this.#stopped) {
      if (sources > 0) say(`no recorded run could be read from ${counted(sources, "file")}`);
      return exitCode.noTrace;
    }
    if (counts.denied > 0) return exitCode.denied;
    return this.#stopped ? exitCode.couldNotRun : exitCode.done;
  }

  #isOver(): boolean {
    return this.#stopped || this.#output.isClosed;
  }

  async #replayFile({ path, named, read }: TraceSource): Promise<void> {
    const content = await read();
    if ("reason" in content) {
      this.#problem(path, { code: "unreadable-file", message: `cannot read this file: ${content.reason}`, line: 1, column: 1 });
      return;
    }
    const file = openTrace(path, content.bytes);
    if (file.format === catalogueFormat && !named) return;
    this.counts.files++;
    for (const run of file.runs) {
      await this.#replayRun(path, run);
      if (this.#isOver()) break;
    }
    for (const problem of file.problems) this.#problem(path, problem);
  }

  async #replayRun(path: string, run: Run): Promise<void> {
    const { renderer, counts } = this;
    const monitor = createMonitor(this.#policy, { context: run.context });
    counts.runs++;
    renderer.beginRun(path, run);
    for (const event of run.events) {
      const step = monitor.onEvent(event);
      if (step === undefined || event.kind !== "call") continue;
      addStep(counts, step);
      renderer.step(path, run, step, event, () => monitor.explainLast() ?? step);
      if (performance.now() - this.#breath > patience) await this.#pause();
      if (this.#isOver()) break;
    }
    renderer.endRun(path, run);
  }

  #problem(path: string, problem: Problem): void {
    this.counts.problems++;
    this.renderer.problem(path, problem);
  }

  async #pause(): Promise<void> {
    await this.#output.drained();
    if (performance.now() - this.#breath <= patience) return;
    await setImmediate();
    this.#breath = performance.now();
  }

  /** On standard error, where that is a terminal that the decisions do not go to. */
  #showProgress(done: number, all: number): void {
    if (process.stderr.isTTY !== true || this.#output.isTerminal) return;
    const { calls, denied } = this.counts;
    process.stderr.write(
      `\r\u001b[K${done.toLocaleString("en-US")} of ${counted(all, "file")}, ${counted(calls, "call")}, ${denied} denied`,
    );
  }

  #clearProgress(): void {
    if (process.stderr.isTTY === true && !this.#output.isTerminal) process.stderr.write("\r\u001b[K");
  }
}
