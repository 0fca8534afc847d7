// What was found of the statements of one file. What was found of one stands for as long as neither its text nor what it speaks
// of has changed: the tools, the context, and the lets and groups that it names, itself or through others.
import type { Content } from "../language/pieces.ts";
import type { Loaded } from "./load.ts";
import { type Endless, endlessNames } from "./references.ts";

/** The statements that declare each let and group. */
type Declared = ReadonlyMap<string, readonly Content[]>;

/** What is known of one statement. Each check keeps there what it found, under a key of its own. */
interface Known {
  /** The analysis for which it was last seen to stand. */
  round: number;
  readonly found: Map<object, unknown>;
}

/** What one check found of a statement. */
export interface Shelf<T> {
  get(): T | undefined;
  set(found: T): void;
}

export class Findings {
  #round = 0;
  #grounds: readonly unknown[] = [];
  #declared: Declared = new Map();
  #endless: Endless = { circles: new Set(), chains: new Set() };
  /** Names of lets and groups that are not declared as they were, and of those that lead to them. */
  #changed: ReadonlySet<string> = new Set();
  #isSame = false;
  #namesStand = false;
  readonly #known = new WeakMap<Content, Known>();

  /** Another analysis begins. */
  begin(loaded: Loaded): void {
    const declared = declaredIn(loaded);
    const changed = changedNames(this.#declared, declared);
    this.#isSame = this.#round > 0 && sameItems(this.#grounds, loaded.grounds) && [...changed].every(isWord);
    this.#namesStand = this.#isSame && sameItems([...this.#declared.keys()], [...declared.keys()]);
    this.#changed = this.#isSame ? withSpeakers(changed, declared) : changed;
    if (changed.size > 0) this.#endless = endlessNames(loaded);
    this.#grounds = loaded.grounds;
    this.#declared = declared;
    this.#round++;
  }

  /** The lets and groups that cannot be followed to their end. */
  get endless(): Endless {
    return this.#endless;
  }

  /** Whether the very same names are declared as for the last analysis. */
  get namesStand(): boolean {
    return this.#namesStand;
  }

  /** Where a check keeps what it found of the statement. Empty where that does not stand any more. */
  shelf<T>(content: Content, check: object): Shelf<T> {
    let known = this.#known.get(content);
    const stands = known !== undefined && (known.round === this.#round || (known.round === this.#round - 1 && this.#stands(content)));
    if (known === undefined || !stands) {
      known = { round: this.#round, found: new Map() };
      this.#known.set(content, known);
    }
    known.round = this.#round;
    const { found } = known;
    // Under its key each check keeps its own type alone.
    return { get: () => found.get(check) as T | undefined, set: (value) => void found.set(check, value) };
  }

  /** A list that is the very same one for as long as it holds the same. */
  same<T>(name: string, list: readonly T[]): readonly T[] {
    const before = this.#lists.get(name);
    if (before !== undefined && sameItems(before, list)) return before as readonly T[];
    this.#lists.set(name, list);
    return list;
  }
  readonly #lists = new Map<string, readonly unknown[]>();

  #stands({ words }: Content): boolean {
    if (!this.#isSame) return false;
    for (const name of this.#changed) if (words.has(name)) return false;
    return true;
  }
}

const isWord = (name: string): boolean => /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name);

export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function declaredIn({ lets, groups }: Loaded): Declared {
  const found = new Map<string, Content[]>();
  for (const declared of [lets, groups]) {
    for (const [name, { piece }] of declared) {
      const same = found.get(name);
      if (same === undefined) found.set(name, [piece.content]);
      else same.push(piece.content);
    }
  }
  return found;
}

function changedNames(before: Declared, now: Declared): Set<string> {
  const changed = new Set<string>();
  for (const [name, contents] of now) if (!sameItems(before.get(name) ?? [], contents)) changed.add(name);
  for (const name of before.keys()) if (!now.has(name)) changed.add(name);
  return changed;
}

/** Those and all that name them, through others too. */
function withSpeakers(changed: ReadonlySet<string>, declared: Declared): ReadonlySet<string> {
  if (changed.size === 0) return changed;
  const namedBy = new Map<string, string[]>();
  for (const [name, contents] of declared) {
    for (const word of contents.flatMap(({ words }) => [...words])) {
      if (!declared.has(word) && !changed.has(word)) continue;
      const speakers = namedBy.get(word);
      if (speakers === undefined) namedBy.set(word, [name]);
      else speakers.push(name);
    }
  }
  const found = new Set(changed);
  for (const name of found) for (const speaker of namedBy.get(name) ?? []) found.add(speaker);
  return found;
}
