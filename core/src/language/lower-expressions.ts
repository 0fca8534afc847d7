// Lowers expressions, and the patterns and calls that hold some. Total: what a broken tree lacks is an error expression.
import type { CstNode } from "chevrotain";
import { diagnose } from "../diagnostics/diagnostic.ts";
import { cover, type Span } from "../text/span.ts";
import type { CallLiteral, Comparison, Events, Expr, ExprOf, FoldName, Pair, Pattern, Source, WordOperator } from "./ast.ts";
import { extent, type Lowering, node, nodes, nowhere, spanOr, token, tokens } from "./cst.ts";
import { spanOf } from "./lexer.ts";
import { key, milliseconds, name, nameOr, selector, stringValue, toolName, window } from "./lower-names.ts";
import { checkCommas, replaced, slip } from "./slips.ts";
import * as t from "./tokens.ts";
import { kw } from "./tokens.ts";

/** An expression, with the text that it covers where it stands: its parentheses are no part of its own span. */
interface Placed<E extends Expr = Expr> {
  readonly expr: E;
  readonly outer: Span;
}

const missing = (offset: number): Expr => ({ span: nowhere(offset), kind: "error" });
const placed = (of: Expr): Placed => ({ expr: of, outer: of.span });

export function expr(of: CstNode | undefined, lowering: Lowering): Expr {
  return placedExpr(of, lowering).expr;
}

function placedExpr(of: CstNode | undefined, lowering: Lowering): Placed {
  const conditions = nodes(of, "condition").map((each) => condition(each, lowering));
  const operators = tokens(of, "op").sort((a, b) => a.startOffset - b.startOffset);
  const first = conditions[0];
  if (first === undefined) return placed(missing(lowering.end));
  const alternatives: Placed[][] = [[first]];
  for (const [index, operator] of operators.entries()) {
    const operand = conditions[index + 1] ?? placed(missing(spanOf(operator).end));
    const or = operator.tokenType === kw.or || operator.tokenType === t.OrSigns;
    if (operator.tokenType === t.OrSigns || operator.tokenType === t.AndSigns)
      lowering.diagnostics.push(slip(lowering.text, operator, or ? "or" : "and"));
    if (or) alternatives.push([operand]);
    else alternatives.at(-1)?.push(operand);
  }
  return joined(
    "or",
    alternatives.map((operands) => joined("and", operands)),
  );
}

function joined(kind: "and" | "or", operands: readonly Placed[]): Placed {
  const [only] = operands;
  if (operands.length === 1 && only !== undefined) return only;
  const span = operands.map((operand) => operand.outer).reduce(cover);
  return placed({ span, kind, operands: operands.map((operand) => operand.expr) });
}

function condition(of: CstNode, lowering: Lowering): Placed {
  const nots = tokens(of, "not").sort((a, b) => a.startOffset - b.startOffset);
  for (const not of nots) if (not.tokenType === t.Bang) lowering.diagnostics.push(slip(lowering.text, not, "not"));
  let result = compared(of, nots.length > 0, lowering);
  for (const not of nots.reverse()) {
    const span = cover(spanOf(not), result.outer);
    result = placed({ span, kind: "not", operand: result.expr });
  }
  return result;
}

/** `a < b < c` is reported, and read as `a < b and b < c`. */
function compared(of: CstNode, negated: boolean, lowering: Lowering): Placed {
  const first = value(node(of, "value"), lowering);
  const found: Placed[] = [];
  let left = first;
  for (const [index, each] of nodes(of, "comparison").entries()) {
    const right = operand(each, lowering);
    if (index > 0) lowering.diagnostics.push(chained(each, left, negated || right === undefined, lowering));
    found.push(placed(comparison(each, left, right, lowering)));
    if (right === undefined) break;
    left = right;
  }
  return found.length === 0 ? first : joined("and", found);
}

function chained(of: CstNode, left: Placed, unfixable: boolean, lowering: Lowering) {
  const span = spanOr(of, lowering.end);
  const again = lowering.text.slice(left.outer.start, left.outer.end);
  const edits = [{ span: nowhere(span.start), newText: `and ${again} ` }];
  const fixes = unfixable ? [] : [{ title: "Join two comparisons with `and`", edits }];
  return diagnose("chained-comparison", span, {}, { fixes });
}

