// Trees back to their source form, on one line: for clause sources in reports and for messages. Parsing what is printed gives
// the same tree, places aside.
import type { Events, Expr, Pattern, Selector, Source, ToolName, Window } from "./ast.ts";

/** How tightly an expression holds together, loosest first. */
const level = {
  any: 0,
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  coalesce: 5,
  sum: 6,
  product: 7,
  negate: 8,
  prefixed: 9,
  closed: 10,
} as const;

function levelOf(expr: Expr): number {
  switch (expr.kind) {
    case "or":
    case "and":
    case "not":
    case "coalesce":
    case "negate":
      return level[expr.kind];
    case "compare":
    case "test":
    case "matches":
    case "origin":
      return level.comparison;
    case "arithmetic":
      return expr.op === "*" ? level.product : level.sum;
    case "has":
    case "past":
    case "after":
      return level.prefixed;
    default:
      return level.closed;
  }
}

export function printExpr(expr: Expr): string {
  return atLeast(level.any, expr);
}

function atLeast(least: number, expr: Expr): string {
  return levelOf(expr) < least ? `(${bare(expr)})` : bare(expr);
}

function bare(expr: Expr): string {
  switch (expr.kind) {
    case "number":
      return expr.text;
    case "duration":
      return printDuration(expr.milliseconds);
    case "string":
      return printString(expr.value);
    case "boolean":
      return String(expr.value);
    case "null":
      return "null";
    case "name":
      return expr.name;
    case "call":
      return `${expr.name.text}(${expr.args.map(printExpr).join(", ")})`;
    case "field":
      return `${atLeast(level.closed, expr.target)}.${expr.field.text}`;
    case "index":
      return `${atLeast(level.closed, expr.target)}[${printExpr(expr.index)}]`;
    case "list":
      return `[${expr.items.map(printExpr).join(", ")}]`;
    case "record":
      return expr.entries.length === 0
        ? "{}"
        : `{ ${expr.entries.map(({ key, value }) => `${printKey(key.text)}: ${printExpr(value)}`).join(", ")} }`;
    case "not":
      return `not ${atLeast(level.not, expr.operand)}`;
    case "and":
    case "or":
      return expr.operands.map((operand) => atLeast(level[expr.kind] + 1, operand)).join(` ${expr.kind} `);
    case "compare":
      return `${value(expr.left)} ${expr.op} ${value(expr.right)}`;
    case "test":
      return `${value(expr.left)} ${negation(expr)}${expr.op} ${value(expr.right)}`;
    case "matches":
      return `${value(expr.left)} ${negation(expr)}matches /${expr.pattern}/${expr.flags}`;
    case "origin":
      return `${value(expr.left)} ${negation(expr)}${expr.op} ${printSource(expr.source)}`;
    case "coalesce":
      return `${atLeast(level.coalesce, expr.left)} ?? ${atLeast(level.sum, expr.right)}`;
    case "arithmetic": {
      const own = levelOf(expr);
      return `${atLeast(own, expr.left)} ${expr.op} ${atLeast(own + 1, expr.right)}`;
    }
    case "negate":
      return `-${atLeast(level.prefixed, expr.operand)}`;
    case "has":
      return `has ${atLeast(level.prefixed, expr.operand)}`;
    case "fold": {
      const names = [expr.binder, expr.second].flatMap((name) => (name === undefined ? [] : [name.text]));
      const binder = names.length === 0 ? "" : `${names.join(", ")} in `;
      const body = expr.body === undefined ? "" : `: ${printExpr(expr.body)}`;
      return `${expr.fold}(${binder}${value(expr.list)}${printWhere(expr.where)}${body})`;
    }
    case "past": {
      const since = expr.since === undefined ? "" : ` since ${userOrEvents(expr.since)}`;
      const within = expr.within === undefined ? "" : ` within ${printWindow(expr.within)}`;
      return `past ${userOrEvents(expr.events)}${since}${within}`;
    }
    case "after":
      return `after ${printEvents(expr.events)}`;
    case "error":
      return "…";
  }
}

/** An operand of a comparison, or the list of a fold. */
const value = (expr: Expr): string => atLeast(level.coalesce, expr);
const negation = (expr: { readonly negated: boolean }): string => (expr.negated ? "not " : "");
const printWhere = (where: Expr | undefined): string => (where === undefined ? "" : ` where ${printExpr(where)}`);
/** The sign that stands for what is no UTF-8 is written by its number, since a file may not hold it (nor half a pair, which JSON writes
 * so anyway). */
const printString = (text: string): string => JSON.stringify(text).replaceAll("\ufffd", "\\ufffd");

const printKey = (key: string): string => (/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? key : printString(key));

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
] as const;
function printDuration(milliseconds: number): string {
  // One day is rather written as 24 hours.
  const unit = units.find(([name, length]) => milliseconds > 0 && milliseconds % length === 0 && (name !== "d" || milliseconds > length));
  return unit === undefined ? `${milliseconds / 1000}s` : `${milliseconds / unit[1]}${unit[0]}`;
}
function printWindow(window: Window): string {
  return window.kind === "steps" ? `${window.steps} steps` : printDuration(window.milliseconds);
}

function printTool(tool: ToolName): string {
  return tool.quoted ? printString(tool.text) : tool.text;
}
export function printSelector(selector: Selector): string {
  const tools = selector.tools.map(printTool).join(", ");
  return selector.except.length === 0 ? tools : `${tools} except ${selector.except.map(printTool).join(", ")}`;
}
export function printPattern(pattern: Pattern): string {
  const binder = pattern.binder === undefined ? "" : `${pattern.binder.text} in `;
  return `${binder}${printSelector(pattern.selector)}${printWhere(pattern.where)}`;
}
function printEvents(events: Events): string {
  const [only] = events.selector.tools;
  const single = events.selector.tools.length === 1 && events.selector.except.length === 0 && events.where === undefined;
  if (single && only !== undefined) return printTool(only);
  return `(${printSelector(events.selector)}${printWhere(events.where)})`;
}
const userOrEvents = (events: "user" | Events): string => (events === "user" ? events : printEvents(events));

export function printSource(source: Source): string {
  switch (source.kind) {
    case "result":
      return `result of ${printEvents(source.of)}`;
    case "any":
      return `(${source.sources.map(printSource).join(", ")})`;
    case "error":
      return "…";
    default:
      return source.kind;
  }
}
