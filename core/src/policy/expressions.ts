// Compiles expressions to functions of a frame. One case a kind of expression; history, origin and built-ins have files of their own.
import { RE2JS } from "re2js";
import type { Expr, ExprOf } from "../language/ast.ts";
import { printExpr } from "../language/print.ts";
import { wildcard } from "../semantics/wildcard.ts";
import { arithmetic } from "./arithmetic.ts";
import { builtins } from "./builtins.ts";
import { argumentOf, argumentsOf, type Environment, isIntegerArgument, parameterOf, resultOf } from "./environment.ts";
import { truthOf } from "./folds.ts";
import { type Code, type Frame, memoOf } from "./frame.ts";
import { compileGranted } from "./grants.ts";
import { CallRecord, UserMessage } from "./history.ts";
import { compileListFold } from "./list-folds.ts";
import { exactFromText } from "./numbers.ts";
import { compileOrigin } from "./origin-tests.ts";
import { compilePast, compilePastFold } from "./past.ts";
import { under } from "./paths.ts";
import { and3, Doubt, doubt, not3, or3, type Truth3, unknown } from "./truth.ts";
import {
  asText,
  type Element,
  equal,
  fromJson,
  History,
  isNumber,
  isPlain,
  less,
  Mistyped,
  openness,
  partOf,
  RecordValue,
  Tagged,
  timeValue,
  unclear,
  type Value,
} from "./values.ts";
import { overworked, spend } from "./work.ts";

/** Names in scope while compiling: binders and parameters by slot, and the slot of `it`. */
export interface Scope {
  readonly slots: ReadonlyMap<string, number>;
  readonly it: number | undefined;
  /** The slot of the call that `args` is of, where it is not the call that is decided. */
  readonly args: number | undefined;
  readonly depth: number;
}
export const noScope: Scope = { slots: new Map(), it: undefined, args: undefined, depth: 0 };

/** A scope with one more slot, under the binder's name or as `it`. */
export function bind(scope: Scope, name: string | undefined): { readonly scope: Scope; readonly slot: number } {
  const slot = scope.depth;
  if (name === undefined) return { scope: { ...scope, it: slot, depth: slot + 1 }, slot };
  return { scope: { ...scope, slots: new Map([...scope.slots, [name, slot]]), depth: slot + 1 }, slot };
}

/** A condition, or a part of one that stands under no binder: compiled once a policy, so that explaining a step compiles nothing
 * anew, and no `past` gets a list that the monitor did not keep. */
export function compileClause(expr: Expr, environment: Environment): Code {
  const known = environment.clauses.get(expr);
  if (known !== undefined) return known;
  const code = compileExpr(expr, noScope, environment);
  environment.clauses.set(expr, code);
  return code;
}

