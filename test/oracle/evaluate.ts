// Conditions of the oracle: one function for each kind of expression, by the rules R-PATH, R-HAS, R-OP and R-FUN.
import type { Expr, ExprOf } from "../../core/src/language/ast.ts";
import { fold } from "./folds.ts";
import { callFunction, pathUnder } from "./functions.ts";
import { after, past } from "./history.ts";
import { noteValue } from "./observe.ts";
import { carries, from, isInteger } from "./origin.ts";
import { add, decimal, equal, exact, exactly, isOversized, lessThan, multiply, negate, type Range, whole } from "./ranges.ts";
import { and, blamed, doubt, isNo, isYes, no, not, or, type Truth, truthOf, yes } from "./truth.ts";
import {
  absent,
  fromJson,
  type Item,
  identity,
  listValue,
  numberValue,
  readDate,
  readTime,
  textValue,
  timeValue,
  truth,
  truthValue,
  unclear,
  unknownOf,
  unrecorded,
  type Value,
} from "./values.ts";
import type { Call, World } from "./world.ts";

export interface Env {
  readonly world: World;
  /** The call that `args` is. */
  readonly call: Call;
  readonly it: Value | undefined;
  readonly names: ReadonlyMap<string, Value>;
  /** Those of the names that are parameters of a let. */
  readonly params: ReadonlySet<string>;
  /** What `granted` is on this call. */
  readonly granted: () => Truth;
}

export const condition = (expr: Expr | undefined, env: Env): Truth => (expr === undefined ? yes : truth(evaluate(expr, env)));

export function evaluate(at: Expr, env: Env): Value {
  const value = bare(at, env);
  noteValue(at, value);
  return value;
}

function bare(at: Expr, env: Env): Value {
  switch (at.kind) {
    case "number": {
      const value = decimal(at.text);
      return value === undefined ? unclear : numberValue(exactly(value));
    }
    case "duration":
      return { kind: "duration", range: exactly(whole(at.milliseconds)) };
    case "string":
      return textValue(at.value);
    case "boolean":
      return truthValue(truthOf(at.value));
    case "null":
      return absent;
    case "name":
      return name(at.name, env);
    case "call":
      return call(at, env);
    case "field":
      return field(evaluate(at.target, env), at.field.text, env);
    case "index":
      return element(evaluate(at.target, env), evaluate(at.index, env), env);
    case "list":
      return listValue(at.items.map((item) => evaluate(item, env)));
    case "record":
      return { kind: "record", fields: new Map(at.entries.map(({ key, value }) => [key.text, evaluate(value, env)])), nullsStay: false };
    case "not":
      return truthValue(not(condition(at.operand, env)));
    case "and":
      return truthValue(and(...at.operands.map((operand) => condition(operand, env))));
    case "or":
      return truthValue(or(...at.operands.map((operand) => condition(operand, env))));
    case "compare":
      return truthValue(compareValues(at.op, evaluate(at.left, env), evaluate(at.right, env)));
    case "test":
      return negated(at.negated, test(at.op, evaluate(at.left, env), evaluate(at.right, env), env));
    case "matches": {
      const left = evaluate(at.left, env);
      const text = textOf(left);
      return negated(at.negated, text === undefined ? unclearTruth(left) : truthOf(new RegExp(at.pattern, `${at.flags}u`).test(text)));
    }
    case "origin": {
      return negated(at.negated, at.op === "from" ? from(at.left, at.source, env) : carries(evaluate(at.left, env), at.source, env));
    }
    case "coalesce": {
      const left = evaluate(at.left, env);
      return left.kind === "absent" ? evaluate(at.right, env) : left;
    }
    case "arithmetic":
      return arithmetic(at.op, evaluate(at.left, env), evaluate(at.right, env));
    case "negate": {
      const value = evaluate(at.operand, env);
      if (value.kind !== "number" && value.kind !== "duration") return unknownOf(value) ?? unclear;
      return { ...value, range: negate(value.range) };
    }
    case "has":
      return truthValue(has(at.operand, env));
    case "fold":
      return fold(at, env);
    case "past":
      return { kind: "list", items: past(at, env) };
    case "after":
      return truthValue(after(at.events, env));
    case "error":
      return unclear;
  }
}

