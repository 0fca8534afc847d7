// The small changes of a policy that could decide one call otherwise, by what its rules came to on it. Made from the policy's text;
// whether they are policies, and flip anything, is for others to try.
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import type { Expr, ExprOf } from "../language/ast.ts";
import { printExpr } from "../language/print.ts";
import type { Policy } from "../policy/compile.ts";
import type { ClauseReport, StepReport } from "../policy/report.ts";
import type { CompiledRule } from "../policy/rules.ts";
import type { SourceFile } from "../semantics/analysis.ts";
import { within } from "../semantics/references.ts";
import type { Span } from "../text/span.ts";
import type { CallEvent } from "../trace/model.ts";
import { argumentText, literalOf, stringLiteral, valueText } from "./literal-text.ts";
import { mutantsOf, type OperatorName } from "./mutants.ts";
import { excepting } from "./policy-edits.ts";
import type { FileEdits } from "./proposals.ts";
import { readsArgument } from "./reach.ts";

export interface PolicyChange {
  readonly title: string;
  readonly files: readonly FileEdits[];
  /** How much of the policy's meaning it touches: of changes that do the same, the least is offered first. */
  readonly size: number;
}

export function* policyChanges(policy: Policy, event: CallEvent, report: StepReport): Generator<PolicyChange> {
  for (const outcome of report.outcomes) {
    const rule = policy.rules.find(({ source, decision }) => source.path === outcome.place.path && decision.span === outcome.place.span);
    if (rule === undefined) continue;
    const leaves = outcome.clauses.flatMap(({ clause }) => leavesOf(clause));
    yield* movedBounds(rule, leaves, policy);
    yield* longerLists(rule, leaves, policy);
    yield* droppedParts(rule);
    if (outcome.counts && (outcome.effect === "deny" || outcome.effect === "ask")) yield* exceptions(rule, event, policy);
  }
  yield* mutations(policy, event.tool);
}

const leavesOf = (clause: ClauseReport): readonly ClauseReport[] =>
  clause.children.length === 0 ? [clause, ...(clause.elements ?? [])] : clause.children.flatMap(leavesOf);

const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text).replace(/\s+/g, " ");

/** Numbers that a condition compares with become what the call had, and one to either side. */
function* movedBounds(rule: CompiledRule, leaves: readonly ClauseReport[], policy: Policy): Generator<PolicyChange> {
  const { head, clauses } = rule.decision;
  const compared: { readonly bound: Expr; readonly near: readonly ClauseReport[] }[] = [];
  for (const clause of clauses)
    if (clause.kind === "when" || clause.kind === "unless")
      for (const expr of within(clause.expr))
        if (expr.kind === "compare")
          for (const bound of [expr.left, expr.right])
            compared.push({ bound, near: leaves.filter(({ place }) => covers(place.span, expr.span)) });
  if (head.kind === "limit") compared.push({ bound: head.to, near: leaves });
  for (const clause of clauses) if (clause.kind === "uses") compared.push({ bound: clause.expr, near: leaves });
  for (const { bound, near } of compared) {
    const literal = literalBehind(bound, rule.source, policy);
    if (literal === undefined || literal.expr.kind !== "number") continue;
    for (const value of new Set(near.flatMap(({ values }) => values.flatMap(({ value }) => numbersIn(value))))) {
      const before = literal.expr.text;
      if (value === before) continue;
      yield {
        title: `Move the bound ${before} to ${value} in ${literal.name ?? rule.name}`,
        files: [{ path: literal.source.path, edits: [{ span: literal.expr.span, newText: value }] }],
        size: 1,
      };
    }
  }
}

const covers = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** A number as shown, and its neighbours. */
function numbersIn(value: string): readonly string[] {
  if (!/^-?\d{1,15}(?:\.\d{1,6})?$/.test(value)) return [];
  return [Number(value), Number(value) + 1, Number(value) - 1].flatMap((one) => literalOf(one) ?? []).filter((one) => !one.startsWith("-"));
}

interface Literal {
  readonly expr: Expr;
  readonly source: SourceFile;
  /** Of the let that it stands in. */
  readonly name: string | undefined;
}

/** The literal that an expression is, or that the let which it names is. */
function literalBehind(expr: Expr, source: SourceFile, { analysis: { lets } }: Policy): Literal | undefined {
  if (expr.kind === "number" || expr.kind === "list") return { expr, source, name: undefined };
  const named = expr.kind === "name" ? lets.get(expr.name) : undefined;
  if (named === undefined || named.statement.params !== undefined) return undefined;
  const { value, name } = named.statement;
  return value.kind === "number" || value.kind === "list" ? { expr: value, source: named.source, name: name.text } : undefined;
}

/** Lists that a condition looks in get what the call had. */
function* longerLists(rule: CompiledRule, leaves: readonly ClauseReport[], policy: Policy): Generator<PolicyChange> {
  for (const clause of rule.decision.clauses) {
    if (clause.kind !== "when" && clause.kind !== "unless") continue;
    for (const expr of within(clause.expr)) {
      if (expr.kind !== "test" || expr.op !== "in") continue;
      const literal = literalBehind(expr.right, rule.source, policy);
      if (literal === undefined || literal.expr.kind !== "list") continue;
      const missing = [...new Set(leaves.filter(({ place }) => place.span === expr.span).flatMap((leaf) => leftOf(leaf, expr)))];
      if (missing.length === 0) continue;
      yield {
        title: `Add ${missing.map(shown).join(", ")} to ${literal.name ?? `the list in ${rule.name}`}`,
        files: [{ path: literal.source.path, edits: [addition(literal.expr, missing)] }],
        size: 1,
      };
    }
  }
}