export function compileExpr(expr: Expr, scope: Scope, environment: Environment): Code {
  const of = (part: Expr): Code => compileExpr(part, scope, environment);
  const what = printExpr(expr);
  switch (expr.kind) {
    case "number": {
      const value = exactFromText(expr.text) ?? unknown("malformed", what);
      return () => value;
    }
    case "duration": {
      const value = new Tagged("duration", what, expr.milliseconds);
      return () => value;
    }
    case "string":
    case "boolean": {
      const { value } = expr;
      return () => value;
    }
    case "null":
      return () => undefined;
    case "error":
      return () => unknown("malformed", "a condition that could not be read");
    case "name":
      return compileName(expr, scope, environment);
    case "call":
      return compileCall(expr, scope, environment);
    case "field": {
      const { text } = expr.field;
      const { target: whole } = expr;
      // The commonest of all: an argument of the call at hand, without the rest of them.
      if (whole.kind === "name" && whole.name === "args" && !scope.slots.has("args") && scope.args === undefined)
        return argumentCode(text, environment);
      const target = of(whole);
      return (frame) => field(target(frame), text, environment, frame);
    }
    case "index": {
      const [target, index] = [of(expr.target), of(expr.index)];
      return (frame) => element(target(frame), index(frame), what);
    }
    case "list": {
      const items = expr.items.map(of);
      return (frame) => items.map((item) => item(frame));
    }
    case "record": {
      const entries = expr.entries.map((entry) => [entry.key.text, of(entry.value)] as const);
      return (frame) => new RecordValue(new Map(entries.map(([key, value]) => [key, value(frame)])));
    }
    case "not": {
      const operand = of(expr.operand);
      return (frame) => not3(truthOf(operand(frame), what));
    }
    case "and":
    case "or": {
      const operands = expr.operands.map((operand) => [of(operand), printExpr(operand)] as const);
      const [join, stop] = expr.kind === "and" ? [and3, false] : [or3, true];
      return (frame) => {
        let truth: Truth3 = !stop;
        for (const [operand, source] of operands) {
          truth = join(truth, truthOf(operand(frame), source));
          if (truth === stop) return truth;
        }
        return truth;
      };
    }
    case "compare":
      return compileComparison(expr, of);
    case "test":
      return negated(expr.negated, compileTest(expr, of));
    case "matches": {
      const left = of(expr.left);
      const regex = RE2JS.compile(expr.pattern, expr.flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0);
      return negated(
        expr.negated,
        onText(left, printExpr(expr.left), (text) => regex.matcher(text).find()),
      );
    }
    case "origin":
      return negated(expr.negated, compileOrigin(expr, scope, environment, of(expr.left)));
    case "coalesce": {
      const [left, right] = [of(expr.left), of(expr.right)];
      return (frame) => left(frame) ?? right(frame);
    }
    case "arithmetic": {
      const [left, right] = [of(expr.left), of(expr.right)];
      return (frame) => {
        const [a, b] = [left(frame), right(frame)];
        return spend(frame, sizeOf(a) + sizeOf(b)) ? arithmetic(expr.op, a, b, what) : overworked();
      };
    }
    case "negate": {
      const operand = of(expr.operand);
      return (frame) => arithmetic("*", -1, operand(frame), what);
    }
    case "has":
      return compileHas(expr.operand, of, environment);
    case "fold": {
      if (expr.list.kind === "past" && expr.list.events !== "user" && expr.second === undefined)
        return compilePastFold(expr, expr.list, scope, environment);
      return compileListFold(expr, scope, environment);
    }
    case "past":
      return compilePast(expr, scope, environment);
    case "after":
      return compilePastFold(
        { kind: "fold", span: expr.span, fold: "any", binder: undefined, second: undefined, list: expr, where: undefined, body: undefined },
        pastOf(expr),
        scope,
        environment,
      );
  }
}

/** `after P` is `any(past P)`; one node each, since the monitor keeps one list for each `past`. */
const pasts = new WeakMap<Expr, ExprOf<"past">>();
function pastOf(expr: ExprOf<"after">): ExprOf<"past"> {
  let past = pasts.get(expr);
  if (past === undefined) {
    past = { kind: "past", span: expr.span, events: expr.events, since: undefined, within: undefined };
    pasts.set(expr, past);
  }
  return past;
}

/** `has X`, one hop at a time: only the last hop may be present though withheld or of another type. What leads there must be
 * known; a value that should be a record and is none has no field. */
function compileHas(operand: Expr, of: (part: Expr) => Code, environment: Environment): Code {
  if (operand.kind !== "field" && operand.kind !== "index") {
    const whole = of(operand);
    return (frame) => isThere(whole(frame));
  }
  const target = of(operand.target);
  const index = operand.kind === "index" ? of(operand.index) : undefined;
  const name = operand.kind === "field" ? operand.field.text : "";
  const what = printExpr(operand);
  return (frame) => {
    const inside = target(frame);
    if (inside instanceof Doubt) return doubt(inside.reasons);
    const recorded = inside instanceof Mistyped ? fromJson(inside.value) : inside;
    return isThere(index === undefined ? field(recorded, name, environment, frame) : element(recorded, index(frame), what));
  };
}

