// What stands after a dot.
import { wordsOfKind } from "../../language/vocabulary.ts";
import type { Tool, ToolParam } from "../../semantics/analysis.ts";
import { describeType, json, type Type } from "../../semantics/types.ts";
import { rowMarkdown } from "../glossary.ts";
import type { Meaning } from "../occurrences.ts";
import { asText } from "../plain-words.ts";
import { fieldsOf } from "../shapes.ts";
import type { Draft } from "./item.ts";
import type { Names } from "./names.ts";

/** The completions for a field, by what the checker says of one that stands there. */
export function fieldDrafts(meaning: Meaning, known: Names): readonly Draft[] {
  switch (meaning.kind) {
    case "argument":
      return argumentDrafts(known, meaning.tools);
    case "context-field":
      return (known.context ?? []).map((param) => fieldDraft("field", param));
    case "event-field":
      return wordsOfKind("field")
        .filter(({ name }) => meaning.of === "event" || name === "text")
        .map((row) => ({ label: row.name, kind: "field", rank: 0, detail: row.result, documentation: rowMarkdown(row) }));
    case "field":
      return fieldsOf(meaning.of).map((field) => fieldDraft("field", field));
    default:
      return [];
  }
}

/** The arguments that every one of the tools takes: only those can stand in a rule about all of them. Where nothing says
 * which tools are meant, as in a `let`, those of any tool. */
export function argumentDrafts(known: Names, names: readonly string[]): readonly Draft[] {
  const all = [...(known.tools?.values() ?? [])];
  const tools = names.length === 0 ? all : names.flatMap((name) => known.tools?.get(name) ?? []);
  const byName = new Map<string, { readonly tool: Tool; readonly param: ToolParam }[]>();
  for (const tool of tools) {
    for (const param of tool.params) byName.set(param.name, [...(byName.get(param.name) ?? []), { tool, param }]);
  }
  return [...byName.values()]
    .filter((takers) => names.length === 0 || takers.length === tools.length)
    .map((takers) => {
      const params = takers.map(({ param }) => param);
      const [first] = params;
      const merged = {
        name: first?.name ?? "",
        optional: params.some(({ optional }) => optional),
        description: first?.description ?? "",
        type: typesOf(params),
      };
      const owners = names.length === 0 && all.length > 1 ? takers.map(({ tool }) => tool.name).join(", ") : undefined;
      return fieldDraft("argument", merged, owners);
    });
}

/** The fields of the tools' results behind a path; lists are stepped through, as `only` does. */
export function resultPathDrafts(known: Names, names: readonly string[], segments: readonly string[]): readonly Draft[] {
  const groups = names.flatMap((name) => known.groups.get(name)?.statement.selector.tools.map(({ text }) => text) ?? [name]);
  const found = groups.flatMap((name) => {
    const result = known.tools?.get(name)?.returns;
    return result === undefined ? [] : fieldsOf(segments.reduce(stepInto, result.kind === "list" ? result.element : result));
  });
  return [...new Map(found.map((field) => [field.name, fieldDraft("field", field)])).values()];
}

function stepInto(type: Type, segment: string): Type {
  const inner = fieldsOf(type).find(({ name }) => name === segment)?.type ?? json;
  return inner.kind === "list" ? inner.element : inner;
}

function typesOf(params: readonly ToolParam[]): Type {
  const different = new Map(params.map(({ type }) => [describeType(type), type]));
  const [only] = different.values();
  return different.size === 1 && only !== undefined ? only : { kind: "union", members: [...different.values()] };
}

function fieldDraft(
  kind: "argument" | "field",
  field: { readonly name: string; readonly optional: boolean; readonly description?: string; readonly type: Type },
  owners?: string,
): Draft {
  const notes = [
    asText(field.description ?? ""),
    field.optional ? "Optional: guard it with `has` or `??`." : "",
    owners === undefined ? "" : `Of ${owners}.`,
  ];
  const documentation = notes.filter((note) => note !== "").join("\n\n");
  return {
    label: field.name,
    kind,
    rank: field.optional ? 1 : 0,
    detail: `${describeType(field.type)}${field.optional ? " (optional)" : ""}`,
    documentation: documentation === "" ? undefined : documentation,
  };
}
