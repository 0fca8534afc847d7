// A limit that no call can stay within.

import { printSelector } from "../../language/print.ts";
import { scalar } from "../reason/formula.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export function zeroLimit(rule: Rule, book: Rulebook): void {
  const { decision } = rule;
  const { head, keyword } = decision;
  // A sum may stay at zero.
  if (head.kind !== "limit" || head.measure?.kind === "sum") return;
  const to = scalar(head.to);
  if (typeof to !== "number" || to > 0) return;
  const counts = head.measure === undefined && head.where === undefined;
  const newText = `${head.otherwise} ${printSelector(head.selector)}`;
  const end = decision.clauses[0]?.span.start ?? decision.span.end;
  const gap = /\s*$/.exec(book.text({ start: keyword.start, end }))?.[0].length ?? 0;
  const fixes = counts ? [{ title: `Write \`${newText}\``, edits: [{ span: { start: keyword.start, end: end - gap }, newText }] }] : [];
  book.report("zero-limit", head.to.span, { otherwise: head.otherwise }, { fixes });
}
