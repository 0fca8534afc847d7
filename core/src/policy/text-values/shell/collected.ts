// Owns the commands of a line while it is read: their order, what feeds what, and the bound on their number.
import type { ShellCommand, Texts } from "./commands.ts";

interface List {
  readonly items: (string | undefined)[];
  open: boolean;
}

/** What feeds commands: a command, or what a variable was given. */
interface Source {
  /** Those whose output it reads, or takes as arguments, directly. */
  readonly feeds: Group[];
  /** The variables in its words. */
  readonly uses: Set<string>;
}
export interface Found extends Source {
  readonly name: string | undefined;
  at: number;
  readonly args: List;
  readonly flags: List;
  readonly writes: List;
  readonly reads: List;
  /** Whether more may feed it than the place where it stands tells. */
  vague: boolean;
}
export type Group = Set<Found>;

/** What a variable was given first, and whether it may hold something else that commands of the line wrote. */
interface Variable {
  readonly given: Source;
  several: boolean;
  doubtful: boolean;
}
const mayFeed = ({ feeds, uses }: Source): boolean => uses.size > 0 || feeds.some(({ size }) => size > 0);

/** Beyond this a line is not read. */
const most = 1000;
/** The parameters of the shell and of functions, by one name. */
const positional = "@";

export class Collected {
  #found: Found[] = [];
  #anchor: number | undefined;
  #vague = false;
  /** Names that the line gives a meaning of its own. */
  readonly #defined = new Set<string>();
  readonly #variables = new Map<string, Variable>();
  /** Whether the shell's own input is changed on the way, so that any command may read what any other writes. */
  rewired = false;

  add(name: string | undefined, at: number): Found {
    if (this.#found.length >= most) throw new RangeError("more commands than are read");
    const list = (): List => ({ items: [], open: false });
    const lists = { args: list(), flags: list(), writes: list(), reads: list() };
    const found = { name, at: this.#anchor ?? at, ...lists, feeds: [], uses: new Set<string>(), vague: this.#vague };
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

  /** What is collected meanwhile runs wherever the name stands, and is fed by what feeds it there. */
  define(name: string | undefined, walk: () => void): void {
    const outer = this.#vague;
    if (name !== undefined) this.#defined.add(name);
    this.#vague = true;
    walk();
    this.#vague = outer;
  }

  /** The variable is given what these commands write and what these variables hold. */
  assign(variable: string, feeds: Group, uses: ReadonlySet<string>): void {
    const given: Source = { feeds: [feeds], uses: new Set(uses) };
    const before = this.#variables.get(variable);
    if (before === undefined) this.#variables.set(variable, { given, several: false, doubtful: false });
    else {
      before.several = true;
      before.doubtful ||= mayFeed(before.given) || mayFeed(given);
    }
  }

  mark(): number {
    return this.#found.length;
  }

  cutBack(mark: number): void {
    this.#found.length = mark;
  }

  commands(): readonly ShellCommand[] {
    return ordered(this.#found).map((found) => ({ ...found, upstream: this.#upstream(found) }));
  }

  /** The names of all that feeds a command, directly or through others, as they stand in the line. */
  #upstream(start: Found): Texts {
    const seen = new Set<Found>([start]);
    const visited = new Set<Group | string>();
    const waiting: Source[] = [start];
    let open = this.rewired || start.vague;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const group of next.feeds) {
        if (visited.has(group)) continue;
        visited.add(group);
        for (const found of group) {
          if (seen.has(found)) continue;
          seen.add(found);
          waiting.push(found);
          open ||= found.vague || this.#defined.has(found.name ?? "");
        }
      }
      for (const variable of next.uses) {
        if (visited.has(variable)) continue;
        visited.add(variable);
        // `${!x}` is whatever x names.
        if (variable.startsWith("!")) open ||= this.#variables.size > 0;
        const known = this.#variables.get(/^[0-9*@]+$/.test(variable) ? positional : variable);
        // Which of several it holds, nobody can tell.
        if (known?.several === true) open ||= known.doubtful;
        else if (known !== undefined) waiting.push(known.given);
      }
    }
    seen.delete(start);
    return { items: [...new Set(ordered([...seen]).map(({ name }) => name))], open };
  }
}

const ordered = (list: readonly Found[]): readonly Found[] => [...list].sort((a, b) => a.at - b.at);
