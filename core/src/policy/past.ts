// Compiles `past`, alone and under a fold. Finds the equality that makes a look-up, and the folds that need not walk the run.
import type { Events, Expr, ExprOf, FoldName } from "../language/ast.ts";
import { printExpr } from "../language/print.ts";
import { conjunctsOf } from "../language/tree.ts";
import { expandSelector } from "../semantics/selectors.ts";
import { type Environment, eventFrame } from "./environment.ts";
import { bind, compileExpr, noScope, type Scope } from "./expressions.ts";
import { countsMembers, type Tally, tally, truthOf } from "./folds.ts";
import type { Code, Frame } from "./frame.ts";
import type { CallRecord } from "./history.ts";
import { type Ledger, look } from "./ledger.ts";
import { and3, not3, type Truth3, unknown } from "./truth.ts";
import { type Element, History } from "./values.ts";
import { holesOf, placeOf, type Reach, reached, type Start, timeWindow, type View, visit, wholeRun } from "./views.ts";
import { spend } from "./work.ts";

/** A condition on an event: the event stands in a slot of the frame's locals. */
type Condition = (frame: Frame) => Truth3;

/** A conjunct of such a condition with the names that mean the event in it. */
interface Part {
  readonly expr: Expr;
  readonly names: ReadonlySet<string>;
  readonly scope: Scope;
}
const it: ReadonlySet<string> = new Set(["it"]);

/** A fold over `past` without an index binder: both conditions become the view's. */
export function compilePastFold(expr: ExprOf<"fold">, past: ExprOf<"past">, scope: Scope, environment: Environment): Code {
  if (past.events === "user") throw new Error("a fold over user messages is compiled as a fold over a list");
  const parts = partsOf(expr, past.events, scope);
  const view = viewFor(past, past.events, parts, scope, environment);
  const what = printExpr(expr);
  const { slot, scope: inner } = bind(scope, expr.binder?.text);
  const holds = all(parts, environment);
  const measure = measureOf(expr.fold, expr.body === undefined ? undefined : compileExpr(expr.body, inner, environment), slot);
  const reach = reachOf(past, scope, environment);
  view.reaches.push(reach);
  const whole = reach.since === undefined && reach.within === undefined;
  const ledger = whole ? ledgerFor(expr, past.events, view, what, environment) : undefined;
  if (whole && ledger === undefined && view.join === undefined) noteScan(expr, past.events, environment);
  return (frame) => {
    const looked = ledger === undefined || frame.found !== undefined ? undefined : look(ledger, frame);
    const folded = looked?.tally ?? tally(expr.fold, what);
    const start = reached(reach, frame);
    const add = (record: CallRecord, member: Truth3): boolean => {
      frame.locals[slot] = record;
      const belongs = and3(member, holds(frame));
      if (belongs === true) frame.found?.push(placeOf(record));
      if (belongs !== false) folded.add(belongs, record.event, measure(frame));
      return folded.settled();
    };
    let forgotten = false;
    if (looked === undefined) forgotten = visit(view, start, frame, add);
    else
      for (const record of looked.rest) {
        if (!spend(frame, 1) || (record.step < frame.call.step && add(record, record.member(frame.call.batch)))) break;
      }
    return folded.result(holesOf(start, frame, forgotten));
  };
}

/** The event's own `where` speaks of `it`, the fold's of its binder: both are the same slot. */
function partsOf(expr: ExprOf<"fold">, events: Events, scope: Scope): readonly Part[] {
  const own = bind(scope, undefined).scope;
  const inner = bind(scope, expr.binder?.text).scope;
  const names = expr.binder === undefined ? it : new Set([expr.binder.text]);
  return [
    ...conjunctsOf(events.where).map((part) => ({ expr: part, names: it, scope: own })),
    ...conjunctsOf(expr.where).map((part) => ({ expr: part, names, scope: inner })),
  ];
}

/** What a tally is given for the event in a slot. */
export function measureOf(fold: FoldName, body: Code | undefined, slot: number): Code {
  if (body !== undefined) return body;
  return countsMembers.has(fold) ? () => true : (frame) => frame.locals[slot];
}

function all(parts: readonly Part[], environment: Environment): Condition {
  const codes = parts.map(({ expr, scope }) => [compileExpr(expr, scope, environment), printExpr(expr)] as const);
  return (frame) => {
    let truth: Truth3 = true;
    for (const [code, source] of codes) {
      truth = and3(truth, truthOf(code(frame), source));
      if (truth === false) return false;
    }
    return truth;
  };
}

