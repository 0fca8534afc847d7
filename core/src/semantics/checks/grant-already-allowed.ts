// A grant of what an allow without condition permits anyway: its number of uses bounds nothing.
import { placeOf } from "./allow-inside-deny.ts";
import { isUnconditional, type Rule, type Rulebook } from "./rulebook.ts";

export function grantAlreadyAllowed(book: Rulebook): void {
  for (const { decision, tools, selector } of book.own) {
    if (decision.head.kind !== "grant" || tools === undefined || tools.length === 0 || selector === undefined) continue;
    const allows = tools.map((tool) => book.about(tool).find(isOpenAllow));
    const [first] = allows;
    if (first === undefined || allows.includes(undefined)) continue;
    book.report(
      "grant-already-allowed",
      selector.span,
      { allow: first.name },
      { related: [placeOf(first, "this rule allows every call")] },
    );
  }
}

export const isOpenAllow = (rule: Rule): boolean => rule.decision.head.kind === "allow" && isUnconditional(rule);