function isThere(value: Value): Truth3 {
  if (value instanceof Doubt) return value.there || doubt(value.reasons);
  return value !== undefined;
}

function negated(negate: boolean, code: Code): Code {
  return negate ? (frame) => not3(truthOf(code(frame), "")) : code;
}

function compileName(expr: ExprOf<"name">, scope: Scope, environment: Environment): Code {
  const { name } = expr;
  const slot = scope.slots.get(name) ?? (name === "it" ? scope.it : undefined);
  if (slot !== undefined) return (frame) => frame.locals[slot];
  if (name === "args") {
    const of = scope.args;
    if (of === undefined) return (frame) => argumentsOf(environment, frame.call);
    return (frame) => argumentsOf(environment, frame.locals[of] as CallRecord);
  }
  if (name === "granted") return compileGranted(environment);
  if (name === "context") return (frame) => frame.timeline.context;
  if (name === "now")
    return (frame) =>
      frame.call.time === undefined
        ? unknown("not recorded", "the time of this call")
        : timeValue(frame.call.time, "the time of this call");
  const code = letCode(name, environment);
  return (frame) => {
    const memo = memoOf(frame);
    if (!memo.has(code)) memo.set(code, code({ ...frame, locals: [], integers: undefined }));
    return memo.get(code) as Value;
  };
}

function compileCall(expr: ExprOf<"call">, scope: Scope, environment: Environment): Code {
  const args = expr.args.map((arg) => compileExpr(arg, scope, environment));
  const what = printExpr(expr);
  const builtin = builtins.get(expr.name.text);
  if (builtin !== undefined)
    return (frame) =>
      builtin(
        args.map((arg) => arg(frame)),
        what,
      );
  const code = letCode(expr.name.text, environment);
  const declared = expr.args.map((arg) => declaredInteger(arg, scope, environment));
  return (frame) => {
    const values = args.map((arg) => arg(frame));
    const integers = declared.map((integer) => integer(frame));
    // Shared, not copied: the same let of the same values is evaluated once a decision, however deep lets are nested.
    const key = `${expr.name.text}(${values.map(identity).join()})${integers.join()}`;
    const memo = memoOf(frame);
    if (!memo.has(key) && !spend(frame, letWork)) return overworked();
    if (!memo.has(key)) memo.set(key, code({ ...frame, locals: values, integers }));
    return memo.get(key) as Value;
  };
}

/** Whether an expression is an argument that its tool declares as an integer; a let's parameter is what it was given. */
export function declaredInteger(expr: Expr, scope: Scope, environment: Environment): (frame: Frame) => boolean {
  const slot = expr.kind === "name" ? scope.slots.get(expr.name) : undefined;
  if (slot !== undefined) return (frame) => frame.integers?.[slot] === true || isIntegerArgument(environment, expr, frame.call.tool);
  return (frame) => isIntegerArgument(environment, expr, frame.call.tool);
}

/** What a let with parameters weighs: it is kept until the decision is made. */
const letWork = 20;

const identities = new WeakMap<object, number>();
let lastIdentity = 0;
/** Equal texts for the same value: by its contents for scalars, by its object for the rest. */
function identity(value: Value): string {
  if (typeof value !== "object") return JSON.stringify([typeof value, value ?? null]);
  let known = identities.get(value);
  if (known === undefined) {
    known = ++lastIdentity;
    identities.set(value, known);
  }
  return `#${known}`;
}

function letCode(name: string, environment: Environment): Code {
  const known = environment.lets.get(name);
  if (known !== undefined) return known;
  const declared = environment.analysis.lets.get(name);
  if (declared === undefined) return () => unknown("malformed", `\`${name}\``);
  const params = declared.statement.params ?? [];
  const slots = new Map(params.map((param, index) => [param.text, index]));
  const code = compileExpr(declared.statement.value, { ...noScope, slots, depth: params.length }, environment);
  environment.lets.set(name, code);
  return code;
}

