// What compiling a condition needs to know of the policy: its tools, lets, trusted sources, and the `past` lists that the
// monitor must keep. Made once a policy.

import type { Expr } from "../language/ast.ts";
import type { Analysis } from "../semantics/analysis.ts";
import type { Field, Type } from "../semantics/types.ts";
import type { Json } from "../trace/model.ts";
import { conform } from "./conform.ts";
import { type Code, type Frame, frameOf, type Timeline } from "./frame.ts";
import type { CompiledGrant } from "./grants.ts";
import type { CallRecord } from "./history.ts";
import type { Ledger } from "./ledger.ts";
import { and3, or3, type Truth3, unknown, unreadable } from "./truth.ts";
import { fromJson, partOf, RecordValue, type Value } from "./values.ts";
import type { View } from "./views.ts";

/** A `trusted` statement, compiled. */
export interface TrustedSource {
  readonly matches: (tool: string) => boolean;
  readonly covers: (record: CallRecord, frame: Frame) => Truth3;
  readonly only: readonly (readonly string[])[] | undefined;
}

export interface Environment {
  readonly analysis: Analysis;
  readonly views: View[];
  readonly ledgers: Ledger[];
  readonly grants: CompiledGrant[];
  /** Whether a rule may permit the tool at all: every tool without a catalogue, else those that it lists. */
  readonly knows: (tool: string) => boolean;
  /** The `past` expressions met so far with the views made for them, so that each is kept once. */
  readonly viewOf: Map<unknown, View>;
  /** Folds that walk all earlier calls of their tools at each step, with the condition or body that makes them. */
  readonly scans: Map<Expr, Expr>;
  readonly trusted: TrustedSource[];
  readonly lets: Map<string, Code>;
  /** Conditions and their clauses, compiled once a policy; see `compileClause`. */
  readonly clauses: Map<Expr, Code>;
  readonly argsTypes: ReadonlyMap<string, Type>;
  /** What the policy asks of a run beyond the call at hand; a monitor keeps nothing that no condition asks for. */
  readonly memory: { history: boolean; texts: boolean; times: boolean; users: boolean };
}

/** The arguments of a call as conditions see them. */
export function argumentsOf(environment: Environment, record: CallRecord): Value {
  if (record.conformed === undefined) {
    const { given } = record;
    if (given.kind === "malformed") record.conformed = unreadable("malformed", `the arguments of ${record.tool}`);
    else if (given.kind === "redacted") record.conformed = unreadable("redacted", `the arguments of ${record.tool}`);
    else {
      const type = environment.argsTypes.get(record.tool);
      record.conformed = fromJson(type === undefined ? given.value : conform(given.value, type, true));
    }
  }
  return record.conformed as Value;
}

/** The parameter of a tool as it is declared; undefined where it is not. */
export function parameterOf(environment: Environment, tool: string, name: string): Field | undefined {
  const type = environment.argsTypes.get(tool);
  return type?.kind === "record" ? type.fields.find((field) => field.name === name) : undefined;
}

/** One of the arguments of a call, as it is among all of them (`argumentsOf`), which costs more. */
export function argumentOf(environment: Environment, record: CallRecord, name: string, declared: Field | undefined): Value {
  const { given } = record;
  if (given.kind !== "record") {
    const whole = argumentsOf(environment, record);
    return whole instanceof RecordValue ? whole.get(name) : partOf(whole);
  }
  if (!Object.hasOwn(given.value, name)) return undefined;
  const value = given.value[name] as Json;
  if (declared === undefined) return fromJson(value);
  // A text or number of its type is what it is.
  const { type } = declared;
  if (typeof value === "string" && type.kind === "string" && type.values === undefined) return value;
  if (typeof value === "number" && type.kind === "number" && !type.integer) return value;
  return fromJson(conform(value, type, !declared.optional));
}

/** The structured result of a call, or its text. */
export function resultOf(environment: Environment, record: CallRecord): Value {
  if (record.disputed !== undefined) return record.disputed;
  if (record.result === undefined) {
    const reason = record.doubt();
    return unknown(
      reason.kind === "pending" && record.state === "executed" ? "not recorded" : reason.kind,
      `the result of step ${record.step} (${record.tool})`,
    );
  }
  const returns = environment.analysis.tools?.get(record.tool)?.returns;
  const structure = record.structure();
  return fromJson(returns === undefined ? structure : conform(structure, returns, false), true);
}

/** Whether a text of a call's result is trusted, by its path. */
export function trust(environment: Environment, record: CallRecord, frame: Frame): (path: readonly string[]) => Truth3 {
  if (record.failed === true || record.state === "refused") return () => false;
  const sources: { readonly only: TrustedSource["only"]; readonly covers: Truth3 }[] = [];
  for (const { matches, only, covers } of environment.trusted) {
    const truth = matches(record.tool) && covers(record, frame);
    if (truth !== false) sources.push({ only, covers: truth });
  }
  return (path) => {
    let best: Truth3 = false;
    for (const { only, covers } of sources) {
      if (only === undefined || only.some((each) => each.every((segment, at) => path[at] === segment))) best = or3(best, covers);
    }
    return record.disputed === undefined ? best : and3(best, record.disputed);
  };
}

/** A frame for conditions that see the event and the context alone. */
export function eventFrame(timeline: Timeline, record: CallRecord): Frame {
  return frameOf(timeline, record);
}

/** Whether an expression names an argument that its tool declares as an integer. */
export function isIntegerArgument(environment: Environment, expr: Expr, tool: string): boolean {
  if (expr.kind !== "field" || expr.target.kind !== "name" || expr.target.name !== "args")
    return (
      environment.analysis.typeOf(expr).kind === "number" && (environment.analysis.typeOf(expr) as { integer?: boolean }).integer === true
    );
  const type = environment.analysis.tools?.get(tool)?.params.find((param) => param.name === expr.field.text)?.type;
  return type?.kind === "number" && type.integer;
}
