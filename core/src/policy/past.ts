// Compiles `past`, alone and under a fold. Finds the equality that makes a look-up and gives the rest of the condition to the view.
import type { Events, Expr, ExprOf } from "../language/ast.ts";
import { printExpr } from "../language/print.ts";
import { expandSelector } from "../semantics/selectors.ts";
import { type Environment, eventFrame } from "./environment.ts";
import { bind, compileExpr, type Scope } from "./expressions.ts";
import { fold, type Hole, type Member, truthOf } from "./folds.ts";
import type { Code, Frame } from "./frame.ts";
import { and3, type Doubt, type Truth3, unknown } from "./truth.ts";
import { History } from "./values.ts";
import { conditioned, conjuncts, membersOf, type Reach, type View, withinTime } from "./views.ts";

/** A fold over `past`: both conditions become the view's. */
export function compilePastFold(expr: ExprOf<"fold">, past: ExprOf<"past">, scope: Scope, environment: Environment): Code {
  if (past.events === "user") throw new Error("a fold over user messages is compiled as a fold over a list");
  const event = bind(scope, expr.binder?.text);
  const second = expr.second === undefined ? undefined : bind(event.scope, expr.second.text);
  // The event's own `where` always speaks of `it`, the fold's of its binder: both are the same slot.
  const own: Scope = { ...event.scope, it: event.slot };
  const inner = (second ?? event).scope;
  const conditions = [
    ...conjuncts(past.events.where).map((part) => ({ part, scope: own })),
    ...conjuncts(expr.where).map((part) => ({ part, scope: inner })),
  ];
  const view = viewFor(
    past,
    past.events,
    conditions.map((condition) => condition.part),
    [expr.binder?.text],
    scope,
    environment,
  );
  const codes = conditions.map(({ part, scope: within }) => [compileExpr(part, within, environment), printExpr(part)] as const);
  const where: Code | undefined =
    codes.length === 0
      ? undefined
      : (frame) => {
          let truth: Truth3 = true;
          for (const [code, source] of codes) {
            truth = and3(truth, truthOf(code(frame), source));
            if (truth === false) return false;
          }
          return truth;
        };
  const body = expr.body === undefined ? undefined : compileExpr(expr.body, inner, environment);
  const reach = reachOf(past, scope, environment);
  const what = printExpr(expr);
  return (frame) => {
    const { members, holes } = conditioned(view, reach, where, event.slot, body, what, frame);
    return fold(expr.fold, second === undefined ? members : indexed(members, second.slot, frame), holes, what);
  };
}

function indexed(members: readonly Member[], slot: number, frame: Frame): readonly Member[] {
  return members.map((member, index) => {
    const { body } = member;
    if (body === undefined) return member;
    return {
      ...member,
      body: () => {
        frame.locals[slot] = index;
        return body();
      },
    };
  });
}

/** `past` as a list of its own. */
export function compilePast(past: ExprOf<"past">, scope: Scope, environment: Environment): Code {
  const reach = reachOf(past, scope, environment);
  const what = printExpr(past);
  if (past.events === "user") {
    return (frame) => {
      const start = reach.since?.(frame) ?? { from: -1, doubts: [] };
      const elements = frame.timeline.users
        .filter((message) => message.event > start.from)
        .map((message) => {
          let member: Truth3 = true;
          for (const { event, reason } of start.doubts) if (message.event < event) member = and3(member, reason);
          if (reach.within !== undefined) member = and3(member, withinTime(reach.within, message.time, frame.call.time));
          return { value: message, member };
        });
      return new History(
        elements,
        frame.timeline.gaps.filter((gap) => gap.event >= start.from).map((gap) => gap.reason),
      );
    };
  }
  const event = bind(scope, undefined);
  const parts = conjuncts(past.events.where);
  const view = viewFor(past, past.events, parts, [undefined], scope, environment);
  const where = past.events.where === undefined ? undefined : compileExpr(past.events.where, event.scope, environment);
  return (frame) => {
    const { members, holes } = conditioned(view, reach, where, event.slot, undefined, what, frame);
    return new History(
      members.map(({ value, member }) => ({ value, member })),
      holes.map((hole: Hole) => hole.reason),
    );
  };
}