/** `args.NAME` of the call at hand. */
function argumentCode(name: string, environment: Environment): Code {
  let tool: string | undefined;
  let declared: ReturnType<typeof parameterOf>;
  return ({ call }) => {
    if (call.tool !== tool) {
      tool = call.tool;
      declared = parameterOf(environment, tool, name);
    }
    return argumentOf(environment, call, name, declared);
  };
}

export function field(target: Value, name: string, environment: Environment, frame: Frame): Value {
  if (target === undefined || target instanceof Doubt) return partOf(target);
  if (target instanceof Mistyped) return unknown("type", `a value that should be ${target.expected}`);
  if (target instanceof CallRecord) {
    // Wherever the results of a batch stand, they come after all of its calls.
    const together = target.batch === frame.call.batch && target !== frame.call;
    if (together && (name === "result" || name === "text" || name === "failed"))
      return unknown("pending", `the outcome of step ${target.step} (${target.tool}), proposed together with this call`);
    switch (name) {
      case "tool":
        return target.tool;
      case "args":
        return argumentsOf(environment, target);
      case "result":
        return resultOf(environment, target);
      case "text":
        return target.disputed ?? (target.result === undefined ? resultOf(environment, target) : target.result.recorded.text);
      case "failed":
        return target.failed ?? target.disputed ?? (target.result === undefined ? resultOf(environment, target) : false);
      case "step":
        return target.step;
      case "time":
        return target.time === undefined
          ? unknown("not recorded", `the time of step ${target.step}`)
          : timeValue(target.time, `the time of step ${target.step}`);
      default:
        return undefined;
    }
  }
  if (target instanceof UserMessage) {
    if (name === "text") return target.text;
    if (name === "time")
      return target.time === undefined ? unknown("not recorded", "the time of a message") : timeValue(target.time, "the time of a message");
    return undefined;
  }
  return target instanceof RecordValue ? target.get(name) : undefined;
}

function element(target: Value, index: Value, what: string): Value {
  if (target === undefined) return undefined;
  const doubt = unclear([target, what], [index, what]);
  if (doubt !== undefined) return doubt;
  if (target instanceof RecordValue) return typeof index === "string" ? target.get(index) : unknown("type", what);
  if (!isNumber(index)) return unknown("type", what);
  if (!Array.isArray(target) && !(target instanceof History)) return unknown("type", what);
  if (typeof index !== "number" || !Number.isInteger(index)) return unknown("type", what);
  return target instanceof History ? elementOf(target, index) : (target[index] as Value);
}

/** Counted from the front, as far as it is certain which elements there are. */
function elementOf({ elements, holes }: History, index: number): Value {
  if (index < 0) return undefined;
  for (const [at, { value, member, order }] of elements.entries()) {
    if (holes !== undefined && holes.first < order) break;
    if (typeof member === "object") return doubt(member.reasons);
    if (at === index) return value;
  }
  return holes === undefined ? undefined : doubt([holes.reason]);
}

function compileComparison(expr: ExprOf<"compare">, of: (part: Expr) => Code): Code {
  const [left, right] = [of(expr.left), of(expr.right)];
  const [leftSource, rightSource] = [printExpr(expr.left), printExpr(expr.right)];
  const what = printExpr(expr);
  const known = (a: Value, b: Value): Doubt | undefined => unclear([a, leftSource], [b, rightSource]);
  // Two numbers or two texts need no look for doubts, and most comparisons of a run are of those: each operator has a way for them
  // that calls nothing.
  switch (expr.op) {
    case "==":
      return (frame) => {
        const [a, b] = [left(frame), right(frame)];
        return isPlain(a) && isPlain(b) ? a === b : (known(a, b) ?? equal(a, b));
      };
    case "!=":
      return (frame) => {
        const [a, b] = [left(frame), right(frame)];
        return isPlain(a) && isPlain(b) ? a !== b : (known(a, b) ?? not3(equal(a, b)));
      };
    case "<":
      return (frame) => {
        const [a, b] = [left(frame), right(frame)];
        return typeof a === "number" && typeof b === "number" ? a < b : (known(a, b) ?? less(a, b, false, what));
      };
    case "<=":
      return (frame) => {
        const [a, b] = [left(frame), right(frame)];
        return typeof a === "number" && typeof b === "number" ? a <= b : (known(a, b) ?? less(a, b, true, what));
      };
    case ">":
      return (frame) => {
        const [a, b] = [left(frame), right(frame)];
        return typeof a === "number" && typeof b === "number" ? a > b : (known(a, b) ?? less(b, a, false, what));
      };
    case ">=":
      return (frame) => {
        const [a, b] = [left(frame), right(frame)];
        return typeof a === "number" && typeof b === "number" ? a >= b : (known(a, b) ?? less(b, a, true, what));
      };
  }
}

