// Tools of the catalogue that no rule speaks of: the default alone decides on them.
import type { Fix } from "../../diagnostics/diagnostic.ts";
import { isReserved } from "../../language/vocabulary.ts";
import { statementsOf } from "../placed.ts";
import type { Rulebook } from "./rulebook.ts";

const shown = 4;

export function unnamedTool(book: Rulebook): void {
  const { loaded } = book.notes;
  const [first] = loaded.defaults;
  if (loaded.tools === undefined || !book.whole || book.rules.length === 0) return;
  const patterns = book.rules.flatMap(
    ({
      bound: {
        unplaced: { head },
      },
    }) =>
      head.kind === "require" ? [head.pattern.selector] : head.kind === "expect" ? [head.pattern.selector, head.followedBy.selector] : [],
  );
  const named = new Set(patterns.flatMap((selector) => book.names(selector) ?? []));
  const unnamed = [...loaded.tools.values()].filter(({ name }) => !named.has(name) && book.about(name).length === 0);
  const effect = first?.effect ?? "deny";
  const inCatalogue = unnamed.filter(({ declared }) => declared.span === undefined).map(({ name }) => name);
  const [statement] = statementsOf(loaded.source, "tools");
  if (statement !== undefined && inCatalogue.length > 0) {
    book.report(
      "unnamed-tool",
      statement.path.span,
      { tools: listed(inCatalogue), effect },
      { fixes: rules(inCatalogue, loaded.source.text) },
    );
  }
  for (const { name, declared } of unnamed) {
    if (declared.span !== undefined && declared.path === loaded.source.path) {
      book.report("unnamed-tool", declared.span, { tools: listed([name]), effect }, { fixes: rules([name], loaded.source.text) });
    }
  }
}

/** A rule for all of them, by each effect: which is meant, nobody else can say. */
function rules(names: readonly string[], text: string): readonly Fix[] {
  const plain = names.filter((name) => /^[A-Za-z_]\w*$/.test(name) && !isReserved(name));
  if (plain.length === 0) return [];
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = text.endsWith("\n") || text === "" ? newline : newline + newline;
  const at = { start: text.length, end: text.length };
  const which = plain.length === 1 ? `\`${plain[0]}\`` : `${plain.length} tools`;
  return (["ask", "allow", "deny"] as const).map((effect) => ({
    title: `Write a rule: ${effect} ${which}`,
    edits: [{ span: at, newText: `${gap}${effect} ${plain.join(", ")}${newline}` }],
  }));
}

function listed(names: readonly string[]): string {
  const some = names.slice(0, shown).map((name) => `\`${name}\``);
  return names.length > shown ? `${some.join(", ")} and ${names.length - shown} more` : some.join(", ");
}
