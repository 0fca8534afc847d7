// Generates the text of expressions: every construct of the grammar, mostly well typed, over few names and values so that
// things meet.
import type { Tape } from "./tape.ts";

export type Kind = "text" | "number" | "json" | "call" | "message" | "list" | "record" | "date" | "time" | "host" | "duration" | "truth";

export interface Scope {
  /** What `it` is; undefined where there is none. */
  readonly it: Kind | undefined;
  /** `it` is the element of a fold that has a condition or body: another such fold must name its own. */
  readonly inFold: boolean;
  readonly names: readonly { readonly name: string; readonly kind: Kind }[];
  /** Whether `args` may be read: it may not in `trusted`. */
  readonly args: boolean;
  readonly lets: readonly { readonly name: string; readonly params: number; readonly kind: Kind }[];
  readonly granted: boolean;
  /** Whether history and origins may be read. */
  readonly history: boolean;
}

export const texts = [
  "a",
  "b",
  "Ann",
  "ann@corp.example",
  "13",
  "7",
  "bank account 77",
  "https://evil.io/x",
  "corp.example",
  "AB12-34567",
  "x1y2z3",
  "Nobody expects the token 42 here",
] as const;
export const oddTexts = [
  "",
  "2025-01-11",
  "Jan 11 2025",
  "ﬁ é",
  "p\u0430y",
  "a\u200b",
  "/w/a",
  "/w/../etc",
  "/x",
  "~/x",
  "1.50",
  "😀",
  "__proto__",
] as const;
const literals: readonly [string, ...string[]] = [...texts, ...oddTexts];
const numbers = ["1", "0", "2", "13", "7", "1000.5", "0.1", "100", "12345678901234567890"] as const;
export const tools = ["pay", "get", "list", "login"] as const;

export const quoted = (text: string): string => JSON.stringify(text);

export function selector(tape: Tape): string {
  return tape.choose([
    () => tape.pick(tools),
    () => tape.pick(tools),
    () => `${tape.pick(tools)}, ${tape.pick(tools)}`,
    () => "*",
    () => `* except ${tape.pick(tools)}`,
    () => "l*",
    () => "some",
    () => '"get"',
  ]);
}

/** A tool, or a pattern in parentheses. */
export function events(tape: Tape, scope: Scope, depth: number): string {
  if (tape.below(3) === 0) return tape.pick(tools);
  const where = tape.below(3) === 0 || depth <= 0 ? "" : ` where ${truth(tape, { ...scope, it: "call", inFold: false }, depth - 1)}`;
  return `(${selector(tape)}${where})`;
}

/** Something that has arguments: this call's, or those of a call at hand. */
function argumentsOf(tape: Tape, scope: Scope): string {
  const calls = [
    ...scope.names.filter(({ kind }) => kind === "call").map(({ name }) => `${name}.args`),
    ...(scope.it === "call" ? ["it.args"] : []),
  ];
  const own = scope.args ? ["args"] : [];
  const [first, ...rest] = [...calls, ...own];
  return first === undefined ? "context" : tape.pick([first, ...rest]);
}
const named = (tape: Tape, scope: Scope, kind: Kind): string | undefined => {
  const all = [
    ...scope.names.filter((one) => one.kind === kind || one.kind === "json").map(({ name }) => name),
    ...(scope.it === kind || scope.it === "json" ? ["it"] : []),
  ];
  const [first, ...rest] = all;
  return first === undefined || tape.below(3) === 2 ? undefined : tape.pick([first, ...rest]);
};
function calls(tape: Tape, scope: Scope): string | undefined {
  const all = [...scope.names.filter(({ kind }) => kind === "call").map(({ name }) => name), ...(scope.it === "call" ? ["it"] : [])];
  const [first, ...rest] = all;
  if (first !== undefined && tape.below(4) > 0) return tape.pick([first, ...rest]);
  return scope.history ? `${tape.pick(["last", "first"])}(${pastList(tape, scope, 1)})` : first;
}

