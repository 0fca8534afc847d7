// One decision of a three-rule policy, by Remit's monitor, by Cedar's stateful API (policies and schema parsed beforehand) and by a
// gate written by hand. All decide the same calls, and must agree on each.
import assert from "node:assert/strict";
import { preparsePolicySet, preparseSchema, type StatefulAuthorizationCall, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import { analyze, type CallEvent, compile, createMonitor, type Policy } from "../core/src/index.ts";
import { medians, ratio } from "./measure.ts";

const remit = `
tool get_balance()
tool send_money(recipient: string, amount: number)
default deny
allow get_balance
allow send_money when args.amount <= 100
deny send_money when args.recipient == "mallory"
`;

const cedar = `
permit (principal, action == Action::"get_balance", resource);
permit (principal, action == Action::"send_money", resource) when { context.amount <= 100 };
forbid (principal, action == Action::"send_money", resource) when { context.recipient == "mallory" };
`;

const schema = `
entity Agent;
entity Bank;
action "get_balance" appliesTo { principal: [Agent], resource: [Bank], context: {} };
action "send_money" appliesTo { principal: [Agent], resource: [Bank], context: { recipient: String, amount: Long } };
`;

const perRound = 2_000;
const recipients = ["alice", "bob", "mallory", "carol"];

export async function benchDecision(): Promise<string> {
  const policy = compiled(remit);
  const calls = Array.from({ length: perRound }, (_, index) => call(index));
  const questions = calls.map(question);
  for (const answer of [preparsePolicySet("bench", { staticPolicies: cedar }), preparseSchema("bench", schema)]) {
    assert.equal(answer.type, "success", JSON.stringify(answer));
  }

  const ours = (): string[] => {
    const monitor = createMonitor(policy);
    return calls.map((event) => monitor.decide(event).verdict);
  };
  const theirs = (): string[] =>
    questions.map((each) => {
      const answer = statefulIsAuthorized(each);
      assert.ok(answer.type === "success", JSON.stringify(answer));
      return answer.response.decision;
    });
  const byHand = (): string[] => calls.map((event) => gate(event).verdict);
  assert.deepEqual(ours(), theirs(), "Remit and Cedar must decide alike");
  assert.deepEqual(ours(), byHand(), "Remit and the gate must decide alike");

  const times = await medians(
    [
      { name: "remit", run: ours },
      { name: "cedar", run: theirs },
      { name: "gate", run: byHand },
    ],
    31,
    // A gate decides for hours: what is measured is the compiled code of each.
    40,
  );
  const [remitTime, cedarTime, gateTime] = [times.get("remit") ?? 0, times.get("cedar") ?? 0, times.get("gate") ?? 0];
  const each = (time: number): string => `${((time / perRound) * 1e6).toFixed(0)} ns`;
  return (
    `${ratio(remitTime, cedarTime)} as Cedar's stateful API (${each(remitTime)} against ${each(cedarTime)}, ${perRound} calls a round), ` +
    `${ratio(remitTime, gateTime)} as a gate written by hand (${each(gateTime)})`
  );
}

interface Ruling {
  readonly verdict: "allow" | "deny";
  readonly rules: readonly string[];
}
const byDefault: Ruling = { verdict: "deny", rules: [] };
const balance: Ruling = { verdict: "allow", rules: ["balance"] };
const small: Ruling = { verdict: "allow", rules: ["small"] };
const mallory: Ruling = { verdict: "deny", rules: ["mallory"] };

/** What a careful person would write: own arguments alone, held to their types, what does not fit denied. */
function gate({ tool, args }: CallEvent): Ruling {
  if (tool === "get_balance") return balance;
  if (tool !== "send_money" || args.kind !== "record") return byDefault;
  const amount = Object.hasOwn(args.value, "amount") ? args.value.amount : undefined;
  const recipient = Object.hasOwn(args.value, "recipient") ? args.value.recipient : undefined;
  if (typeof recipient !== "string" || recipient === "mallory") return mallory;
  return typeof amount === "number" && amount <= 100 ? small : byDefault;
}

function compiled(text: string): Policy {
  const result = compile(analyze("/bench.remit", text, { resolve: (_, written) => written, read: () => ({ reason: "no such file" }) }));
  assert.ok("policy" in result, JSON.stringify(result));
  return result.policy;
}

function call(index: number): CallEvent {
  const balance = index % 4 === 0;
  const value = balance ? {} : { recipient: recipients[index % recipients.length] ?? "alice", amount: (index * 37) % 200 };
  return {
    kind: "call",
    call: index,
    id: undefined,
    tool: balance ? "get_balance" : "send_money",
    args: { kind: "record", value },
    batch: index,
    lane: undefined,
    time: undefined,
    fate: "executed",
    approvedBy: undefined,
    pointer: `/${index}`,
  };
}

function question(event: CallEvent): StatefulAuthorizationCall {
  return {
    principal: { type: "Agent", id: "assistant" },
    action: { type: "Action", id: event.tool },
    resource: { type: "Bank", id: "bank" },
    context: event.args.kind === "record" ? (event.args.value as StatefulAuthorizationCall["context"]) : {},
    preparsedSchemaName: "bench",
    preparsedPolicySetId: "bench",
    entities: [],
  };
}
