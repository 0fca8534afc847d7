// A grant of what an allow without condition permits anyway: its number of uses bounds nothing.
import { placeOf } from "./allow-inside-deny.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export function grantAlreadyAllowed(rule: Rule, book: Rulebook): void {
  const { kind, tools, selector } = rule;
  if (kind !== "grant" || tools === undefined || tools.length === 0 || selector === undefined) return;
  const allows = tools.map((tool) => book.about(tool).find(isOpenAllow));
  const [first] = allows;
  if (first === undefined || allows.includes(undefined)) return;
  book.report("grant-already-allowed", selector.span, { allow: first.name }, { related: [placeOf(first, "this rule allows every call")] });
}

export const isOpenAllow = (rule: Rule): boolean => rule.kind === "allow" && rule.isUnconditional;