/** The value to the right of a comparison; undefined where there is none, as with `matches` and `from`. */
function operand(of: CstNode, lowering: Lowering): Placed | undefined {
  if (token(of, "kw_matches") !== undefined || token(of, "origin") !== undefined) return undefined;
  return value(node(of, "value"), lowering);
}

const comparisons: ReadonlyMap<string, Comparison> = new Map(
  (["==", "!=", "<", "<=", ">", ">="] as const).map((sign) => [sign, sign] as const),
);
const foreignComparisons: ReadonlyMap<string, Comparison> = new Map([
  ["=", "=="],
  ["===", "=="],
  ["!==", "!="],
]);
const wordOperators: ReadonlyMap<string, WordOperator> = new Map([
  ["in", "in"],
  ["contains", "contains"],
  ["like", "like"],
  ["under", "under"],
  ["starts", "starts with"],
  ["ends", "ends with"],
]);

function comparison(of: CstNode, left: Placed, right: Placed | undefined, lowering: Lowering): Expr {
  const span = cover(left.outer, right?.outer ?? spanOr(of, lowering.end));
  const negated = token(of, "not") !== undefined;
  const sign = token(of, "sign") ?? token(of, "Comparator");
  if (sign !== undefined) {
    const foreign = foreignComparisons.get(sign.image);
    if (foreign !== undefined) lowering.diagnostics.push(slip(lowering.text, sign, foreign));
    const op = foreign ?? comparisons.get(sign.image);
    if (op !== undefined && right !== undefined) return { span, kind: "compare", op, left: left.expr, right: right.expr };
  }
  const op = wordOperators.get(token(of, "word")?.image ?? "");
  if (op !== undefined && right !== undefined) return { span, kind: "test", op, negated, left: left.expr, right: right.expr };
  if (token(of, "kw_matches") !== undefined) return matches(of, span, negated, left.expr, lowering);
  const origin = token(of, "origin");
  if (origin !== undefined) {
    const op = origin.tokenType === kw.from ? "from" : "carries";
    return { span, kind: "origin", op, negated, left: left.expr, source: source(node(of, "source"), lowering) };
  }
  return { span, kind: "error" };
}

function matches(of: CstNode, span: Span, negated: boolean, left: Expr, lowering: Lowering): Expr {
  const string = token(of, "StringText");
  if (string !== undefined) {
    const pattern = stringValue(string).replaceAll("/", "\\/");
    lowering.diagnostics.push(replaced(spanOf(string), string.image, `/${pattern}/`));
    return { span, kind: "matches", negated, left, pattern, flags: "", regex: spanOf(string) };
  }
  const regex = token(of, "Regex");
  if (regex === undefined) return { span, kind: "error" };
  const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/i.exec(regex.image) ?? [undefined, regex.image.slice(1), ""];
  return { span, kind: "matches", negated, left, pattern: pattern ?? "", flags: flags ?? "", regex: spanOf(regex) };
}

export function source(of: CstNode | undefined, lowering: Lowering): Source {
  const span = spanOr(of, lowering.end);
  const plain = token(of, "plain");
  switch (plain?.tokenType) {
    case kw.user:
      return { span, kind: "user" };
    case kw.system:
      return { span, kind: "system" };
    case kw.trusted:
      return { span, kind: "trusted" };
    case kw.untrusted:
      return { span, kind: "untrusted" };
    default:
  }
  if (token(of, "kw_result") !== undefined) return { span, kind: "result", of: events(node(of, "events"), lowering) };
  if (token(of, "OpenParen") === undefined) return { span, kind: "error" };
  const sources = nodes(of, "source").map((each) => source(each, lowering));
  checkCommas(sources, tokens(of, "Comma"), "a source", lowering.diagnostics);
  return { span, kind: "any", sources };
}

function value(of: CstNode | undefined, lowering: Lowering): Placed {
  const operands = nodes(of, "sum").map((each) => placedSum(each, lowering));
  const operators = tokens(of, "Coalesce");
  let result = operands[0] ?? placed(missing(lowering.end));
  for (const [index, operator] of operators.entries()) {
    const right = operands[index + 1] ?? placed(missing(spanOf(operator).end));
    result = placed({ span: cover(result.outer, right.outer), kind: "coalesce", left: result.expr, right: right.expr });
  }
  return result;
}

