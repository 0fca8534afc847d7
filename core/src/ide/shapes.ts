// What an author can write behind a value of a type.
import { alternatives } from "../semantics/type-rules.ts";
import type { Field, Type } from "../semantics/types.ts";

/** The named fields that stand after a `.`; a field of several alternatives is listed once. */
export function fieldsOf(type: Type): readonly Field[] {
  const found = new Map<string, Field>();
  for (const one of alternatives(type)) {
    if (one.kind === "record") for (const field of one.fields) if (!found.has(field.name)) found.set(field.name, field);
  }
  return [...found.values()];
}
