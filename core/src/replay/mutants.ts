// THE table of mutation operators: small mistakes that a person could make in a policy, each as an edit of its text. What is
// removed leaves its line ends behind, so that rules without a name keep the line that they are known by.
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import type { Clause, Comparison, Decision, Expr, Selector, Source, Statement } from "../language/ast.ts";
import { partsOf } from "../semantics/references.ts";
import type { Span } from "../text/span.ts";
import { conditionsOf } from "./reach.ts";

export type OperatorName = keyof typeof operators;

export interface Mutant {
  readonly operator: OperatorName;
  readonly edit: TextEdit;
  /** The rule that it stands in; undefined in lets, groups and the like. */
  readonly decision: Decision | undefined;
}

interface Operator {
  readonly about: string;
  readonly ofStatement?: (statement: Statement, text: string) => Iterable<TextEdit>;
  readonly ofExpr?: (expr: Expr, text: string) => Iterable<TextEdit>;
}

const operators = {
  "drop-rule": {
    about: "leave a rule out",
    *ofStatement({ kind, span }, text) {
      if (kind === "decision" || kind === "trusted") yield removal(span, text);
    },
  },
  "drop-clause": {
    about: "leave a condition, or a part of one, out",
    *ofStatement(statement, text) {
      for (const clause of clausesOf(statement, "when")) if (clause.expr.kind !== "and") yield removal(clause.span, text);
    },
    *ofExpr(expr, text) {
      if (expr.kind !== "and" && expr.kind !== "or") return;
      for (const { span } of expr.operands) yield { span, newText: `${expr.kind === "and"}${lineEnds(span, text)}` };
    },
  },
  "drop-unless": {
    about: "leave an exception out",
    *ofStatement(statement, text) {
      for (const { span } of clausesOf(statement, "unless")) yield removal(span, text);
    },
  },
  negate: {
    about: "turn a condition round",
    *ofExpr(expr, text) {
      if (expr.kind === "not") yield { span: expr.span, newText: `(${textOf(expr.operand.span, text)})` };
      else if (isTest(expr) && !(expr.kind === "compare" && (expr.op === "==" || expr.op === "!=")))
        yield { span: expr.span, newText: `not (${textOf(expr.span, text)})` };
    },
  },
  "flip-comparison": {
    about: "compare otherwise",
    *ofExpr(expr, text) {
      if (expr.kind !== "compare") return;
      const gap = { start: expr.left.span.end, end: expr.right.span.start };
      const at = textOf(gap, text).indexOf(expr.op);
      if (at < 0) return;
      const start = gap.start + at;
      yield { span: { start, end: start + expr.op.length }, newText: flipped[expr.op] };
    },
  },
  "move-bound": {
    about: "move a number by one",
    *ofStatement(statement) {
      if (statement.kind === "decision" && statement.head.kind === "limit") yield* moved(statement.head.to);
      if (statement.kind === "let") yield* moved(statement.value);
      if (statement.kind === "decision") for (const clause of clausesOf(statement, "uses")) yield* moved(clause.expr);
    },
    *ofExpr(expr, text) {
      if (expr.kind === "compare") for (const side of [expr.left, expr.right]) yield* moved(side);
      if (expr.kind !== "past" || expr.within?.kind !== "steps") return;
      const { span, steps } = expr.within;
      for (const to of [steps + 1, steps - 1])
        if (to > 0) yield { span, newText: textOf(span, text).replace(/\d[\d_]*/, () => String(to)) };
    },
  },
  "swap-word": {
    about: "any for all, first for last, min for max, and for or",
    *ofExpr(expr, text) {
      if (expr.kind === "and" || expr.kind === "or") {
        const first = expr.operands[0];
        const last = expr.operands.at(-1);
        if (first === undefined || last === undefined) return;
        let newText = "";
        for (const [at, { span }] of expr.operands.entries()) {
          const before = expr.operands[at - 1];
          if (before !== undefined)
            newText += textOf({ start: before.span.end, end: span.start }, text).replace(expr.kind, expr.kind === "and" ? "or" : "and");
          newText += textOf(span, text);
        }
        yield { span: { start: first.span.start, end: last.span.end }, newText };
        return;
      }
      const other = expr.kind === "fold" ? swapped[expr.fold] : undefined;
      if (expr.kind !== "fold" || other === undefined) return;
      const span = { start: expr.span.start, end: expr.span.start + expr.fold.length };
      if (textOf(span, text) === expr.fold) yield { span, newText: other };
    },
  },
  "swap-source": {
    about: "take a value from elsewhere",
    *ofExpr(expr) {
      if (expr.kind === "origin") yield* otherSources(expr.source);
    },
  },
  "swap-effect": {
    about: "decide otherwise",
    *ofStatement(statement, text) {
      const kind = statement.kind === "decision" ? statement.head.kind : statement.kind === "default" ? statement.effect : undefined;
      const other = kind === undefined ? undefined : effects[kind];
      if (kind === undefined || other === undefined) return;
      const within = statement.kind === "decision" ? statement.keyword : statement.span;
      const start = text.lastIndexOf(kind, within.end - kind.length);
      if (start >= within.start) yield { span: { start, end: start + kind.length }, newText: other };
    },
  },
  "widen-group": {
    about: "speak of more tools or fields",
    *ofStatement(statement, text) {
      for (const { tools, except, span } of selectorsOf(statement)) {
        const last = tools.at(-1);
        if (except.length > 0 && last !== undefined) yield removal({ start: last.span.end, end: span.end }, text);
      }
      if (statement.kind === "trusted" && statement.only !== undefined)
        yield removal({ start: statement.pattern.span.end, end: statement.span.end }, text);
    },
  },
  "narrow-group": {
    about: "forget one tool of several",
    *ofStatement(statement, text) {
      for (const { tools } of selectorsOf(statement))
        for (const [at, { span }] of tools.entries()) {
          const [before, after] = [tools[at - 1], tools[at + 1]];
          if (after !== undefined) yield removal({ start: span.start, end: after.span.start }, text);
          else if (before !== undefined) yield removal({ start: before.span.end, end: span.end }, text);
        }
    },
  },
} satisfies Readonly<Record<string, Operator>>;