const negated = (negate: boolean, found: Truth): Value => truthValue(negate ? not(found) : found);
const unclearTruth = (...values: readonly Value[]): Truth => truth(unknownOf(...values) ?? unclear);

/** R-HAS. What has another type than declared is looked into as it was recorded. */
function has(operand: Expr, env: Env): Truth {
  let value = evaluate(operand, env);
  if (operand.kind === "field" || operand.kind === "index") {
    const target = evaluate(operand.target, env);
    if (target.kind === "unknown" && target.recorded !== undefined) {
      const there = fromJson(target.recorded);
      value = operand.kind === "field" ? field(there, operand.field.text, env) : element(there, evaluate(operand.index, env), env);
    }
  }
  if (value.kind === "absent") return no;
  if (value.kind === "unknown" && value.present) return yes;
  const open = unknownOf(value);
  return open === undefined ? yes : truth(open);
}

function name(text: string, env: Env): Value {
  const bound = env.names.get(text);
  if (bound !== undefined) return bound;
  const declared = env.world.analysis.lets.get(text);
  if (text === "args") return env.world.args(env.call);
  if (text === "context") return env.world.contextValue();
  if (text === "it") return env.it ?? unclear;
  if (text === "granted") return truthValue(env.granted());
  if (text === "now") return env.world.now.event.time === undefined ? unrecorded : timeValue(env.world.now.event.time);
  return declared === undefined
    ? unclear
    : evaluate(declared.statement.value, { ...env, it: undefined, names: new Map(), params: new Set() });
}

function call({ name, args }: ExprOf<"call">, env: Env): Value {
  const values = args.map((arg): Value => {
    const value = evaluate(arg, env);
    return value.kind === "number" ? { ...value, declared: isInteger(arg, env) } : value;
  });
  const declared = env.world.analysis.lets.get(name.text);
  if (declared === undefined) return callFunction(name.text, values);
  const params = declared.statement.params ?? [];
  const names = new Map(params.map((param, index): [string, Value] => [param.text, values[index] ?? absent]));
  return evaluate(declared.statement.value, { ...env, it: undefined, names, params: new Set(names.keys()) });
}

/** R-PATH-1, R-PATH-3. */
function field(target: Value, key: string, { world }: Env): Value {
  switch (target.kind) {
    case "call":
      return world.field(target.call, key);
    case "message":
      return world.messageField(target.message, key);
    case "record":
      return target.fields.get(key) ?? absent;
    case "unknown":
      return target.byRecording ? unrecorded : unclear;
    default:
      return absent;
  }
}

function element(target: Value, index: Value, env: Env): Value {
  if (target.kind === "absent") return absent;
  if (target.kind === "unknown" || index.kind === "unknown" || index.kind === "absent") return unknownOf(target, index) ?? unclear;
  if (index.kind === "text") return target.kind === "record" ? field(target, index.text, env) : unclear;
  const at = index.kind === "number" ? exact(index.range) : undefined;
  if (target.kind !== "list") return unclear;
  if (at === undefined || typeof at === "string" || at.digits % 10n ** BigInt(at.scale) !== 0n) return unclear;
  const place = Number(at.digits / 10n ** BigInt(at.scale));
  if (place < 0) return absent;
  let passed = 0;
  for (const item of target.items) {
    if (isNo(item.member)) continue;
    if (!isYes(item.member) || item.many) return asMembership(item.member);
    if (passed++ === place) return item.value;
  }
  return absent;
}

/** Unknown as a membership is. */
export const asMembership = (member: Truth): Value => (member.has("doubt") ? unclear : unrecorded);

