// Compiles `V from S` and `V carries S`: which value is looked for, and which calls' results a source speaks of.
import type { Events, Expr, ExprOf, Source as WrittenSource } from "../language/ast.ts";
import { printExpr, printSource } from "../language/print.ts";
import { within } from "../semantics/references.ts";
import { expandSelector } from "../semantics/selectors.ts";
import { builtins } from "./builtins.ts";
import type { Environment } from "./environment.ts";
import { bind, compileExpr, declaredInteger, type Scope } from "./expressions.ts";
import { truthOf } from "./folds.ts";
import type { Code, Frame } from "./frame.ts";
import { digits } from "./numbers.ts";
import { dateProbe, domainProbe, hostProbe, numberProbe, type Probe, stringProbe, timeProbe } from "./provenance/probe.ts";
import type { Source } from "./sources.ts";
import { Doubt, doubt, or3, type Truth3, unknown } from "./truth.ts";
import { asText, isNumber, Mistyped, Range, Tagged, type Value } from "./values.ts";

export function compileOrigin(expr: ExprOf<"origin">, scope: Scope, environment: Environment, left: Code): Code {
  environment.memory.history = true;
  environment.memory.texts = true;
  const sources = flatten(expr.source).map((source) => compileSource(source, scope, environment));
  const what = printExpr(expr.left);
  const ask = expr.op === "carries" ? carried(what) : drawn(what, declaredInteger(expr.left, scope, environment));
  return (frame) => {
    const value = left(frame);
    if (value instanceof Doubt) return value;
    if (value === undefined) return unknown("absent", what);
    if (value instanceof Mistyped) return unknown("type", what);
    if (typeof value === "boolean") return false;
    if (value instanceof Range) return doubt(value.reasons);
    const question = ask(value, frame);
    if (question instanceof Doubt) return question;
    let truth: Truth3 = false;
    for (const source of sources) {
      truth = or3(truth, question(source));
      if (truth === true) return true;
    }
    return truth;
  };
}

type Question = (source: Source) => Truth3;

function drawn(what: string, integer: (frame: Frame) => boolean): (value: Value, frame: Frame) => Question | Doubt {
  return (value, frame) => {
    const probe = probeOf(value, () => integer(frame));
    if (probe === undefined) return unknown("type", `${what}, which is neither text, number, date nor host`);
    return (source) => frame.timeline.origins.from(source, probe, frame);
  };
}

function carried(what: string): (value: Value, frame: Frame) => Question | Doubt {
  return (value, frame) => {
    const text = isNumber(value) ? digits(value) : asText(value);
    if (text === undefined) return unknown("type", `${what}, which is no text`);
    return (source) => frame.timeline.origins.carries(source, text, frame);
  };
}

export function probeOf(value: Value, integer: () => boolean): Probe | undefined {
  if (typeof value === "string") return stringProbe(value);
  if (isNumber(value)) return numberProbe(digits(value), integer());
  if (value instanceof Tagged) {
    if (value.kind === "date") return dateProbe(value.text);
    if (value.kind === "time") return timeProbe({ milliseconds: value.milliseconds, zoned: value.zoned });
    if (value.kind === "host") return hostProbe(value.text);
    if (value.kind === "domain") return domainProbe(value.text);
  }
  return undefined;
}

function flatten(source: WrittenSource): readonly WrittenSource[] {
  return source.kind === "any" ? source.sources.flatMap(flatten) : [source];
}

function compileSource(source: WrittenSource, scope: Scope, environment: Environment): Source {
  const everything = { covers: () => true, tool: () => true, fixed: true } as const;
  switch (source.kind) {
    case "result":
      return compileResult(source.of, printSource(source), scope, environment);
    case "trusted": {
      const tool = (name: string): boolean => environment.trusted.some((statement) => statement.matches(name));
      const covers: Source["covers"] = (record, frame) =>
        environment.trusted.reduce<Truth3>(
          (truth, statement) => (statement.matches(record.tool) ? or3(truth, statement.covers(record, frame)) : truth),
          false,
        );
      return { kind: "trusted", key: "trusted", covers, tool, fixed: true };
    }
    case "user":
    case "system":
      return { kind: source.kind, key: source.kind, ...everything };
    case "untrusted":
    case "any":
    case "error":
      return { kind: "untrusted", key: "untrusted", ...everything };
  }
}

let lastOpen = 0;

/** The event is `it`. */
function compileResult(events: Events, written: string, scope: Scope, environment: Environment): Source {
  const { matches } = expandSelector(events.selector, environment.analysis.groups);
  const event = bind(scope, undefined);
  const where = events.where === undefined ? undefined : compileExpr(events.where, event.scope, environment);
  const fixed = events.where === undefined || readsEventAlone(events.where);
  return {
    kind: "result",
    key: fixed ? written : `${written} #${++lastOpen}`,
    tool: matches,
    fixed,
    covers(record, frame) {
      if (!matches(record.tool)) return false;
      if (where === undefined) return true;
      // Sources that are the same are one, whose slots may be others' here.
      const inner = fixed ? { ...frame, locals: [] } : frame;
      inner.locals[event.slot] = record;
      return truthOf(where(inner), "where");
    },
  };
}

/** Whether a condition on an event reads that event and the context alone: then it says the same whenever it is asked. */
function readsEventAlone(condition: Expr): boolean {
  const parts = [...within(condition)];
  const binders = parts.flatMap((part) => (part.kind === "fold" ? [part.binder?.text, part.second?.text] : []));
  const names = new Set<string | undefined>(["it", "context", ...binders]);
  return parts.every((part) => {
    switch (part.kind) {
      case "name":
        return names.has(part.name);
      case "call":
        return builtins.has(part.name.text);
      case "past":
      case "after":
      case "origin":
      case "error":
        return false;
      default:
        return true;
    }
  });
}
