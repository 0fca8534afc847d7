// How much work one decision may be. Lets that use lets, folds inside folds and long recorded lists multiply, so that a short policy
// could ask for more than any machine does in a lifetime. What is left undone is unknown, and so is every rule of the decision.
import type { Frame, Timeline } from "./frame.ts";
import { type Doubt, unknown } from "./truth.ts";

/** About that many elements looked at: seconds, and far more than policies that people write come to. */
const most = 10_000_000;

export const begin = (timeline: Timeline): void => {
  timeline.work = 0;
};

/** Notes work that is about to be done. False where it is too much, and must not be. */
export function spend({ timeline }: Frame, units: number): boolean {
  timeline.work += units;
  return timeline.work <= most;
}

export const exhausted = (timeline: Timeline): boolean => timeline.work > most;

export const overworked = (): Doubt => unknown("malformed", "a condition that is more work than a decision may be");