const textual: ReadonlySet<Value["kind"]> = new Set<Value["kind"]>(["text", "host", "domain"]);
export function textOf(value: Value): string | undefined {
  return value.kind === "text" || value.kind === "host" || value.kind === "domain" || value.kind === "date" ? value.text : undefined;
}

/** R-OP-2: a text beside a date or time is read as one. */
function level(left: Value, right: Value): readonly [Value, Value] {
  const read = (value: Value, beside: Value): Value => {
    if (value.kind !== "text") return value;
    return beside.kind === "date" ? readDate(value.text) : beside.kind === "time" ? readTime(value.text) : value;
  };
  const [a, b] = [read(left, right), read(right, left)];
  if (a.kind === "date" && b.kind === "time") return [midnight(a.text), b];
  return a.kind === "time" && b.kind === "date" ? [a, midnight(b.text)] : [a, b];
}

export function compareValues(op: ExprOf<"compare">["op"], a: Value, b: Value): Truth {
  const [left, right] = level(a, b);
  if (unknownOf(left, right) !== undefined) return unclearTruth(left, right);
  switch (op) {
    case "==":
      return equalValues(left, right);
    case "!=":
      return not(equalValues(left, right));
    case "<":
      return before(left, right);
    case ">":
      return before(right, left);
    case "<=":
      return not(before(right, left));
    case ">=":
      return not(before(left, right));
  }
}

export function equalValues(a: Value, b: Value): Truth {
  const [left, right] = level(a, b);
  if (unknownOf(left, right) !== undefined) return unclearTruth(left, right);
  if (left.kind === "truth" && right.kind === "truth") {
    return or(and(left.truth, right.truth), and(not(left.truth), not(right.truth)));
  }
  if (left.kind === "time" && right.kind === "time") return left.zoned === right.zoned ? equal(left.range, right.range) : doubt;
  if ((left.kind === "number" && right.kind === "number") || (left.kind === "duration" && right.kind === "duration")) {
    return equal(left.range, right.range);
  }
  if (left.kind === "list" && right.kind === "list") return equalLists(left.items, right.items);
  if (left.kind === "record" && right.kind === "record") {
    const there = (fields: ReadonlyMap<string, Value>, nullsStay: boolean): ReadonlyMap<string, Value> =>
      new Map([...fields].filter(([, value]) => nullsStay || value.kind !== "absent"));
    const [x, y] = [there(left.fields, left.nullsStay), there(right.fields, right.nullsStay)];
    if (x.size !== y.size || [...x.keys()].some((key) => !y.has(key))) return no;
    return and(...[...x].map(([key, value]) => equalValues(value, y.get(key) ?? absent)));
  }
  if (textual.has(left.kind) && textual.has(right.kind)) return truthOf(textOf(left) === textOf(right));
  return left.kind !== right.kind ? no : truthOf(identity(left) === identity(right));
}

function equalLists(left: readonly Item[], right: readonly Item[]): Truth {
  const unsure = [...left, ...right].filter(({ member, many }) => !isNo(member) && (!isYes(member) || many));
  if (unsure.length > 0) return unsure.some(({ member }) => member.has("doubt")) ? doubt : blamed;
  if (left.length !== right.length) return no;
  return and(...left.map((item, index) => equalValues(item.value, right[index]?.value ?? absent)));
}

/** R-OP-3. */
export function before(left: Value, right: Value): Truth {
  if (left.kind === "time" && right.kind === "time") return left.zoned === right.zoned ? lessThan(left.range, right.range) : doubt;
  if ((left.kind === "number" && right.kind === "number") || (left.kind === "duration" && right.kind === "duration")) {
    return lessThan(left.range, right.range);
  }
  if (left.kind === "date" && right.kind === "date") return truthOf(left.text < right.text);
  if (textual.has(left.kind) && textual.has(right.kind)) return truthOf(codePointsBefore(textOf(left) ?? "", textOf(right) ?? ""));
  return unclearTruth(left, right);
}
function codePointsBefore(left: string, right: string): boolean {
  const [a, b] = [[...left], [...right]];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return a.length < b.length;
}

