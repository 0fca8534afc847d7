// Types and parameters that a policy declares itself, in `tool` and `context`.
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { Param, ToolStatement, TypeExpr } from "../language/ast.ts";
import { wordsOfKind } from "../language/vocabulary.ts";
import type { Tool, ToolParam } from "./analysis.ts";
import { closest } from "./closest.ts";
import { json, type Type } from "./types.ts";

const named: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["string", { kind: "string" }],
  ["number", { kind: "number", integer: false }],
  ["integer", { kind: "number", integer: true }],
  ["boolean", { kind: "boolean" }],
  ["date", { kind: "date" }],
  ["time", { kind: "time" }],
  ["duration", { kind: "duration" }],
  ["record", { kind: "record", fields: [], open: true }],
  ["json", json],
]);

function declaredType(at: TypeExpr, diagnostics: Diagnostic[]): Type {
  switch (at.kind) {
    case "named": {
      const type = named.get(at.name);
      if (type !== undefined) return type;
      const names = wordsOfKind("type").map(({ name }) => name);
      const suggestion = closest(at.name, names);
      const fixes = suggestion === undefined ? [] : [{ title: `Write \`${suggestion}\``, edits: [{ span: at.span, newText: suggestion }] }];
      diagnostics.push(diagnose("unknown-type", at.span, { name: at.name, suggestion }, { fixes }));
      return json;
    }
    case "enum":
      return { kind: "string", values: at.values };
    case "list":
      return { kind: "list", element: declaredType(at.element, diagnostics) };
    case "record":
      return { kind: "record", fields: declaredParams(at.fields, diagnostics), open: false };
    case "error":
      return json;
  }
}

export function declaredParams(params: readonly Param[], diagnostics: Diagnostic[]): readonly ToolParam[] {
  return params.map(({ name, optional, type }) => ({ name: name.text, optional, description: "", type: declaredType(type, diagnostics) }));
}

export function declaredTool(statement: ToolStatement, path: string, diagnostics: Diagnostic[]): Tool {
  return {
    name: statement.tool.text,
    description: "",
    params: declaredParams(statement.params, diagnostics),
    returns: statement.returns === undefined ? json : declaredType(statement.returns, diagnostics),
    destructive: undefined,
    declared: { path, span: statement.tool.span },
  };
}