export function pastList(tape: Tape, scope: Scope, depth: number): string {
  const since = tape.below(4) === 3 ? ` since ${tape.choose([() => "user", () => events(tape, scope, depth - 1)])}` : "";
  const within = tape.below(5) === 4 ? ` within ${tape.pick(["2 steps", "10s", "1 steps", "10m", "4 steps"])}` : "";
  return `past ${tape.below(6) === 5 ? "user" : events(tape, scope, depth)}${since}${within}`;
}

function letUse(tape: Tape, scope: Scope, kind: Kind, depth: number): string | undefined {
  const [first, ...rest] = scope.lets.filter((one) => one.kind === kind);
  if (first === undefined) return undefined;
  const { name, params } = tape.pick([first, ...rest]);
  if (params === 0) return name;
  const given = (): string => `${argumentsOf(tape, scope)}.${tape.pick(["id", "n"])}`;
  return `${name}(${tape.choose([() => text(tape, scope, depth - 1), () => text(tape, scope, depth - 1), given])})`;
}

export function text(tape: Tape, scope: Scope, depth: number): string {
  const plain = (): string => `${argumentsOf(tape, scope)}.to`;
  if (depth <= 0) return tape.choose([plain, () => quoted(tape.pick(literals))]);
  return tape.choose([
    plain,
    () => quoted(tape.pick(literals)),
    () => named(tape, scope, "text") ?? plain(),
    () => `${argumentsOf(tape, scope)}.url`,
    () => `${argumentsOf(tape, scope)}.x`,
    () => `${argumentsOf(tape, scope)}.o.a`,
    () => `context.${tape.pick(["user", "cwd", "none"])}`,
    () => `(${plain()} ?? ${text(tape, scope, depth - 1)})`,
    () => `lower(${text(tape, scope, depth - 1)})`,
    () => callField(tape, scope, ["text", "result.to", "tool", "result.note", "result[0].to", "result"]) ?? plain(),
    () => `${argumentsOf(tape, scope)}.cc[${tape.pick(["0", "1", "-1"])}]`,
    () => letUse(tape, scope, "text", depth) ?? plain(),
    () => (scope.history ? `last(past user).text` : plain()),
    () => `${argumentsOf(tape, scope)}.k`,
    () => `domain(${text(tape, scope, depth - 1)})`,
    () => host(tape, scope, depth - 1),
    () => `${argumentsOf(tape, scope)}["to"]`,
  ]);
}
function callField(tape: Tape, scope: Scope, fields: readonly [string, ...string[]]): string | undefined {
  const call = calls(tape, scope);
  return call === undefined ? undefined : `${call}.${tape.pick(fields)}`;
}

export function number(tape: Tape, scope: Scope, depth: number): string {
  const plain = (): string => `${argumentsOf(tape, scope)}.${tape.pick(["n", "id"])}`;
  if (depth <= 0) return tape.choose([plain, () => tape.pick(numbers)]);
  return tape.choose([
    plain,
    () => tape.pick(numbers),
    () => named(tape, scope, "number") ?? plain(),
    () => `(${number(tape, scope, depth - 1)} ${tape.pick(["+", "-", "*"])} ${number(tape, scope, depth - 1)})`,
    () => `-${plain()}`,
    () => `(${plain()} ?? ${tape.pick(numbers)})`,
    () => `length(${tape.choose([() => text(tape, scope, depth - 1), () => list(tape, scope, depth - 1).text])})`,
    () => `number(${text(tape, scope, depth - 1)})`,
    () => callField(tape, scope, ["result.n", "step", "result.items[0].id"]) ?? plain(),
    () => numberFold(tape, scope, depth),
    () => numberFold(tape, scope, depth),
    () => numberFold(tape, scope, depth),
    () => numberFold(tape, scope, depth),
    () => `context.limit`,
    () => letUse(tape, scope, "number", depth) ?? plain(),
  ]);
}

