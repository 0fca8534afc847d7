// What the lints ask of a policy: its rules with their tools and conditions, what can be permitted at all, and which of it is
// whole enough to speak about. A rule with an error in it is no evidence of anything.
import type { DiagnosticArguments, DiagnosticCode } from "../../diagnostics/catalogue.ts";
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { Decision, Expr, Selector } from "../../language/ast.ts";
import type { Span } from "../../text/span.ts";
import type { BoundDecision, ToolParam } from "../analysis.ts";
import { Findings } from "../findings.ts";
import { remembered } from "../memory.ts";
import { entails } from "../reason/entails.ts";
import type { Domain } from "../reason/facts.ts";
import { all, always, any, certainly, type Formula, never, type Terms } from "../reason/formula.ts";
import { type Answer, type Budget, questionCap, together } from "../reason/solve.ts";
import { endlessNames, within } from "../references.ts";
import type { More, Notes } from "../scope.ts";
import { alternatives, enumValues, fieldOf, unite } from "../type-rules.ts";
import { json, type Type } from "../types.ts";
import { brokenDecisions, isSound } from "./broken.ts";
import { conditionParts, type Part } from "./conditions.ts";
import { conditionsIn, factKey, Rule, RuleFacts } from "./rule.ts";

export { Rule } from "./rule.ts";

/** All questions to the solver of one analysis together: what bounds their time. */
const budgetOfAnalysis = 60_000;

/** One question whether a formula entails another: these are asked of few rules at a time. */
const budgetOfQuestion = 3000;

/** All pairs of rules that are looked at, for the same reason. */
const pairsOfAnalysis = 1_000_000;

/** Places of rules: by each tool that they can match, and those that may match any. */
interface Places {
  readonly named: ReadonlyMap<string, readonly number[]>;
  readonly open: readonly number[];
}

function placesOf(rules: readonly Rule[]): Places {
  const named = new Map<string, number[]>();
  const open: number[] = [];
  for (const [at, { possible }] of rules.entries()) {
    if (possible === undefined) open.push(at);
    else for (const tool of possible) remembered(named, tool, () => []).push(at);
  }
  return { named, open };
}

/** What was used up of what bounds the time. */
export interface Spent {
  readonly questions: number;
  readonly pairs: number;
}

export class Rulebook {
  readonly notes: Notes;
  readonly findings: Findings;
  /** Of all files, those without errors. */
  readonly rules: readonly Rule[];
  readonly own: readonly Rule[];
  readonly terms: Terms;
  readonly #whole: boolean;
  readonly #budget: Budget = { left: budgetOfAnalysis };
  readonly #names = new Map<Selector, readonly string[] | undefined>();
  readonly #byTool = new Map<string, readonly Rule[]>();
  /** What was asked of the rest of the policy, with the answers, while somebody wants to know. */
  #asked: Map<string, unknown> | undefined;
  #reported: Diagnostic[] = [];

