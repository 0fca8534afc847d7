// What can stand behind a value: the operators that its type has.
import { wordsOfKind } from "../../language/vocabulary.ts";
import { alternatives, enumValues } from "../../semantics/type-rules.ts";
import type { Type } from "../../semantics/types.ts";
import { wordMarkdown } from "../glossary.ts";
import type { Draft } from "./item.ts";

const equality = ["==", "!="];
const order = ["<", "<=", ">", ">="];
const membership = ["in", "not in"];
const text = ["contains", "starts with", "ends with", "like", "matches", "under"];
const origin = ["from", "not from", "carries"];
const binaryOperators: readonly string[] = [...equality, ...order, ...membership, ...text, ...origin];

/** The operators of a type; where the type says nothing, all. */
export function operatorDrafts(type: Type | undefined): readonly Draft[] {
  const kinds = type === undefined ? [] : alternatives(type);
  const found = kinds.length === 0 ? binaryOperators : [...new Set(kinds.flatMap(operatorsOf))];
  return found.map((name) => ({
    label: name,
    kind: "operator",
    rank: /^\W/.test(name) ? 1 : 2,
    documentation: wordMarkdown(name.replace(/^not /, "")),
  }));
}

function operatorsOf(type: Type): readonly string[] {
  switch (type.kind) {
    case "boolean":
      return equality;
    case "number":
      return [...equality, ...order, ...membership, "from", "not from"];
    case "date":
    case "time":
    case "duration":
      return [...equality, ...order, "from", "not from"];
    case "host":
    case "domain":
      return [...equality, ...membership, "from", "not from"];
    case "string":
      return enumValues(type) === undefined ? [...equality, ...membership, ...text, ...origin] : [...equality, ...membership];
    case "list":
      return [...equality, "contains"];
    case "record":
    case "event":
    case "message":
      return equality;
    default:
      return binaryOperators;
  }
}

/** Whether the vocabulary has the word as an operator between two values. */
export function isBinary(name: string): boolean {
  return binaryOperators.includes(name) && wordsOfKind("operator").some((row) => row.name === name);
}
