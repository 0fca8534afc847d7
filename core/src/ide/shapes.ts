// What an author can write behind a value of a type: its fields, its strings.
import type { Field, Type } from "../semantics/types.ts";

/** The alternatives of a type, without `null`. */
export function alternatives(type: Type): readonly Type[] {
  if (type.kind === "union") return type.members.flatMap(alternatives);
  return type.kind === "null" ? [] : [type];
}

/** The named fields that stand after a `.`; a field of several alternatives is listed once. */
export function fieldsOf(type: Type): readonly Field[] {
  const found = new Map<string, Field>();
  for (const one of alternatives(type)) {
    if (one.kind === "record") for (const field of one.fields) if (!found.has(field.name)) found.set(field.name, field);
  }
  return [...found.values()];
}

/** The strings that an enum allows; undefined where any string may stand. */
export function enumValues(type: Type): readonly string[] | undefined {
  const strings = alternatives(type).filter((one) => one.kind === "string");
  if (strings.length === 0) return undefined;
  const values: string[] = [];
  for (const one of strings) {
    if (one.values === undefined) return undefined;
    values.push(...one.values);
  }
  return [...new Set(values)];
}

/** The type of a list's elements. */
export function elementOf(type: Type): Type | undefined {
  return alternatives(type).find((one) => one.kind === "list")?.element;
}

/** The tools of a call, where the type is one and says so. */
export function eventTools(type: Type): readonly string[] | undefined {
  return type.kind === "event" ? type.tools : undefined;
}