function date(tape: Tape, scope: Scope, depth: number): string {
  return tape.choose([
    () => `date(${text(tape, scope, depth - 1)})`,
    () => `${argumentsOf(tape, scope)}.d`,
    () => `date(${tape.pick(['"2025-01-11"', '"11 January 2025"'])})`,
  ]);
}
function time(tape: Tape, scope: Scope, depth: number): string {
  return tape.choose([
    () => "now",
    () => callField(tape, scope, ["time"]) ?? "now",
    () =>
      `time(${tape.choose([() => text(tape, scope, depth - 1), () => tape.pick(['"1970-01-01T00:00:10Z"', '"1970-01-01T00:00:10"'])])})`,
    () => `(${time(tape, scope, depth - 1)} ${tape.pick(["+", "-"])} ${duration(tape, scope, depth - 1)})`,
    () => (scope.history ? "first(past user).time" : "now"),
  ]);
}
function duration(tape: Tape, scope: Scope, depth: number): string {
  const plain = (): string => tape.pick(["10s", "1m", "24h"]);
  if (depth <= 0) return plain();
  return tape.choose([
    plain,
    () => `(${time(tape, scope, depth - 1)} - ${time(tape, scope, depth - 1)})`,
    () => `(${plain()} ${tape.pick(["+", "-"])} ${duration(tape, scope, depth - 1)})`,
    () => `(${plain()} * ${tape.pick(["2", "0.5"])})`,
  ]);
}
const host = (tape: Tape, scope: Scope, depth: number): string =>
  `host(${tape.choose([() => `${argumentsOf(tape, scope)}.url`, () => text(tape, scope, depth - 1)])})`;

/** A list or record to fold over, and what its elements are. */
function list(tape: Tape, scope: Scope, depth: number): { readonly text: string; readonly of: Kind } {
  const past = (): { readonly text: string; readonly of: Kind } => {
    const written = pastList(tape, scope, depth);
    return { text: written, of: written.startsWith("past user") ? "message" : "call" };
  };
  const recent = (): { readonly text: string; readonly of: Kind } =>
    scope.history ? past() : { text: `${argumentsOf(tape, scope)}.cc`, of: "text" };
  return tape.choose<{ readonly text: string; readonly of: Kind }>([
    recent,
    recent,
    recent,
    recent,
    recent,
    recent,
    () => ({ text: `${argumentsOf(tape, scope)}.cc`, of: "text" }),
    () => ({ text: `(${argumentsOf(tape, scope)}.cc ?? [])`, of: "text" }),
    () => ({ text: `[${text(tape, scope, depth - 1)}, ${text(tape, scope, depth - 1)}]`, of: "text" }),
    () => ({ text: `[${number(tape, scope, depth - 1)}, ${number(tape, scope, depth - 1)}]`, of: "number" }),
    () => ({ text: `([${text(tape, scope, 0)}] + ${argumentsOf(tape, scope)}.cc)`, of: "text" }),
    () => ({ text: `leaves(${argumentsOf(tape, scope)}${tape.pick(["", ".o", ".x"])})`, of: "json" }),
    () => ({ text: `keys(${argumentsOf(tape, scope)}.o)`, of: "text" }),
    () => ({ text: `${argumentsOf(tape, scope)}.o`, of: "json" }),
    () => ({ text: callField(tape, scope, ["result", "result.items"]) ?? "[]", of: "json" }),
    () => ({ text: "{a: 1, b: 2}", of: "number" }),
    () => ({ text: "[]", of: "json" }),
    () => ({ text: `links(${text(tape, scope, depth - 1)})`, of: "text" as const }),
  ]);
}

