// Lowers statements, clauses and steps. What a broken one cannot do without (a name, a path) makes it no statement at all.
import type { CstNode } from "chevrotain";
import { diagnose, type Fix } from "../diagnostics/diagnostic.ts";
import { cover } from "../text/span.ts";
import type { Clause, Decision, DecisionHead, Effect, Statement, TestCall, TestStep, Verdict } from "./ast.ts";
import { type Lowering, node, nodes, nowhere, spanOr, token, tokens } from "./cst.ts";
import { brief, spanOf } from "./lexer.ts";
import { call, expr, optionalWhere, pattern, primary, sum } from "./lower-expressions.ts";
import { integer, literal, milliseconds, name, params, path, selector, toolName, type, window } from "./lower-names.ts";
import { checkCommas, slip } from "./slips.ts";
import { kw } from "./tokens.ts";

export type Head = Pick<Decision, "span" | "name" | "keyword" | "head">;

export function decisionHead(of: CstNode, lowering: Lowering): Head | undefined {
  const rule = token(of, "kw_rule");
  const named = token(of, "Name");
  const found = headOf(of, lowering);
  if (found === undefined) return undefined;
  const start = rule === undefined ? found.keyword.start : rule.startOffset;
  return { span: { start, end: lowering.end }, name: rule === undefined || named === undefined ? undefined : name(named), ...found };
}

function headOf(of: CstNode, lowering: Lowering): Pick<Decision, "keyword" | "head"> | undefined {
  const effect = node(of, "effectHead");
  const effectToken = token(effect, "Effect");
  if (effectToken !== undefined)
    return {
      keyword: spanOf(effectToken),
      head: { kind: effectToken.image as Effect, selector: selector(node(effect, "selector"), lowering) },
    };
  const require = node(of, "requireHead");
  const requireToken = token(require, "kw_require");
  if (requireToken !== undefined) {
    const before = selector(node(require, "selector"), lowering);
    return { keyword: spanOf(requireToken), head: { kind: "require", pattern: pattern(node(require, "pattern"), lowering), before } };
  }
  const grant = node(of, "grantHead");
  const grantToken = token(grant, "kw_grant");
  if (grantToken !== undefined)
    return { keyword: spanOf(grantToken), head: { kind: "grant", selector: selector(node(grant, "selector"), lowering) } };
  const limit = node(of, "limitHead");
  const limitToken = token(limit, "kw_limit");
  if (limit !== undefined && limitToken !== undefined) return { keyword: spanOf(limitToken), head: limitHead(limit, lowering) };
  const expect = node(of, "expectHead");
  const expectToken = token(expect, "kw_expect");
  if (expectToken === undefined) return undefined;
  const [first, second] = nodes(expect, "pattern");
  const within = window(node(expect, "window"), lowering);
  return {
    keyword: spanOf(expectToken),
    head: { kind: "expect", pattern: pattern(first, lowering), followedBy: pattern(second, lowering), within },
  };
}

function limitHead(of: CstNode, lowering: Lowering): DecisionHead {
  const measure = node(of, "measure");
  const fold = token(measure, "fold");
  const sums = nodes(of, "sum");
  const forEach = token(of, "kw_for");
  const otherwise = token(of, "Effect");
  if (otherwise?.tokenType === kw.allow) {
    const expected = "`deny`, `ask` or `flag`";
    lowering.diagnostics.push(diagnose("unexpected-token", spanOf(otherwise), { found: "allow", expected }));
  }
  const span = node(of, "limitSpan");
  const duration = token(span, "DurationText");
  const word = token(span, "word")?.tokenType;
  const named = word === kw.turn ? "turn" : word === kw.batch ? "batch" : "trace";
  return {
    kind: "limit",
    measure:
      fold === undefined ? undefined : { kind: fold.tokenType === kw.sum ? "sum" : "distinct", of: expr(node(measure, "expr"), lowering) },
    selector: selector(node(of, "selector"), lowering),
    where: optionalWhere(of, lowering),
    to: sum(sums[0], lowering),
    per: duration === undefined ? named : { milliseconds: milliseconds(duration) },
    forEach: forEach === undefined ? undefined : sum(sums[1], lowering),
    otherwise: otherwise?.tokenType === kw.ask ? "ask" : otherwise?.tokenType === kw.flag ? "flag" : "deny",
  };
}

/** Whether a `when` stands before a clause, and how a `where` there is mended. */
export interface ClausePlace {
  readonly hasWhen: boolean;
  readonly fixes: readonly Fix[];
}

