// Chance that can be repeated, and values that look like another.

/** From 0 up to 1, the same for the same seed. */
export type Chance = () => number;

/** Mulberry32: a well-spread sequence out of 32 bits. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffled<T>(items: readonly T[], chance: Chance): readonly T[] {
  const all = [...items];
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(chance() * (at + 1));
    const [one, two] = [all[at], all[other]];
    if (one === undefined || two === undefined) continue;
    all[at] = two;
    all[other] = one;
  }
  return all;
}

const longest = 200;

/** Another text of the same form: digits for digits, letters for letters, all else as it was. Never the text itself, unless it has
 * neither. */
export function another(text: string, chance: Chance): string {
  const from = (alphabet: string, but: string): string => {
    const others = [...alphabet].filter((sign) => sign !== but);
    return others[Math.floor(chance() * others.length)] ?? but;
  };
  return [...text.slice(0, longest)]
    .map((sign) => {
      if (/\d/.test(sign)) return from("0123456789", sign);
      if (/[a-z]/.test(sign)) return from("abcdefghijklmnopqrstuvwxyz", sign);
      return /[A-Z]/.test(sign) ? from("ABCDEFGHIJKLMNOPQRSTUVWXYZ", sign) : sign;
    })
    .join("");
}
