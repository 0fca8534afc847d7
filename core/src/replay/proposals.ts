// What is proposed about a call of a recorded run: changes of its arguments or of the policy that would decide it otherwise, edits
// that a reader may apply, a shorter run that still shows the same. Every proposal was decided anew before it is offered.
//
// Searches are generators: each `next()` does a bounded piece of work and yields how much was done, so that whoever waits can
// breathe or give up (`return()`); the value at the end is the answer.
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import type { Policy } from "../policy/compile.ts";
import type { StrictVerdict } from "../policy/report.ts";
import type { Host } from "../semantics/analysis.ts";
import type { Event, Json, JsonRecord } from "../trace/model.ts";
import type { KeptRun } from "./cursor.ts";
import type { HistoryName } from "./histories.ts";

/** A call of a run as a history has it: what is asked about. */
export interface StandingCall {
  readonly policy: Policy;
  readonly run: KeptRun;
  readonly history: HistoryName;
  /** From 0. */
  readonly call: number;
}
/** The same where the policy is to be changed: `host` reads what the changed policy needs. */
export interface StandingPolicy extends StandingCall {
  readonly host: Host;
}

/** What a search has looked at so far, and at most will. */
export interface Searched {
  readonly done: number;
  readonly most: number;
}
export type Search<T> = Generator<Searched, T>;

/** One argument, or a part of one, with another value. */
export interface ArgumentChange {
  /** As a policy names it: `args.amount`, `args.to[1]`. */
  readonly path: string;
  /** The same as keys of records and indices of lists. */
  readonly keys: readonly (string | number)[];
  /** Undefined where it was, or is to be, absent. */
  readonly from: Json | undefined;
  readonly to: Json | undefined;
  /** Where the value is from, in words: `from the policy`, `from step 3`. */
  readonly origin: string;
}

/** A smallest change of the call that gives another verdict. */
export interface ArgumentFlip {
  readonly kind: "arguments";
  readonly changes: readonly ArgumentChange[];
  readonly verdict: StrictVerdict;
  /** The rules that then decide; none where the default does. */
  readonly rules: readonly string[];
  /** One sentence. */
  readonly text: string;
}

export interface FileEdits {
  readonly path: string;
  /** In the text that the policy was made from; they do not overlap. */
  readonly edits: readonly TextEdit[];
}

/** An edit of the policy, tried: what it gives parses, has no errors, and decides the call as it says. */
export interface PolicyEdit {
  /** An imperative phrase without a final period. */
  readonly title: string;
  readonly files: readonly FileEdits[];
}

/** A small change of the policy that decides the call otherwise. */
export interface PolicyFlip extends PolicyEdit {
  readonly kind: "policy";
  readonly verdict: StrictVerdict;
  readonly rules: readonly string[];
  /** Other calls of the run that it decides otherwise too, from 0. */
  readonly also: readonly number[];
}

/** What a reader can make of a step. `test` adds a test and changes no decision. */
export type StepEditKind = "test" | "deny" | "allow exactly" | "allow pattern" | "ask";
export interface StepEdit extends PolicyEdit {
  readonly kind: StepEditKind;
  /** What the call gets under the edited policy. */
  readonly verdict: StrictVerdict;
}

/** A shortest run in which the last call gets its verdict by the same rules: no message, gap, key of the context, or call with its
 * result can be left out of it, unless that was too much work to find. */
export interface Minimised {
  /** The events that are left, and their zero-based indices in the run. The last is the call. */
  readonly events: readonly Event[];
  readonly kept: readonly number[];
  readonly context: JsonRecord | undefined;
  /** Zero-based, among the calls that are left. */
  readonly call: number;
  readonly verdict: StrictVerdict;
  readonly rules: readonly string[];
  /** A `test` statement that passes under the policy; undefined where a test cannot say it (times, lanes, calls that the policy
   * denies and the recording made all the same). */
  readonly test: string | undefined;
}
