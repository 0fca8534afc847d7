// An allow, or a grant, every call of which a deny blocks.
import { isFree } from "../reason/solve.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export function allowInsideDeny(rule: Rule, book: Rulebook): void {
  if (rule.kind !== "allow" && rule.kind !== "grant") return;
  const deny = denyAround(rule, book);
  if (deny === undefined || book.neverHolds(rule)) return;
  book.report("allow-inside-deny", rule.decision.keyword, { deny: deny.name }, { related: [placeOf(deny, "this rule denies them all")] });
}

/** The rule with its place, for a diagnostic about another one. */
export function placeOf(
  rule: Rule,
  message: string,
): { readonly path?: string; readonly span: Rule["decision"]["keyword"]; readonly message: string } {
  return { ...(rule.own ? {} : { path: rule.source.path }), span: rule.decision.keyword, message };
}

/** The first deny that certainly blocks, or may block, whatever the rule permits. */
export function denyAround(rule: Rule, book: Rulebook): Rule | undefined {
  const { tools } = rule;
  const [first] = tools ?? [];
  if (tools === undefined || first === undefined) return undefined;
  return book.denies(first).find((deny) => {
    if (!book.mayCompare() || !tools.every(deny.matches)) return false;
    if (deny.when === undefined && deny.unless === undefined) return true;
    const [holds, fails] = [book.holds(rule), book.fails(deny)];
    return !isFree(fails, holds) && book.together([holds, fails], tools).kind === "never";
  });
}
