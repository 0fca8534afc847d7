// Policies and calls that the benchmarks make for themselves.
import { analyze, type CallEvent, compile, type JsonRecord, type Policy, type ResultEvent } from "../core/src/index.ts";

/** A policy that stands alone. */
export function compiled(text: string): Policy {
  const result = compile(analyze("/bench.remit", text, { resolve: (_, written) => written, read: () => ({ reason: "no such file" }) }));
  if ("errors" in result) throw new Error(result.errors.map(({ message }) => message).join("; "));
  return result.policy;
}

/** The call of a step, from 0, in a batch of its own; one second a step. */
export const callOf = (step: number, tool: string, value: JsonRecord, fate: CallEvent["fate"] = "unstated"): CallEvent => ({
  kind: "call",
  call: step,
  id: undefined,
  tool,
  args: { kind: "record", value },
  batch: step,
  lane: undefined,
  time: { milliseconds: step * 1000, zoned: true },
  fate,
  approvedBy: undefined,
  pointer: "",
});

export const resultOf = (step: number, text: string): ResultEvent => ({
  kind: "result",
  call: step,
  text,
  structured: undefined,
  form: "json",
  failed: false,
  time: undefined,
  pointer: "",
});