/** The inside of a fold up to its body, and the scope of the body. */
function folded(tape: Tape, scope: Scope, depth: number): { readonly head: string; readonly inner: Scope; readonly bare: boolean } {
  const { text: written, of } = list(tape, scope, depth);
  const level = scope.names.filter(({ name }) => /^[ev]\d+$/.test(name)).length;
  const binder = scope.inFold || tape.below(2) === 1;
  const second = binder && tape.below(4) === 3;
  const names = [...scope.names, { name: `e${level}`, kind: of }, ...(second ? [{ name: `i${level}`, kind: "json" as const }] : [])];
  const inner: Scope = binder ? { ...scope, names } : { ...scope, it: of, inFold: true };
  const where = tape.below(3) === 2 ? ` where ${truth(tape, inner, depth - 1)}` : "";
  return { head: `${binder ? `e${level}${second ? `, i${level}` : ""} in ` : ""}${written}${where}`, inner, bare: !binder && where === "" };
}
function numberFold(tape: Tape, scope: Scope, depth: number): string {
  const name = tape.pick(["count", "sum", "distinct", "min", "max", "last", "first"]);
  if (scope.history && tape.below(2) === 1) {
    const where = tape.pick(["", "", " where it.args.to == args.to", " where not it.failed"]);
    const body = name === "count" ? "" : `: it.args.${name === "distinct" ? "to" : "n"}`;
    if (!scope.inFold) return `${name}(past ${tape.pick(tools)}${where}${body})`;
  }
  const { head, inner } = folded(tape, scope, depth - 1);
  if (name === "count") return `count(${head}${tape.below(3) === 2 ? `: ${truth(tape, inner, depth - 1)}` : ""})`;
  return `${name}(${head}: ${tape.choose([() => number(tape, inner, depth - 1), () => (name === "distinct" ? text(tape, inner, depth - 1) : number(tape, inner, 0))])})`;
}

export function source(tape: Tape, scope: Scope, depth: number): string {
  return tape.choose([
    () => "user",
    () => "trusted",
    () => "untrusted",
    () => `result of ${events(tape, scope, depth - 1)}`,
    () => "system",
    () => `(user, result of ${tape.pick(tools)})`,
    () => `result of ${tape.pick(tools)}`,
    () => "trusted",
  ]);
}

/** Something that `has` can ask for. */
function path(tape: Tape, scope: Scope): string {
  const from = argumentsOf(tape, scope);
  return tape.choose([
    () => `${from}.${tape.pick(["to", "cc", "n", "x", "d", "o.a", "o.b", "k"])}`,
    () => `context.${tape.pick(["user", "none", "task.id"])}`,
    () => callField(tape, scope, ["result.to", "result.items[0].id", "args.cc", "text", "time", "result"]) ?? `${from}.to`,
    () => `${from}.cc[0]`,
    () => `${from}.x.a`,
  ]);
}

/** A value of any kind. */
function anything(tape: Tape, scope: Scope, depth: number): string {
  const next = depth - 1;
  return tape.choose([
    () => text(tape, scope, next),
    () => number(tape, scope, next),
    () => date(tape, scope, next),
    () => time(tape, scope, next),
    () => duration(tape, scope, next),
    () => host(tape, scope, next),
    () => `domain(${text(tape, scope, 0)})`,
    () => listOf(tape, scope, next),
    () => `{a: ${text(tape, scope, 0)}}`,
    () => path(tape, scope),
    () => argumentsOf(tape, scope),
    () => calls(tape, scope) ?? "null",
    () => `(${truth(tape, scope, 0)})`,
    () => "null",
  ]);
}
/** The same where no type says what it is, so that every operator meets every kind. */
const loose = (tape: Tape, scope: Scope, depth: number): string =>
  tape.choose([() => anything(tape, scope, depth), () => `first([${anything(tape, scope, depth)}, ${argumentsOf(tape, scope)}.x])`]);
/** A list, of history or not, or two of them joined. */
function listOf(tape: Tape, scope: Scope, depth: number): string {
  const one = (): string => {
    const { text: written } = list(tape, scope, depth);
    return written.startsWith("past") ? `(${written})` : written;
  };
  return tape.below(3) === 2 ? `(${one()} + ${one()})` : one();
}
const item = (tape: Tape, scope: Scope, depth: number): string =>
  `(${listOf(tape, scope, depth)})[${tape.pick(["0", "1", "-1", "0.5", "2", '"to"'])}]${tape.pick(["", "", ".args.to", ".a"])}`;

