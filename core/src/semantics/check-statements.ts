// The walk over the statements of a policy: what each may hold, and what its parts are checked against.
import type { Clause, Decision, Expr, GroupStatement, LetStatement, Pattern, Statement, TestStep } from "../language/ast.ts";
import { type Piece, pieceAt } from "../language/pieces.ts";
import { Expressions } from "./check-expressions.ts";
import type { Findings } from "./findings.ts";
import { type Endless, maximalChain } from "./references.ts";
import { type Found, type Notes, outside, type Region, type Scope } from "./scope.ts";
import { json, type Type } from "./types.ts";
import { checkDecisionSight, checkStepSight, checkTrustedSight } from "./visibility.ts";

/** What was found of a statement that began at `start`. */
interface Checked {
  readonly found: Found;
  readonly start: number;
}

/** Checks the statements of a file: of those that were checked before it says again what it said, wherever it holds. */
export class StatementChecker {
  readonly #notes: Notes;
  readonly #findings: Findings;
  /** As it is now: another analysis may begin while something is still asked of this one. */
  readonly #endless: Endless;
  readonly #expressions: Expressions;
  /** What the walk over a statement noted of its expressions: made when it is asked for, where the walk was spared. */
  readonly #walked = new Map<Piece, readonly Region[]>();

  constructor(notes: Notes, findings: Findings) {
    this.#notes = notes;
    this.#findings = findings;
    this.#endless = findings.endless;
    this.#expressions = new Expressions(notes, new Set([...this.#endless.circles, ...this.#endless.chains]));
  }

  run(): void {
    const { source, defaults } = this.#notes.loaded;
    for (const piece of source.pieces) if (piece.content.statement !== undefined) this.#add(piece);
    duplicates(this.#notes);
    for (const { span } of defaults.slice(1)) this.#notes.report(outside, "repeated-default", span, {});
  }

  /** The type of an expression of the file; undefined for any other. */
  typeOf(expr: Expr): Type | undefined {
    if (!this.#notes.types.has(expr)) this.#regionsOf(this.#around(expr.span.start)[0]);
    return this.#notes.types.get(expr);
  }

  /** The regions of the statements around an offset. */
  regionsAt(offset: number): readonly Region[] {
    return this.#around(offset).flatMap((piece) => this.#regionsOf(piece));
  }

  #add(piece: Piece): void {
    const shelf = this.#findings.shelf<Checked>(piece.content, StatementChecker);
    const known = shelf.get();
    // What was meant by a misspelt name rests on all names that there are.
    if (known !== undefined && (known.found.comparisons === 0 || this.#findings.namesStand) && this.#notes.mayAdd(known.found)) {
      this.#notes.add(known.found, piece.start - known.start);
      return;
    }
    const found = this.#walk(piece);
    if (this.#notes.mayAdd(found)) shelf.set({ found, start: piece.start });
    this.#notes.add(found, 0);
  }

  #walk(piece: Piece): Found {
    const found = this.#notes.apart(() => {
      if (piece.statement !== undefined) checkStatement(piece.statement, this.#notes, this.#expressions, this.#endless);
    });
    this.#walked.set(piece, found.regions);
    return found;
  }

  #regionsOf(piece: Piece | undefined): readonly Region[] {
    if (piece === undefined) return [];
    return this.#walked.get(piece) ?? this.#walk(piece).regions;
  }

  /** The piece that holds an offset, and the one that may end there. */
  #around(offset: number): readonly Piece[] {
    const { pieces } = this.#notes.loaded.source;
    const at = pieceAt(pieces, offset);
    return [pieces[at], pieces[at - 1]].filter((piece) => piece !== undefined);
  }
}

function checkNames({ name: { text, span } }: LetStatement | GroupStatement, notes: Notes, { circles, chains }: Endless): void {
  if (circles.has(text)) notes.report(outside, "recursive-let", span, { name: text });
  else if (chains.has(text)) notes.report(outside, "nested-too-deeply", span, { names: maximalChain });
}

function checkStatement(statement: Statement, notes: Notes, expressions: Expressions, endless: Endless): void {
  if (statement.kind === "let" || statement.kind === "group") checkNames(statement, notes, endless);
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
  expressions.infer(value, scope);
  // What a let uses counts as used only by others than itself.
  notes.disuse(name.text);
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
