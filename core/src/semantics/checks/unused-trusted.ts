// A `trusted` in a policy that nowhere asks whether a value is from trusted or untrusted sources.
import type { Expr, Source } from "../../language/ast.ts";
import { within } from "../references.ts";
import { conditionsOf, headExpressions, type Rulebook } from "./rulebook.ts";

export function unusedTrusted(book: Rulebook): void {
  const { loaded } = book.notes;
  const statements = loaded.trusted.filter(({ source }) => source === loaded.source);
  if (statements.length === 0 || !book.whole || book.own.length === 0) return;
  const everywhere = [
    ...book.rules.flatMap(({ bound: { unplaced } }) => [...headExpressions(unplaced), ...conditionsOf(unplaced)]),
    ...[...loaded.lets.values()].map(({ unplaced }) => unplaced.value),
  ];
  if (everywhere.some(asksForTrust)) return;
  for (const { statement } of statements) {
    const { start } = statement.span;
    book.report("unused-trusted", { start, end: start + "trusted".length }, {});
  }
}

function asksForTrust(expr: Expr): boolean {
  let asks = known.get(expr);
  if (asks === undefined) {
    asks = within(expr).some((part) => part.kind === "origin" && speaksOfTrust(part.source));
    known.set(expr, asks);
  }
  return asks;
}
const known = new WeakMap<Expr, boolean>();

const speaksOfTrust = (source: Source): boolean =>
  source.kind === "any" ? source.sources.some(speaksOfTrust) : source.kind === "trusted" || source.kind === "untrusted";
