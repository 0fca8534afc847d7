// Types of values: from JSON Schemas, inline declarations and inference. Structural, immutable.

export type Type =
  | { readonly kind: "json" }
  | { readonly kind: "never" }
  | { readonly kind: "null" }
  | { readonly kind: "boolean" }
  | {
      readonly kind: "string" /** Set for an enum. */;
      readonly values?: readonly string[];
      readonly format?: "date" | "date-time" | "uri" | "email";
    }
  | { readonly kind: "number"; readonly integer: boolean }
  | { readonly kind: "list"; readonly element: Type /** Whether the schema asks for an element. */; readonly nonEmpty?: boolean }
  | {
      readonly kind: "record";
      readonly fields: readonly Field[] /** Whether keys that are not named may stand in it. */;
      readonly open: boolean;
    }
  | { readonly kind: "union"; readonly members: readonly Type[] }
  | { readonly kind: "date" | "time" | "duration" | "host" | "domain" }
  /** A call, as `it` or a binder over `past`. */
  | { readonly kind: "event"; readonly tools: readonly string[] | undefined }
  /** A user message, as `it` over `past user`. */
  | { readonly kind: "message" };

export interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly description?: string;
  readonly type: Type;
}

export const json: Type = { kind: "json" };

/** The type in the words of the language: `string`, `"a" | "b"`, `{ id: number, note?: string }[]`. */
export function describeType(type: Type): string {
  switch (type.kind) {
    case "string":
      if (type.values !== undefined) return type.values.map((value) => JSON.stringify(value)).join(" | ");
      return "string";
    case "number":
      return type.integer ? "integer" : "number";
    case "list":
      return type.element.kind === "union" || (type.element.kind === "string" && type.element.values !== undefined)
        ? `(${describeType(type.element)})[]`
        : `${describeType(type.element)}[]`;
    case "record": {
      const fields = type.fields.map((field) => `${field.name}${field.optional ? "?" : ""}: ${describeType(field.type)}`);
      if (type.open && fields.length === 0) return "record";
      return `{ ${fields.join(", ")}${type.open ? ", …" : ""} }`;
    }
    case "union":
      return type.members.map(describeType).join(" | ");
    case "event":
      return "call";
    case "message":
      return "user message";
    default:
      return type.kind;
  }
}
