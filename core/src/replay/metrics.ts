// Shares with their uncertainty: counts in, plain data out. Knows nothing of runs and policies.

/** So many of so many, and between what the true share lies with 95 % confidence. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  /** From 0 to 1; undefined of nothing. */
  readonly share: number | undefined;
  /** Wilson's interval; of nothing, anything is possible. */
  readonly low: number;
  readonly high: number;
}

/** The quantile of the normal distribution that leaves 2.5 % on each side. */
const z = 1.959963984540054;

/** The share of hits, from 0 to 1, with the bounds of Wilson's 95 % interval; of none it is undefined. */
export function shareOf(hits: number, of: number): Share {
  if (of === 0) return { hits, of, share: undefined, low: 0, high: 1 };
  const share = hits / of;
  const middle = share + (z * z) / (2 * of);
  const width = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const whole = 1 + (z * z) / of;
  // At the ends rounding would leave a hair's breadth.
  const low = hits === 0 ? 0 : (middle - width) / whole;
  const high = hits === of ? 1 : (middle + width) / whole;
  return { hits, of, share, low, high };
}
