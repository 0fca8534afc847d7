// What a long run must not keep for ever: names of calls and batches, the latest of them.

/** So many are known at least: far more than any harness keeps waiting at once. */
const least = 20_000;

/** A map that forgets what was set long ago. Two halves, since taking out the oldest one by one makes a map slow. */
export class Recent<Key, Value> {
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();

  get(key: Key): Value | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  has(key: Key): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  set(key: Key, value: Value): void {
    if (this.#young.size >= least) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
