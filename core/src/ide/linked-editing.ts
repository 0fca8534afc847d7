// What is renamed while it is typed: names that are seen in one place only, a let's parameters and binders.
import type { Analysis } from "../semantics/analysis.ts";
import type { Span } from "../text/span.ts";
import { mentionAt, mentions } from "./entity.ts";

/** The places of the name at the offset, where more than one. */
export function linkedEditing(analysis: Analysis, offset: number): readonly Span[] {
  const entity = mentionAt(analysis, offset)?.entity;
  if (entity?.kind !== "parameter" && entity?.kind !== "binder") return [];
  const spans = mentions(analysis).flatMap(({ span, entity: { id } }) => (id === entity.id ? [span] : []));
  return spans.length < 2 ? [] : spans;
}
