// A number that an argument is held against, or a list, written out in more than one rule: changed in one, forgotten in the other.
import type { TextEdit } from "../../diagnostics/diagnostic.ts";
import type { Expr } from "../../language/ast.ts";
import { printExpr } from "../../language/print.ts";
import { type Span, shifted } from "../../text/span.ts";
import { remembered } from "../memory.ts";
import { factKey, type Rule } from "./rule.ts";
import type { Rulebook } from "./rulebook.ts";

interface Found {
  /** Of one that is kept, counted from where its rule begins. */
  readonly span: Span;
  readonly key: string;
  readonly name: string;
}
interface Place extends Found {
  readonly rule: Rule;
}

const foundKey = factKey<readonly Found[]>();

/** Such literals of a rule. */
function literalsOf(rule: Rule, book: Rulebook): readonly Found[] {
  return rule.facts.once(foundKey, () =>
    book.within(rule).flatMap((expr) => {
      const found = literalIn(expr);
      if (found === undefined) return [];
      const { literal, key, name } = found;
      return [{ span: shifted(literal.span, -rule.bound.piece.start), key: `${key} ${name}`, name }];
    }),
  );
}

export function repeatedLiteral(book: Rulebook): void {
  const places = new Map<string, Place[]>();
  for (const rule of book.own) {
    for (const found of literalsOf(rule, book)) remembered(places, found.key, () => []).push({ ...found, rule });
  }
  for (const alike of places.values()) {
    if (alike.every(({ rule }) => rule === alike[0]?.rule)) continue;
    const same = alike.map((one): Place => ({ ...one, span: shifted(one.span, one.rule.bound.piece.start) }));
    const [first, second] = same;
    if (first === undefined || second === undefined) continue;
    const written = book.text(first.span);
    const related = [{ span: second.span, message: "here again" }];
    book.report(
      "repeated-literal",
      first.span,
      { written: short(written), count: same.length },
      { related, fixes: fixes(same, written, book) },
    );
  }
}

function literalIn(expr: Expr): { readonly literal: Expr; readonly key: string; readonly name: string } | undefined {
  if (expr.kind === "compare") {
    for (const [literal, other] of [
      [expr.right, expr.left],
      [expr.left, expr.right],
    ] as const) {
      // What has one digit, and round steps of ten, is likelier to be alike by chance.
      if (literal.kind !== "number" || /^10*$|^\d$/.test(literal.text) || other.kind !== "field") continue;
      return { literal, key: literal.text, name: `${other.field.text}_limit` };
    }
  }
  if (expr.kind !== "test" || expr.op !== "in" || expr.right.kind !== "list" || expr.right.items.length < 2) return undefined;
  if (!expr.right.items.every(({ kind }) => kind === "string" || kind === "number")) return undefined;
  const of = expr.left.kind === "field" ? expr.left.field.text : "value";
  return { literal: expr.right, key: printExpr(expr.right), name: `known_${of}` };
}

function fixes(
  same: readonly Place[],
  written: string,
  book: Rulebook,
): readonly { readonly title: string; readonly edits: readonly TextEdit[] }[] {
  const [first] = same;
  if (first === undefined || !/^[A-Za-z_]\w*$/.test(first.name)) return [];
  const taken = new Set([...book.notes.loaded.symbols, ...book.notes.found.symbols].map(({ name }) => name));
  let name = first.name;
  for (let number = 2; taken.has(name); number++) name = `${first.name}_${number}`;
  const { start } = first.rule.bound.span;
  const edits = same.map(({ span }) => ({ span, newText: name }));
  return [{ title: `Name it \`${name}\``, edits: [{ span: { start, end: start }, newText: `let ${name} = ${written}\n\n` }, ...edits] }];
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39).replaceAll(/\s+/g, " ")}…` : text.replaceAll(/\s+/g, " "));
