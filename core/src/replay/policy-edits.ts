// Edits of a policy's text that change what it says of one tool: a rule more, an exception to one that stands there, another word.
// Whether the text that they give is a policy, and what it decides, is for others to try.
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import type { Decision, Selector } from "../language/ast.ts";
import { format } from "../language/format.ts";
import type { CompiledRule } from "../policy/rules.ts";
import type { Span } from "../text/span.ts";
import type { FileEdits } from "./proposals.ts";

/** Statements at the end of a file, in the one layout, with a blank line before them. */
export function appended(path: string, text: string, statements: string): FileEdits {
  const newline = newlineOf(text);
  const laidOut = format(`${statements}\n`).text.trimEnd().replace(/\r?\n/g, newline);
  const gap = text === "" ? "" : text.endsWith("\n") ? newline : newline + newline;
  return { path, edits: [{ span: { start: text.length, end: text.length }, newText: `${gap}${laidOut}${newline}` }] };
}

/** A rule as the policy would write it. */
export const ruleText = (effect: string, tool: string, condition: string | undefined): string =>
  `${effect} ${tool}${condition === undefined || condition === "" ? "" : ` when ${condition}`}`;

/** The rule with an exception. */
export function excepting({ decision, source }: CompiledRule, condition: string): FileEdits {
  return { path: source.path, edits: exceptionIn(decision, condition, newlineOf(source.text)) };
}

const newlineOf = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

/** The exception on lines of its own, as the one layout has it. */
const unlessClause = (condition: string): string =>
  format(`deny x\n  unless ${condition}\n`).text.trimEnd().split("\n").slice(1).join("\n").trim();

function exceptionIn({ clauses, span }: Decision, condition: string, newline: string): readonly TextEdit[] {
  const unless = clauses.find((clause) => clause.kind === "unless");
  if (unless?.kind === "unless") {
    const { expr } = unless;
    return [
      { span: { start: expr.span.start, end: expr.span.start }, newText: "(" },
      { span: { start: expr.span.end, end: expr.span.end }, newText: `) or (${condition})` },
    ];
  }
  const when = clauses.find((clause) => clause.kind === "when");
  const [first] = clauses;
  const written = unlessClause(condition).replaceAll("\n", newline);
  if (when === undefined && first !== undefined) return [insertion(first.span.start, `${written}${newline}  `)];
  return [insertion(when?.span.end ?? span.end, `${newline}  ${written}`)];
}

/** The rule as it is, without one tool, and once more for that tool alone, with an exception: what is left where the rule speaks of
 * tools that do not all have the arguments of the exception. */
export function exceptingTool(rule: CompiledRule, tool: string, condition: string): readonly FileEdits[] {
  const { decision, source } = rule;
  const selector = selectorOf(decision);
  if (selector === undefined) return [];
  const without = insertion(selector.span.end, selector.except.length > 0 ? `, ${tool}` : ` except ${tool}`);
  const { start } = decision.keyword;
  const shift = (span: Span): Span => ({ start: span.start - start, end: span.end - start });
  const text = source.text.slice(start, decision.span.end);
  const examples = decision.clauses.filter(({ kind }) => kind === "example");
  const edits: TextEdit[] = [
    ...exceptionIn({ ...decision, clauses: decision.clauses.filter(({ kind }) => kind !== "example") }, condition, "\n"),
    { span: selector.span, newText: tool },
    ...examples.map(({ span }) => ({ span, newText: "" })),
  ];
  let copy = text;
  for (const { span, newText } of edits.toSorted((a, b) => b.span.start - a.span.start || b.span.end - a.span.end)) {
    const at = shift(span);
    copy = copy.slice(0, at.start) + newText + copy.slice(at.end);
  }
  const more = appended(source.path, source.text, copy);
  return [{ path: source.path, edits: [without, ...more.edits] }];
}

function selectorOf({ head }: Decision): Selector | undefined {
  if (head.kind === "require") return head.before;
  return head.kind === "expect" ? undefined : head.selector;
}

/** The rule asks where it denied; undefined where it has no word for that. */
export function askingInstead({ decision, source }: CompiledRule): FileEdits | undefined {
  const { head, keyword, clauses, span } = decision;
  if (head.kind === "deny") return { path: source.path, edits: [{ span: keyword, newText: "ask" }] };
  if (head.kind !== "limit" || head.otherwise !== "deny") return undefined;
  const [first] = clauses;
  const end = first === undefined ? span.end : first.span.start;
  const written = /\belse\s+deny\s*$/.exec(source.text.slice(span.start, end));
  if (written !== null) {
    const at = span.start + written.index;
    return { path: source.path, edits: [{ span: { start: at, end: at + written[0].trimEnd().length }, newText: "else ask" }] };
  }
  return { path: source.path, edits: [first === undefined ? insertion(end, " else ask") : insertion(end, "else ask\n  ")] };
}

const insertion = (at: number, newText: string): TextEdit => ({ span: { start: at, end: at }, newText });

/** Edits of the same file as one; they keep their order in each place. */
export function together(all: readonly FileEdits[]): readonly FileEdits[] {
  const byPath = new Map<string, TextEdit[]>();
  for (const { path, edits } of all) {
    const known = byPath.get(path);
    if (known === undefined) byPath.set(path, [...edits]);
    else known.push(...edits);
  }
  return [...byPath].map(([path, edits]) => ({
    path,
    edits: edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
  }));
}