/** A ledger where everything but the equality speaks of the event alone. */
function ledgerFor(expr: ExprOf<"fold">, events: Events, view: View, what: string, environment: Environment): Ledger | undefined {
  const rest = partsOf(expr, events, noScope).filter((part) => view.join === undefined || part.expr !== view.join.condition);
  if (!rest.every((part) => ofEventAlone(part.expr, part.names, environment))) return undefined;
  const { slot, scope } = bind(noScope, expr.binder?.text);
  if (expr.body !== undefined && !ofEventAlone(expr.body, expr.binder === undefined ? it : new Set([expr.binder.text]), environment))
    return undefined;
  const body = expr.body === undefined ? undefined : compileExpr(expr.body, scope, environment);
  return newLedger(view, () => tally(expr.fold, what), all(rest, environment), measureOf(expr.fold, body, slot), environment);
}

/** Steps are counted in calls alone. */
const stepsOfMessage = unknown("type", "a window of steps over what is no call");

/** What keeps a fold from being kept: the first condition that speaks of more than the event and the context, or the body. */
function noteScan(expr: ExprOf<"fold">, events: Events, environment: Environment): void {
  const parts = partsOf(expr, events, noScope).map((part): Pick<Part, "expr" | "names"> => part);
  const body = expr.body === undefined ? [] : [{ expr: expr.body, names: expr.binder === undefined ? it : new Set([expr.binder.text]) }];
  const part = [...parts, ...body].find((one) => !ofEventAlone(one.expr, one.names, environment));
  if (part !== undefined) environment.scans.set(expr, part.expr);
}

export function newLedger(
  view: View,
  empty: () => Tally,
  holds: (frame: Frame) => Truth3,
  measure: Code,
  environment: Environment,
): Ledger {
  const ledger: Ledger = { number: environment.ledgers.length, view, empty, test: { holds, measure } };
  environment.ledgers.push(ledger);
  return ledger;
}

/** `past` as a list of its own. */
export function compilePast(past: ExprOf<"past">, scope: Scope, environment: Environment): Code {
  const reach = reachOf(past, scope, environment);
  if (past.events === "user") {
    environment.memory.history = true;
    environment.memory.users = true;
    return (frame) => {
      const start = reached(reach, frame);
      const window = timeWindow(reach.within, frame);
      const elements: Element[] = [];
      for (const message of frame.timeline.users) {
        if (message.event < start.from) continue;
        let member: Truth3 = true;
        for (const { event, truth } of start.doubts) if (message.event < event) member = and3(member, truth);
        if (window !== undefined) member = and3(member, window.holds(message.event, message.time));
        else if (typeof reach.within === "object") member = and3(member, stepsOfMessage);
        if (member !== false) elements.push({ value: message, member, order: message.event });
      }
      return new History(elements, holesOf(start, frame));
    };
  }
  const event = bind(scope, undefined);
  const parts = conjunctsOf(past.events.where).map((expr): Part => ({ expr, names: it, scope: event.scope }));
  const view = viewFor(past, past.events, parts, scope, environment);
  const holds = all(parts, environment);
  view.reaches.push(reach);
  return (frame) => {
    const elements: Element[] = [];
    const start = reached(reach, frame);
    const forgotten = visit(view, start, frame, (record, member) => {
      frame.locals[event.slot] = record;
      const belongs = and3(member, holds(frame));
      if (belongs !== false) elements.push({ value: record, member: belongs, order: record.event });
      return false;
    });
    return new History(elements.reverse(), holesOf(start, frame, forgotten));
  };
}

function viewFor(node: unknown, events: Events, parts: readonly Part[], scope: Scope, environment: Environment): View {
  const known = environment.viewOf.get(node);
  if (known !== undefined) return known;
  let join: View["join"];
  for (const { expr, names } of parts) {
    const sides = joinSides(expr, names);
    if (sides === undefined) continue;
    const ofEvent = compileExpr(rooted(sides.mine), { ...noScope, it: 0, depth: 1 }, environment);
    join = {
      ofEvent: (record, timeline) => {
        const frame = eventFrame(timeline, record);
        frame.locals[0] = record;
        return ofEvent(frame);
      },
      ofCall: compileExpr(sides.theirs, scope, environment),
      condition: expr,
    };
    break;
  }
  const { matches } = expandSelector(events.selector, environment.analysis.groups);
  return newView(node, { matches, join }, environment);
}

