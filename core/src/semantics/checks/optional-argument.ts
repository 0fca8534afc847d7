// An optional argument that a rule reads and nowhere guards. Where it is left out the condition is unknown: an agent can bring
// that about, so in a rule that blocks it is an error.
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Expr } from "../../language/ast.ts";
import { argumentNamed, guardedArguments } from "../references.ts";
import { alternatives } from "../type-rules.ts";
import type { Type } from "../types.ts";
import type { Rule, Rulebook } from "./rulebook.ts";
import { guard, splitIntoDenyAndAsk } from "./split.ts";

const inDoubt: ReadonlyMap<string, string> = new Map([
  ["allow", "the rule does not allow"],
  ["grant", "the rule does not allow"],
  ["deny", "the rule denies"],
  ["ask", "the rule asks"],
  ["flag", "the rule flags"],
]);

/** One diagnostic for each such argument of a rule. */
export function optionalArgument(rule: Rule, book: Rulebook): void {
  const { kind } = rule;
  const effect = inDoubt.get(kind);
  if (effect === undefined || book.notes.loaded.tools === undefined) return;
  const conditions = [rule.when, rule.unless].filter((expr) => expr !== undefined);
  const told = new Set(guardedArguments(conditions));
  for (const expr of book.within(rule)) {
    const argument = argumentNamed(expr);
    if (argument === undefined || expr.kind !== "field" || told.has(argument)) continue;
    const params = (rule.tools ?? []).map((tool) => book.param(tool, argument)).filter((param) => param?.optional);
    const [param] = params;
    if (param === undefined) continue;
    told.add(argument);
    const severity = kind === "deny" || kind === "ask" ? "error" : "warning";
    book.report("optional-argument", expr.span, { argument, effect }, { severity, fixes: fixes(expr, param.type, rule, book) });
  }
}

function fixes(expr: Expr, type: Type, rule: Rule, book: Rulebook): readonly Fix[] {
  const argument = book.text(expr.span);
  const instead = otherwise(type);
  const { start, end } = expr.span;
  const coalesce: readonly Fix[] =
    instead === undefined
      ? []
      : [{ title: `Write \`(${argument} ?? ${instead})\``, edits: [{ span: { start, end }, newText: `(${argument} ?? ${instead})` }] }];
  const { kind } = rule;
  if (kind === "deny") return [splitIntoDenyAndAsk(rule, argument, book), ...coalesce];
  const has: Fix = { title: `Ask for \`has ${argument}\` first`, edits: guard(rule, argument) };
  return kind === "ask" ? [...coalesce, has] : [has, ...coalesce];
}

/** What a tool that is not told would usually take; for numbers only the author knows. */
function otherwise(type: Type): string | undefined {
  const [only, ...more] = alternatives(type);
  if (only === undefined || more.length > 0) return undefined;
  if (only.kind === "string") return only.values === undefined ? '""' : undefined;
  return only.kind === "list" ? "[]" : only.kind === "boolean" ? "false" : undefined;
}
