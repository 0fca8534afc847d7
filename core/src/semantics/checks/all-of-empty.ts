// `all` in a rule that permits, over a list that may be empty: `all` of nothing is true.
import type { Expr, ExprOf } from "../../language/ast.ts";
import { printExpr } from "../../language/print.ts";
import { conjunctsOf } from "../../language/tree.ts";
import { argumentNamed } from "../references.ts";
import { alternatives } from "../type-rules.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export function allOfEmpty(rule: Rule, book: Rulebook): void {
  const { kind } = rule;
  if ((kind !== "allow" && kind !== "grant") || rule.when === undefined) return;
  const asked = new Set(conjunctsOf(rule.when).map(nonEmpty));
  for (const { expr, positive } of book.parts(rule)) {
    if (expr.kind !== "fold" || expr.fold !== "all" || positive !== true || expr.where !== undefined) continue;
    const list = printExpr(expr.list);
    if (asked.has(list) || hasElements(expr.list, rule, book)) continue;
    book.report("all-of-empty", expr.span, { list }, { fixes: inOwnRule(expr, rule) ? [fix(expr, list, rule)] : [] });
  }
}

const inOwnRule = (expr: Expr, { when }: Rule): boolean =>
  when !== undefined && expr.span.start >= when.span.start && expr.span.end <= when.span.end;

function fix(
  expr: ExprOf<"fold">,
  list: string,
  { when }: Rule,
): { readonly title: string; readonly edits: readonly { span: Expr["span"]; newText: string }[] } {
  const { start, end } = expr.span;
  const asked = `any(${list}) and `;
  const alone = when !== undefined && conjunctsOf(when).includes(expr);
  const edits = [
    { span: { start, end: start }, newText: alone ? asked : `(${asked}` },
    ...(alone ? [] : [{ span: { start: end, end }, newText: ")" }]),
  ];
  return { title: `Ask for \`any(${list})\` too`, edits };
}

/** The list that a condition says is not empty. */
function nonEmpty(expr: Expr): string | undefined {
  if (expr.kind === "fold" && expr.fold === "any") return printExpr(expr.list);
  if (expr.kind !== "compare" || ![">", ">=", "==", "!="].includes(expr.op)) return undefined;
  const { left } = expr;
  if (left.kind === "fold" && left.fold === "count" && left.where === undefined && left.body === undefined) return printExpr(left.list);
  return left.kind === "call" && left.name.text === "length" && left.args[0] !== undefined ? printExpr(left.args[0]) : undefined;
}

/** Whether the list certainly has an element. */
function hasElements(list: Expr, { tools }: Rule, book: Rulebook): boolean {
  if (list.kind === "list") return list.items.length > 0;
  if (list.kind === "arithmetic") return [list.left, list.right].some((side) => hasElements(side, { tools } as Rule, book));
  const name = argumentNamed(list);
  const params = (tools ?? []).map((tool) => book.notes.loaded.tools?.get(tool)?.params ?? []);
  if (params.length === 0) return false;
  if (name !== undefined) return params.every((each) => each.some((param) => param.name === name && atLeastOne(param.type)));
  // The leaves of all arguments: a required text or number is one.
  if (list.kind !== "call" || list.name.text !== "leaves" || list.args[0]?.kind !== "name" || list.args[0].name !== "args") return false;
  return params.every((each) =>
    each.some(
      ({ optional, type }) =>
        !optional && alternatives(type).length > 0 && alternatives(type).every(({ kind }) => kind === "string" || kind === "number"),
    ),
  );
}

const atLeastOne = (type: Parameters<typeof alternatives>[0]): boolean =>
  alternatives(type).every((one) => one.kind === "list" && one.nonEmpty === true);
