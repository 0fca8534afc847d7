// Which elements of a list made a condition over it come out as it did. Owns the words for one element; what a fold means is
// folds.ts's matter.
import type { Expr, ExprOf } from "../language/ast.ts";
import { isTreeNode } from "../language/tree.ts";
import type { Environment } from "./environment.ts";
import { bind, compileClause, compileExpr, noScope, type Scope } from "./expressions.ts";
import { truthOf } from "./folds.ts";
import type { Code, Frame } from "./frame.ts";
import { entriesOf } from "./list-folds.ts";
import type { Truth3 } from "./truth.ts";

/** What a fold asks of one element. */
export interface ElementTest {
  /** The condition, with the element's place where the binder stood. */
  readonly written: Expr;
  /** The same for a part of the condition. */
  readonly write: (part: Expr) => Expr;
  readonly condition: Expr;
  readonly truth: Truth3;
  /** What a part of the condition is of this element. */
  readonly value: (part: Expr) => ReturnType<Code>;
}

const mostShown = 5;
const mostLooked = 1_000;

/** The elements that decide whether it holds, in order; none where it asks nothing of them, or they are events of the past. */
export function decidingElements(expr: ExprOf<"fold">, truth: Truth3, frame: Frame, environment: Environment): readonly ElementTest[] {
  const condition = expr.body ?? expr.where;
  if (condition === undefined || expr.second !== undefined || expr.list.kind === "past") return [];
  const list = compileClause(expr.list, environment)(frame);
  if (!Array.isArray(list)) return [];
  // An `all` fails by what is not true of an element, an `any` or `none` holds or fails by what is not false.
  const decides = deciding(expr.fold, truth);
  if (decides === undefined) return [];
  const { scope, slot } = bind(noScope, expr.binder?.text);
  const under = (part: Expr): Code => compiledUnder(part, scope, environment);
  const filter = expr.body === undefined || expr.where === undefined ? undefined : under(expr.where);
  const found: ElementTest[] = [];
  for (const { element, order } of entriesOf(list) ?? []) {
    if (order >= mostLooked || found.length >= mostShown) break;
    const locals = [...frame.locals];
    locals[slot] = element;
    const inner: Frame = { ...frame, locals };
    if (filter !== undefined && truthOf(filter(inner), "where") === false) continue;
    const came = truthOf(under(condition)(inner), "condition");
    if (!decides(came)) continue;
    const write = (part: Expr): Expr => written(part, expr.binder?.text, elementAt(expr.list, order));
    found.push({ condition, written: write(condition), write, truth: came, value: (part) => under(part)(inner) });
  }
  return found;
}

function deciding(fold: ExprOf<"fold">["fold"], truth: Truth3): ((element: Truth3) => boolean) | undefined {
  if (fold === "all") return truth === true ? undefined : (element) => element !== true;
  if (fold === "any") return truth === false ? () => true : (element) => element !== false;
  return fold === "none" && truth !== true ? (element) => element !== false : undefined;
}

function compiledUnder(part: Expr, scope: Scope, environment: Environment): Code {
  const known = environment.clauses.get(part);
  if (known !== undefined) return known;
  const code = compileExpr(part, scope, environment);
  environment.clauses.set(part, code);
  return code;
}

const elementAt = (list: Expr, order: number): Expr => ({
  kind: "index",
  span: list.span,
  target: list,
  index: { kind: "number", span: list.span, text: String(order) },
});

/** The same tree with an expression in the place of the binder, or of `it`. */
function written(part: Expr, binder: string | undefined, by: Expr): Expr {
  const name = binder ?? "it";
  const copy = (value: unknown): unknown => {
    if (isTreeNode(value) && value.kind === "name" && value.name === name) return by;
    // Without a binder of its own an inner fold has another `it`.
    if (isTreeNode(value) && value.kind === "fold" && binder === undefined && (value as ExprOf<"fold">).binder === undefined) return value;
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
  };
  return copy(part) as Expr;
}
