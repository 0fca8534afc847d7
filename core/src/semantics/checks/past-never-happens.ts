// `past`, `after`, `since` and `result of` of a tool that this policy always denies: nothing is ever found there.
import type { Events, Expr, Source } from "../../language/ast.ts";
import { within } from "../references.ts";
import type { Rulebook } from "./rulebook.ts";

/** In a rule, or in a let. */
export function pastNeverHappens(expressions: readonly Expr[], book: Rulebook): void {
  const told = new Set<number>();
  for (const part of expressions.flatMap(within)) {
    for (const { selector } of eventsIn(part)) {
      const tools = book.names(selector);
      if (tools === undefined || tools.length === 0 || told.has(selector.span.start)) continue;
      if (!tools.every((tool) => book.neverHappens(tool))) continue;
      told.add(selector.span.start);
      book.report("past-never-happens", selector.span, { tools: tools.slice(0, 3).join(", ") });
    }
  }
}

function eventsIn(expr: Expr): readonly Events[] {
  switch (expr.kind) {
    case "past":
      return [expr.events, expr.since].filter((events) => events !== undefined && events !== "user");
    case "after":
      return [expr.events];
    case "origin":
      return sources(expr.source);
    default:
      return [];
  }
}

function sources(source: Source): readonly Events[] {
  return source.kind === "any" ? source.sources.flatMap(sources) : source.kind === "result" ? [source.of] : [];
}
