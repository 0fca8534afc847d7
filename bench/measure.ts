// Medians of interleaved rounds: what is compared is measured in turn in the same process, so that a busy machine slows both.

export interface Contender {
  readonly name: string;
  /** One round; may return a promise. */
  readonly run: () => unknown;
}

/** The median time of a round in milliseconds, by contender. So many rounds of each go first, to warm up. */
export async function medians(contenders: readonly Contender[], rounds: number, warmUp = 2): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    // Every other round the other way round: neither always runs in the wake of the other.
    const order = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const { name, run } of order) {
      const start = performance.now();
      await run();
      if (round >= 0) times.get(name)?.push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}

export function median(all: readonly number[]): number {
  const sorted = all.toSorted((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
}

/** The time within which a share of the rounds was done. */
export function percentile(all: readonly number[], share: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** `3.2 times as long` or `4.1 times as fast`: how `ours` compares with `theirs`. */
export function ratio(ours: number, theirs: number): string {
  return ours <= theirs ? `${(theirs / ours).toFixed(1)} times as fast` : `${(ours / theirs).toFixed(1)} times as long`;
}
