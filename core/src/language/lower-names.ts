// Lowers what holds no expression: tools, selectors, paths, windows, types and literals.
import type { CstNode, IToken } from "chevrotain";
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import { cover } from "../text/span.ts";
import type { Name, Param, Path, Selector, StringLiteral, ToolName, TypeExpr, Window } from "./ast.ts";
import { extent, type Lowering, node, nodes, nowhere, spanOr, token, tokens } from "./cst.ts";
import { foreignStringValue, spanOf } from "./lexer.ts";
import { checkCommas, replaced } from "./slips.ts";
import { decodeString } from "./strings.ts";
import { ForeignString } from "./tokens.ts";

export function name(of: IToken): Name {
  return { span: spanOf(of), text: of.image };
}
/** A name that is missing has an empty text. */
export function nameOr(of: IToken | undefined, fallback: number): Name {
  return of === undefined ? { span: nowhere(fallback), text: "" } : name(of);
}
/** A name that may be quoted. */
export function key(of: IToken): Name {
  return { span: spanOf(of), text: of.image.startsWith('"') ? decodeString(of.image).value : of.image };
}

export function stringValue(of: IToken): string {
  return of.tokenType === ForeignString ? foreignStringValue(of.image) : decodeString(of.image).value;
}
export function literal(of: CstNode | undefined): StringLiteral | undefined {
  const string = token(of, "string");
  return string === undefined ? undefined : { span: spanOf(string), value: stringValue(string) };
}

export function toolName(of: CstNode | undefined, lowering: Lowering): ToolName {
  const quoted = token(of, "StringText");
  if (quoted !== undefined) {
    const text = decodeString(quoted.image).value;
    return { span: spanOf(quoted), text, quoted: true, glob: text.includes("*") };
  }
  const parts = tokens(of, "part").sort((a, b) => a.startOffset - b.startOffset);
  const text = parts.map((part) => part.image).join("");
  const span = spanOr(of, lowering.end);
  if (text.includes("-")) lowering.diagnostics.push(replaced(span, text, JSON.stringify(text)));
  return { span, text, quoted: false, glob: text.includes("*") };
}

function toolList(of: CstNode | undefined, lowering: Lowering): ToolName[] {
  const tools = nodes(of, "toolName")
    .map((each) => toolName(each, lowering))
    .filter((tool) => tool.text !== "" || tool.quoted);
  checkCommas(tools, tokens(of, "Comma"), "a tool", lowering.diagnostics);
  return tools;
}

export function selector(of: CstNode | undefined, lowering: Lowering): Selector {
  const lists = nodes(of, "toolList");
  return { span: spanOr(of, lowering.end), tools: toolList(lists[0], lowering), except: toolList(lists[1], lowering) };
}

export function path(of: CstNode): Path | undefined {
  const span = extent(of);
  if (span === undefined) return undefined;
  const quoted = token(of, "StringText");
  const segments = quoted === undefined ? tokens(of, "Word").map((word) => word.image) : [decodeString(quoted.image).value];
  return { span, segments };
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
export function milliseconds(of: IToken): number {
  const digits = of.image.slice(0, -1).replaceAll("_", "");
  return Number(digits) * (units[of.image.slice(-1)] ?? 0);
}

/** The value of a number that must be whole. */
export function integer(of: IToken | undefined, lowering: Lowering): number | undefined {
  if (of === undefined) return undefined;
  const value = Number(of.image.replaceAll("_", ""));
  if (Number.isSafeInteger(value)) return value;
  lowering.diagnostics.push(diagnose("unexpected-token", spanOf(of), { found: of.image, expected: "a whole number" }));
  return undefined;
}

export function window(of: CstNode | undefined, lowering: Lowering): Window | undefined {
  const duration = token(of, "DurationText");
  if (duration !== undefined) return { span: spanOf(duration), kind: "duration", milliseconds: milliseconds(duration) };
  const steps = integer(token(of, "NumberText"), lowering);
  return steps === undefined ? undefined : { span: spanOr(of, lowering.end), kind: "steps", steps };
}

export function type(of: CstNode | undefined, lowering: Lowering): TypeExpr {
  const span = spanOr(of, lowering.end);
  const word = token(of, "Word");
  const values = tokens(of, "StringText");
  const record = node(of, "recordType");
  const fields = record === undefined ? [] : params(record, false, lowering);
  let result: TypeExpr = { span, kind: "error" };
  if (word !== undefined) result = { span: spanOf(word), kind: "named", name: word.image };
  else if (record !== undefined) result = { span: spanOr(record, lowering.end), kind: "record", fields };
  else if (values.length > 0) {
    const texts = values.map((value) => decodeString(value.image).value);
    result = { span: values.map(spanOf).reduce(cover), kind: "enum", values: texts };
  }
  for (const close of tokens(of, "CloseBracket")) result = { span: cover(result.span, spanOf(close)), kind: "list", element: result };
  return result;
}

/** The parameters of a tool, or the fields of a record type, whose commas may be left out. */
export function params(of: CstNode | undefined, commas: boolean, lowering: Lowering): Param[] {
  const list = node(of, "params");
  const found = nodes(list, "param").flatMap((each): Param[] => {
    const word = token(each, "Word");
    if (word === undefined) return [];
    const optional = token(each, "Question") !== undefined;
    return [{ span: spanOr(each, lowering.end), name: name(word), optional, type: type(node(each, "type"), lowering) }];
  });
  const problems: Diagnostic[] = [];
  checkCommas(found, tokens(list, "Comma"), "a name", problems);
  for (const problem of problems) if (commas || problem.code !== "missing-comma") lowering.diagnostics.push(problem);
  return found;
}
