// The quick fix for a deny whose evidence may be missing: deny what is certain, ask where it is not there.
import type { Fix, TextEdit } from "../../diagnostics/diagnostic.ts";
import { printSelector } from "../../language/print.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

/** Edits that put `has EVIDENCE` before the rest of the rule's condition. */
export function guard({ when, selector, decision }: Rule, evidence: string): readonly TextEdit[] {
  if (when === undefined) {
    const end = selector?.span.end ?? decision.keyword.end;
    return [{ span: { start: end, end }, newText: ` when has ${evidence}` }];
  }
  const { start, end } = when.span;
  if (when.kind !== "or") return [{ span: { start, end: start }, newText: `has ${evidence} and ` }];
  return [
    { span: { start, end: start }, newText: `has ${evidence} and (` },
    { span: { start: end, end }, newText: ")" },
  ];
}

export function splitIntoDenyAndAsk(rule: Rule, evidence: string, book: Rulebook): Fix {
  const { end } = rule.decision.span;
  const selector = rule.selector === undefined ? "*" : printSelector(rule.selector);
  const line = book.notes.loaded.source.text.slice(0, rule.decision.span.start).split("\n").pop() ?? "";
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  const ask = `\n\n${indent}ask ${selector} unless has ${evidence}`;
  return { title: "Split into deny and ask", edits: [...guard(rule, evidence), { span: { start: end, end }, newText: ask }] };
}