export function sum(of: CstNode | undefined, lowering: Lowering): Expr {
  return placedSum(of, lowering).expr;
}

function placedSum(of: CstNode | undefined, lowering: Lowering): Placed {
  const signs = tokens(of, "sign");
  const operators = tokens(of, "op").sort((a, b) => a.startOffset - b.startOffset);
  const operands = nodes(of, "postfix");
  const term = (index: number): Placed => {
    const operator = operators[index - 1];
    const start = operator === undefined ? -1 : operator.startOffset;
    const limit = operators[index]?.startOffset ?? Infinity;
    const sign = signs.find((each) => each.startOffset > start && each.startOffset < limit);
    const of = operands[index];
    const inner = of === undefined ? placed(missing(operator === undefined ? lowering.end : spanOf(operator).end)) : postfix(of, lowering);
    if (sign === undefined) return inner;
    return placed({ span: cover(spanOf(sign), inner.outer), kind: "negate", operand: inner.expr });
  };
  // Products bind tighter: a term is multiplied on before it is added.
  let total: { readonly left: Placed; readonly op: "+" | "-" } | undefined;
  let product = term(0);
  for (const [index, operator] of operators.entries()) {
    const right = term(index + 1);
    if (operator.tokenType === t.Star) product = arithmetic("*", product, right);
    else {
      const left = total === undefined ? product : arithmetic(total.op, total.left, product);
      total = { left, op: operator.tokenType === t.Plus ? "+" : "-" };
      product = right;
    }
  }
  return total === undefined ? product : arithmetic(total.op, total.left, product);
}

function arithmetic(op: "+" | "-" | "*", left: Placed, right: Placed): Placed {
  return placed({ span: cover(left.outer, right.outer), kind: "arithmetic", op, left: left.expr, right: right.expr });
}

function postfix(of: CstNode | undefined, lowering: Lowering): Placed {
  let result = primary(node(of, "primary"), lowering);
  for (const suffix of nodes(of, "suffix")) {
    const span = cover(result.outer, spanOr(suffix, result.outer.end));
    const dot = token(suffix, "Dot");
    if (dot !== undefined) {
      const field = nameOr(token(suffix, "Word"), spanOf(dot).end);
      result = placed({ span, kind: "field", target: result.expr, field });
    } else {
      const index = expr(node(suffix, "expr"), { ...lowering, end: span.end });
      result = placed({ span, kind: "index", target: result.expr, index });
    }
  }
  return result;
}

export function primary(of: CstNode | undefined, lowering: Lowering): Placed {
  const outer = extent(of);
  if (of === undefined || outer === undefined) return placed(missing(lowering.end));
  if (token(of, "OpenParen") !== undefined) return { expr: expr(node(of, "expr"), { ...lowering, end: outer.end }), outer };
  return placed(simple(of, outer, lowering));
}

function simple(of: CstNode, span: Span, lowering: Lowering): Expr {
  const number = token(of, "NumberText");
  if (number !== undefined) return { span, kind: "number", text: number.image.replaceAll("_", "") };
  const duration = token(of, "DurationText");
  if (duration !== undefined) return { span, kind: "duration", milliseconds: milliseconds(duration) };
  const string = token(of, "string");
  if (string !== undefined) return { span, kind: "string", value: stringValue(string) };
  const constant = token(of, "constant");
  if (constant !== undefined)
    return constant.tokenType === kw.null ? { span, kind: "null" } : { span, kind: "boolean", value: constant.tokenType === kw.true };
  const fixed = token(of, "fixed");
  if (fixed !== undefined) return { span, kind: "name", name: fixed.image };
  const named = token(of, "Name");
  if (named !== undefined) {
    const call = node(of, "callArguments");
    if (call === undefined) return { span, kind: "name", name: named.image };
    return { span, kind: "call", name: name(named), args: items(node(call, "items"), lowering) };
  }
  const folding = node(of, "fold");
  if (folding !== undefined) return fold(folding, span, lowering);
  const history = node(of, "past");
  if (history !== undefined) return past(history, span, lowering);
  if (token(of, "kw_after") !== undefined) return { span, kind: "after", events: events(node(of, "events"), lowering) };
  if (token(of, "kw_has") !== undefined) return { span, kind: "has", operand: postfix(node(of, "postfix"), lowering).expr };
  const list = node(of, "list");
  if (list !== undefined) return { span, kind: "list", items: items(node(list, "items"), lowering) };
  const record = node(of, "record");
  if (record !== undefined) return { span, kind: "record", entries: pairs(node(record, "pairs"), lowering) };
  return { span, kind: "error" };
}