function test(op: ExprOf<"test">["op"], left: Value, right: Value, env: Env): Truth {
  switch (op) {
    case "in":
      return within(left, right);
    case "contains": {
      const [whole, part] = [textOf(left), textOf(right)];
      if (whole !== undefined) return part === undefined ? unclearTruth(right) : truthOf(whole.includes(part));
      return within(right, left);
    }
    case "under":
      return pathUnder(left, right, env);
    default: {
      const [text, pattern] = [textOf(left), textOf(right)];
      if (text === undefined || pattern === undefined) return unclearTruth(left, right);
      if (op === "starts with") return truthOf(text.startsWith(pattern));
      return truthOf(op === "ends with" ? text.endsWith(pattern) : like(text, pattern));
    }
  }
}

/** R-OP-6. */
function within(value: Value, whole: Value): Truth {
  if (unknownOf(value, whole) !== undefined) return unclearTruth(value, whole);
  if (whole.kind === "list") {
    return or(no, ...whole.items.map((item) => (item.many ? item.member : and(item.member, equalValues(value, item.value)))));
  }
  if (whole.kind === "record" && textOf(value) !== undefined) {
    const found = whole.fields.get(textOf(value) ?? "");
    return truthOf(found !== undefined && (whole.nullsStay || found.kind !== "absent"));
  }
  return whole.kind === "record" ? no : doubt;
}

function like(text: string, pattern: string): boolean {
  const first = pattern.charAt(0);
  if (first === "") return text === "";
  if (first === "*") return like(text, pattern.slice(1)) || (text !== "" && like(text.slice(1), pattern));
  if (first === "?") return text !== "" && like(text.slice(1), pattern.slice(1));
  const escaped = first === "\\" && pattern.length > 1;
  const literal = escaped ? pattern.charAt(1) : first;
  return text.charAt(0) === literal && text !== "" && like(text.slice(1), pattern.slice(escaped ? 2 : 1));
}

/** R-OP-2: a date is its midnight, without a zone, wherever times are asked for. */
const midnight = (date: string): Value => readTime(date);

/** R-OP-13. */
const numberResult = (range: Range): Value => (isOversized(range) ? unclear : numberValue(range));
const longestDuration = whole(Number.MAX_SAFE_INTEGER);
const durationResult = (range: Range): Value =>
  isNo(lessThan(exactly(longestDuration), range)) && isNo(lessThan(range, negate(exactly(longestDuration))))
    ? { kind: "duration", range }
    : unclear;

function arithmetic(op: "+" | "-" | "*", a: Value, b: Value): Value {
  const missing = unknownOf(a, b);
  if (missing !== undefined) return missing;
  if (a.kind === "number" && b.kind === "number") {
    return numberResult(op === "*" ? multiply(a.range, b.range) : add(a.range, op === "+" ? b.range : negate(b.range)));
  }
  if (op === "*") {
    if ((a.kind === "duration" && b.kind === "number") || (a.kind === "number" && b.kind === "duration")) {
      return durationResult(multiply(a.range, b.range));
    }
    return unclear;
  }
  if (a.kind === "list" && b.kind === "list") return op === "+" ? { kind: "list", items: [...a.items, ...b.items] } : unclear;
  if (a.kind === "duration" && b.kind === "duration") {
    return durationResult(add(a.range, op === "+" ? b.range : negate(b.range)));
  }
  if (a.kind === "date") return b.kind === "date" && op === "+" ? unclear : arithmetic(op, midnight(a.text), b);
  if (b.kind === "date") return arithmetic(op, a, midnight(b.text));
  if (a.kind === "time" && b.kind === "time") {
    return op === "-" && a.zoned === b.zoned ? durationResult(add(a.range, negate(b.range))) : unclear;
  }
  if (a.kind === "time" && b.kind === "duration") return { ...a, range: add(a.range, op === "+" ? b.range : negate(b.range)) };
  return a.kind === "duration" && b.kind === "time" && op === "+" ? arithmetic("+", b, a) : unclear;
}