export function truth(tape: Tape, scope: Scope, depth: number): string {
  const order = ["==", "!=", "<", "<=", ">", ">="] as const;
  const maybe = (): string => tape.pick(["", "", "not "]);
  if (depth <= 0) {
    return tape.choose([
      () => `${text(tape, scope, 0)} == ${text(tape, scope, 0)}`,
      () => `${number(tape, scope, 0)} ${tape.pick(order)} ${number(tape, scope, 0)}`,
    ]);
  }
  const next = depth - 1;
  return tape.choose([
    () => `${text(tape, scope, next)} ${tape.pick(["==", "!="])} ${text(tape, scope, next)}`,
    () => `${number(tape, scope, next)} ${tape.pick(order)} ${number(tape, scope, next)}`,
    () => `(${truth(tape, scope, next)} ${tape.pick(["and", "or"])} ${truth(tape, scope, next)})`,
    () => `not (${truth(tape, scope, next)})`,
    () => `has ${path(tape, scope)}`,
    () => `has ${tape.choose([() => `(${anything(tape, scope, next)})`, () => loose(tape, scope, next), () => item(tape, scope, next)])}`,
    () => `${loose(tape, scope, next)} ${tape.pick(order)} ${loose(tape, scope, next)}`,
    () =>
      `(${loose(tape, scope, next)} ${tape.pick(["+", "-", "*"])} ${loose(tape, scope, next)}) ${tape.pick(order)} ${loose(tape, scope, next)}`,
    () =>
      `${loose(tape, scope, next)} ${maybe()}${tape.pick(["in", "contains", "like", "starts with", "under"])} ${loose(tape, scope, next)}`,
    () => `${item(tape, scope, next)} ${tape.pick(order)} ${loose(tape, scope, next)}`,
    () => (scope.history ? `${loose(tape, scope, next)} ${maybe()}${tape.pick(["from", "carries"])} ${source(tape, scope, 0)}` : "true"),
    () => `${text(tape, scope, next)} ${maybe()}in ${list(tape, { ...scope, history: false }, next).text}`,
    () => `${text(tape, scope, next)} ${maybe()}contains ${text(tape, scope, 0)}`,
    () =>
      `${text(tape, scope, next)} ${maybe()}${tape.pick(["starts with", "ends with", "like"])} ${quoted(tape.pick(["a", "b", "n", "*n*", "a?*", "corp.example", "/w"]))}`,
    () => `${text(tape, scope, next)} ${maybe()}matches ${tape.pick(["/a/", "/^A/i", "/[0-9]+$/", "/c.r./"])}`,
    () => `${text(tape, scope, next)} ${maybe()}under ${quoted(tape.pick(["/w", "a", "~/x"]))}`,
    () => (scope.history ? `${value(tape, scope, next)} ${maybe()}from ${source(tape, scope, next)}` : "true"),
    () => (scope.history ? `${argumentsOf(tape, scope)}.to ${maybe()}from ${source(tape, scope, 0)}` : "true"),
    () => (scope.history ? `${value(tape, scope, next)} ${maybe()}from ${source(tape, scope, next)}` : "true"),
    () => (scope.history ? `${text(tape, scope, next)} ${maybe()}carries ${source(tape, scope, next)}` : "false"),
    () => truthFold(tape, scope, next),
    () => truthFold(tape, scope, next),
    () => truthFold(tape, scope, next),
    () => plainOrigin(tape, scope),
    () => plainOrigin(tape, scope),
    () => plainMeasure(tape, scope, order),
    () => plainMeasure(tape, scope, order),
    () => (scope.history ? `after ${events(tape, scope, next)}` : "true"),
    () => `${date(tape, scope, next)} ${tape.pick(order)} ${date(tape, scope, next)}`,
    () => `${time(tape, scope, next)} ${tape.pick(order)} ${time(tape, scope, next)}`,
    () => `${duration(tape, scope, next)} ${tape.pick(order)} ${duration(tape, scope, next)}`,
    () => letUse(tape, scope, "truth", depth) ?? `${argumentsOf(tape, scope)}.ok`,
    () => (scope.granted ? "granted" : `${argumentsOf(tape, scope)}.ok`),
    () => callField(tape, scope, ["failed"]) ?? `${argumentsOf(tape, scope)}.ok`,
    () => `${tape.pick(["true", "false"])}`,
    () => `${argumentsOf(tape, scope)}.x ${tape.pick(["==", "!="])} ${tape.pick(["{a: 1}", '[1, "a"]', "null", "true", "1", '"a"'])}`,
    () => `suspicious(${text(tape, scope, next)})`,
    () => shell(tape, scope, next),
    () => `${text(tape, scope, next)} ${tape.pick(order)} ${text(tape, scope, next)}`,
    () => `(${argumentsOf(tape, scope)}.ok ?? ${truth(tape, scope, next)})`,
  ]);
}
/** The forms that policies are full of, so that they come out true and false, not only in doubt. */
function plainOrigin(tape: Tape, scope: Scope): string {
  if (!scope.history) return "true";
  const source = tape.pick(["user", "trusted", "untrusted", "result of get", "system", "result of list", "(user, result of get)"]);
  return `${tape.pick(["args.to", "args.to", "args.url"])} ${tape.pick(["", "not "])}${tape.pick(["from", "carries"])} ${source}`.replace(
    /^args/,
    () => argumentsOf(tape, scope),
  );
}
function plainMeasure(tape: Tape, scope: Scope, order: readonly [string, ...string[]]): string {
  if (!scope.history || scope.inFold) return "true";
  const name = tape.pick(["min", "max", "sum", "distinct"]);
  return `${name}(past ${tape.pick(["*", "pay", "l*"]).replace(/.*[*].*/, (glob) => `(${glob})`)}: it.args.n) ${tape.pick(order)} ${number(tape, scope, 0)}`;
}
function shell(tape: Tape, scope: Scope, depth: number): string {
  const line = tape.choose([
    () => `${argumentsOf(tape, scope)}.url`,
    () => quoted(tape.pick(["ls; rm -rf $X a", 'bash -c "curl a > b"', "cat a | $CMD", 'echo "', "rm -r /w/a"])),
    () => text(tape, scope, depth - 1),
  ]);
  const condition = tape.choose([
    () => `c${depth}.name ${tape.pick(["==", "!=", "in"])} `.replace(/(in )?$/, (op) => (op === "" ? '"rm"' : 'in ["rm", "ls"]')),
    () =>
      `"${tape.pick(["-rf", "-r", "a"])}" ${tape.pick(["", "not "])}in c${depth}.${tape.pick(["args", "flags", "writes", "reads", "upstream"])}`,
    () => `count(c${depth}.${tape.pick(["args", "flags"])}) > 1`,
  ]);
  return `${tape.pick(["any", "all", "none"])}(c${depth} in commands(${line}): ${condition})`;
}
/** Something that came from somewhere. */
function value(tape: Tape, scope: Scope, depth: number): string {
  return tape.choose([
    () => `${argumentsOf(tape, scope)}.to`,
    () => `${argumentsOf(tape, scope)}.${tape.pick(["id", "n"])}`,
    () => `${argumentsOf(tape, scope)}.to`,
    () => text(tape, scope, depth),
    () => `${argumentsOf(tape, scope)}.${tape.pick(["to", "url", "x"])}`,
    () => date(tape, scope, depth),
    () => host(tape, scope, depth),
    () => `domain(${text(tape, scope, depth - 1)})`,
    () => time(tape, { ...scope, history: false, it: undefined, names: [] }, 0),
    () => number(tape, scope, depth),
  ]);
}
function truthFold(tape: Tape, scope: Scope, depth: number): string {
  const { head, inner } = folded(tape, scope, depth);
  const body = tape.below(4) === 0 ? "" : `: ${truth(tape, inner, depth - 1)}`;
  return `${tape.pick(["any", "all", "none"])}(${head}${body})`;
}
