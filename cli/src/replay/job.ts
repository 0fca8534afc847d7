// Owns what is said between a replay and its workers: which files, and what they came to. Plain data.

import type { HistoryName, JsonRecord } from "../../../core/src/index.ts";
import type { KeptForEnd, ReplayCounts } from "../render/replay-renderer.ts";
import type { ReplayFormat } from "./renderer-for.ts";

/** What a worker is told once. */
export interface JobSettings {
  readonly policies: readonly { readonly path: string; readonly context: JsonRecord | undefined }[];
  readonly history: HistoryName;
  readonly format: ReplayFormat;
  readonly all: boolean;
  readonly isTerminal: boolean;
}

/** Consecutive files of a replay. */
export interface Job {
  readonly files: readonly JobFile[];
}

export interface JobFile {
  readonly path: string;
  readonly named: boolean;
  /** Which of the policies decides it. */
  readonly policy: number;
}

export interface JobDone {
  readonly text: string;
  readonly kept: KeptForEnd;
  readonly counts: ReplayCounts;
  readonly missing: boolean;
  readonly passedOver: number;
  /** Sentences for standard error. */
  readonly said: readonly string[];
}

/** Why it was given up: a person's doing. */
export interface JobFailed {
  readonly usage: string;
}
