// What the checker of a policy shares between its parts, and the places that it notes on its way.
import type { DiagnosticArguments, DiagnosticCode } from "../diagnostics/catalogue.ts";
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { Expr, Name, Selector } from "../language/ast.ts";
import { moved } from "../language/pieces.ts";
import type { Span } from "../text/span.ts";
import type { PolicySymbol } from "./analysis.ts";
import { closest } from "./closest.ts";
import type { Loaded } from "./load.ts";
import { type ExpandedSelector, expandSelector } from "./selectors.ts";
import type { Type } from "./types.ts";
import { globMatcher } from "./wildcard.ts";

/** Where an expression stands. */
export interface Scope {
  /** The tools whose call `args` is; undefined where nothing says. */
  readonly tools: readonly string[] | undefined;
  readonly names: ReadonlyMap<string, Type>;
  readonly it: Type | undefined;
  /** Whether `it` is the element of a fold with a condition or a body. */
  readonly inFold: boolean;
  /** Whether what is found is kept to oneself: a `let` is read again, silently, where it is used. */
  readonly silent: boolean;
}

export const outside: Scope = { tools: undefined, names: new Map(), it: undefined, inFold: false, silent: false };

export interface Region {
  readonly span: Span;
  readonly of: "args" | "it";
  readonly tools: readonly string[];
}

/** What bounds the time that suggestions take. */
const maximalComparisons = 300_000;

export type More = NonNullable<Parameters<typeof diagnose>[3]>;

/** What is found of a file, or of one statement in it. */
export interface Found {
  readonly diagnostics: Diagnostic[];
  readonly symbols: PolicySymbol[];
  readonly regions: Region[];
  /** The lets and groups that it uses. */
  readonly used: Set<string>;
  /** Names that were looked for among those of the whole policy, and whether they were there. */
  readonly asked: Map<string, boolean>;
  /** Names that were held against misspelt ones. */
  comparisons: number;
}

const nothingFound = (): Found => ({
  ...{ diagnostics: [], symbols: [], regions: [], used: new Set(), asked: new Map(), comparisons: 0 },
});

export class Notes {
  readonly loaded: Loaded;
  readonly found = nothingFound();
  readonly types = new Map<Expr, Type>();
  #open = this.found;
  readonly #globals: ReadonlySet<string>;
  readonly #expanded = new Map<string, ExpandedSelector>();
  readonly #tools = new Map<ExpandedSelector, readonly string[]>();

  constructor(loaded: Loaded) {
    this.loaded = loaded;
    this.#globals = new Set(loaded.symbols.map(({ name }) => name));
  }

  /** What is found meanwhile, kept apart from the rest. */
  apart(find: () => void): Found {
    const outer = this.#open;
    const inner = nothingFound();
    this.#open = inner;
    find();
    this.#open = outer;
    return inner;
  }

