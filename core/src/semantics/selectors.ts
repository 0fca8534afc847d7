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
  return expand(selector, groups, new Map());
}

/** `known` holds the groups met so far, so that each is expanded once; one that is still open matches nothing yet, which ends
 * groups that refer to themselves (the checker reports them). */
function expand(selector: Selector, groups: Groups, known: Map<string, ExpandedSelector | undefined>): ExpandedSelector {
  const wanted = alternativesOf(selector.tools, groups, known);
  const except = alternativesOf(selector.except, groups, known);
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

type Matcher = (tool: string) => boolean;

function alternativesOf(tools: readonly ToolName[], groups: Groups, known: Map<string, ExpandedSelector | undefined>): readonly Matcher[] {
  const names = new Set<string>();
  const matchers: Matcher[] = [(tool) => names.has(tool)];
  for (const { text, quoted, glob } of tools) {
    const group = quoted || glob ? undefined : groups.get(text);
    if (glob) matchers.push((tool) => globMatches(text, tool));
    else if (group === undefined) names.add(text);
    else {
      if (!known.has(text)) {
        known.set(text, undefined);
        known.set(text, expand(group.statement.selector, groups, known));
      }
      const expanded = known.get(text);
      if (expanded !== undefined) matchers.push(expanded.matches);
    }
  }
  return matchers;
}
