// The types of functions, of the fields of calls and messages, and of what the functions take and give.
import { wordsOfKind } from "../language/vocabulary.ts";
import { texts } from "./type-rules.ts";
import { json, type Type } from "./types.ts";

export const boolean: Type = { kind: "boolean" };
export const string: Type = { kind: "string" };
export const integer: Type = { kind: "number", integer: true };
export const time: Type = { kind: "time" };
export const messageFields: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["text", string],
  ["step", integer],
  ["time", time],
]);

export const eventFields: readonly string[] = wordsOfKind("field").map(({ name }) => name);

export const parameterKinds: ReadonlyMap<string, ReadonlySet<Type["kind"]>> = new Map<string, ReadonlySet<Type["kind"]>>([
  ["string", texts],
  ["string | json[]", new Set<Type["kind"]>([...texts, "list"])],
  ["record", new Set<Type["kind"]>(["record"])],
]);

const command: Type = {
  kind: "record",
  open: false,
  fields: wordsOfKind("command-field").map(({ name, result, summary }) => ({
    name,
    optional: false,
    description: summary,
    type: result === "string" ? string : { kind: "list", element: string },
  })),
};

export const resultTypes: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["host", { kind: "host" }],
  ["domain", { kind: "domain" }],
  ["date", { kind: "date" }],
  ["time", time],
  ["number", { kind: "number", integer: false }],
  ["integer", integer],
  ["string", string],
  ["boolean", boolean],
  ["string[]", { kind: "list", element: string }],
  ["json[]", { kind: "list", element: json }],
  ["command[]", { kind: "list", element: command }],
]);
