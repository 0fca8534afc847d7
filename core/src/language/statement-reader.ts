// The way from the tokens of a segment to its tree: one run of the parser for each piece that has its errors to itself, and
// lowering. Never throws; each such piece has at most one error of the parser, at its first place.
import type { CstNode, IRecognitionException, IToken, TokenType } from "chevrotain";
import { EOF } from "chevrotain";
import { type Diagnostic, diagnose, type Fix } from "../diagnostics/diagnostic.ts";
import { firstAtLeast } from "../text/sorted.ts";
import { cover, type Span } from "../text/span.ts";
import type { Clause, Statement, StringLiteral, TestCall, TestStep } from "./ast.ts";
import { type Lowering, node, nowhere } from "./cst.ts";
import { brief, spanOf, type Tokens } from "./lexer.ts";
import { literal } from "./lower-names.ts";
import { clause, decisionHead, plainStatement, step } from "./lower-statements.ts";
import { excess } from "./nesting.ts";
import { type PolicyParser, policyParser } from "./parser.ts";
import {
  type BlockSegment,
  type DecisionSegment,
  decisionWords,
  type PlainSegment,
  type Range,
  type StepSegment,
  touch,
} from "./segments.ts";
import { kw } from "./tokens.ts";

type Segment = DecisionSegment | PlainSegment | BlockSegment;

type Rule = {
  [K in keyof PolicyParser]: PolicyParser[K] extends () => CstNode ? K : never;
}[keyof PolicyParser];

const rules: Readonly<Record<Exclude<PlainSegment["kind"], "unknown">, Rule>> = {
  tools: "fileStatement",
  default: "defaultStatement",
  let: "letStatement",
  group: "groupStatement",
  trusted: "trustedStatement",
  tool: "toolStatement",
  context: "contextStatement",
};

/** What an event stands behind in an expression. */
const eventWords: ReadonlySet<TokenType> = new Set([kw.after, kw.past, kw.since, kw.of]);