function onText(code: Code, what: string, test: (text: string) => Truth3): Code {
  return (frame) => {
    const value = code(frame);
    const text = asText(value);
    return text === undefined ? (unclear([value, what]) ?? unknown("type", what)) : test(text);
  };
}

function compileTest(expr: ExprOf<"test">, of: (part: Expr) => Code): Code {
  const [left, right] = [of(expr.left), of(expr.right)];
  const [leftSource, rightSource] = [printExpr(expr.left), printExpr(expr.right)];
  const texts =
    (test: (text: string, other: string, frame: Frame) => Truth3): Code =>
    (frame) => {
      const [a, b] = [left(frame), right(frame)];
      const [text, other] = [asText(a), asText(b)];
      if (text !== undefined && other !== undefined) return test(text, other, frame);
      return unclear([a, leftSource], [b, rightSource]) ?? unknown("type", text === undefined ? leftSource : rightSource);
    };
  switch (expr.op) {
    case "in":
      return (frame) => {
        const [container, part] = [right(frame), left(frame)];
        return spend(frame, sizeOf(container)) ? contains(container, part, rightSource, leftSource) : overworked();
      };
    case "contains":
      return (frame) => {
        const [container, part] = [left(frame), right(frame)];
        const text = asText(container);
        if (text !== undefined) {
          if (!spend(frame, 1 + (text.length >> 8))) return overworked();
          return onText(right, rightSource, (piece) => text.includes(piece))(frame);
        }
        return spend(frame, sizeOf(container)) ? contains(container, part, leftSource, rightSource) : overworked();
      };
    case "starts with":
      return texts((text, prefix) => text.startsWith(prefix));
    case "ends with":
      return texts((text, suffix) => text.endsWith(suffix));
    case "like":
      return texts((text, glob) => wildcard(glob, text));
    case "under":
      return texts((path, directory, frame) => {
        const context = frame.timeline.context;
        const named = (name: string): string | undefined => {
          const value = context instanceof RecordValue ? context.get(name) : undefined;
          return typeof value === "string" ? value : undefined;
        };
        return under(path, directory, named("cwd"), named("home"));
      });
  }
}

function plainElements(list: readonly Value[]): readonly Pick<Element, "value" | "member">[] {
  return list.map((value) => ({ value, member: true }));
}

function contains(container: Value, part: Value, containerSource: string, partSource: string): Truth3 {
  const doubt = unclear([part, partSource], [container, containerSource]);
  if (doubt !== undefined) return doubt;
  if (container instanceof RecordValue) {
    const key = asText(part);
    return key !== undefined && container.has(key);
  }
  const items = container instanceof History ? container.elements : Array.isArray(container) ? plainElements(container) : undefined;
  if (items === undefined) return unknown("type", containerSource);
  let any: Truth3 = openness(container) ?? false;
  for (const { value, member } of items) {
    any = or3(any, and3(member, value === undefined ? unknown("absent", containerSource) : equal(value, part)));
    if (any === true) return true;
  }
  return any;
}

/** The work of reading an operand. */
function sizeOf(value: Value): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === "object" && isNumber(value) ? value.c.length : 1;
}
