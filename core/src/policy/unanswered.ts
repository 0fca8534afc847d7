// Which earlier calls may still turn out to hold a value: those whose results never came, or did not yet. Kept for each source, so
// that a question does not walk the run.
import type { Frame } from "./frame.ts";
import type { CallRecord } from "./history.ts";
import { type Truth3, unknown } from "./truth.ts";

/** So many of a kind are named; more change nothing. */
const enough = 3;

export class Unanswered {
  readonly #may: (record: CallRecord, frame: Frame) => boolean;
  /** Whether `may` gives the same answer for every frame. */
  readonly #fixed: boolean;
  #next = 0;
  /** Calls that were waiting for their result when they were last looked at. All of them settle at once, by a user message, so that
   * behind one that still waits none has settled. */
  readonly #waiting = new Set<CallRecord>();
  readonly #settled = new Set<CallRecord>();

  constructor(may: (record: CallRecord, frame: Frame) => boolean, fixed: boolean) {
    this.#may = may;
    this.#fixed = fixed;
  }

  /** One doubt for each of the first calls of either kind. `limit` is the number of calls before this batch. */
  doubts(frame: Frame, limit: number): readonly Truth3[] {
    const { calls } = frame.timeline;
    for (; this.#next < limit; this.#next++) {
      const record = calls[this.#next];
      if (record === undefined || record.result !== undefined || record.state === "refused") continue;
      if (this.#fixed && !this.#may(record, frame)) continue;
      (record.state === "waiting" ? this.#waiting : this.#settled).add(record);
    }
    const doubts: Truth3[] = [];
    const take = (record: CallRecord): boolean => {
      if (record.batch === frame.call.batch || record.step >= frame.call.step) return false;
      if (!this.#fixed && !this.#may(record, frame)) return false;
      doubts.push(unknown(record.state === "waiting" ? "pending" : "not recorded", `the result of step ${record.step} (${record.tool})`));
      return true;
    };
    let taken = 0;
    for (const record of this.#waiting) {
      if (record.result !== undefined || record.state !== "waiting") {
        this.#waiting.delete(record);
        if (record.result === undefined && record.state !== "refused") this.#settled.add(record);
      } else if (take(record) && ++taken >= enough) break;
    }
    taken = 0;
    for (const record of this.#settled) {
      if (record.result !== undefined || record.state === "refused") this.#settled.delete(record);
      else if (take(record) && ++taken >= enough) break;
    }
    return doubts;
  }
}
