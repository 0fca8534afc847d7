// The outline of a policy: one item for each statement, in the order of the text.
import type { Decision, Param, Statement } from "../language/ast.ts";
import type { Analysis } from "../semantics/analysis.ts";
import type { Span } from "../text/span.ts";
import { oneLine } from "./plain-words.ts";

export interface OutlineItem {
  readonly name: string;
  readonly detail: string;
  readonly kind: "rule" | "let" | "group" | "trusted" | "test" | "tool" | "context" | "field" | "file" | "default";
  readonly span: Span;
  /** What is selected when the item is picked; inside `span`. */
  readonly selection: Span;
  readonly children: readonly OutlineItem[];
}

export function documentSymbols(analysis: Analysis): readonly OutlineItem[] {
  const { text, lines, file } = analysis.source;
  const slice = (span: Span): string => oneLine(text.slice(span.start, span.end));
  const lineOf = (offset: number): number => lines.position(offset).line + 1;

  const item = (
    kind: OutlineItem["kind"],
    name: string,
    detail: string,
    span: Span,
    selection: Span,
    children: readonly OutlineItem[] = [],
  ): OutlineItem => {
    const inside = selection.start >= span.start && selection.end <= span.end;
    return { kind, name: oneLine(name) || `(${kind})`, detail, span, selection: inside ? selection : span, children };
  };
  const fields = (params: readonly Param[]): readonly OutlineItem[] =>
    params.map((param) =>
      item("field", `${param.name.text}${param.optional ? "?" : ""}`, slice(param.type.span), param.span, param.name.span),
    );
  const decision = (at: Decision): OutlineItem => {
    const condition = at.clauses.find((clause) => clause.kind === "when" || clause.kind === "unless");
    const head = slice({ start: at.keyword.start, end: at.clauses[0]?.span.start ?? at.span.end });
    const detail = at.name === undefined && condition !== undefined ? slice(condition.span) : at.name === undefined ? "" : head;
    const name = at.name?.text ?? `${head} (line ${lineOf(at.keyword.start)})`;
    return item("rule", name, detail, at.span, at.name?.span ?? at.keyword);
  };

  const statement = (at: Statement): OutlineItem => {
    switch (at.kind) {
      case "decision":
        return decision(at);
      case "tools":
      case "import":
        return item("file", at.path.value, at.kind, at.span, at.path.span);
      case "default":
        return item("default", `default ${at.effect ?? ""}`.trim(), "", at.span, at.span);
      case "let":
        return item("let", at.name.text, slice(at.value.span), at.span, at.name.span);
      case "group":
        return item("group", at.name.text, slice(at.selector.span), at.span, at.name.span);
      case "trusted":
        return item("trusted", `trusted ${slice(at.pattern.span)}`, "", at.span, at.pattern.span);
      case "tool":
        return item("tool", at.tool.text, "", at.span, at.tool.span, fields(at.params));
      case "context":
        return item("context", "context", "", at.span, { start: at.span.start, end: at.span.start }, fields(at.params));
      case "test":
        return item("test", at.title.value, "test", at.span, at.title.span);
    }
  };
  return file.statements.map(statement);
}
