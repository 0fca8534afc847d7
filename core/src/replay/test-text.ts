// A recorded run as a `test` statement: what a test makes of it, and the text. A test knows no times, lanes or fates, and a call in it
// that is not allowed was not executed, unless it was asked about and approved.
import type { Policy } from "../policy/compile.ts";
import { callEvent } from "../policy/literals.ts";
import { createMonitor } from "../policy/monitor.ts";
import type { Ruling } from "../policy/report.ts";
import { writeJson } from "../trace/encodings/json.ts";
import { parseStructured } from "../trace/encodings/structured.ts";
import type { CallEvent, GapEvent, Json, JsonRecord, MessageEvent, ResultEvent } from "../trace/model.ts";
import { keyText, stringLiteral, toolText, valueText } from "./literal-text.ts";

/** What can be left out of a run: a message, a gap, a call with its result, a key of the context. */
export type Unit =
  | { readonly kind: "message"; readonly event: MessageEvent; readonly index: number }
  | { readonly kind: "gap"; readonly event: GapEvent; readonly index: number }
  | {
      readonly kind: "call";
      readonly event: CallEvent;
      readonly index: number;
      readonly result: { readonly event: ResultEvent; readonly index: number } | undefined;
    }
  | { readonly kind: "context"; readonly key: string; readonly value: Json };

export const contextOf = (units: readonly Unit[]): JsonRecord | undefined => {
  const entries = units.flatMap((unit) => (unit.kind === "context" ? [[unit.key, unit.value] as const] : []));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

type CallUnit = Extract<Unit, { kind: "call" }>;

/** Calls that were proposed together stand in one group. */
function groupsOf(units: readonly Unit[]): readonly (readonly CallUnit[] | Exclude<Unit, CallUnit>)[] {
  const groups: (CallUnit[] | Exclude<Unit, CallUnit>)[] = [];
  for (const unit of units) {
    const last = groups.at(-1);
    if (unit.kind !== "call") groups.push(unit);
    else if (Array.isArray(last) && last[0]?.event.batch === unit.event.batch) last.push(unit);
    else groups.push([unit]);
  }
  return groups;
}

/** What a result becomes in a test: its structure where it has one, else its text. */
export function resultValue(result: ResultEvent | undefined): Json {
  return result === undefined ? "" : (result.structured ?? parseStructured(result.text, result.form) ?? result.text);
}

/** How the calls of the units are decided in a test; undefined where a test cannot hold them. */
export function rulingsInTest(policy: Policy, units: readonly Unit[]): readonly Ruling[] | undefined {
  const monitor = createMonitor(policy, { context: contextOf(units) });
  let number = 0;
  let batch = 0;
  const rulings: Ruling[] = [];
  for (const group of groupsOf(units)) {
    if (!Array.isArray(group)) {
      const one = group as Exclude<Unit, CallUnit>;
      if (one.kind === "message" && one.event.role !== "assistant") monitor.onEvent({ ...one.event, time: undefined });
      else if (one.kind === "gap") monitor.onEvent(one.event);
      continue;
    }
    batch++;
    const results: ResultEvent[] = [];
    for (const { event, result } of group as readonly CallUnit[]) {
      if (event.args.kind !== "record") return undefined;
      const call = number++;
      const ruling = monitor.decide(callEvent({ tool: event.tool, args: event.args, call, batch }));
      rulings.push(ruling);
      if (ruling.would === "allow" || (ruling.would === "ask" && isExecuted(event))) results.push(resultIn(call, result?.event));
      else monitor.refuseLast();
    }
    for (const result of results) monitor.onEvent(result);
  }
  return rulings;
}

const isExecuted = ({ fate }: CallEvent): boolean => fate !== "refused";

function resultIn(call: number, recorded: ResultEvent | undefined): ResultEvent {
  const value = resultValue(recorded);
  return {
    kind: "result",
    call,
    text: typeof value === "string" ? value : writeJson(value),
    structured: typeof value === "object" && value !== null ? value : undefined,
    form: "json",
    failed: recorded?.failed === true,
    time: undefined,
    pointer: "",
  };
}

export interface Expected {
  readonly would: Ruling["would"];
  /** A name that a test can write; undefined where none of the deciding rules has one. */
  readonly by: string | undefined;
}

/** The statement, its last call with what is expected of it; undefined where a value cannot be written. */
export function testText(policy: Policy, units: readonly Unit[], title: string, expected: Expected): string | undefined {
  const lines: string[] = [];
  const context = contextOf(units);
  if (context !== undefined) {
    const written = valueText(context);
    if (written === undefined) return undefined;
    lines.push(`context ${written}`);
  }
  let left = units.filter(({ kind }) => kind === "call").length;
  const decided = rulingsInTest(policy, units) ?? [];
  let number = 0;
  for (const group of groupsOf(units)) {
    if (!Array.isArray(group)) {
      const one = group as Exclude<Unit, CallUnit>;
      if (one.kind === "message" && one.event.role !== "assistant") lines.push(`${one.event.role} ${stringLiteral(one.event.text)}`);
      else if (one.kind === "gap") lines.push("gap");
      continue;
    }
    const calls = group as readonly CallUnit[];
    const written = calls.map((unit) => {
      left--;
      const verdict =
        left === 0 ? ` => ${expected.would}${expected.by === undefined ? "" : ` by ${expected.by}`}` : approved(unit, decided[number]);
      number++;
      return callText(policy, unit, verdict, left === 0);
    });
    if (written.includes(undefined)) return undefined;
    lines.push(calls.length === 1 ? (written[0] ?? "") : `together {\n${written.join("\n")}\n}`);
  }
  return `test ${stringLiteral(title)} {\n${lines.join("\n")}\n}`;
}

const approved = ({ event }: CallUnit, ruling: Ruling | undefined): string =>
  ruling?.would === "ask" && isExecuted(event) ? " => ask approved" : "";

function callText(policy: Policy, { event, result }: CallUnit, verdict: string, isLast: boolean): string | undefined {
  const tool = toolText(event.tool, policy.analysis.groups);
  if (tool === undefined || event.args.kind !== "record") return undefined;
  const args = Object.entries(event.args.value).map(([name, value]) => {
    const written = valueText(value);
    return written === undefined ? undefined : `${keyText(name)}: ${written}`;
  });
  // What the call in question gave back came too late to matter.
  const value = isLast ? "" : resultValue(result?.event);
  const returned = valueText(value);
  if (args.includes(undefined) || returned === undefined) return undefined;
  const word = result?.event.failed === true && !isLast ? "fails" : "returns";
  const outcome = returned === '""' && word === "returns" ? "" : ` ${word} ${returned}`;
  return `${tool}(${args.join(", ")})${outcome}${verdict}`;
}