/** What each operator does, in words. */
export const operatorTitles: Readonly<Record<OperatorName, string>> = Object.fromEntries(
  Object.entries(operators).map(([name, { about }]) => [name, about]),
) as Record<OperatorName, string>;

const table = Object.entries(operators) as readonly (readonly [OperatorName, Operator])[];

/** All mutants of a policy file, in the order of its text. Tests and examples are what they are tried with, and stay. */
export function mutantsOf(statements: readonly Statement[], text: string): readonly Mutant[] {
  const mutants: Mutant[] = [];
  const seen = new Set<string>();
  const add = (operator: OperatorName, edit: TextEdit, decision: Decision | undefined): void => {
    const key = JSON.stringify(edit);
    if (seen.has(key) || textOf(edit.span, text) === edit.newText) return;
    seen.add(key);
    mutants.push({ operator, edit, decision });
  };
  for (const statement of statements) {
    const decision = statement.kind === "decision" ? statement : undefined;
    for (const [name, { ofStatement }] of table) for (const edit of ofStatement?.(statement, text) ?? []) add(name, edit, decision);
    const open = expressionsOf(statement).map((expr) => ({ expr, turned: false }));
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const { expr, turned } = at;
      // What stands behind `not` is turned round already, where the `not` goes.
      for (const [name, { ofExpr }] of table)
        if (!(turned && name === "negate")) for (const edit of ofExpr?.(expr, text) ?? []) add(name, edit, decision);
      for (const part of partsOf(expr)) open.push({ expr: part, turned: expr.kind === "not" });
    }
  }
  return mutants.sort((a, b) => a.edit.span.start - b.edit.span.start);
}

const textOf = ({ start, end }: Span, text: string): string => text.slice(start, end);
const lineEnds = (span: Span, text: string): string => textOf(span, text).replace(/[^\r\n]/g, "");
const removal = (span: Span, text: string): TextEdit => ({ span, newText: lineEnds(span, text) });

type Condition = Extract<Clause, { expr: Expr }>;
const clausesOf = (statement: Statement, kind: Condition["kind"]): readonly Condition[] =>
  statement.kind === "decision" ? statement.clauses.filter((clause): clause is Condition => clause.kind === kind) : [];

function expressionsOf(statement: Statement): readonly Expr[] {
  if (statement.kind === "decision") return conditionsOf(statement);
  if (statement.kind === "let") return [statement.value];
  return statement.kind === "trusted" && statement.pattern.where !== undefined ? [statement.pattern.where] : [];
}

function selectorsOf(statement: Statement): readonly Selector[] {
  switch (statement.kind) {
    case "group":
      return [statement.selector];
    case "trusted":
      return [statement.pattern.selector];
    case "decision": {
      const { head } = statement;
      if (head.kind === "require") return [head.pattern.selector, head.before];
      return head.kind === "expect" ? [head.pattern.selector, head.followedBy.selector] : [head.selector];
    }
    default:
      return [];
  }
}

/** Whether it is true or false by its form. What is joined by `and` and `or` is turned round part by part. */
function isTest(expr: Expr): boolean {
  switch (expr.kind) {
    case "compare":
    case "test":
    case "matches":
    case "origin":
    case "has":
    case "after":
      return true;
    case "fold":
      return expr.fold === "any" || expr.fold === "all" || expr.fold === "none";
    default:
      return expr.kind === "name" && expr.name === "granted";
  }
}

const flipped: Readonly<Record<Comparison, Comparison>> = { "==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">" };
const swapped: Readonly<Record<string, string | undefined>> = {
  any: "all",
  all: "any",
  first: "last",
  last: "first",
  min: "max",
  max: "min",
};
const effects: Readonly<Record<string, string | undefined>> = { allow: "ask", ask: "allow", deny: "ask" };
const sources: Readonly<Record<string, string | undefined>> = {
  user: "trusted",
  trusted: "user",
  untrusted: "trusted",
  system: "user",
};

function* otherSources(source: Source): Iterable<TextEdit> {
  if (source.kind === "any") for (const one of source.sources) yield* otherSources(one);
  const other = sources[source.kind];
  if (other !== undefined) yield { span: source.span, newText: other };
}

/** A number, one more and one less; what is no number is left alone. */
function* moved(expr: Expr): Iterable<TextEdit> {
  if (expr.kind !== "number") return;
  const [whole = "", ...rest] = expr.text.split(".");
  if (!/^\d+$/.test(whole)) return;
  const fraction = rest.length === 0 ? "" : `.${rest.join(".")}`;
  yield { span: expr.span, newText: `${BigInt(whole) + 1n}${fraction}` };
  if (BigInt(whole) > 0n) yield { span: expr.span, newText: `${BigInt(whole) - 1n}${fraction}` };
}
