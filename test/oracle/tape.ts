// Choices made from a list of numbers: what a generator reads instead of throwing dice, so that a case shrinks by shortening
// and lowering the list. The first alternative of every choice is the plainest.
import fc from "fast-check";

export class Tape {
  readonly #numbers: readonly number[];
  #at = 0;
  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }
  /** Below the limit; 0 once the numbers are used up. */
  below(limit: number): number {
    return (this.#numbers[this.#at++] ?? 0) % limit;
  }
  /** True in one of so many cases. */
  oneIn(count: number): boolean {
    return this.below(count) === count - 1;
  }
  pick<T>(options: readonly [T, ...T[]]): T {
    return options[this.below(options.length)] ?? options[0];
  }
  /** One of the ways to go on. */
  choose<T>(ways: readonly [() => T, ...(() => T)[]]): T {
    return this.pick(ways)();
  }
}

export const tape = (length: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.nat({ max: 5039 }), { minLength: length / 2, maxLength: length, size: "max" });
