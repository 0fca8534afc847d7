// What client and server say to each other of recorded runs, beyond the protocol of language servers: plain data. The texts in
// it are recorded ones, which nobody vouches for.
import type { Verdict } from "../../../core/src/index.ts";

/** A call in a recorded run. */
export interface StepPlace {
  readonly trace: string;
  readonly run: number;
  readonly title: string;
  /** From 1. */
  readonly step: number;
  readonly tool: string;
}
export interface ChangedStep extends StepPlace {
  readonly from: Verdict;
  readonly to: Verdict;
}

/** `remit/consequences`, from the server, for each state of an open policy. */
export interface Consequences {
  readonly uri: string;
  /** The document's version that the counts are of; undefined unless counted. */
  readonly version: number | undefined;
  readonly state: "none" | "errors" | "counting" | "counted";
  readonly runs: number;
  readonly calls: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** What is compared with: the policy as saved, or, where the editor saves by itself, as it was opened. */
  readonly against: "saved" | "opened";
  /** Undefined where nothing is edited, or nothing can be compared. */
  readonly flips: Flips | undefined;
}
export interface Flips {
  readonly count: number;
  readonly kinds: readonly FlipKind[];
  /** The first of them, what lets more through before the rest. */
  readonly steps: readonly ChangedStep[];
}
export interface FlipKind {
  readonly from: Verdict;
  readonly to: Verdict;
  readonly count: number;
}

export const consequencesMethod = "remit/consequences";
/** Asked by the client: the steps that rest on a rule. */
export const ruleStepsMethod = "remit/ruleSteps";
export interface RuleStepsParams {
  readonly uri: string;
  readonly rule: string;
}

/** Asked by the client: what the policy would change on its recorded runs if some of its files had another text. Answered by a
 * `Tried`, or by null where no run is bound or the text has errors. */
export const triedMethod = "remit/tried";
export interface TriedParams {
  readonly uri: string;
  readonly files: readonly { readonly uri: string; readonly text: string }[];
}
export interface Tried {
  readonly runs: number;
  readonly calls: number;
  /** The runs in which a verdict is another one. */
  readonly changedRuns: number;
  readonly flips: Flips;
}
