// Compiles `V from S`: which source texts the question is about, and what may be missing among them.
import type { Events, ExprOf, Source } from "../language/ast.ts";
import { printExpr } from "../language/print.ts";
import { expandSelector } from "../semantics/selectors.ts";
import { type Environment, isIntegerArgument, trust } from "./environment.ts";
import { bind, compileExpr, type Scope } from "./expressions.ts";
import { truthOf } from "./folds.ts";
import type { Code, Frame } from "./frame.ts";
import type { CallRecord } from "./history.ts";
import { digits } from "./numbers.ts";
import type { Owner, Question } from "./origins.ts";
import { type Doc, dateProbe, domainProbe, hostProbe, numberProbe, type Probe, stringProbe, timeProbe } from "./provenance/origin-index.ts";
import type { Unknown } from "./report.ts";
import { Doubt, not3, or3, type Truth3, unknown } from "./truth.ts";
import { isNumber, Mistyped, Tagged, type Value } from "./values.ts";

interface CompiledSource {
  readonly kind: "user" | "system" | "trusted" | "untrusted" | "result";
  readonly covers: (record: CallRecord, frame: Frame) => Truth3;
}

export function compileOrigin(expr: ExprOf<"origin">, scope: Scope, environment: Environment, left: Code): Code {
  const sources = flatten(expr.source).map((source) => compileSource(source, scope, environment));
  const what = printExpr(expr.left);
  return (frame) => {
    const value = left(frame);
    if (value instanceof Doubt) return value;
    if (value === undefined) return unknown("absent", what);
    if (value instanceof Mistyped) return unknown("type", what);
    if (typeof value === "boolean") return false;
    const probe = probeOf(value, () => isIntegerArgument(environment, expr.left, frame.call.tool));
    if (probe === undefined) return unknown("type", `${what}, which is neither text, number, date nor host`);
    let truth: Truth3 = false;
    for (const source of sources) {
      truth = or3(truth, frame.timeline.origins.ask(question(source, probe, frame, environment), frame.found));
      if (truth === true) return true;
    }
    return truth;
  };
}

function flatten(source: Source): readonly Source[] {
  return source.kind === "any" ? source.sources.flatMap(flatten) : [source];
}

function compileSource(source: Source, scope: Scope, environment: Environment): CompiledSource {
  if (source.kind === "result") return { kind: "result", covers: compileEvents(source.of, scope, environment) };
  return { kind: source.kind === "any" || source.kind === "error" ? "untrusted" : source.kind, covers: () => false };
}

/** Whether a call matches a pattern; the event is `it`. */
export function compileEvents(events: Events, scope: Scope, environment: Environment): (record: CallRecord, frame: Frame) => Truth3 {
  const selector = expandSelector(events.selector, environment.analysis.groups);
  const event = bind(scope, undefined);
  const where = events.where === undefined ? undefined : compileExpr(events.where, event.scope, environment);
  return (record, frame) => {
    if (!selector.matches(record.tool)) return false;
    if (where === undefined) return true;
    frame.locals[event.slot] = record;
    return truthOf(where(frame), "where");
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

function question(source: CompiledSource, probe: Probe, frame: Frame, environment: Environment): Question {
  const { batch } = frame.call;
  const { timeline } = frame;
  const isOwn = (owner: Owner): boolean => owner.kind === "result" && owner.record.batch === batch;
  const missing: Unknown[] = timeline.gaps.map((gap) => gap.reason);
  const absentResults = (may: (record: CallRecord) => Truth3): void => {
    for (const record of timeline.calls) {
      if (record.result !== undefined || record.state === "refused" || record.batch === batch || record.step >= frame.call.step) continue;
      if (may(record) !== false)
        missing.push({
          kind: record.state === "waiting" ? "pending" : "not recorded",
          what: `the result of step ${record.step} (${record.tool})`,
        });
    }
  };
  const yes = (): Truth3 => true;
  switch (source.kind) {
    case "user":
    case "system":
      if (source.kind === "user" && timeline.users.length === 0) missing.push({ kind: "not recorded", what: "the user's messages" });
      return { probe, owner: (owner) => owner.kind === source.kind, doc: yes, echoes: false, missing };
    case "trusted":
      absentResults((record) => environment.trusted.some((statement) => statement.matches(record.tool)));
      return {
        probe,
        owner: (owner) => !isOwn(owner),
        doc: (owner: Owner, doc: Doc) => trust(environment, owner, doc, frame),
        echoes: true,
        missing,
      };
    case "untrusted":
      absentResults(yes);
      return {
        probe,
        owner: (owner) => owner.kind === "result" && !isOwn(owner),
        doc: (owner: Owner, doc: Doc) => not3(trust(environment, owner, doc, frame)),
        echoes: false,
        missing,
      };
    case "result":
      absentResults((record) => source.covers(record, frame));
      return {
        probe,
        owner: (owner) =>
          owner.kind !== "result" || isOwn(owner) || owner.record.state === "refused" ? false : source.covers(owner.record, frame),
        doc: yes,
        echoes: true,
        missing,
      };
  }
}