  constructor(notes: Notes, findings = new Findings()) {
    const { loaded } = notes;
    const { circles, chains } = endlessNames(loaded);
    const recursive = new Set([...circles, ...chains]);
    this.notes = notes;
    this.findings = findings;
    const isBroken = brokenDecisions(loaded.source, notes.found.diagnostics);
    this.rules = loaded.decisions.filter((one) => !isBroken(one)).map((one) => this.#ruleOf(one, this.#factsOf(one)));
    this.own = this.rules.filter(({ own }) => own);
    this.#whole = !loaded.incomplete && this.rules.length === loaded.decisions.length && loaded.files.every(isSound);
    this.terms = {
      letNamed: (name) => {
        const statement = loaded.lets.get(name)?.unplaced;
        return statement === undefined || statement.params !== undefined || recursive.has(name) ? undefined : statement.value;
      },
      known: new Map(),
      isPlain: (expr) => isPlain(expr, (root) => this.#rootType(root)),
      isBoolean: (expr) => {
        const kinds = alternatives(pathType(expr, (root) => this.#rootType(root)) ?? json);
        return kinds.length > 0 && kinds.every(({ kind }) => kind === "boolean");
      },
    };
  }

  /** A rule as the book has its own, of whatever text. */
  ruleOf(bound: BoundDecision): Rule {
    return this.#ruleOf(
      bound,
      factsOf(bound, this.notes, (selector) => this.names(selector)),
    );
  }

  #ruleOf(bound: BoundDecision, facts: RuleFacts): Rule {
    return new Rule(bound, facts, bound.source === this.notes.loaded.source);
  }

  #factsOf(bound: BoundDecision): RuleFacts {
    const shelf = this.findings.shelf<RuleFacts>(bound.piece.content, Rule);
    const known = shelf.get();
    if (known !== undefined) return known;
    const facts = factsOf(bound, this.notes, (selector) => this.names(selector));
    shelf.set(facts);
    return facts;
  }

  /** What is reported meanwhile, what was asked of the rest of the policy for it, and what it cost: undefined where the time that
   * there is for all did not suffice. */
  watch(find: () => void): {
    readonly reported: readonly Diagnostic[];
    readonly asked: ReadonlyMap<string, unknown>;
    readonly spent: Spent | undefined;
  } {
    const asked = new Map<string, unknown>();
    const [questions, pairs] = [this.#budget.left, this.#pairs];
    this.#asked = asked;
    this.#reported = [];
    this.#isShort = false;
    find();
    this.#asked = undefined;
    const spent = { questions: questions - this.#budget.left, pairs: pairs - this.#pairs };
    return { reported: this.#reported, asked, spent: this.#isShort ? undefined : spent };
  }

  /** Spends what an answer cost once. False where it cannot be had: then it has to be found again. */
  spend({ questions, pairs }: Spent): boolean {
    if (this.#budget.left - questions < questionCap || this.#pairs < pairs) return false;
    this.#budget.left -= questions;
    this.#pairs -= pairs;
    return true;
  }

  /** The answer to what was asked before, as it is now. */
  answer(question: string): unknown {
    if (!this.#answers.has(question)) this.#answers.set(question, this.#answer(question));
    return this.#answers.get(question);
  }
  readonly #answers = new Map<string, unknown>();

  #answer(question: string): unknown {
    if (question === "whole") return this.#whole;
    if (question === "default") return this.#default;
    if (question === "standing") return this.findings.same(question, this.#standing());
    const [kind = ""] = question.split(" ", 1);
    const rules = this.#about(question.slice(kind.length + 1));
    return this.findings.same(
      question,
      rules.map(({ facts, name }) => (kind === "names" ? name : facts)),
    );
  }

  #note(question: string): void {
    if (this.#asked !== undefined && !this.#asked.has(question)) this.#asked.set(question, this.answer(question));
  }

  /** What is trusted, and what grants permit, has a bearing on what is asked for. */
  askStanding(): void {
    this.#note("standing");
  }

  #standing(): readonly unknown[] {
    const trusted = this.notes.loaded.trusted.map(({ piece }) => {
      const shelf = this.findings.shelf<object>(piece.content, Rulebook);
      const known = shelf.get() ?? {};
      shelf.set(known);
      return known;
    });
    return [...trusted, ...this.rules.filter(({ kind }) => kind === "grant").map(({ facts }) => facts)];
  }

  /** Whether everything was read, so that what no rule says is said nowhere. */
  get whole(): boolean {
    this.#note("whole");
    return this.#whole;
  }

  get #default(): string | undefined {
    return this.notes.loaded.defaults[0]?.effect;
  }

  /** The tools that a selector certainly means, and no others of those that exist; undefined where that is open. */
  names(selector: Selector): readonly string[] | undefined {
    const known = this.notes.toolsOf(selector);
    if (known !== undefined) return known;
    if (!this.#names.has(selector)) this.#names.set(selector, plainNames(selector, this.notes.loaded.groups, 0));
    return this.#names.get(selector);
  }

  /** The rules that a call of the tool concerns. */
  about(tool: string): readonly Rule[] {
    this.#note(`about ${tool}`);
    return this.#about(tool);
  }

  #about(tool: string): readonly Rule[] {
    return remembered(this.#byTool, tool, () => this.#candidates(tool).filter((rule) => rule.matches(tool)));
  }

  /** The denies among them. */
  denies(tool: string): readonly Rule[] {
    this.#note(`about ${tool}`);
    return remembered(this.#denies, tool, () => this.#about(tool).filter(({ kind }) => kind === "deny"));
  }
  readonly #denies = new Map<string, readonly Rule[]>();

  /** Rules among which all are that may match the tool, in their order. */
  #candidates(tool: string): readonly Rule[] {
    this.#places ??= placesOf(this.rules);
    const { named, open } = this.#places;
    const places = [...(named.get(tool) ?? []), ...open].sort((a, b) => a - b);
    return places.flatMap((at) => this.rules[at] ?? []);
  }
  #places: Places | undefined;

  /** Whether another pair of rules may be held against each other. What is found beyond what so many pairs tell is not. */
  mayCompare(): boolean {
    if (this.#pairs <= 0) this.#isShort = true;
    return this.#pairs-- > 0;
  }
  #pairs = pairsOfAnalysis;

  /** Whether every call of the tool is certainly blocked. A missing `default` line may stand in a file that imports this one. */
  neverHappens(tool: string): boolean {
    const rules = this.about(tool);
    if (rules.some((rule) => rule.kind === "deny" && rule.isUnconditional)) return this.whole;
    if (rules.some(({ kind }) => kind === "allow" || kind === "ask" || kind === "grant")) return false;
    this.#note("default");
    return this.#default === "deny" && this.whole;
  }

  param(tool: string, name: string): ToolParam | undefined {
    return this.notes.loaded.tools?.get(tool)?.params.find((param) => param.name === name);
  }

  /** When the rule's condition is certainly true. */
  holds(rule: Rule): Formula {
    const { when, unless } = rule.unplaced;
    return rule.facts.once(holdsKey, () => all([this.certainly(when, true, always), this.certainly(unless, false, always)]));
  }

  /** When it is certainly not. */
  fails(rule: Rule): Formula {
    const { when, unless } = rule.unplaced;
    return rule.facts.once(failsKey, () => any([this.certainly(when, false, never), this.certainly(unless, true, never)]));
  }

  certainly(expr: Expr | undefined, want: boolean, absent: Formula = always): Formula {
    return expr === undefined ? absent : certainly(expr, want, this.terms);
  }

  /** Whether formulas about one call of one of these tools can hold together. */
  together(formulas: readonly Formula[], tools: readonly string[] | undefined): Answer {
    if (this.#budget.left < questionCap) this.#isShort = true;
    return together(formulas, this.#domainsOf(tools), this.#budget);
  }

  /** Whether, on every call of one of these tools, the second holds where the first does; as far as one question may go. */
  entails(from: Formula, to: Formula, tools: readonly string[] | undefined): boolean {
    return entails(from, to, this.#domainsOf(tools), { left: budgetOfQuestion });
  }

  #domainsOf(tools: readonly string[] | undefined): (term: string) => Domain {
    const domains = remembered(this.#domains, tools, () => new Map<string, Domain>());
    return (term) => remembered(domains, term, () => this.#domain(term, tools));
  }

  /** By the very list of tools, as rules have them. */
  readonly #domains = new Map<readonly string[] | undefined, Map<string, Domain>>();
  readonly #alone = new Map<string, readonly string[]>();

  /** The tool by itself, always the same list. */
  alone(tool: string): readonly string[] {
    return remembered(this.#alone, tool, () => [tool]);
  }

  #domain(term: string, tools: readonly string[] | undefined): Domain {
    if (/^(count|length|distinct)\(/.test(term) && !/\) [-+*?]/.test(term)) return { integer: true, least: 0 };
    const name = /^args\.([A-Za-z_]\w*)$/.exec(term)?.[1];
    if (name === undefined || tools === undefined || tools.length === 0) return {};
    const types = tools.map((tool) => this.param(tool, name)?.type);
    const known = types.filter((type) => type !== undefined);
    if (known.length < types.length) return {};
    const strings = known.map(enumValues);
    const named = strings.filter((values) => values !== undefined);
    return {
      ...(named.length === strings.length ? { strings: [...new Set(named.flat())] } : {}),
      integer: known.every((type) => type.kind === "number" && type.integer),
      boolean: known.every(({ kind }) => kind === "boolean"),
    };
  }

  /** What `args` and `context` hold, over all tools. */
  #rootType(name: string): Type | undefined {
    const { context, tools } = this.notes.loaded;
    if (name === "context") return context === undefined ? json : { kind: "record", fields: context, open: true };
    if (name !== "args") return undefined;
    if (this.#args !== undefined) return this.#args;
    const byName = new Map<string, Type[]>();
    for (const { params } of tools?.values() ?? [])
      for (const { name: field, type } of params) remembered(byName, field, () => []).push(type);
    const united = [...byName].map(([field, types]) => ({ name: field, optional: true, type: unite(types) }));
    this.#args = { kind: "record", open: true, fields: united };
    return this.#args;
  }
  #args: Type | undefined;

  /** The parts of the rule's conditions, walked once. */
  parts(rule: Rule): readonly Part[] {
    return remembered(this.#parts, rule, () => conditionParts(rule, this));
  }
  readonly #parts = new Map<Rule, readonly Part[]>();

  /** Every expression in the rule's conditions, lets not followed. */
  within(rule: Rule): readonly Expr[] {
    return remembered(this.#within, rule, () => conditionsOf(rule.decision).flatMap(within));
  }
  readonly #within = new Map<Rule, readonly Expr[]>();

  /** Whether no call certainly meets the rule's conditions. */
  neverHolds(rule: Rule): boolean {
    if (rule.unplaced.when === undefined && rule.unplaced.unless === undefined) return false;
    const { never, isShort } = remembered(this.#never, rule, () => this.#asksWhetherNever(rule));
    if (isShort) this.#isShort = true;
    return never;
  }
  readonly #never = new Map<Rule, { readonly never: boolean; readonly isShort: boolean }>();

  #asksWhetherNever(rule: Rule): { readonly never: boolean; readonly isShort: boolean } {
    const known = rule.facts.get(neverKey);
    if (known !== undefined && this.spend(known.spent)) return { never: known.never, isShort: false };
    const before = this.#budget.left;
    const never = this.together([this.holds(rule)], rule.tools).kind === "never";
    const isShort = before < questionCap;
    // What was found for want of time is no lasting truth.
    if (!isShort) rule.facts.once(neverKey, () => ({ never, spent: { questions: before - this.#budget.left, pairs: 0 } }));
    return { never, isShort };
  }
  #isShort = false;

  report<C extends DiagnosticCode>(code: C, span: Span, args: DiagnosticArguments<C>, more: More = {}): void {
    this.add(diagnose(code, span, args, more));
  }

  add(one: Diagnostic): void {
    this.#reported.push(one);
  }

  /** The text of the checked file. */
  text({ start, end }: Span): string {
    return this.notes.loaded.source.text.slice(start, end);
  }
}

/** By which what was found of a rule is kept. */
const [holdsKey, failsKey] = [factKey<Formula>(), factKey<Formula>()];
const neverKey = factKey<{ readonly never: boolean; readonly spent: Spent }>();

function factsOf({ unplaced }: BoundDecision, notes: Notes, names: (of: Selector) => readonly string[] | undefined): RuleFacts {
  const conditions = conditionsIn(unplaced);
  const { selector } = conditions;
  if (selector === undefined) return new RuleFacts({ conditions, tools: undefined, matches: () => false, possible: new Set() });
  const expanded = notes.expanded(selector);
  return new RuleFacts({ conditions, tools: names(selector), matches: expanded.matches, possible: expanded.names });
}

export const conditionsOf = (decision: Decision): readonly Expr[] =>
  decision.clauses.flatMap((clause) => (clause.kind === "when" || clause.kind === "unless" || clause.kind === "uses" ? [clause.expr] : []));

/** All conditions of a decision, those of its head too. */
export const expressionsOf = (decision: Decision): readonly Expr[] => [...headExpressions(decision), ...conditionsOf(decision)];

export function headExpressions({ head }: Decision): readonly Expr[] {
  const some = (...parts: readonly (Expr | undefined)[]): readonly Expr[] => parts.filter((part) => part !== undefined);
  if (head.kind === "require") return some(head.pattern.where);
  if (head.kind === "expect") return some(head.pattern.where, head.followedBy.where);
  return head.kind === "limit" ? some(head.measure?.of, head.where, head.to, head.forEach) : [];
}

function plainNames(selector: Selector, groups: Notes["loaded"]["groups"], depth: number): readonly string[] | undefined {
  if (depth > 20 || selector.except.length > 0) return undefined;
  const found: string[] = [];
  for (const { text, glob, quoted } of selector.tools) {
    if (glob || text === "") return undefined;
    const group = quoted ? undefined : groups.get(text);
    const names = group === undefined ? [text] : plainNames(group.statement.selector, groups, depth + 1);
    if (names === undefined) return undefined;
    found.push(...names);
  }
  return found;
}

/** The type of a path from `args` or `context`; undefined for any other expression. */
function pathType(expr: Expr, root: (name: string) => Type | undefined): Type | undefined {
  if (expr.kind === "name") return root(expr.name);
  if (expr.kind !== "field") return undefined;
  const of = pathType(expr.target, root);
  return of === undefined ? undefined : (fieldOf(of, expr.field.text) ?? json);
}

const converted: ReadonlySet<Type["kind"]> = new Set<Type["kind"]>(["date", "time", "host", "domain", "duration"]);

function isPlain(expr: Expr, root: (name: string) => Type | undefined): boolean {
  if (expr.kind === "call") return expr.name.text === "lower";
  const type = pathType(expr, root);
  return type !== undefined && alternatives(type).every(({ kind }) => !converted.has(kind));
}
