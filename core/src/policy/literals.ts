// Values written out in a policy (the calls of tests and examples) as JSON and as events of a run.
import type { CallLiteral, Expr } from "../language/ast.ts";
import { printExpr } from "../language/print.ts";
import { type CallEvent, ExactNumber, type Json } from "../trace/model.ts";
import type { Environment } from "./environment.ts";
import { compileClause } from "./expressions.ts";
import { frameOf } from "./frame.ts";
import { CallRecord } from "./history.ts";
import { digits } from "./numbers.ts";
import { emptyTimeline } from "./timeline.ts";
import { isNumber, RecordValue, Tagged, type Value } from "./values.ts";

/** A value as JSON. Throws an `EvaluationError` where it is none, which the checker has refused in all but name. */
export function literal(expr: Expr, environment: Environment): Json {
  const call = callEvent({ tool: "", args: { kind: "record", value: {} }, call: 0, batch: 0 });
  const timeline = emptyTimeline({ ...environment, views: [], ledgers: [], grants: [] }, undefined);
  return toJson(compileClause(expr, environment)(frameOf(timeline, new CallRecord(call, 1, 0))), printExpr(expr));
}

/** A value that no test can hold. The message is for people. */
export class EvaluationError extends Error {}

function toJson(value: Value, source: string): Json {
  if (value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value;
  if (isNumber(value)) return new ExactNumber(digits(value));
  if (value instanceof Tagged) return value.text;
  if (Array.isArray(value)) return (value as readonly Value[]).map((item) => toJson(item, source));
  if (value instanceof RecordValue) {
    const record: Record<string, Json> = {};
    // A key that is written as null is there, as it is in a recording.
    for (const key of value.fields instanceof Map ? value.fields.keys() : value.keys())
      Object.defineProperty(record, key, { value: toJson(value.get(key), source), enumerable: true, configurable: true, writable: true });
    return record;
  }
  throw new EvaluationError(`\`${source}\` is no value that can be written out`);
}

export function argumentsOfLiteral(call: CallLiteral, environment: Environment): CallEvent["args"] {
  const value: Record<string, Json> = {};
  for (const { key, value: expr } of call.args)
    Object.defineProperty(value, key.text, {
      value: literal(expr, environment),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return { kind: "record", value };
}

/** A call about which nothing else is known. */
export function callEvent(call: Pick<CallEvent, "tool" | "args" | "call" | "batch">): CallEvent {
  return { kind: "call", id: undefined, lane: undefined, time: undefined, fate: "unstated", approvedBy: undefined, pointer: "", ...call };
}
