// What an expression may not read where it stands: the condition of a `trusted` sees the event alone, a grant may not ask whether
// a grant covers the call, and so on. Looks through lets.
import type { Decision, Expr, TestStep, TrustedStatement } from "../language/ast.ts";
import type { Loaded } from "./load.ts";
import { within } from "./references.ts";
import { type Notes, outside } from "./scope.ts";

type Thing = "args" | "context" | "now" | "granted" | "past" | "from";
const all: readonly Thing[] = ["args", "context", "now", "granted", "past", "from"];
const allBut = (...seen: readonly Thing[]): ReadonlySet<Thing> => new Set(all.filter((thing) => !seen.includes(thing)));

interface View {
  readonly hidden: ReadonlySet<Thing>;
  readonly where: string;
  readonly sees: string;
}
const views = {
  trusted: { hidden: allBut("context"), where: "the condition of a `trusted`", sees: "the event and `context`" },
  limit: { hidden: allBut("args", "context"), where: "a limit's own conditions", sees: "`args` and `context`" },
  grant: { hidden: new Set<Thing>(["granted"]), where: "a grant", sees: "everything but `granted`" },
  literal: { hidden: allBut(), where: "the calls of a test or example", sees: "values that are written out" },
} satisfies Record<string, View>;

export function checkTrustedSight({ pattern }: TrustedStatement, notes: Notes): void {
  see(pattern.where, views.trusted, notes);
}

export function checkDecisionSight({ head, clauses }: Decision, notes: Notes): void {
  if (head.kind === "limit") for (const part of [head.where, head.measure?.of, head.forEach]) see(part, views.limit, notes);
  for (const clause of clauses) {
    if (clause.kind === "example") for (const { value } of clause.call.args) see(value, views.literal, notes);
    if (head.kind === "grant" && (clause.kind === "when" || clause.kind === "unless" || clause.kind === "uses"))
      see(clause.expr, views.grant, notes);
  }
}

export function checkStepSight(step: TestStep, notes: Notes): void {
  if (step.kind === "context") see(step.value, views.literal, notes);
  if (step.kind !== "call") return;
  for (const { value } of step.call.args) see(value, views.literal, notes);
  see(step.outcome?.value, views.literal, notes);
}

function see(expr: Expr | undefined, view: View, notes: Notes): void {
  if (expr === undefined) return;
  for (const part of within(expr)) {
    const thing = readBy(part, notes.loaded, view.hidden, new Set());
    if (thing === undefined) continue;
    notes.report(outside, "out-of-sight", part.span, { what: thing, where: view.where, sees: view.sees });
    return;
  }
}

/** The hidden thing that an expression reads itself, or by the let that it names. */
function readBy(expr: Expr, loaded: Loaded, hidden: ReadonlySet<Thing>, open: Set<string>): Thing | undefined {
  const thing = thingOf(expr);
  if (thing !== undefined && hidden.has(thing)) return thing;
  const name = expr.kind === "name" ? expr.name : expr.kind === "call" ? expr.name.text : undefined;
  const declared = name === undefined ? undefined : loaded.lets.get(name);
  if (name === undefined || declared === undefined || open.has(name)) return undefined;
  open.add(name);
  for (const part of within(declared.statement.value)) {
    const read = readBy(part, loaded, hidden, open);
    if (read !== undefined) return read;
  }
  return undefined;
}

function thingOf(expr: Expr): Thing | undefined {
  switch (expr.kind) {
    case "name":
      return expr.name === "args" || expr.name === "context" || expr.name === "now" || expr.name === "granted" ? expr.name : undefined;
    case "past":
    case "after":
      return "past";
    case "origin":
      return "from";
    default:
      return undefined;
  }
}
