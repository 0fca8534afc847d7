// Tools of the catalogue that no rule speaks of: the default alone decides on them.
import type { Rulebook } from "./rulebook.ts";

const shown = 4;

export function unnamedTool(book: Rulebook): void {
  const { loaded } = book.notes;
  const [first] = loaded.defaults;
  if (loaded.tools === undefined || !book.whole || book.rules.length === 0) return;
  const patterns = book.rules.flatMap(({ decision: { head } }) =>
    head.kind === "require" ? [head.pattern.selector] : head.kind === "expect" ? [head.pattern.selector, head.followedBy.selector] : [],
  );
  const named = new Set(patterns.flatMap((selector) => book.names(selector) ?? []));
  const unnamed = [...loaded.tools.values()].filter(({ name }) => !named.has(name) && book.about(name).length === 0);
  const effect = first?.effect ?? "deny";
  const inCatalogue = unnamed.filter(({ declared }) => declared.span === undefined).map(({ name }) => name);
  const statement = loaded.source.file.statements.find(({ kind }) => kind === "tools");
  if (statement?.kind === "tools" && inCatalogue.length > 0) {
    book.report("unnamed-tool", statement.path.span, { tools: listed(inCatalogue), effect });
  }
  for (const { name, declared } of unnamed) {
    if (declared.span !== undefined && declared.path === loaded.source.path) {
      book.report("unnamed-tool", declared.span, { tools: listed([name]), effect });
    }
  }
}

function listed(names: readonly string[]): string {
  const some = names.slice(0, shown).map((name) => `\`${name}\``);
  return names.length > shown ? `${some.join(", ")} and ${names.length - shown} more` : some.join(", ");
}