export class StatementReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #text: string;
  readonly #tokens: readonly IToken[];
  /** Where the lexer found something that may make the parser stumble, in order. */
  readonly #lexicalErrors: readonly number[];

  /** Where a misspelt keyword was read as what it means. */
  readonly #misspelt: ReadonlySet<number>;

  constructor(text: string, { tokens, diagnostics, gaps }: Tokens, misspelt: readonly Diagnostic[]) {
    this.#text = text;
    this.#tokens = tokens;
    this.#misspelt = new Set(misspelt.map(({ span }) => span.start));
    const said = diagnostics.filter(({ code }) => code !== "bad-escape" && code !== "likely-slip");
    this.#lexicalErrors = [...said.map(({ span }) => span.start), ...gaps].sort((a, b) => a - b);
  }

  statement(segment: Segment): Statement | undefined {
    switch (segment.kind) {
      case "decision":
        return this.#decision(segment);
      case "test":
        return this.#test(segment);
      case "together":
        return undefined;
      case "unknown":
        this.#unknown(segment);
        return undefined;
      default:
        return this.#run(rules[segment.kind], segment, plainStatement);
    }
  }

  #decision(segment: DecisionSegment): Statement | undefined {
    const range = this.#nameless(segment.head);
    // Of a lone `rule deny` it is said that the name is missing, and not that all the rest is, too.
    const lone = range.start > segment.head.start && range.end === range.start + 1;
    const head = this.#run("decisionHead", range, decisionHead, lone);
    const clauses: Clause[] = [];
    for (const range of segment.clauses) {
      const hasWhen = clauses.some((each) => each.kind === "when");
      const place = { hasWhen, fixes: this.#floatingFixes(range, hasWhen) };
      // Of a lone `wehn` it is said that it is none, and not that all behind it is missing, too.
      const lone = range.end === range.start + 1 && this.#misspelt.has(this.#tokens[range.start]?.startOffset ?? -1);
      clauses.push(...this.#run("clause", range, (of, lowering) => clause(of, place, lowering), lone));
    }
    if (head === undefined) return undefined;
    const span = clauses.map((each) => each.span).reduce(cover, head.span);
    return { ...head, kind: "decision", span, clauses };
  }

  /** The head without a `rule` whose name was forgotten, which is reported. */
  #nameless(head: Range): Range {
    const [rule, next] = this.#tokens.slice(head.start, head.end);
    if (rule === undefined || next === undefined || rule.tokenType !== kw.rule || !decisionWords.has(next.tokenType)) return head;
    this.#report("unexpected-token", spanOf(next), next.image, "a name");
    return { start: head.start + 1, end: head.end };
  }

  /** How a `where` with which a clause begins is mended: by parentheses if it belongs to the event before it, else by `when`. */
  #floatingFixes(range: Range, hasWhen: boolean): Fix[] {
    const where = this.#tokens[range.start];
    if (where?.tokenType !== kw.where) return [];
    let tool = range.start - 1;
    while (touch(this.#tokens[tool - 1], this.#tokens[tool])) tool--;
    const before = this.#tokens[tool - 1]?.tokenType;
    if (before !== undefined && eventWords.has(before)) {
      const edits = [
        { span: nowhere(this.#tokens[tool]?.startOffset ?? 0), newText: "(" },
        { span: nowhere(this.#place(range).end), newText: ")" },
      ];
      return [{ title: "Put the pattern in parentheses", edits }];
    }
    return hasWhen ? [] : [{ title: "Write `when`", edits: [{ span: spanOf(where), newText: "when" }] }];
  }

  #test(segment: BlockSegment): Statement {
    const title: StringLiteral | undefined = this.#run("testHead", segment.head, (of) => literal(node(of, "literal")));
    const steps = segment.steps.flatMap((each) => this.#step(each));
    this.#blockEnd(segment);
    const headEnd = this.#place(segment.head).end;
    return { span: this.#place(segment), kind: "test", title: title ?? { span: nowhere(headEnd), value: "" }, steps };
  }

  #step(segment: StepSegment): TestStep[] {
    if (segment.kind === "step") return optional(this.#run("step", segment, step));
    this.#run("togetherHead", segment.head, () => undefined);
    const steps = segment.steps.flatMap((each) => this.#step(each));
    const calls = steps.filter((each): each is TestCall => each.kind === "call");
    for (const other of steps) {
      if (other.kind !== "call")
        this.#report("unexpected-token", other.span, brief(this.#text.slice(other.span.start, other.span.end)), "a call");
    }
    this.#blockEnd(segment);
    return [{ span: this.#place(segment), kind: "together", steps: calls }];
  }

  #blockEnd(segment: BlockSegment): void {
    const first = this.#tokens[segment.rest.start];
    if (segment.rest.start < segment.rest.end && first !== undefined)
      this.#report("unexpected-token", spanOf(first), brief(first.image), segment.kind === "test" ? "the next statement" : "the next step");
    if (segment.close !== undefined || segment.steps.length + segment.head.end - segment.head.start === 0) return;
    const next = this.#tokens[segment.end];
    const last = this.#tokens[segment.end - 1];
    const opened = this.#tokens[segment.head.end - 1]?.image === "{";
    if (opened && last !== undefined) this.#report("unexpected-token", spanOf(last), brief(next?.image ?? ""), "`}`");
  }

  #unknown(range: Range): void {
    const first = this.#tokens[range.start];
    if (first === undefined || this.#isExcused(range, Number.POSITIVE_INFINITY)) return;
    this.#report("unexpected-token", spanOf(first), brief(first.image), "a statement");
  }

  #report(code: "unexpected-token", span: Span, found: string, expected: string): void {
    this.diagnostics.push(diagnose(code, span, { found, expected }));
  }

  /** Whether an error before `place` in the text of a range is explained by what the lexer already said. */
  #isExcused(range: Range, place: number): boolean {
    const from = this.#place(range).start;
    const to = this.#tokens[range.end]?.startOffset ?? this.#text.length;
    const at = this.#lexicalErrors[firstAtLeast(this.#lexicalErrors, from)];
    return at !== undefined && at < to && at <= place;
  }

  /** Whether what stands in place of a comma is what the lexer has spoken of. */
  #hidesJunk({ code, span }: Diagnostic): boolean {
    if (code !== "missing-comma") return false;
    const at = this.#lexicalErrors[firstAtLeast(this.#lexicalErrors, span.start)];
    return at !== undefined && at < span.end;
  }

  #place(range: Range): Span {
    const first = this.#tokens[range.start];
    const last = this.#tokens[range.end - 1];
    if (first === undefined || last === undefined) return nowhere(this.#text.length);
    return { start: first.startOffset, end: spanOf(last).end };
  }

  /** Parses a range by a rule and lowers it; reports the first error of the parser and what lowering found before it. */
  #run<T>(rule: Rule, range: Range, lower: (of: CstNode, lowering: Lowering) => T, silent = false): T {
    const all = this.#tokens.slice(range.start, range.end);
    const tooDeep = excess(all);
    const parser = policyParser();
    parser.input = tooDeep === undefined ? all : all.slice(0, tooDeep);
    const tree = parser[rule]();
    const error = tooDeep === undefined ? parser.errors[0] : undefined;
    const lowering: Lowering = { text: this.#text, end: this.#place(range).end, diagnostics: [] };
    const result = lower(tree, lowering);
    const problem = error === undefined ? undefined : this.#syntaxError(error, range);
    const place = problem?.span.start ?? Number.POSITIVE_INFINITY;
    for (const each of lowering.diagnostics) if (each.span.start < place && !this.#hidesJunk(each)) this.diagnostics.push(each);
    const excusable = error?.token.tokenType === EOF ? Number.POSITIVE_INFINITY : place;
    if (problem !== undefined && !silent && !this.#isExcused(range, excusable)) this.diagnostics.push(problem);
    const deep = all[tooDeep ?? -1];
    if (deep !== undefined) this.diagnostics.push(diagnose("nested-too-deeply", spanOf(deep), {}));
    return result;
  }

  #syntaxError(error: IRecognitionException, range: Range): Diagnostic {
    const expected = error.message;
    if (error.token.tokenType !== EOF)
      return diagnose("unexpected-token", spanOf(error.token), { found: brief(error.token.image), expected });
    // The piece ends too early: what follows is what was found, but the place is the end of what there is.
    const next = this.#tokens[range.end];
    const last = this.#tokens[range.end - 1];
    const span = last === undefined ? nowhere(this.#text.length) : spanOf(last);
    return diagnose("unexpected-token", span, { found: brief(next?.image ?? ""), expected });
  }
}

const optional = <T>(of: T | undefined): T[] => (of === undefined ? [] : [of]);