function viewFor(
  node: unknown,
  events: Events,
  parts: readonly Expr[],
  binders: readonly (string | undefined)[],
  scope: Scope,
  environment: Environment,
): View {
  const known = environment.viewOf.get(node);
  if (known !== undefined) return known;
  const selector = expandSelector(events.selector, environment.analysis.groups);
  const names = new Set(["it", ...binders.filter((name) => name !== undefined)]);
  let join: View["join"];
  for (const part of parts) {
    if (part.kind !== "compare" || part.op !== "==") continue;
    for (const [mine, theirs] of [
      [part.left, part.right],
      [part.right, part.left],
    ] as const) {
      if (join !== undefined || !isArgumentPath(mine, names) || mentions(theirs, names)) continue;
      const ofEvent = compileExpr(rooted(mine), { slots: new Map(), it: 0, depth: 1 }, environment);
      join = {
        ofEvent: (record, timeline) => {
          const frame = eventFrame(timeline, record);
          frame.locals[0] = record;
          return ofEvent(frame);
        },
        ofCall: compileExpr(theirs, scope, environment),
      };
    }
  }
  const view: View = { number: environment.views.length, matches: selector.matches, join };
  environment.views.push(view);
  environment.viewOf.set(node, view);
  return view;
}

/** Whether the expression is a path into the event's arguments: `it.args.a.b`. */
function isArgumentPath(expr: Expr, names: ReadonlySet<string>): boolean {
  if (expr.kind !== "field") return false;
  if (expr.target.kind === "name") return expr.field.text === "args" && names.has(expr.target.name);
  return isArgumentPath(expr.target, names);
}

/** The same path with the event called `it`. */
function rooted(expr: Expr): Expr {
  if (expr.kind === "field") return { ...expr, target: rooted(expr.target) };
  return { kind: "name", span: expr.span, name: "it" };
}

/** Whether any part of the expression names one of these (or may, behind something that is not looked into). */
function mentions(expr: Expr, names: ReadonlySet<string>): boolean {
  switch (expr.kind) {
    case "name":
      return names.has(expr.name);
    case "field":
    case "index":
      return mentions(expr.target, names) || (expr.kind === "index" && mentions(expr.index, names));
    case "string":
    case "number":
    case "boolean":
      return false;
    default:
      return true;
  }
}

function reachOf(past: ExprOf<"past">, scope: Scope, environment: Environment): Reach {
  const { since, within } = past;
  if (since === undefined) return { since: undefined, within };
  if (since === "user")
    return {
      within,
      since: (frame) => {
        const { users, gaps } = frame.timeline;
        const from = users[users.length - 1]?.event ?? -1;
        return {
          from,
          doubts: gaps.filter((gap) => gap.event > from).map((gap) => ({ event: gap.event, reason: unknown("gap", gap.reason.what) })),
        };
      },
    };
  const event = bind(scope, undefined);
  const view = viewFor(since, since, conjuncts(since.where), [undefined], scope, environment);
  const where = since.where === undefined ? undefined : compileExpr(since.where, event.scope, environment);
  const what = "since";
  return {
    within,
    since: (frame) => {
      const { members, holes } = membersOf(view, { since: undefined, within: undefined }, frame);
      let from = -1;
      let doubts: { event: number; reason: Doubt }[] = [];
      for (const { record, member } of members) {
        frame.locals[event.slot] = record;
        const holds = where === undefined ? member : and3(member, truthOf(where(frame), what));
        if (holds === true) {
          from = record.event + 1;
          doubts = [];
        } else if (holds !== false) doubts.push({ event: record.event, reason: holds });
      }
      for (const hole of holes) if (hole.order >= from) doubts.push({ event: hole.order, reason: unknown("gap", hole.reason.what) });
      return { from, doubts };
    },
  };
}
