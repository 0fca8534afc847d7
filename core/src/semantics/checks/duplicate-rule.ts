// Two rules that say the same, but for their names, reasons and examples.
import type { Expr, Selector } from "../../language/ast.ts";
import { printExpr, printSelector } from "../../language/print.ts";
import { placeOf } from "./allow-inside-deny.ts";
import { factKey } from "./rule.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export function duplicateRule(book: Rulebook): void {
  const first = new Map<string, Rule>();
  // Rules of imports stand last; what an import says already is said twice here.
  for (const rule of [...book.rules.filter(({ own }) => !own), ...book.own]) {
    // Two grants are twice the uses.
    if (rule.kind === "grant") continue;
    const key = rule.facts.once(meaningKey, () => meaning(rule));
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, rule);
    else if (rule.own) {
      const fixes = [{ title: "Remove this rule", edits: [{ span: wholeLines(rule), newText: "" }] }];
      const related = [placeOf(earlier, "the rule that says it already")];
      book.report("duplicate-rule", rule.decision.keyword, { other: earlier.name }, { related, fixes });
    }
  }
}

const meaningKey = factKey<string>();

function meaning({ decision, source, selector, tools }: Rule): string {
  const { head } = decision;
  const conditions = decision.clauses.flatMap((clause) =>
    clause.kind === "because" || clause.kind === "example" ? [] : [`${clause.kind} ${canonical(clause.expr)}`],
  );
  const about = ["allow", "deny", "ask", "flag"].includes(head.kind)
    ? `${head.kind} ${selected(selector, tools)}`
    : source.text
        .slice(decision.keyword.start, decision.clauses[0]?.span.start ?? decision.span.end)
        .replaceAll(/\s+/g, " ")
        .trim();
  return [about, ...conditions.sort()].join("\n");
}

function selected(selector: Selector | undefined, tools: readonly string[] | undefined): string {
  // One that selects nothing known still speaks of tools outside the catalogue.
  if (tools !== undefined && tools.length > 0) return [...new Set(tools)].sort().join(", ");
  return selector === undefined ? "" : printSelector(selector);
}

/** The source form, with the operands of `and` and `or` in one order. */
function canonical(expr: Expr): string {
  if (expr.kind === "error") return `… at ${expr.span.start}`;
  if (expr.kind !== "and" && expr.kind !== "or") return printExpr(expr);
  return `(${expr.operands.map(canonical).sort().join(` ${expr.kind} `)})`;
}

/** The rule with the blanks before it, up to the end of the line before. */
function wholeLines({ decision, source }: Rule): { readonly start: number; readonly end: number } {
  let { start, end } = decision.span;
  while (start > 0 && /\s/.test(source.text.charAt(start - 1))) start--;
  while (start === 0 && /\s/.test(source.text.charAt(end))) end++;
  return { start, end };
}