function items(of: CstNode | undefined, lowering: Lowering): Expr[] {
  const found = nodes(of, "expr").map((each) => ({ expr: expr(each, lowering), span: spanOr(each, lowering.end) }));
  checkCommas(found, tokens(of, "Comma"), "a value", lowering.diagnostics);
  return found.map((each) => each.expr);
}

export function pairs(of: CstNode | undefined, lowering: Lowering): Pair[] {
  const found = nodes(of, "pair").flatMap((each): Pair[] => {
    const word = token(each, "key");
    const equals = token(each, "Equals");
    if (equals !== undefined) lowering.diagnostics.push(slip(lowering.text, equals, ":"));
    if (word === undefined) return [];
    const span = spanOr(each, lowering.end);
    return [{ span, key: key(word), value: expr(node(each, "expr"), { ...lowering, end: span.end }) }];
  });
  checkCommas(found, tokens(of, "Comma"), "a name and `:`", lowering.diagnostics);
  return found;
}

function fold(of: CstNode, span: Span, lowering: Lowering): ExprOf<"fold"> {
  const inner = { ...lowering, end: span.end };
  const [binder, second] = tokens(of, "binder").map(name);
  const where = node(of, "where");
  const body = node(of, "expr");
  return {
    span,
    kind: "fold",
    fold: (token(of, "Fold")?.image ?? "any") as FoldName,
    binder,
    second,
    list: value(node(of, "value"), inner).expr,
    where: where === undefined ? undefined : whereCondition(where, inner),
    body: body === undefined && token(of, "Colon") === undefined ? undefined : expr(body, inner),
  };
}

function whereCondition(where: CstNode, lowering: Lowering): Expr {
  return expr(node(where, "expr"), { ...lowering, end: spanOr(where, lowering.end).end });
}

function past(of: CstNode, span: Span, lowering: Lowering): ExprOf<"past"> {
  const [subject, since] = nodes(of, "pastEvents");
  return {
    span,
    kind: "past",
    events: userOrEvents(subject, lowering),
    since: since === undefined ? undefined : userOrEvents(since, lowering),
    within: window(node(of, "window"), lowering),
  };
}

function userOrEvents(of: CstNode | undefined, lowering: Lowering): "user" | Events {
  return token(of, "kw_user") === undefined ? events(node(of, "events"), lowering) : "user";
}

export function events(of: CstNode | undefined, lowering: Lowering): Events {
  const span = spanOr(of, lowering.end);
  const single = node(of, "toolName");
  if (single !== undefined) {
    const tool = toolName(single, lowering);
    return { span, selector: { span: tool.span, tools: [tool], except: [] }, where: undefined };
  }
  return { span, selector: selector(node(of, "selector"), lowering), where: optionalWhere(of, lowering) };
}

export function optionalWhere(of: CstNode | undefined, lowering: Lowering): Expr | undefined {
  const where = node(of, "where");
  return where === undefined ? undefined : whereCondition(where, lowering);
}

export function pattern(of: CstNode | undefined, lowering: Lowering): Pattern {
  const binder = token(of, "Name");
  return {
    span: spanOr(of, lowering.end),
    binder: binder === undefined ? undefined : name(binder),
    selector: selector(node(of, "selector"), lowering),
    where: optionalWhere(of, lowering),
  };
}

export function call(of: CstNode | undefined, lowering: Lowering): CallLiteral {
  return {
    span: spanOr(of, lowering.end),
    tool: toolName(node(of, "toolName"), lowering),
    args: pairs(node(of, "pairs"), lowering),
  };
}
