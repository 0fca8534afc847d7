// `contains`, `starts with`, `ends with`, `like` and `matches` on a URL: they see the text, which says `evil.io` in more ways
// than one.

import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Expr } from "../../language/ast.ts";
import { argumentKind } from "./argument-kinds.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export function textTestOnUrl(rule: Rule, book: Rulebook): void {
  for (const { expr } of book.parts(rule)) {
    const test = textTest(expr);
    if (test === undefined || argumentKind(test.left, rule, book) !== "url" || schemeOnly(test)) continue;
    const argument = book.text(test.left.span);
    book.report("text-test-on-url", expr.span, { argument, op: test.op }, { fixes: fixes(expr, test, argument, rule) });
  }
}

export interface TextTest {
  readonly left: Expr;
  readonly op: "contains" | "starts with" | "ends with" | "like" | "matches";
  /** What it is held against, where that is written out. */
  readonly literal: string | undefined;
  readonly negated: boolean;
}

export function textTest(expr: Expr): TextTest | undefined {
  if (expr.kind === "matches") return { left: expr.left, op: "matches", literal: expr.pattern, negated: expr.negated };
  if (expr.kind !== "test" || expr.op === "in" || expr.op === "under") return undefined;
  const literal = expr.right.kind === "string" ? expr.right.value : undefined;
  return { left: expr.left, op: expr.op, literal, negated: expr.negated };
}

/** A test of the scheme alone reads no host. */
function schemeOnly({ op, literal }: TextTest): boolean {
  if (literal === undefined) return false;
  if (op === "starts with") return /^[a-z][a-z0-9+.-]*:(?:\/\/)?$/i.test(literal);
  if (op === "like") return /^[a-z][a-z0-9+.-]*:(?:\/\/)?\*$/i.test(literal);
  return op === "matches" && /^\^[a-z]+s?\??:(?:\\?\/){0,2}$/i.test(literal);
}

/** Only where the text that was looked for is a host, with nothing behind it that would be lost. A rule that blocks what
 * contains a host goes on blocking what lies under it. */
function fixes(expr: Expr, { op, literal, negated }: TextTest, argument: string, rule: Rule): readonly Fix[] {
  if (expr.kind !== "test" || literal === undefined || (op !== "starts with" && op !== "contains")) return [];
  const inRule = expr.span.start >= rule.decision.span.start && expr.span.end <= rule.decision.span.end;
  const host = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})\/?$/i.exec(literal)?.[1]?.toLowerCase();
  if (host === undefined || !inRule) return [];
  const permits = rule.kind === "allow" || rule.kind === "grant";
  const equal = `host(${argument}) ${negated ? "!=" : "=="} ${JSON.stringify(host)}`;
  const below = `host(${argument}) ${negated ? "not " : ""}ends with ${JSON.stringify(`.${host}`)}`;
  const newText = permits || op === "starts with" ? equal : `(${equal} ${negated ? "and" : "or"} ${below})`;
  return [{ title: `Write \`${newText}\``, edits: [{ span: expr.span, newText }] }];
}