  /** Whether what was found apart, at another time too, is what would be found now. */
  mayAdd({ asked, comparisons }: Found): boolean {
    for (const [name, was] of asked) if (this.#globals.has(name) !== was) return false;
    return this.found.comparisons + comparisons <= maximalComparisons;
  }

  /** Adds what was found apart, of a statement that has moved since. */
  add({ diagnostics, symbols, used, comparisons }: Found, by: number): void {
    for (const one of diagnostics) this.found.diagnostics.push(moved(one, by));
    for (const one of symbols) this.found.symbols.push(moved(one, by));
    for (const name of used) this.found.used.add(name);
    this.found.comparisons += comparisons;
  }

  report<C extends DiagnosticCode>(scope: Scope, code: C, span: Span, args: DiagnosticArguments<C>, more: More = {}): void {
    if (!scope.silent) this.#open.diagnostics.push(diagnose(code, span, args, more));
  }

  use(scope: Scope, name: string): void {
    if (!scope.silent) this.#open.used.add(name);
  }

  /** The name does not count as used by what is found apart. */
  disuse(name: string): void {
    this.#open.used.delete(name);
  }

  region(scope: Scope, span: Span, of: "args" | "it", tools: readonly string[] | undefined): void {
    if (!scope.silent && tools !== undefined) this.#open.regions.push({ span, of, tools });
  }

  /** A name bound inside an expression or statement. */
  bind(scope: Scope, kind: "parameter" | "binder", name: Name | undefined, type: Type, whole: Span): Scope {
    if (name === undefined) return scope;
    const { text, span } = name;
    this.#open.asked.set(text, this.#globals.has(text));
    if (this.#globals.has(text) || scope.names.has(text)) this.report(scope, "duplicate-name", span, { name: text });
    if (!scope.silent) this.#open.symbols.push({ name: text, kind, path: this.loaded.source.path, span, whole });
    return { ...scope, names: new Map([...scope.names, [text, type]]) };
  }

  /** For selectors that say the same one and the same. */
  expanded(selector: Selector): ExpandedSelector {
    const written = writtenSelector(selector);
    let found = this.#expanded.get(written);
    if (found === undefined) {
      found = expandSelector(selector, this.loaded.groups);
      this.#expanded.set(written, found);
    }
    return found;
  }

  /** The tools that a selector means, for selectors that say the same the very list; undefined without a catalogue, where any
   * name is a tool. */
  toolsOf(selector: Selector): readonly string[] | undefined {
    const { tools } = this.loaded;
    if (tools === undefined) return undefined;
    const expanded = this.expanded(selector);
    let found = this.#tools.get(expanded);
    if (found === undefined) {
      found = expanded.tools(tools);
      this.#tools.set(expanded, found);
    }
    return found;
  }

  /** Which name was meant; undefined also where too many mistakes have been compared with too many names already. */
  closest(name: string, ...sources: readonly Iterable<string>[]): string | undefined {
    const before = this.#open === this.found ? 0 : this.found.comparisons;
    return before + this.#open.comparisons > maximalComparisons ? undefined : closest(name, this.#counted(sources));
  }

  *#counted(sources: readonly Iterable<string>[]): Iterable<string> {
    for (const names of sources) {
      for (const name of names) {
        this.#open.comparisons++;
        yield name;
      }
    }
  }

  #matchesAny(glob: string): boolean {
    const { tools } = this.loaded;
    if (tools === undefined) return true;
    const matches = globMatcher(glob);
    for (const name of tools.keys()) if (matches(name)) return true;
    return false;
  }

  selector(scope: Scope, { tools: wanted, except }: Selector): void {
    const { tools, groups, incomplete } = this.loaded;
    for (const { text, quoted, glob, span } of [...wanted, ...except]) {
      if (!quoted && !glob && groups.has(text)) {
        this.use(scope, text);
      } else if (text === "" || tools === undefined || incomplete) continue;
      else if (glob) {
        if (!this.#matchesAny(text)) this.report(scope, "unmatched-glob", span, { pattern: text });
      } else if (!tools.has(text)) {
        const suggestion = this.closest(text, tools.keys(), quoted ? [] : groups.keys());
        const bare = suggestion !== undefined && !quoted && /^[A-Za-z_]\w*$/.test(suggestion);
        const written = suggestion === undefined || bare ? suggestion : JSON.stringify(suggestion);
        this.report(scope, "unknown-tool", span, { tool: text, suggestion }, replacing(span, written));
      }
    }
  }
}

/** Equal for selectors that say the same. */
function writtenSelector({ tools, except }: Selector): string {
  const names = (all: Selector["tools"]): string =>
    all.map(({ text, quoted, glob }) => `${quoted ? 1 : 0}${glob ? 1 : 0}${text}`).join("\n");
  return except.length === 0 ? names(tools) : `${names(tools)}\n\n${names(except)}`;
}

/** The fix that writes something else in a place, where there is something to write. */
export function replacing(span: Span, newText: string | undefined): More {
  return newText === undefined ? {} : { fixes: [{ title: `Write \`${newText}\``, edits: [{ span, newText }] }] };
}
