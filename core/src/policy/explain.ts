// The evidence behind a rule's outcome: each clause with its truth, the values it saw, and where they were found; and the one
// sentence that every surface shows.
import type { Expr } from "../language/ast.ts";
import { printExpr } from "../language/print.ts";
import { operandsOf } from "../language/tree.ts";
import { decidingElements } from "./elements.ts";
import type { Environment } from "./environment.ts";
import { compileClause } from "./expressions.ts";
import { truthOf } from "./folds.ts";
import type { Frame } from "./frame.ts";
import type { ClauseReport, RolePart, StepReport, TracePlace, Truth } from "./report.ts";
import type { CompiledRule, RulePart } from "./rules.ts";
import type { Truth3 } from "./truth.ts";
import { show } from "./values.ts";

export function explainRule(rule: CompiledRule, frame: Frame, environment: Environment): readonly RolePart[] {
  return rule.parts.map((part) => ({
    role: part.role,
    clause:
      part.expr === undefined ? explainPart(part, rule.source.path, frame) : explainClause(part.expr, rule.source.path, frame, environment),
  }));
}

/** A part of sugar: one leaf with what it came to. */
function explainPart(part: RulePart, path: string, frame: Frame): ClauseReport {
  const found: TracePlace[] = [];
  const inner: Frame = { ...frame, locals: [], memo: undefined, found };
  const truth = part.truth(inner);
  return {
    place: { path, span: part.span },
    source: part.source,
    truth: wordFor(truth),
    values: part.value === undefined ? [] : [{ source: part.role, value: part.value({ ...inner, found: undefined }) }],
    found: distinct(found),
    unknowns: reasonsOf(truth),
    children: [],
  };
}

function explainClause(expr: Expr, path: string, frame: Frame, environment: Environment): ClauseReport {
  const found: TracePlace[] = [];
  const inner: Frame = { ...frame, locals: [], memo: undefined, found };
  const truth = truthOf(compileClause(expr, environment)(inner), printExpr(expr));
  const children = operandsOf(expr);
  return {
    place: { path, span: expr.span },
    source: printExpr(expr),
    truth: wordFor(truth),
    values:
      children.length > 0
        ? []
        : valuesOf(expr).map((part) => ({
            source: printExpr(part),
            value: show(compileClause(part, environment)({ ...inner, found: undefined })),
          })),
    found: children.length > 0 ? [] : distinct(found),
    unknowns: reasonsOf(truth),
    children: children.map((child) => explainClause(child, path, frame, environment)),
    ...formOf(expr),
    ...elementsOf(expr, truth, path, { ...inner, found: undefined }, environment),
  };
}

function formOf({ kind }: Expr): Pick<ClauseReport, "form"> {
  return kind === "and" || kind === "or" || kind === "not" ? { form: kind } : {};
}

const reasonsOf = (truth: Truth3): ClauseReport["unknowns"] => (typeof truth === "boolean" ? [] : truth.reasons);
const wordFor = (truth: Truth3): Truth => String(typeof truth === "boolean" ? truth : "unknown") as Truth;

function elementsOf(
  expr: Expr,
  truth: Truth3,
  path: string,
  frame: Frame,
  environment: Environment,
): Pick<ClauseReport, "form" | "elements"> {
  if (expr.kind !== "fold" || (expr.fold !== "all" && expr.fold !== "any" && expr.fold !== "none")) return {};
  const tests = decidingElements(expr, truth, frame, environment);
  if (tests.length === 0) return {};
  return {
    form: expr.fold,
    elements: tests.map(
      (test): ClauseReport => ({
        place: { path, span: test.condition.span },
        source: printExpr(test.written),
        truth: wordFor(test.truth),
        values: valuesOf(test.condition).map((part) => ({ source: printExpr(test.write(part)), value: show(test.value(part)) })),
        found: [],
        unknowns: reasonsOf(test.truth),
        children: [],
      }),
    ),
  };
}

/** The parts of a leaf whose values a reader wants to see: paths and look-ups, not literals. */
function valuesOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "compare":
    case "test":
    case "coalesce":
    case "arithmetic":
      return [...valuesOf(expr.left), ...valuesOf(expr.right)];
    case "matches":
    case "origin":
      return valuesOf(expr.left);
    case "has":
    case "negate":
      return valuesOf(expr.operand);
    case "fold":
      return expr.list.kind === "past"
        ? expr.fold === "any" || expr.fold === "all" || expr.fold === "none"
          ? []
          : [expr]
        : [...valuesOf(expr.list)];
    case "call":
      return [expr, ...expr.args.flatMap(valuesOf)];
    case "field":
    case "index":
      return [expr];
    case "name":
      return expr.name === "args" || expr.name === "context" ? [] : [expr];
    default:
      return [];
  }
}

function distinct(places: readonly TracePlace[]): readonly TracePlace[] {
  const seen = new Set<string>();
  const inOrder = places.toSorted((a, b) => a.event - b.event);
  return inOrder.filter((place) => {
    const key = `${place.event}:${place.range?.start ?? ""}`;
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}

const verbs = { allow: "allowed", ask: "needs approval", deny: "denied" } as const;

/** Why a verdict, in one sentence. */
export function sentence(step: Omit<StepReport, "why">, known: boolean): string {
  const deciding = step.outcomes.filter((rule) => rule.decides);
  const doubts =
    step.unknowns.length === 0
      ? ""
      : ` Could not be decided: ${step.unknowns.map((reason) => `${reason.what} (${reason.kind})`).join("; ")}.`;
  const stem =
    step.verdict === "unknown"
      ? `Unknown: would ${step.would === "ask" ? "need approval" : `be ${verbs[step.would]}`}, and ${step.otherwise === "ask" ? "need approval" : `be ${verbs[step.otherwise]}`} otherwise`
      : capital(verbs[step.verdict]);
  if (deciding.length === 0) {
    const stranger = known ? "" : ` \`${step.tool}\` is not in the catalogue, so no rule permits it.`;
    return `${stem} by the default: no rule decided.${stranger}${doubts}`;
  }
  const names = deciding.map((rule) => `\`${rule.name}\``).join(", ");
  const because = deciding.map((rule) => rule.because).filter((text) => text !== undefined);
  return `${stem} by ${names}${because.length === 0 ? "." : `: ${because.join("; ")}${/[.!?]$/.test(because[because.length - 1] ?? "") ? "" : "."}`}${doubts}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
