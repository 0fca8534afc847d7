// The walk over the statements of a policy: what each may hold, and what its parts are checked against.
import type { Clause, Decision, LetStatement, Pattern, Statement, TestStep } from "../language/ast.ts";
import { Expressions } from "./check-expressions.ts";
import { endlessNames, maximalChain } from "./references.ts";
import { type Notes, outside, type Scope } from "./scope.ts";
import { json, type Type } from "./types.ts";
import { checkDecisionSight, checkStepSight, checkTrustedSight } from "./visibility.ts";

export function checkStatements(notes: Notes): void {
  const { loaded } = notes;
  const { circles, chains } = endlessNames(loaded);
  const expressions = new Expressions(notes, new Set([...circles, ...chains]));
  for (const statement of loaded.source.file.statements) {
    if (statement.kind === "let" || statement.kind === "group") {
      const { text, span } = statement.name;
      if (circles.has(text)) notes.report(outside, "recursive-let", span, { name: text });
      else if (chains.has(text)) notes.report(outside, "nested-too-deeply", span, { names: maximalChain });
    }
    checkStatement(statement, notes, expressions);
  }
  duplicates(notes);
  for (const { span } of loaded.defaults.slice(1)) notes.report(outside, "repeated-default", span, {});
}

function checkStatement(statement: Statement, notes: Notes, expressions: Expressions): void {
  switch (statement.kind) {
    case "decision":
      checkDecision(statement, notes, expressions);
      return;
    case "let":
      checkLet(statement, notes, expressions);
      return;
    case "group":
      notes.selector(outside, statement.selector);
      return;
    case "trusted":
      pattern(statement.pattern, outside, notes, expressions);
      checkTrustedSight(statement, notes);
      return;
    case "test":
      for (const step of statement.steps) checkStep(step, notes, expressions);
      return;
    default:
  }
}

function checkLet({ name, params, value, span }: LetStatement, notes: Notes, expressions: Expressions): void {
  let scope = outside;
  for (const param of params ?? []) scope = notes.bind(scope, "parameter", param, json, span);
  // What a let uses counts as used only by others than itself.
  const used = notes.used.has(name.text);
  expressions.infer(value, scope);
  if (!used) notes.used.delete(name.text);
}

/** Checks a pattern and gives what its binder adds. */
function pattern({ binder, selector, where, span }: Pattern, scope: Scope, notes: Notes, expressions: Expressions): Scope {
  notes.selector(scope, selector);
  const tools = notes.toolsOf(selector);
  const event: Type = { kind: "event", tools };
  notes.region(scope, span, "it", tools);
  const inner = notes.bind(scope, "binder", binder, event, span);
  expressions.condition(where, binder === undefined ? { ...inner, it: event } : inner);
  return inner;
}

function checkDecision(decision: Decision, notes: Notes, expressions: Expressions): void {
  const { head, clauses, keyword, span } = decision;
  const selector = head.kind === "require" ? head.before : head.kind === "expect" ? undefined : head.selector;
  const tools = selector === undefined ? undefined : notes.toolsOf(selector);
  const scope: Scope = { ...outside, tools };
  notes.region(scope, span, "args", tools);
  if (selector !== undefined) notes.selector(scope, selector);
  if (head.kind === "require") pattern(head.pattern, scope, notes, expressions);
  if (head.kind === "expect") pattern(head.followedBy, pattern(head.pattern, scope, notes, expressions), notes, expressions);
  if (head.kind === "limit") {
    expressions.condition(head.where, scope);
    for (const part of [head.measure?.of, head.to, head.forEach]) if (part !== undefined) expressions.infer(part, scope);
  }
  const seen = new Set<string>();
  for (const clause of clauses) {
    checkClausePlace(clause, head.kind, seen, notes);
    seen.add(clause.kind);
    if (clause.kind === "when" || clause.kind === "unless") expressions.condition(clause.expr, scope);
    else if (clause.kind === "uses") expressions.infer(clause.expr, scope);
    else if (clause.kind === "example") {
      notes.selector(scope, { span: clause.call.tool.span, tools: [clause.call.tool], except: [] });
      for (const { value } of clause.call.args) expressions.infer(value, outside);
    }
  }
  if (head.kind === "grant" && !seen.has("uses")) {
    notes.report(outside, "misplaced-clause", keyword, { clause: "grant", on: "a rule without `uses`" });
  }
  checkDecisionSight(decision, notes);
}

const effects: ReadonlySet<string> = new Set(["allow", "deny", "ask", "flag"]);

function checkClausePlace(clause: Clause, on: string, seen: ReadonlySet<string>, notes: Notes): void {
  const { kind, keyword } = clause;
  const misplaced = (kind === "uses" && on !== "grant") || (kind === "example" && !effects.has(on));
  if (misplaced) notes.report(outside, "misplaced-clause", keyword, { clause: kind, on });
  else if (seen.has(kind) && kind !== "example") notes.report(outside, "repeated-clause", keyword, { clause: kind });
}

function checkStep(step: TestStep, notes: Notes, expressions: Expressions): void {
  checkStepSight(step, notes);
  if (step.kind === "together") for (const inner of step.steps) checkStep(inner, notes, expressions);
  else if (step.kind === "context") expressions.infer(step.value, outside);
  else if (step.kind === "call") {
    const { tool, args } = step.call;
    notes.selector(outside, { span: tool.span, tools: [tool], except: [] });
    for (const { value } of args) expressions.infer(value, outside);
    if (step.outcome !== undefined) expressions.infer(step.outcome.value, outside);
  }
}

/** Each name that was declared before, in this file or in an import. */
function duplicates(notes: Notes): void {
  const { source, symbols } = notes.loaded;
  const own = symbols.filter(({ path }) => path === source.path).sort((a, b) => a.span.start - b.span.start);
  const first = new Map(symbols.filter(({ path }) => path !== source.path).map((symbol) => [symbol.name, symbol]));
  for (const symbol of own) {
    const earlier = first.get(symbol.name);
    if (earlier === undefined) first.set(symbol.name, symbol);
    else {
      const place = earlier.path === source.path ? { span: earlier.span } : { path: earlier.path, span: earlier.span };
      const related = [{ ...place, message: `\`${symbol.name}\` is declared here` }];
      notes.report(outside, "duplicate-name", symbol.span, { name: symbol.name }, { related });
    }
  }
}
