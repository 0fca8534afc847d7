// `remit explain POLICY TRACE`: one step of a recorded run, with all that can be said of it: why, how far it was from another
// verdict, what would flip it, what can be made of it, and a test of it.

import {
  explainHistory,
  type Flips,
  flipsOf,
  type HistoryName,
  type HistoryStep,
  type KeptRun,
  type Minimised,
  minimise,
  type Policy,
  replayHistory,
  type Search,
  type StandingPolicy,
  type StepEdit,
  stepEdits,
} from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { diskHost, type Output } from "../io.ts";
import { policyAt } from "../open-policy.ts";
import { explainJson } from "../render/explain-json.ts";
import { explainLines } from "../render/explain-pretty.ts";
import { styleFor } from "../render/style.ts";
import { say } from "../standard-error.ts";
import { RunWalk, Work } from "./runs.ts";

const histories: readonly HistoryName[] = ["recorded", "enforced", "approved"];

export const explainOptions: Readonly<Record<string, OptionRow>> = {
  step: { value: "N", about: "which step, from 1; without it the first that is not allowed" },
  run: { value: "N", about: "which run of the file, from 1; without it the first" },
  history: { values: histories, value: histories.join("|"), about: "what counts as having happened" },
  format: { values: ["pretty", "json"], value: "pretty|json", about: "how to write it" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

/** What is said of a step. */
export interface Explained {
  readonly policy: Policy;
  readonly trace: string;
  readonly steps: number;
  readonly step: HistoryStep;
  readonly flips: Flips;
  readonly edits: readonly StepEdit[];
  readonly minimised: Minimised | undefined;
}

export async function explain(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const [path, trace, ...others] = operands;
  if (path === undefined || trace === undefined || others.length > 0)
    throw new UsageError("say which policy decides and which run: remit explain POLICY TRACE [--step N]");
  const [wantedStep, wantedRun] = [numberOf(options, "step"), numberOf(options, "run") ?? 1];
  const policy = policyAt(path);
  if (policy === undefined) return exitCode.policyErrors;
  const work = new Work();
  const run = await runAt(trace, wantedRun, work);
  if (run === undefined) {
    work.end();
    return exitCode.noTrace;
  }
  const history = histories.find((name) => name === options.get("history")) ?? "recorded";
  const steps = run.events.filter(({ kind }) => kind === "call").length;
  const call = wantedStep === undefined ? firstStopped(policy, run, history) : wantedStep - 1;
  const step = call === undefined ? undefined : explainHistory(policy, run.events, call, history, { context: run.context });
  if (call === undefined || step === undefined) {
    work.end();
    say(
      call === undefined
        ? `every step of this run is allowed; --step says which to explain`
        : `there is no step ${call + 1}; the run has ${steps}`,
    );
    return call === undefined ? exitCode.done : exitCode.noTrace;
  }
  const asked: StandingPolicy = { policy, run, history, call, host: diskHost };
  const flips = await ended(flipsOf(asked), work);
  const edits = await ended(stepEdits(asked), work);
  const minimised = await ended(minimise(asked), work);
  work.end();
  if (work.isStopped) {
    say("stopped before the end");
    return exitCode.couldNotRun;
  }
  const explained = { policy, trace, steps, step, flips: flips ?? { ofArguments: [], ofPolicy: [] }, edits: edits ?? [], minimised };
  if (options.get("format") === "json") output.write(explainJson(explained));
  else for (const line of explainLines(explained, styleFor(output.isTerminal))) output.write(`${line}\n`);
  await output.drained();
  return step.report.would === "deny" ? exitCode.denied : exitCode.done;
}

function numberOf(options: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--${name} takes a number from 1 on, not "${text}"`);
  return Number(text);
}

async function runAt(trace: string, wanted: number, work: Work): Promise<KeptRun | undefined> {
  const walk = new RunWalk([trace], work);
  let last = 0;
  for await (const { run, index } of walk.walk()) {
    last = index + 1;
    const events = [...run.events];
    if (last === wanted) return { events, context: run.context };
  }
  if (!walk.missing)
    say(last === 0 ? `no recorded run could be read from ${trace}` : `there is no run ${wanted} in ${trace}; it has ${last}`);
  return undefined;
}

function firstStopped(policy: Policy, run: KeptRun, history: HistoryName): number | undefined {
  for (const { report } of replayHistory(policy, run, history)) if (report.verdict !== "allow") return report.call;
  return undefined;
}

/** Undefined where it was stopped before the end. */
async function ended<T>(search: Search<T>, work: Work): Promise<T | undefined> {
  for (let next = search.next(); ; next = search.next()) {
    if (next.done === true) return next.value;
    const { done, most } = next.value;
    await work.breathe(() => `${done.toLocaleString("en-US")} of ${most.toLocaleString("en-US")} tried`);
    if (work.isStopped) return undefined;
  }
}
