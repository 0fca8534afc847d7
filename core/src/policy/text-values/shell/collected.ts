// Owns the commands of a line while it is read: their order, what feeds what, and the bound on their number.
import type { ShellCommand } from "./commands.ts";

interface List {
  readonly items: (string | undefined)[];
  open: boolean;
}

export interface Found {
  readonly name: string | undefined;
  at: number;
  readonly args: List;
  readonly flags: List;
  readonly writes: List;
  readonly reads: List;
  /** Those whose output it reads, or takes as arguments, directly. */
  readonly feeds: Group[];
}
export type Group = Set<Found>;

/** Beyond this a line is not read. */
const most = 1000;

export class Collected {
  #found: Found[] = [];
  #anchor: number | undefined;

  add(name: string | undefined, at: number): Found {
    if (this.#found.length >= most) throw new RangeError("more commands than are read");
    const list = (): List => ({ items: [], open: false });
    const found = { name, at: this.#anchor ?? at, args: list(), flags: list(), writes: list(), reads: list(), feeds: [] };
    this.#found.push(found);
    return found;
  }

  /** What is collected meanwhile. */
  group(walk: () => void): Group {
    const from = this.#found.length;
    walk();
    return new Set(this.#found.slice(from));
  }

  /** What is collected meanwhile is in order, and all of it stands at one place. */
  at(place: number, walk: () => void): void {
    const outer = this.#anchor;
    const before = this.#found;
    this.#anchor = undefined;
    this.#found = [];
    try {
      walk();
      const inner = ordered(this.#found);
      if (before.length + inner.length > most) throw new RangeError("more commands than are read");
      for (const found of inner) found.at = outer ?? place;
      before.push(...inner);
    } finally {
      this.#found = before;
      this.#anchor = outer;
    }
  }

  mark(): number {
    return this.#found.length;
  }

  cutBack(mark: number): void {
    this.#found.length = mark;
  }

  commands(): readonly ShellCommand[] {
    return ordered(this.#found).map((found) => ({ ...found, upstream: { items: upstreamOf(found), open: false } }));
  }
}

const ordered = (list: readonly Found[]): readonly Found[] => [...list].sort((a, b) => a.at - b.at);

/** The names of all that feeds a command, directly or through others, as they stand in the line. */
function upstreamOf(start: Found): readonly (string | undefined)[] {
  const seen = new Set<Found>([start]);
  const groups = new Set<Group>();
  const waiting = [start];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const group of next.feeds) {
      if (groups.has(group)) continue;
      groups.add(group);
      for (const found of group) {
        if (seen.has(found)) continue;
        seen.add(found);
        waiting.push(found);
      }
    }
  }
  seen.delete(start);
  return [...new Set(ordered([...seen]).map(({ name }) => name))];
}
