// JSON Schemas as types. What a schema says beyond the language's types is left out, never guessed: it becomes JSON.

import { unite } from "./type-rules.ts";
import { json, type Type } from "./types.ts";

type Json = Readonly<Record<string, unknown>>;
/** A schema may refer to itself; deeper than this it is JSON. */
const depthCap = 12;

export const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
export const own = (of: Json, key: string): unknown => (Object.hasOwn(of, key) ? of[key] : undefined);
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

export interface Property {
  readonly name: string;
  readonly optional: boolean;
  readonly description: string;
  readonly type: Type;
}

export function typeOfSchema(schema: unknown): Type {
  return read(schema, schema, 0);
}

/** The properties of an object schema; a property is optional unless `required` names it. */
export function propertiesOf(schema: unknown): readonly Property[] {
  const at = resolve(schema, schema, 0);
  return isRecord(at) ? properties(at, schema, 0) : [];
}

function properties(at: Json, root: unknown, depth: number): readonly Property[] {
  const named = own(at, "properties");
  const required = own(at, "required");
  const needed = new Set<unknown>(Array.isArray(required) ? required : []);
  if (!isRecord(named)) return [];
  return Object.entries(named).map(([name, property]) => ({
    name,
    optional: !needed.has(name),
    description: isRecord(property) ? textOf(own(property, "description")) : "",
    type: read(property, root, depth + 1),
  }));
}

/** Follows references within the document. */
function resolve(schema: unknown, root: unknown, depth: number): unknown {
  if (!isRecord(schema) || depth > depthCap) return schema;
  const reference = own(schema, "$ref");
  if (typeof reference !== "string") return schema;
  if (!reference.startsWith("#")) return undefined;
  let at: unknown = root;
  for (const part of reference.slice(1).split("/").filter(Boolean)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    at = isRecord(at) ? own(at, key) : undefined;
  }
  return resolve(at, root, depth + 1);
}

function read(written: unknown, root: unknown, depth: number): Type {
  if (depth > depthCap) return json;
  const schema = resolve(written, root, depth);
  if (!isRecord(schema)) return json;
  const type = plain(schema, root, depth);
  return own(schema, "nullable") === true && type.kind !== "json" ? unite([type, { kind: "null" }]) : type;
}

function plain(schema: Json, root: unknown, depth: number): Type {
  const values = own(schema, "enum");
  if (Array.isArray(values)) return literals(values);
  if (Object.hasOwn(schema, "const")) return literals([own(schema, "const")]);
  for (const key of ["anyOf", "oneOf"]) {
    const members = own(schema, key);
    if (Array.isArray(members) && members.length > 0) return unite(members.map((member) => read(member, root, depth + 1)));
  }
  const all = own(schema, "allOf");
  if (Array.isArray(all)) return all.length === 1 && !Object.hasOwn(schema, "properties") ? read(all[0], root, depth + 1) : json;
  const type = own(schema, "type");
  if (Array.isArray(type)) return unite(type.map((one) => named(one, schema, root, depth)));
  if (type === undefined && Object.hasOwn(schema, "properties")) return named("object", schema, root, depth);
  return named(type, schema, root, depth);
}

/** An enum of strings, perhaps with null; mixed ones are the types of their members. */
function literals(values: readonly unknown[]): Type {
  const strings = values.filter((value) => typeof value === "string");
  const others = values.flatMap((value): Type[] => {
    if (typeof value === "string") return [];
    if (value === null) return [{ kind: "null" }];
    if (typeof value === "boolean") return [{ kind: "boolean" }];
    if (typeof value === "number")
      return [{ kind: "number", integer: values.every((one) => typeof one !== "number" || Number.isInteger(one)) }];
    return [json];
  });
  return unite([...(strings.length > 0 ? [{ kind: "string", values: strings } as const] : []), ...others]);
}

const formats = ["date", "date-time", "uri", "email"] as const;

function named(type: unknown, schema: Json, root: unknown, depth: number): Type {
  switch (type) {
    case "string": {
      const format = formats.find((one) => one === own(schema, "format"));
      return format === undefined ? { kind: "string" } : { kind: "string", format };
    }
    case "number":
      return { kind: "number", integer: false };
    case "integer":
      return { kind: "number", integer: true };
    case "boolean":
    case "null":
      return { kind: type };
    case "array": {
      const element = Object.hasOwn(schema, "items") ? read(own(schema, "items"), root, depth + 1) : json;
      const least = own(schema, "minItems");
      return typeof least === "number" && least >= 1 ? { kind: "list", element, nonEmpty: true } : { kind: "list", element };
    }
    case "object": {
      const fields = properties(schema, root, depth);
      const open = own(schema, "additionalProperties") !== false && (fields.length === 0 || Object.hasOwn(schema, "additionalProperties"));
      return { kind: "record", fields, open };
    }
    default:
      return json;
  }
}
