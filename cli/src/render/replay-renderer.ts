// What a replay tells its renderer, in order, and what it counts.

import type { Event, HistoryStep, ObligationReport, Policy, Problem, Run } from "../../../core/src/index.ts";

export interface ReplayRenderer {
  begin(): void;
  beginRun(trace: string, run: Run, policy: Policy): void;
  /** Each event of the run before it is decided, for forms that show more than calls. */
  event?(event: Event): void;
  step(trace: string, run: Run, step: HistoryStep): void;
  /** What the run owes, once its last step was told. */
  obligation(trace: string, run: Run, obligation: ObligationReport): void;
  endRun(trace: string, run: Run): void;
  problem(trace: string, problem: Problem): void;
  end(counts: ReplayCounts): void;
  /** How parts that others rendered come in; absent where a format can only be written as a whole. */
  readonly parts?: RendererParts;
}

/** A replay may be rendered in parts, each without its beginning and end, by renderers that know nothing of each other. */
export interface RendererParts {
  /** What is kept for the end: plain data, which can be sent. */
  kept(): KeptForEnd;
  /** Takes a part that was rendered elsewhere, as if it had been rendered here and now. */
  add(text: string, kept: KeptForEnd): void;
}

export interface KeptForEnd {
  readonly runs: number;
  /** Runs that are counted, not shown; and the lines of the one where there is no other. */
  readonly hidden?: number;
  readonly first?: readonly string[];
  readonly problems?: readonly object[];
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
  /** In a history where something was stopped: calls that would not have happened. They count as nothing else. */
  gone: number;
  problems: number;
}

export function noCounts(): ReplayCounts {
  return { files: 0, runs: 0, calls: 0, allowed: 0, asked: 0, denied: 0, unknown: 0, byDefault: 0, gone: 0, problems: 0 };
}

export function addCounts(counts: ReplayCounts, others: ReplayCounts): void {
  for (const name of Object.keys(counts) as (keyof ReplayCounts)[]) counts[name] += others[name];
}

export function addStep(counts: ReplayCounts, { report: step, happening }: HistoryStep): void {
  counts.calls++;
  if (happening === "would not have happened") {
    counts.gone++;
    return;
  }
  if (step.verdict === "unknown") counts.unknown++;
  if (step.would === "allow") counts.allowed++;
  else if (step.would === "ask") counts.asked++;
  else counts.denied++;
  if (step.rules.length === 0) counts.byDefault++;
}
