// `from user` of what no user writes: the harness's context, the time, identifiers of the run.
import type { Expr, Source } from "../../language/ast.ts";
import { argumentNamed, within } from "../references.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

const ofTheRun = /^(?:session|conversation|thread|trace|run|request|correlation|tenant|agent)_?id$/i;

export function userCannotSupply(rule: Rule, book: Rulebook): void {
  for (const { expr } of book.parts(rule)) {
    if (expr.kind !== "origin" || expr.op !== "from" || expr.source.kind !== "user") continue;
    const name = argumentNamed(expr.left);
    if (!fromTheHarness(expr.left) && (name === undefined || !ofTheRun.test(name))) continue;
    const value = book.text(expr.left.span);
    const fixes = [{ title: "Write `from system`", edits: [{ span: sourceSpan(expr.source), newText: "system" }] }];
    book.report("user-cannot-supply", expr.span, { value }, { fixes });
  }
}

const sourceSpan = ({ span }: Source): Source["span"] => span;

/** Whether all that the value is read from is the context or the time. */
function fromTheHarness(expr: Expr): boolean {
  const roots = [...within(expr)].filter((part) => part.kind === "name");
  return roots.length > 0 && roots.every(({ name }) => name === "context" || name === "now");
}
