// Keeps the documentation of the last completions, for clients that ask for that of the one which is looked at.
import type { CompletionItem } from "vscode-languageserver";

/** Lists may be asked about that newer ones have replaced on the way. */
const keptLists = 4;

export interface CompletionLists {
  /** The items without what is told later. */
  shortened(items: readonly CompletionItem[]): CompletionItem[];
  resolved(item: CompletionItem): CompletionItem;
}

export function completionLists(): CompletionLists {
  const kept = new Map<number, readonly CompletionItem["documentation"][]>();
  let count = 0;
  return {
    shortened(items) {
      const list = ++count;
      kept.set(
        list,
        items.map(({ documentation }) => documentation),
      );
      kept.delete(list - keptLists);
      return items.map(({ documentation, ...item }, index) => (documentation === undefined ? item : { ...item, data: { list, index } }));
    },
    resolved({ data, ...item }) {
      const { list, index }: Record<string, unknown> = typeof data === "object" && data !== null ? data : {};
      const documentation = typeof list === "number" && typeof index === "number" ? kept.get(list)?.[index] : undefined;
      return documentation === undefined ? item : { ...item, documentation };
    },
  };
}
