// Which tools a selector means. Groups come before tools for names without quotes; a glob is matched in linear time.
import type { GroupStatement, Selector, ToolName } from "../language/ast.ts";
import { globMatcher } from "./wildcard.ts";

export type Groups = ReadonlyMap<string, { readonly statement: GroupStatement }>;

export interface ExpandedSelector {
  matches(tool: string): boolean;
  /** Those of `all` that match, in their order. */
  tools(all: ReadonlyMap<string, unknown>): string[];
  /** No other tool matches; undefined where a glob leaves it open. */
  readonly names: ReadonlySet<string> | undefined;
}

export function expandSelector(selector: Selector, groups: Groups): ExpandedSelector {
  return expand(selector, groups, new Map(), 0);
}

/** Deeper groups match nothing, so that the stack holds; the checker reports far shorter chains. */
const maximalDepth = 200;

/** `known` holds the groups met so far, so that each is expanded once; one that is still open matches nothing yet, which ends
 * groups that refer to themselves (the checker reports them). */
function expand(selector: Selector, groups: Groups, known: Known, depth: number): ExpandedSelector {
  const { matchers: wanted, names } = alternativesOf(selector.tools, groups, known, depth);
  const { matchers: except } = alternativesOf(selector.except, groups, known, depth);
  const answers = new Map<string, boolean>();
  // Names alone are a look-up by themselves.
  const isPlain = except.length === 0 && wanted.length === 1 && names !== undefined;
  const matches = (tool: string): boolean => {
    if (isPlain) return names.has(tool);
    let answer = answers.get(tool);
    if (answer === undefined) {
      answer = wanted.some((one) => one(tool)) && !except.some((one) => one(tool));
      if (answers.size < 10_000) answers.set(tool, answer);
    }
    return answer;
  };
  const tools = (all: ReadonlyMap<string, unknown>): string[] => {
    if (names === undefined || names.size * 8 > all.size) return [...all.keys()].filter(matches);
    const found = [...names].filter((name) => all.has(name) && matches(name));
    return found.length < 2 ? found : inOrder(found, all);
  };
  return { matches, tools, names };
}

/** The order of each catalogue, which never changes. */
const orders = new WeakMap<ReadonlyMap<string, unknown>, ReadonlyMap<string, number>>();

function inOrder(names: readonly string[], all: ReadonlyMap<string, unknown>): string[] {
  let order = orders.get(all);
  if (order === undefined) {
    order = new Map([...all.keys()].map((name, index) => [name, index]));
    orders.set(all, order);
  }
  const known = order;
  return [...names].sort((a, b) => (known.get(a) ?? 0) - (known.get(b) ?? 0));
}

type Known = Map<string, ExpandedSelector | undefined>;
type Matcher = (tool: string) => boolean;

interface Alternatives {
  readonly matchers: readonly Matcher[];
  readonly names: ReadonlySet<string> | undefined;
}

function alternativesOf(tools: readonly ToolName[], groups: Groups, known: Known, depth: number): Alternatives {
  if (tools.length === 0) return { matchers: [], names: new Set() };
  const names = new Set<string>();
  const reached: ReadonlySet<string>[] = [names];
  let open = false;
  const matchers: Matcher[] = [(tool) => names.has(tool)];
  for (const { text, quoted, glob } of tools) {
    const group = quoted || glob ? undefined : groups.get(text);
    if (glob) {
      matchers.push(globMatcher(text));
      open = true;
    } else if (group === undefined) names.add(text);
    else {
      if (!known.has(text)) {
        known.set(text, undefined);
        if (depth < maximalDepth) known.set(text, expand(group.statement.selector, groups, known, depth + 1));
      }
      const expanded = known.get(text);
      if (expanded === undefined) continue;
      matchers.push(expanded.matches);
      if (expanded.names === undefined) open = true;
      else reached.push(expanded.names);
    }
  }
  const all = reached.length === 1 ? names : new Set(reached.flatMap((some) => [...some]));
  return { matchers, names: open ? undefined : all };
}