/** What stands on the left in a leaf, as a literal. */
function leftOf({ values, source }: ClauseReport, expr: ExprOf<"test">): readonly string[] {
  const value = values.find((one) => one.source === printExpr(expr.left)) ?? values.find((one) => source.startsWith(one.source));
  if (value === undefined || value.value.endsWith("…")) return [];
  if (/^-?\d+(?:\.\d+)?$/.test(value.value)) return [value.value];
  if (!value.value.startsWith('"')) return /^[\w.:-]+$/.test(value.value) ? [stringLiteral(value.value)] : [];
  try {
    return [stringLiteral(String(JSON.parse(value.value)))];
  } catch {
    return [];
  }
}

function addition({ items, span }: ExprOf<"list">, literals: readonly string[]): TextEdit {
  const last = items.at(-1);
  const at = last === undefined ? span.start + 1 : last.span.end;
  return { span: { start: at, end: at }, newText: `${last === undefined ? "" : ", "}${literals.join(", ")}` };
}

/** One operand of an `and` or `or` fewer. */
function* droppedParts({ decision, source, name }: CompiledRule): Generator<PolicyChange> {
  for (const clause of decision.clauses) {
    if (clause.kind !== "when" && clause.kind !== "unless") continue;
    for (const expr of within(clause.expr)) {
      if (expr.kind !== "and" && expr.kind !== "or") continue;
      for (const [at, { span }] of expr.operands.entries()) {
        const [before, after] = [expr.operands[at - 1], expr.operands[at + 1]];
        const gone =
          before === undefined ? { start: span.start, end: after?.span.start ?? span.end } : { start: before.span.end, end: span.end };
        const title = `Leave out ${shown(source.text.slice(span.start, span.end))} in ${name}`;
        yield { title, files: [{ path: source.path, edits: [{ span: gone, newText: "" }] }], size: 4 };
      }
    }
  }
}

/** Exceptions for one argument's value each. */
function* exceptions(rule: CompiledRule, event: CallEvent, policy: Policy): Generator<PolicyChange> {
  if (event.args.kind !== "record") return;
  const reads = readsArgument(policy, event.tool);
  const params = policy.analysis.tools?.get(event.tool)?.params;
  for (const [name, value] of Object.entries(event.args.value)) {
    const written = valueText(value);
    if (value === null || written === undefined || written.length > 300 || !reads(name)) continue;
    const declared = params?.find((param) => param.name === name);
    const place = argumentText(name, params === undefined || declared !== undefined);
    const condition = `${declared?.optional === true ? `has ${place} and ` : ""}${place} == ${written}`;
    yield { title: `Make an exception in ${rule.name}: unless ${shown(condition)}`, files: [excepting(rule, condition)], size: 2 };
  }
}

/** Which of the small mistakes that a person could make are changes that a person could want, and how much they touch. */
const sizes: Partial<Record<OperatorName, number>> = {
  "flip-comparison": 2,
  "drop-clause": 4,
  "drop-unless": 4,
  "swap-source": 5,
  "swap-effect": 6,
  "drop-rule": 7,
};

function* mutations(policy: Policy, tool: string): Generator<PolicyChange> {
  const speaking = new Map(policy.on(tool).rules.map((rule) => [rule.decision, rule]));
  for (const { path, text, file } of policy.analysis.files)
    for (const { operator, edit, decision } of mutantsOf(file.statements, text)) {
      const size = /^(?:true|false)$/.test(edit.newText.trim()) ? 5 : sizes[operator];
      const rule = decision === undefined ? undefined : speaking.get(decision);
      if (size === undefined || (decision !== undefined && rule === undefined)) continue;
      const old = shown(text.slice(edit.span.start, edit.span.end).trim());
      const where = rule === undefined ? "" : ` in ${rule.name}`;
      const isGone = edit.newText.trim() === "";
      const title =
        operator === "drop-rule"
          ? `Leave ${rule?.name ?? old} out`
          : isGone
            ? `Leave out ${old}${where}`
            : titleOf(old, edit.newText, operator, where);
      yield { title, files: [{ path, edits: [isGone ? removal(edit.span, text) : edit] }], size };
    }
}

function titleOf(old: string, newText: string, operator: OperatorName, where: string): string {
  // A part of `and` or `or` is left out by the truth that does not count there.
  if (operator === "drop-clause") return `Leave out ${old}${where}`;
  return `Write ${shown(newText)} instead of ${old}${where}`;
}

/** What stands alone on its lines goes with them. */
function removal({ start, end }: Span, text: string): TextEdit {
  const before = /\s*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  const isAlone = /^[^\S\r\n]*(?:\r?\n|$)/.test(text.slice(end));
  const from = isAlone && before < start ? start - before : start;
  return { span: { start: from, end }, newText: "" };
}
