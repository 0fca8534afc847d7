// What a monitor need no longer keep: calls that no `past` of the policy can reach any more, as long as clocks go on and batches do
// not come back. Where they do, what was forgotten is anything (`visit` and `holesOf` in views.ts), which only tightens.
import type { Environment } from "./environment.ts";
import type { Timeline } from "./frame.ts";
import type { CallRecord } from "./history.ts";
import type { Reach } from "./views.ts";

/** So many of the latest calls are kept whatever the policy asks. */
export const keptAtLeast = 10_000;

export class Forgetting {
  readonly #environment: Environment;
  readonly #timeline: Timeline;
  readonly #keep: number;
  /** Whether the list of all calls may be cut: nothing asks for a call by its place in the run. */
  readonly #cuts: boolean;
  /** Whether the clock is asked by views alone. */
  readonly #clock: boolean;
  #due: number;
  #taken = 0;
  /** The latest batch, and the last call before it began. */
  #latest = Number.NEGATIVE_INFINITY;
  #before = Number.NEGATIVE_INFINITY;
  #lastEvent = Number.NEGATIVE_INFINITY;

  constructor(environment: Environment, timeline: Timeline, expects: number, keep: number) {
    const { memory } = environment;
    this.#environment = environment;
    this.#timeline = timeline;
    this.#keep = keep;
    this.#cuts = !memory.texts && expects === 0;
    this.#clock = memory.times && !memory.users;
    this.#due = keep;
  }

  /** Takes notice of a call that was just taken into the history. Gives the calls that were forgotten of the list of all. */
  take(record: CallRecord): readonly CallRecord[] {
    const { latestBatch } = this.#timeline;
    if (record.batch === latestBatch && this.#latest !== latestBatch) {
      this.#before = this.#lastEvent;
      this.#latest = latestBatch;
    }
    this.#lastEvent = record.event;
    if (++this.#taken < this.#due) return none;
    this.#taken = 0;
    const gone = this.#forget(record);
    // What cannot be forgotten is looked at the more seldom the more of it there is.
    this.#due = this.#timeline.views.reduce(
      (most, view) => Math.max(most, view.all.length),
      Math.max(this.#keep, this.#timeline.calls.length),
    );
    return gone;
  }

  #forget(latest: CallRecord): readonly CallRecord[] {
    const timeline = this.#timeline;
    const first = timeline.calls[timeline.calls.length - this.#keep];
    if (first === undefined) return none;
    const limit = first.event - 1;
    /** Every call that a window of time may still be asked about stands behind it. */
    let clock = Number.POSITIVE_INFINITY;
    /** What no view holds, and no window of steps and no batch counts, which ask for calls of every tool. */
    let calls = limit;
    for (const view of this.#environment.views) {
      const state = timeline.views[view.number];
      if (state === undefined) continue;
      const outs = view.reaches.map((reach) => this.#out(reach, latest));
      const event = Math.min(limit, ...outs);
      view.reaches.forEach((reach, at) => {
        if (isOfSteps(reach)) calls = Math.min(calls, outs[at] ?? calls);
        // Where a batch begins, the last call of another one tells.
        if (reach.within === "batch") calls = Math.min(calls, this.#before - 1);
      });
      if (view.reaches.some(isTimed)) clock = Math.min(clock, Math.max(event, state.forgotten));
      calls = Math.min(calls, Math.max(event, state.forgotten));
      if (event <= state.forgotten) continue;
      state.forgotten = event;
      const kept = (records: CallRecord[]): CallRecord[] => records.slice(firstAfter(records, event));
      state.all = kept(state.all);
      state.keyless = kept(state.keyless);
      for (const [key, bucket] of state.byKey) {
        if ((bucket[0]?.event ?? 0) > event) continue;
        const rest = kept(bucket);
        if (rest.length === 0) state.byKey.delete(key);
        else state.byKey.set(key, rest);
      }
    }
    if (this.#clock && Number.isFinite(clock)) timeline.clock.forget(clock);
    if (!this.#cuts) return none;
    if (!this.#environment.memory.users) timeline.users.splice(0, timeline.users.length - 1);
    const gone = timeline.calls.splice(0, firstAfter(timeline.calls, calls));
    timeline.forgotten += gone.length;
    return gone;
  }

  /** The last event that a reach cannot reach from a call on; minus infinity where it reaches all. */
  #out(reach: Reach, latest: CallRecord): number {
    const { within, turn } = reach;
    const user = turn === true ? (this.#timeline.users.at(-1)?.event ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
    if (within === "batch") return Math.max(user, this.#before);
    if (within?.kind === "steps") return Math.max(user, this.#outBySteps(within.steps));
    if (within === undefined) return user;
    return Math.max(user, this.#timeline.clock.window(within.milliseconds, latest.time, this.#timeline.gaps).begins);
  }

  #outBySteps(steps: number): number {
    const { calls, latestBatch } = this.#timeline;
    let certain = 0;
    for (let at = calls.length - 1; at >= 0; at--) {
      const record = calls[at];
      if (record?.member(latestBatch) !== true) continue;
      if (++certain === steps) return record.event - 1;
    }
    return Number.NEGATIVE_INFINITY;
  }
}

const none: readonly CallRecord[] = [];

const isTimed = ({ within }: Reach): boolean => typeof within === "object" && within.kind === "duration";
const isOfSteps = ({ within }: Reach): boolean => typeof within === "object" && within.kind === "steps";

function firstAfter(records: readonly CallRecord[], event: number): number {
  let [low, high] = [0, records.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((records[middle]?.event ?? 0) > event) high = middle;
    else low = middle + 1;
  }
  return low;
}
