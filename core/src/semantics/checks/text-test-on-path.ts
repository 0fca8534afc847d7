// `contains`, `starts with`, `like` and `matches` on a path: `/workspace/../etc` begins with `/workspace`. What a file is
// called at its end may be asked so.
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Expr } from "../../language/ast.ts";
import { argumentKind } from "./argument-kinds.ts";
import type { Rule, Rulebook } from "./rulebook.ts";
import { type TextTest, textTest } from "./text-test-on-url.ts";

export function textTestOnPath(rule: Rule, book: Rulebook): void {
  for (const { expr } of book.parts(rule)) {
    const test = textTest(expr);
    if (test === undefined || !asksForPlace(test) || argumentKind(test.left, rule, book) !== "path") continue;
    const argument = book.text(test.left.span);
    book.report("text-test-on-path", expr.span, { argument, op: test.op }, { fixes: fixes(expr, test, argument) });
  }
}

/** Whether the literal speaks of folders, not only of the name at the end. */
function asksForPlace({ op, literal }: TextTest): boolean {
  if (op === "ends with") return false;
  if (literal === undefined) return op === "starts with" || op === "contains";
  return (
    op === "starts with" ||
    /[/\\]\w|\w[/\\]|\.\.(?!\*)/.test(op === "matches" ? literal.replaceAll("\\/", "/").replaceAll(/\\./g, "") : literal)
  );
}

function fixes(expr: Expr, { op, literal, negated }: TextTest, argument: string): readonly Fix[] {
  if (literal === undefined) return [];
  const plain =
    op === "starts with" ? literal : op === "like" ? /^(.*)\/\*{1,2}$/.exec(literal)?.[1] : /^\^((?:\\\/[\w-]+)+)\\\/$/.exec(literal)?.[1];
  const folder = plain?.replaceAll("\\/", "/").replace(/(?<=.)\/$/, "");
  if (folder === undefined || !/^(?:~?\/|[A-Za-z]:[/\\])[^*?\\]*$/.test(folder)) return [];
  const newText = `${argument} ${negated ? "not " : ""}under ${JSON.stringify(folder)}`;
  return [{ title: `Write \`${newText}\``, edits: [{ span: expr.span, newText }] }];
}
