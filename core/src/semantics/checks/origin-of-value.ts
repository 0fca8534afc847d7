// `from` on a value whose text is not what matters of it: the host of a URL, the day of a date, a short number.
import type { DiagnosticCode } from "../../diagnostics/catalogue.ts";
import type { ExprOf } from "../../language/ast.ts";
import { type ArgumentKind, argumentKind } from "./argument-kinds.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

function origins(rule: Rule, book: Rulebook, kind: ArgumentKind, report: (at: ExprOf<"origin">, argument: string) => void): void {
  for (const { expr } of book.parts(rule)) {
    if (expr.kind !== "origin" || expr.op !== "from" || argumentKind(expr.left, rule, book) !== kind) continue;
    report(expr, book.text(expr.left.span));
  }
}

const wrapping =
  (code: Extract<DiagnosticCode, "origin-of-url" | "origin-of-date">, kind: ArgumentKind, as: string) =>
  (rule: Rule, book: Rulebook): void =>
    origins(rule, book, kind, (at, argument) => {
      const newText = `${as}(${argument})`;
      book.report(
        code,
        at.left.span,
        { argument },
        { fixes: [{ title: `Write \`${newText}\``, edits: [{ span: at.left.span, newText }] }] },
      );
    });

export const originOfUrl = wrapping("origin-of-url", "url", "host");
export const originOfDate = wrapping("origin-of-date", "date", "date");
export const originOfId = (rule: Rule, book: Rulebook): void =>
  origins(rule, book, "id", (at, argument) => {
    if (at.source.kind !== "result") book.report("origin-of-id", at.left.span, { argument });
  });