export function clause(of: CstNode, { hasWhen, fixes }: ClausePlace, lowering: Lowering): Clause[] {
  const keyword = token(of, "keyword");
  if (keyword === undefined) return [];
  const common = { span: { start: keyword.startOffset, end: lowering.end }, keyword: spanOf(keyword) };
  switch (keyword.tokenType) {
    case kw.uses:
      return [{ ...common, kind: "uses", expr: sum(node(of, "sum"), lowering) }];
    case kw.because: {
      const text = literal(node(of, "literal"));
      return text === undefined ? [] : [{ ...common, kind: "because", text }];
    }
    case kw.example: {
      const example = node(of, "call");
      return example === undefined
        ? []
        : [{ ...common, kind: "example", hit: token(of, "kw_hit") !== undefined, call: call(example, lowering) }];
    }
    case kw.unless:
      return [{ ...common, kind: "unless", expr: expr(node(of, "expr"), lowering) }];
    case kw.when:
      return [{ ...common, kind: "when", expr: expr(node(of, "expr"), lowering) }];
    case kw.where: {
      lowering.diagnostics.push(diagnose("floating-where", common.keyword, {}, { fixes }));
      const condition = expr(node(of, "expr"), lowering);
      return hasWhen ? [] : [{ ...common, kind: "when", expr: condition }];
    }
    default:
      lowering.diagnostics.push(slip(lowering.text, keyword, "when"));
      return [{ ...common, kind: "when", expr: expr(node(of, "expr"), lowering) }];
  }
}

export function plainStatement(of: CstNode, lowering: Lowering): Statement | undefined {
  const span = spanOr(of, lowering.end);
  const named = token(of, "Name");
  switch (of.name) {
    case "fileStatement": {
      const file = literal(node(of, "literal"));
      const kind = token(of, "keyword")?.tokenType === kw.import ? "import" : "tools";
      return file === undefined ? undefined : { span, kind, path: file };
    }
    case "defaultStatement": {
      const effect = token(of, "Effect");
      if (effect?.tokenType === kw.flag) {
        const expected = "`allow`, `deny` or `ask`";
        lowering.diagnostics.push(diagnose("unexpected-token", spanOf(effect), { found: brief(effect.image), expected }));
      }
      const image = effect?.image;
      return { span, kind: "default", effect: image === "allow" || image === "deny" || image === "ask" ? image : undefined };
    }
    case "letStatement": {
      if (named === undefined) return undefined;
      const list = node(of, "letParams");
      const letParams = tokens(list, "Name").map(name);
      checkCommas(letParams, tokens(list, "Comma"), "a name", lowering.diagnostics);
      const value = expr(node(of, "expr"), lowering);
      return { span, kind: "let", name: name(named), params: list === undefined ? undefined : letParams, value };
    }
    case "groupStatement":
      return named === undefined
        ? undefined
        : { span, kind: "group", name: name(named), selector: selector(node(of, "selector"), lowering) };
    case "trustedStatement": {
      const paths = nodes(of, "path").flatMap((each) => path(each) ?? []);
      const only = token(of, "kw_only") === undefined ? undefined : paths;
      return { span, kind: "trusted", pattern: pattern(node(of, "pattern"), lowering), only };
    }
    case "toolStatement": {
      const tool = toolName(node(of, "toolName"), lowering);
      const returns = token(of, "kw_returns") === undefined ? undefined : type(node(of, "type"), lowering);
      const found = params(of, true, lowering);
      return tool.text === "" ? undefined : { span, kind: "tool", tool: { span: tool.span, text: tool.text }, params: found, returns };
    }
    case "contextStatement":
      return { span, kind: "context", params: params(node(of, "recordType"), false, lowering) };
    default:
      return undefined;
  }
}

export function step(of: CstNode, lowering: Lowering): TestStep | undefined {
  const span = spanOr(of, lowering.end);
  const keyword = token(of, "keyword");
  if (keyword !== undefined) {
    const text = literal(node(of, "literal")) ?? { span: nowhere(lowering.end), value: "" };
    const kind = keyword.tokenType === kw.user ? "user" : keyword.tokenType === kw.system ? "system" : "replay";
    return { span, kind, text };
  }
  if (token(of, "kw_gap") !== undefined) return { span, kind: "gap" };
  const context = token(of, "kw_context");
  if (context !== undefined) return { span, kind: "context", value: primary(node(of, "primary"), lowering).expr };
  const expected = node(of, "expectStep");
  if (expected !== undefined) {
    const found = verdict(node(expected, "verdict"), lowering);
    return found === undefined ? undefined : { span, kind: "expect", verdict: found, at: integer(token(expected, "NumberText"), lowering) };
  }
  const step = node(of, "callStep");
  return step === undefined || node(step, "call") === undefined ? undefined : callStep(step, lowering);
}

function callStep(of: CstNode, lowering: Lowering): TestCall {
  const outcome = token(of, "outcome");
  return {
    span: spanOr(of, lowering.end),
    kind: "call",
    call: call(node(of, "call"), lowering),
    outcome:
      outcome === undefined
        ? undefined
        : { kind: outcome.tokenType === kw.fails ? "fails" : "returns", value: expr(node(of, "expr"), lowering) },
    verdict: verdict(node(of, "verdict"), lowering),
  };
}

function verdict(of: CstNode | undefined, lowering: Lowering): Verdict | undefined {
  const effect = token(of, "Effect");
  if (effect === undefined) return undefined;
  const by = token(of, "Name");
  return {
    span: cover(spanOf(effect), spanOr(of, lowering.end)),
    effect: effect.image as Effect,
    approved: token(of, "kw_approved") !== undefined,
    by: by === undefined ? undefined : name(by),
  };
}
