// Which tools a selector means. Groups come before tools for names without quotes; a glob is matched in linear time.
import type { GroupStatement, Selector, ToolName } from "../language/ast.ts";
import { globMatches } from "./wildcard.ts";

export type Groups = ReadonlyMap<string, { readonly statement: GroupStatement }>;

export interface ExpandedSelector {
  matches(tool: string): boolean;
  /** Those of `all` that match, in their order. */
  tools(all: Iterable<string>): string[];
}

export function expandSelector(selector: Selector, groups: Groups): ExpandedSelector {
  return expand(selector, groups, new Map(), 0);
}

/** Deeper groups match nothing, so that the stack holds; the checker reports far shorter chains. */
const maximalDepth = 200;

/** `known` holds the groups met so far, so that each is expanded once; one that is still open matches nothing yet, which ends
 * groups that refer to themselves (the checker reports them). */
function expand(selector: Selector, groups: Groups, known: Known, depth: number): ExpandedSelector {
  const wanted = alternativesOf(selector.tools, groups, known, depth);
  const except = alternativesOf(selector.except, groups, known, depth);
  const answers = new Map<string, boolean>();
  const matches = (tool: string): boolean => {
    let answer = answers.get(tool);
    if (answer === undefined) {
      answer = wanted.some((one) => one(tool)) && !except.some((one) => one(tool));
      if (answers.size < 10_000) answers.set(tool, answer);
    }
    return answer;
  };
  return { matches, tools: (all) => [...all].filter(matches) };
}

type Known = Map<string, ExpandedSelector | undefined>;
type Matcher = (tool: string) => boolean;

function alternativesOf(tools: readonly ToolName[], groups: Groups, known: Known, depth: number): readonly Matcher[] {
  const names = new Set<string>();
  const matchers: Matcher[] = [(tool) => names.has(tool)];
  for (const { text, quoted, glob } of tools) {
    const group = quoted || glob ? undefined : groups.get(text);
    if (glob) matchers.push((tool) => globMatches(text, tool));
    else if (group === undefined) names.add(text);
    else {
      if (!known.has(text)) {
        known.set(text, undefined);
        if (depth < maximalDepth) known.set(text, expand(group.statement.selector, groups, known, depth + 1));
      }
      const expanded = known.get(text);
      if (expanded !== undefined) matchers.push(expanded.matches);
    }
  }
  return matchers;
}
