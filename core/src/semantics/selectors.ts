// Which tools a selector means. Groups come before tools for names without quotes; a glob is matched in linear time.
import type { GroupStatement, Selector, ToolName } from "../language/ast.ts";

export type Groups = ReadonlyMap<string, { readonly statement: GroupStatement }>;

export interface ExpandedSelector {
  matches(tool: string): boolean;
  /** Those of `all` that match, in their order. */
  tools(all: Iterable<string>): string[];
}

interface Names {
  readonly names: Set<string>;
  readonly globs: string[];
  /** Groups with an `except` of their own. */
  readonly parts: ExpandedSelector[];
}

export function expandSelector(selector: Selector, groups: Groups): ExpandedSelector {
  return expand(selector, groups, []);
}

function expand(selector: Selector, groups: Groups, open: readonly string[]): ExpandedSelector {
  const wanted = collect(selector.tools, groups, open);
  const except = collect(selector.except, groups, open);
  const matches = (tool: string): boolean => holds(wanted, tool) && !holds(except, tool);
  return { matches, tools: (all) => [...all].filter(matches) };
}

/** A group that is being expanded already adds nothing: the checker reports it. */
function collect(tools: readonly ToolName[], groups: Groups, open: readonly string[]): Names {
  const found: Names = { names: new Set(), globs: [], parts: [] };
  for (const { text, quoted, glob } of tools) {
    const group = quoted || glob ? undefined : groups.get(text);
    if (glob) found.globs.push(text);
    else if (group === undefined) found.names.add(text);
    else if (!open.includes(text)) found.parts.push(expand(group.statement.selector, groups, [...open, text]));
  }
  return found;
}

function holds({ names, globs, parts }: Names, tool: string): boolean {
  return names.has(tool) || globs.some((glob) => globMatches(glob, tool)) || parts.some((part) => part.matches(tool));
}

/** `*` stands for any characters, also none; the whole name must match. */
export function globMatches(glob: string, name: string): boolean {
  let [at, read, star, mark] = [0, 0, -1, 0];
  while (read < name.length) {
    if (glob.charAt(at) === "*") {
      star = at++;
      mark = read;
    } else if (at < glob.length && glob.charAt(at) === name.charAt(read)) {
      at++;
      read++;
    } else if (star >= 0) {
      at = star + 1;
      read = ++mark;
    } else return false;
  }
  while (glob.charAt(at) === "*") at++;
  return at === glob.length;
}
