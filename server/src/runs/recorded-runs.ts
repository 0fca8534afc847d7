// What the server knows of the workspace's recorded runs, and which policy decides which. Who finds them is the host's matter.
import type { HeldRun } from "../../../core/src/index.ts";

export interface BoundRun extends HeldRun {
  /** The trace file, as a URI, and the run's place in it. */
  readonly trace: string;
  readonly index: number;
  readonly title: string;
  readonly calls: number;
}

export interface RecordedRuns {
  /** Whether the workspace was looked through since something changed. */
  readonly isComplete: boolean;
  /** The runs that the policy, by its key, decides, as far as they are known. */
  of(policy: string): readonly BoundRun[];
  /** Looks again, soon: a burst of changes is one. */
  look(pause?: number): void;
  /** A file has changed; `isNew` where it came or went. */
  fileChanged(uri: string, isNew: boolean): void;
}

/** For a host that cannot look around. */
export const noRuns: RecordedRuns = { isComplete: true, of: () => [], look: () => {}, fileChanged: () => {} };
