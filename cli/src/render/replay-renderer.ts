// What a replay tells its renderer, in order, and what it counts.

import type { CallEvent, Policy, Problem, Run, StepReport } from "../../../core/src/index.ts";

export interface ReplayRenderer {
  begin(): void;
  beginRun(trace: string, run: Run, policy: Policy): void;
  /** `explain` gives the report with its evidence; only right until the next step. */
  step(trace: string, run: Run, step: StepReport, call: CallEvent, explain: () => StepReport): void;
  endRun(trace: string, run: Run): void;
  problem(trace: string, problem: Problem): void;
  end(counts: ReplayCounts): void;
}

export interface ReplayCounts {
  files: number;
  runs: number;
  calls: number;
  allowed: number;
  asked: number;
  /** Denied, or unknown and denied where doubt decides. */
  denied: number;
  unknown: number;
  /** Of the calls, those that no rule decided. */
  byDefault: number;
  problems: number;
}

export function noCounts(): ReplayCounts {
  return { files: 0, runs: 0, calls: 0, allowed: 0, asked: 0, denied: 0, unknown: 0, byDefault: 0, problems: 0 };
}

export function addStep(counts: ReplayCounts, step: StepReport): void {
  counts.calls++;
  if (step.verdict === "unknown") counts.unknown++;
  if (step.would === "allow") counts.allowed++;
  else if (step.would === "ask") counts.asked++;
  else counts.denied++;
  if (step.rules.length === 0) counts.byDefault++;
}
