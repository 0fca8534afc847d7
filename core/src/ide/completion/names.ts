// The declared names that completion offers. While a line is broken, as by an unclosed string that swallows what follows,
// declarations may be missing from the tree: those of the last good analysis stand in for them.
import type { Analysis } from "../../semantics/analysis.ts";

export type Names = Pick<Analysis, "tools" | "context" | "lets" | "groups" | "symbols">;

export function namesOf(analysis: Analysis, lastGood: Analysis | undefined): Names {
  if (lastGood === undefined || analysis.source.syntaxDiagnostics.length === 0) return analysis;
  const declared = new Set(analysis.symbols.map(({ kind, name }) => `${kind} ${name}`));
  return {
    tools: analysis.tools ?? lastGood.tools,
    context: analysis.context ?? lastGood.context,
    lets: new Map([...lastGood.lets, ...analysis.lets]),
    groups: new Map([...lastGood.groups, ...analysis.groups]),
    symbols: [...analysis.symbols, ...lastGood.symbols.filter(({ kind, name }) => !declared.has(`${kind} ${name}`))],
  };
}
