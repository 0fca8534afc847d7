// Two runs side by side: which calls of one stand for which of the other, by tool and then by arguments, and where they first part.
// Knows no policy; whoever has decided both holds the verdicts of paired calls against each other.

import { writeJson } from "../trace/encodings/json.ts";
import type { CallEvent } from "../trace/model.ts";

/** A row of the comparison: calls from 0. `same` has the same tool and arguments on both sides, `changed` the same tool alone. */
export type AlignedRow =
  | { readonly kind: "same" | "changed"; readonly left: number; readonly right: number }
  | { readonly kind: "left"; readonly left: number; readonly right: undefined }
  | { readonly kind: "right"; readonly left: undefined; readonly right: number };

export interface Alignment {
  /** In order; each call of either run stands in exactly one row. */
  readonly rows: readonly AlignedRow[];
  /** Index of the first row that is not `same`; undefined where the runs make the same calls. */
  readonly divergence: number | undefined;
  /** Whether the runs differ by more than was searched, so that their middle is paired only where it was cheap to. */
  readonly isCut: boolean;
}

/** The most edits that are searched for: time grows with their square. */
const mostEdits = 2_000;

/** Pairs the calls of two runs so that as many as possible have the same tool (a longest common subsequence). */
export function alignRuns(left: readonly CallEvent[], right: readonly CallEvent[]): Alignment {
  const a = left.map(({ tool }) => tool);
  const b = right.map(({ tool }) => tool);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let ends = 0;
  while (ends < a.length - start && ends < b.length - start && a[a.length - 1 - ends] === b[b.length - 1 - ends]) ends++;
  const middle = pairs(a.slice(start, a.length - ends), b.slice(start, b.length - ends));
  const paired: (readonly [number, number])[] = [
    ...a.slice(0, start).map((_, at) => [at, at] as const),
    ...middle.pairs.map(([x, y]) => [x + start, y + start] as const),
    ...Array.from({ length: ends }, (_, at) => [a.length - ends + at, b.length - ends + at] as const),
  ];
  const rows: AlignedRow[] = [];
  let [x, y] = [0, 0];
  const until = (toX: number, toY: number): void => {
    for (; x < toX; x++) rows.push({ kind: "left", left: x, right: undefined });
    for (; y < toY; y++) rows.push({ kind: "right", left: undefined, right: y });
  };
  for (const [toX, toY] of paired) {
    until(toX, toY);
    rows.push({ kind: sameArguments(left[x], right[y]) ? "same" : "changed", left: x++, right: y++ });
  }
  until(a.length, b.length);
  const at = rows.findIndex(({ kind }) => kind !== "same");
  return { rows, divergence: at < 0 ? undefined : at, isCut: middle.isCut };
}

function sameArguments(left: CallEvent | undefined, right: CallEvent | undefined): boolean {
  const [a, b] = [left?.args, right?.args];
  if (a?.kind === "record" && b?.kind === "record") return writeJson(sorted(a.value)) === writeJson(sorted(b.value));
  return a?.kind === "malformed" && b?.kind === "malformed" && a.raw === b.raw;
}

const sorted = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

interface Pairs {
  readonly pairs: readonly (readonly [number, number])[];
  readonly isCut: boolean;
}

/** The greedy algorithm of Myers: the furthest reaching path for each number of edits. */
function pairs(a: readonly string[], b: readonly string[]): Pairs {
  const most = Math.min(a.length + b.length, mostEdits);
  /** By diagonal, shifted: how far the left run has come. One copy for each number of edits, of that number's width. */
  const trails: Int32Array[] = [];
  let reach = new Int32Array(3);
  for (let edits = 0; edits <= most; edits++) {
    const next = new Int32Array(2 * edits + 3);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const [below, above] = [reachAt(reach, diagonal - 1, edits - 1), reachAt(reach, diagonal + 1, edits - 1)];
      const down = diagonal === -edits || (diagonal !== edits && below < above);
      let x = edits === 0 ? 0 : down ? above : below + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      next[diagonal + edits + 1] = x;
      if (x >= a.length && x - diagonal >= b.length) {
        trails.push(next);
        return { pairs: backwards(trails, a, b), isCut: false };
      }
    }
    trails.push(next);
    reach = next;
  }
  return { pairs: [], isCut: true };
}

/** `edits` is the number that the trail was made for. */
function reachAt(trail: Int32Array, diagonal: number, edits: number): number {
  const at = diagonal + edits + 1;
  return Math.abs(diagonal) > edits ? -1 : (trail[at] ?? -1);
}

function backwards(trails: readonly Int32Array[], a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const found: [number, number][] = [];
  let [x, y] = [a.length, b.length];
  for (let edits = trails.length - 1; edits > 0; edits--) {
    const before = trails[edits - 1] ?? new Int32Array(1);
    const diagonal = x - y;
    const down =
      diagonal === -edits || (diagonal !== edits && reachAt(before, diagonal - 1, edits - 1) < reachAt(before, diagonal + 1, edits - 1));
    const from = down ? diagonal + 1 : diagonal - 1;
    const startX = reachAt(before, from, edits - 1);
    const startY = startX - from;
    while (x > startX && y > startY && x - 1 >= (down ? startX : startX + 1) && y - 1 >= (down ? startY + 1 : startY)) {
      x--;
      y--;
      found.push([x, y]);
    }
    [x, y] = [startX, startY];
  }
  while (x > 0 && y > 0) {
    x--;
    y--;
    found.push([x, y]);
  }
  return found.reverse();
}