export function newView(node: unknown, view: Pick<View, "matches" | "join">, environment: Environment): View {
  environment.memory.history = true;
  const made: View = { ...view, number: environment.views.length, reaches: [] };
  environment.views.push(made);
  environment.viewOf.set(node, made);
  return made;
}

/** The sides of an equality between a path into the event's arguments and something that does not speak of the event. */
function joinSides(part: Expr, names: ReadonlySet<string>): { readonly mine: Expr; readonly theirs: Expr } | undefined {
  if (part.kind !== "compare" || part.op !== "==") return undefined;
  if (isArgumentPath(part.left, names) && !mentions(part.right, names)) return { mine: part.left, theirs: part.right };
  if (isArgumentPath(part.right, names) && !mentions(part.left, names)) return { mine: part.right, theirs: part.left };
  return undefined;
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
      return mentions(expr.target, names);
    case "index":
      return mentions(expr.target, names) || mentions(expr.index, names);
    case "call":
      return expr.args.some((arg) => mentions(arg, names));
    case "string":
    case "number":
    case "boolean":
      return false;
    default:
      return true;
  }
}

/** Whether an expression gives the same for an event whoever asks and whenever: it reads the event, the context and literals. */
function ofEventAlone(expr: Expr, names: ReadonlySet<string>, environment: Environment): boolean {
  const alone = (part: Expr | undefined): boolean => part === undefined || ofEventAlone(part, names, environment);
  switch (expr.kind) {
    case "name":
      return names.has(expr.name) || expr.name === "context";
    case "number":
    case "duration":
    case "string":
    case "boolean":
    case "null":
      return true;
    case "call":
      return !environment.analysis.lets.has(expr.name.text) && expr.args.every(alone);
    case "field":
      return alone(expr.target);
    case "index":
      return alone(expr.target) && alone(expr.index);
    case "list":
      return expr.items.every(alone);
    case "record":
      return expr.entries.every(({ value }) => alone(value));
    case "not":
    case "negate":
    case "has":
      return alone(expr.operand);
    case "and":
    case "or":
      return expr.operands.every(alone);
    case "compare":
    case "test":
    case "coalesce":
    case "arithmetic":
      return alone(expr.left) && alone(expr.right);
    case "matches":
      return alone(expr.left);
    case "fold": {
      const more = [expr.binder, expr.second].flatMap((name) => (name === undefined ? [] : [name.text]));
      const inner = new Set([...names, ...(more.length === 0 ? ["it"] : more)]);
      return alone(expr.list) && [expr.where, expr.body].every((part) => part === undefined || ofEventAlone(part, inner, environment));
    }
    default:
      return false;
  }
}

/** `since …` and `within …` as a reach. */
export function reachOf(past: Pick<ExprOf<"past">, "since" | "within">, scope: Scope, environment: Environment): Reach {
  const { since, within } = past;
  environment.memory.times ||= within?.kind === "duration";
  if (since === undefined) return { since: undefined, within };
  if (since === "user") return { within, since: thisTurn, turn: true };
  const event = bind(scope, undefined);
  const parts = conjunctsOf(since.where).map((expr): Part => ({ expr, names: it, scope: event.scope }));
  const view = viewFor(since, since, parts, scope, environment);
  const holds = all(parts, environment);
  view.reaches.push(wholeRun);
  return {
    within,
    since: (frame) => {
      let from = -1;
      const doubts: { event: number; truth: Truth3 }[] = [];
      visit(view, reached(wholeRun, frame), frame, (record, member) => {
        frame.locals[event.slot] = record;
        const truth = and3(member, holds(frame));
        if (truth === true) from = record.event + 1;
        else if (truth !== false) doubts.push({ event: record.event, truth: not3(truth) });
        return truth === true;
      });
      return { from, doubts: withGaps(doubts, from, frame) };
    },
  };
}

/** `since user`. */
function thisTurn(frame: Frame): Start {
  const { users } = frame.timeline;
  const from = (users[users.length - 1]?.event ?? -1) + 1;
  return { from, doubts: withGaps([], from, frame) };
}

/** A gap may hold the event that a `since` looks for: what stands before the last gap may lie outside. */
function withGaps(doubts: { event: number; truth: Truth3 }[], from: number, frame: Frame): Start["doubts"] {
  const { gaps } = frame.timeline;
  const last = gaps[gaps.length - 1];
  if (last === undefined || last.event < from) return doubts;
  doubts.push({ event: last.event, truth: unknown("gap", last.reason.what) });
  return doubts.sort((a, b) => b.event - a.event);
}
