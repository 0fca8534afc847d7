// Which lets and groups refer to which, and the arguments that a condition guards: read off the tree, without types.
import type { Events, Expr, Source } from "../language/ast.ts";
import type { Loaded } from "./load.ts";

/** All expressions inside one, itself first, with those inside its patterns. */
export function within(expr: Expr): readonly Expr[] {
  const found: Expr[] = [];
  const open = [expr];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    found.push(at);
    const parts = partsOf(at);
    for (let index = parts.length - 1; index >= 0; index--) {
      const part = parts[index];
      if (part !== undefined) open.push(part);
    }
  }
  return found;
}

export function partsOf(at: Expr): readonly Expr[] {
  switch (at.kind) {
    case "call":
      return at.args;
    case "field":
      return [at.target];
    case "index":
      return [at.target, at.index];
    case "list":
      return at.items;
    case "record":
      return at.entries.map((entry) => entry.value);
    case "not":
    case "negate":
    case "has":
      return [at.operand];
    case "and":
    case "or":
      return at.operands;
    case "compare":
    case "test":
    case "coalesce":
    case "arithmetic":
      return [at.left, at.right];
    case "matches":
      return [at.left];
    case "origin":
      return [at.left, ...sourceParts(at.source)];
    case "fold":
      return some(at.list, at.where, at.body);
    case "past":
      return some(where(at.events), where(at.since));
    case "after":
      return some(at.events.where);
    default:
      return none;
  }
}

const none: readonly Expr[] = [];
const some = (...parts: readonly (Expr | undefined)[]): readonly Expr[] => parts.filter((part) => part !== undefined);
const where = (events: Events | "user" | undefined): Expr | undefined =>
  events === undefined || events === "user" ? undefined : events.where;

function sourceParts(source: Source): readonly Expr[] {
  if (source.kind === "any") return source.sources.flatMap(sourceParts);
  return source.kind === "result" && source.of.where !== undefined ? [source.of.where] : [];
}

/** The name of `args.NAME`. */
export function argumentNamed(expr: Expr): string | undefined {
  return expr.kind === "field" && expr.target.kind === "name" && expr.target.name === "args" ? expr.field.text : undefined;
}

/** The arguments that stand in `has args.x` or `args.x ?? …`. */
export function guardedArguments(conditions: readonly Expr[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const condition of conditions) {
    for (const expr of within(condition)) {
      const guarded = expr.kind === "has" ? expr.operand : expr.kind === "coalesce" ? expr.left : undefined;
      for (let at = guarded; at !== undefined; at = at.kind === "field" || at.kind === "index" ? at.target : undefined) {
        const name = argumentNamed(at);
        if (name !== undefined) found.add(name);
      }
    }
  }
  return found;
}

/** Through how many others a let or group may lead: what follows them needs not fear the depth of the stack. */
export const maximalChain = 64;

export interface Endless {
  /** The lets and groups that lead back to themselves. */
  readonly circles: ReadonlySet<string>;
  /** Those that lead through more others than `maximalChain`. */
  readonly chains: ReadonlySet<string>;
}

export function endlessNames({ lets, groups }: Pick<Loaded, "lets" | "groups">): Endless {
  const next = new Map<string, readonly string[]>();
  for (const [name, { unplaced: statement }] of lets) {
    const params = new Set(statement.params?.map((param) => param.text));
    const names = [...within(statement.value)].flatMap((expr) =>
      expr.kind === "name" ? [expr.name] : expr.kind === "call" ? [expr.name.text] : [],
    );
    next.set(
      name,
      [...new Set(names)].filter((one) => lets.has(one) && !params.has(one)),
    );
  }
  for (const [name, { unplaced: statement }] of groups) {
    const names = [...statement.selector.tools, ...statement.selector.except].filter(({ quoted, glob }) => !quoted && !glob);
    next.set(
      name,
      names.map(({ text }) => text).filter((one) => groups.has(one)),
    );
  }
  return endless(next);
}

/** One walk over a graph (Tarjan's, without recursion): each circle is complete before what leads to it. */
function endless(next: ReadonlyMap<string, readonly string[]>): Endless {
  const circles = new Set<string>();
  const chains = new Set<string>();
  const lengths = new Map<string, number>();
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const waiting: string[] = [];
  const isWaiting = new Set<string>();
  for (const start of next.keys()) {
    const path: { readonly name: string; at: number }[] = order.has(start) ? [] : [{ name: start, at: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { name } = top;
      if (top.at === 0) {
        lowest.set(name, order.size);
        order.set(name, order.size);
        waiting.push(name);
        isWaiting.add(name);
      }
      const child = next.get(name)?.[top.at++];
      if (child !== undefined) {
        if (child === name) circles.add(name);
        if (!order.has(child)) path.push({ name: child, at: 0 });
        else if (isWaiting.has(child)) lower(lowest, name, order.get(child));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(lowest, parent.name, lowest.get(name));
      if (lowest.get(name) !== order.get(name)) continue;
      const circle = waiting.splice(waiting.lastIndexOf(name));
      for (const member of circle) {
        isWaiting.delete(member);
        if (circle.length > 1) circles.add(member);
      }
      const length = (next.get(name) ?? []).reduce((longest, one) => Math.max(longest, (lengths.get(one) ?? 0) + 1), 0);
      lengths.set(name, length);
      if (length > maximalChain) chains.add(name);
    }
  }
  return { circles, chains };
}

function lower(lowest: Map<string, number>, name: string, to: number | undefined): void {
  lowest.set(name, Math.min(lowest.get(name) ?? Infinity, to ?? Infinity));
}
