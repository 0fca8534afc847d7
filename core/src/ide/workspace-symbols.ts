// Finding rules, lets, groups, tools and tests by a few letters, in all files of the workspace.
import type { Analysis } from "../semantics/analysis.ts";
import { documentSymbols, type OutlineItem } from "./document-symbols.ts";

export interface FoundSymbol {
  readonly path: string;
  readonly item: OutlineItem;
}

const shown: ReadonlySet<OutlineItem["kind"]> = new Set(["rule", "let", "group", "tool", "test"]);
const most = 500;

/** Symbols whose names hold the letters of the query in its order, the nearest first. */
export function workspaceSymbols(analyses: readonly Analysis[], query: string): readonly FoundSymbol[] {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, "");
  const found: (FoundSymbol & { readonly rank: number })[] = [];
  for (const analysis of analyses) {
    for (const item of documentSymbols(analysis)) {
      const rank = shown.has(item.kind) ? rankOf(item.name.toLowerCase(), wanted) : undefined;
      if (rank !== undefined) found.push({ path: analysis.source.path, item, rank });
    }
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ path, item }) => ({ path, item }));
}

/** Undefined where the letters are not all there. */
function rankOf(name: string, wanted: string): number | undefined {
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  let at = -1;
  for (const letter of wanted) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return undefined;
  }
  return 2;
}
