// What a compiled condition runs on: the run so far, the call at hand, and the names in scope.
import type { Clock } from "./clock.ts";
import type { GrantState } from "./grants.ts";
import type { CallRecord, Gap, UserMessage } from "./history.ts";
import type { LedgerState } from "./ledger.ts";
import type { Origins } from "./origins.ts";
import type { TracePlace } from "./report.ts";
import type { Value } from "./values.ts";

/** Everything that a monitor keeps of a run. */
export interface Timeline {
  /** The calls that are kept: the latest ones, where the policy asks for no more (forgetting.ts). */
  readonly calls: CallRecord[];
  /** How many calls stood before those. */
  forgotten: number;
  readonly users: UserMessage[];
  readonly gaps: Gap[];
  /** How many calls have a second result so far. */
  disputes: number;
  /** The times of the calls, where a condition asks for a window of time. */
  readonly clock: Clock;
  /** The highest number of a batch so far. Calls of a lower one that come later are proposed together with calls long past. */
  latestBatch: number;
  readonly context: Value;
  readonly origins: Origins;
  /** One list for each `past` of the policy, by its number; see views.ts. */
  readonly views: ViewState[];
  /** What the folds over the whole run have come to, by number; see ledger.ts. */
  readonly ledgers: LedgerState[];
  /** For each grant, how often it was or may have been used; see grants.ts. */
  readonly grants: GrantState[];
  /** How much the decision at hand took so far; see work.ts. */
  work: number;
}

/** The calls that one `past` can speak of, in order of proposal; by the join key where its condition has one. */
export interface ViewState {
  all: CallRecord[];
  readonly byKey: Map<string, CallRecord[]>;
  /** Calls whose join key is in doubt: they may equal any. */
  keyless: CallRecord[];
  /** Calls up to this event are no longer in it. */
  forgotten: number;
}

export interface Frame {
  readonly timeline: Timeline;
  call: CallRecord;
  readonly locals: Value[];
  /** Values of lets without parameters, shared within one decision. */
  memo: Map<unknown, Value> | undefined;
  /** Collects where something was found, while a step is explained. */
  readonly found: TracePlace[] | undefined;
  /** Inside a let: which of its parameters were given an argument that is declared an integer, by slot. */
  readonly integers?: readonly boolean[] | undefined;
}

export type Code = (frame: Frame) => Value;

/** The frame of a question about a call. Each has values of lets of its own. */
export function frameOf(timeline: Timeline, call: CallRecord, locals: Value[] = []): Frame {
  return { timeline, call, locals, memo: undefined, found: undefined };
}

/** What was evaluated once for a frame, by what it is the value of. */
export function memoOf(frame: Frame): Map<unknown, Value> {
  frame.memo ??= new Map();
  return frame.memo;
}
