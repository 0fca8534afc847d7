// What is certain of a type: which values it may hold, and whether two can ever meet. Silent wherever JSON may be anything.
import { type Field, json, type Type } from "./types.ts";

/** The alternatives of a type, without `null`. */
export function alternatives(type: Type): readonly Type[] {
  if (type.kind === "union") return type.members.flatMap(alternatives);
  return type.kind === "null" ? [] : [type];
}

export function unite(types: readonly Type[]): Type {
  const found = new Map<string, Type>();
  for (const type of types.flatMap((one) => (one.kind === "union" ? one.members : [one]))) {
    if (type.kind === "json") return json;
    if (type.kind !== "never") found.set(JSON.stringify(type), type);
  }
  const [only] = found.values();
  if (only === undefined) return { kind: "never" };
  return found.size === 1 ? only : { kind: "union", members: [...found.values()] };
}

type Kind = Type["kind"];
/** Kinds whose values can be equal though their types differ: texts that are read as something. */
const textual: ReadonlySet<Kind> = new Set<Kind>(["string", "host", "domain", "date", "time"]);

/** Whether a value of the type may be of one of the kinds. */
export function mayBe(type: Type, kinds: ReadonlySet<Kind>): boolean {
  const all = alternatives(type);
  return all.length === 0 || all.some(({ kind }) => kind === "json" || kind === "never" || kinds.has(kind));
}

export const texts: ReadonlySet<Kind> = textual;
export const booleans: ReadonlySet<Kind> = new Set<Kind>(["boolean"]);
export const folded: ReadonlySet<Kind> = new Set<Kind>(["list", "record"]);
export const ordered: ReadonlySet<Kind> = new Set<Kind>(["number", "string", "date", "time", "duration"]);
export const measured: ReadonlySet<Kind> = new Set<Kind>(["number", "duration"]);
export const added: ReadonlySet<Kind> = new Set<Kind>(["number", "duration", "date", "time", "list"]);

/** Whether a value of one type can equal a value of the other. */
export function canMeet(left: Type, right: Type): boolean {
  const [a, b] = [alternatives(left), alternatives(right)];
  return a.length === 0 || b.length === 0 || a.some((one) => b.some((other) => meet(one, other)));
}

function meet(a: Type, b: Type): boolean {
  if (a.kind === "json" || b.kind === "json" || a.kind === "never" || b.kind === "never") return true;
  if (a.kind === "string" && b.kind === "string" && a.values !== undefined && b.values !== undefined) {
    return a.values.some((value) => b.values?.includes(value));
  }
  if (a.kind === "list" && b.kind === "list") return true;
  return a.kind === b.kind || (textual.has(a.kind) && textual.has(b.kind));
}

export function elementOf(type: Type): Type {
  const elements = alternatives(type).flatMap((one): Type[] => {
    if (one.kind === "list") return [one.element];
    if (one.kind === "record") return one.open || one.fields.length === 0 ? [json] : one.fields.map((field) => field.type);
    return one.kind === "json" ? [json] : [];
  });
  return elements.length === 0 ? json : unite(elements);
}

/** The field behind a `.`: undefined where the value certainly has none of that name. */
export function fieldOf(type: Type, name: string): Type | undefined {
  const all = alternatives(type);
  if (all.length === 0) return json;
  const found = all.flatMap((one): Type[] => {
    if (one.kind === "json" || one.kind === "never") return [json];
    if (one.kind !== "record") return [];
    const field = one.fields.find((each) => each.name === name);
    return field === undefined ? (one.open ? [json] : []) : [field.type];
  });
  return found.length === 0 ? undefined : unite(found);
}

export function fieldNames(type: Type): readonly string[] {
  return alternatives(type).flatMap((one) => (one.kind === "record" ? one.fields.map(({ name }: Field) => name) : []));
}

/** The strings that an enum allows; undefined where others may stand. */
export function enumValues(type: Type): readonly string[] | undefined {
  const values: string[] = [];
  const all = alternatives(type);
  for (const one of all) {
    if (one.kind !== "string" || one.values === undefined) return undefined;
    values.push(...one.values);
  }
  return all.length === 0 ? undefined : values;
}
