// Delta debugging: the fewest items of a list that still show something. Knows nothing of what they are.
import type { Search } from "./proposals.ts";

/** How much may still be done. */
export interface Budget {
  left: number;
  readonly whole: number;
}

/** Items that `shows` is still true of, in order; none of them can be left out alone, unless the budget ran out on the way. What is
 * given must show it. `cost` is what holding so many items against it takes from the budget. */
export function* reduced<T>(
  items: readonly T[],
  shows: (kept: readonly T[]) => boolean,
  budget: Budget,
  cost: (kept: number) => number = () => 1,
): Search<readonly T[]> {
  let kept = items;
  let parts = 2;
  const holds = (some: readonly T[]): boolean => {
    budget.left -= cost(some.length);
    return shows(some);
  };
  if (kept.length > 0 && holds([])) return [];
  while (kept.length > 1 && budget.left > 0) {
    const size = Math.ceil(kept.length / parts);
    let smaller: readonly T[] | undefined;
    for (let start = 0; start < kept.length && smaller === undefined && budget.left > 0; start += size) {
      yield { done: budget.whole - Math.max(0, budget.left), most: budget.whole };
      const rest = [...kept.slice(0, start), ...kept.slice(start + size)];
      if (rest.length > 0 && holds(rest)) smaller = rest;
    }
    if (smaller !== undefined) {
      kept = smaller;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) break;
    else parts = Math.min(kept.length, parts * 2);
  }
  return kept;
}
