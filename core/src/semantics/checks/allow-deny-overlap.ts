// An allow and a deny with conditions on the same argument that both hold of some call: shown with that call.

import { isOpaque, witness } from "../reason/solve.ts";
import { argumentNamed, within } from "../references.ts";
import { denyAround, placeOf } from "./allow-inside-deny.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export function allowDenyOverlap(rule: Rule, book: Rulebook): void {
  if (rule.kind !== "allow" || rule.when === undefined) return;
  const found = overlap(rule, book);
  if (found === undefined || denyAround(rule, book) !== undefined) return;
  const { deny, call } = found;
  book.report("allow-deny-overlap", rule.decision.keyword, { deny: deny.name, call }, { related: [placeOf(deny, "this rule denies it")] });
}

function overlap(rule: Rule, book: Rulebook): { readonly deny: Rule; readonly call: string } | undefined {
  if (isOpaque(book.holds(rule))) return undefined;
  for (const tool of rule.tools ?? []) {
    for (const deny of book.denies(tool)) {
      if (!book.mayCompare()) return undefined;
      if (deny.when === undefined || isOpaque(book.holds(deny))) continue;
      const answer = book.together([book.holds(rule), book.holds(deny)], book.alone(tool));
      if (answer.kind === "never" || answer.held === undefined) continue;
      const values = witness(answer.held);
      if (values === undefined || !shareOne(rule, deny, [...values.keys()])) continue;
      const required = book.notes.loaded.tools?.get(tool)?.params.some(({ name, optional }) => !optional && !values.has(name)) ?? true;
      const args = [...values].map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
      return { deny, call: `${tool}(${[...args, ...(required ? ["…"] : [])].join(", ")})` };
    }
  }
  return undefined;
}

/** Conditions on different arguments overlap as a matter of course. */
function shareOne(rule: Rule, deny: Rule, names: readonly string[]): boolean {
  return names.some((name) => [rule, deny].every((one) => mentions(one, name)));
}

function mentions({ when, unless }: Rule, name: string): boolean {
  return [when, unless].some((expr) => expr !== undefined && within(expr).some((part) => argumentNamed(part) === name));
}
