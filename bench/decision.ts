// One decision of a three-rule policy, by Remit's monitor, by Cedar's stateful API (policies and schema parsed beforehand), by two
// CEL expressions, by casbin's cached enforcer and by a gate written by hand. All decide the same calls, and must agree on each.
import assert from "node:assert/strict";
import { preparsePolicySet, preparseSchema, type StatefulAuthorizationCall, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import { parse as parseCel } from "@marcbachmann/cel-js";
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";
import { type CallEvent, createMonitor } from "../core/src/index.ts";
import { callOf, compiled } from "./made.ts";
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

/** What permits and what forbids, for a call that the host has told apart by its tool. */
const cel = {
  permit: `tool == "get_balance" || (tool == "send_money" && args.amount <= 100.0)`,
  forbid: `tool == "send_money" && args.recipient == "mallory"`,
};

/** Its matcher names attributes of the request; its rows say what holds of them, and deny overrides. */
const casbinModel = `
[request_definition]
r = tool, args
[policy_definition]
p = tool, rule, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.tool == p.tool && eval(p.rule)
`;
const casbinPolicy = `
p, get_balance, true, allow
p, send_money, r.args.amount <= 100, allow
p, send_money, r.args.recipient == "mallory", deny
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
  const asked = calls.map(({ tool, args }) => ({ tool, args: args.kind === "record" ? args.value : {} }));
  const [permit, forbid] = [parseCel(cel.permit), parseCel(cel.forbid)];
  const byCel = (): string[] => asked.map((one) => (permit(one) === true && forbid(one) !== true ? "allow" : "deny"));
  const enforcer = await newEnforcer(newModelFromString(casbinModel), new StringAdapter(casbinPolicy));
  const byCasbin = (): string[] => asked.map(({ tool, args }) => (enforcer.enforceSync(tool, args) ? "allow" : "deny"));
  assert.deepEqual(ours(), theirs(), "Remit and Cedar must decide alike");
  assert.deepEqual(ours(), byCel(), "Remit and CEL must decide alike");
  assert.deepEqual(ours(), byCasbin(), "Remit and casbin must decide alike");
  assert.deepEqual(ours(), byHand(), "Remit and the gate must decide alike");

  const times = await medians(
    [
      { name: "remit", run: ours },
      { name: "cedar", run: theirs },
      { name: "cel", run: byCel },
      { name: "casbin", run: byCasbin },
      { name: "gate", run: byHand },
    ],
    31,
    // A gate decides for hours: what is measured is the compiled code of each.
    40,
  );
  const timeOf = (name: string): number => times.get(name) ?? 0;
  const remitTime = timeOf("remit");
  const each = (time: number): string => `${((time / perRound) * 1e6).toFixed(0)} ns`;
  const against = (name: string, what: string): string => `${ratio(remitTime, timeOf(name))} as ${what} (${each(timeOf(name))})`;
  return [
    `${each(remitTime)}, ${perRound} calls a round: ${against("cedar", "Cedar's stateful API")}`,
    against("cel", "two CEL expressions of cel-js, without reasons"),
    against("casbin", "casbin's enforceSync"),
    against("gate", "a gate written by hand"),
  ].join(", ");
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

function call(index: number): CallEvent {
  const balance = index % 4 === 0;
  const value = balance ? {} : { recipient: recipients[index % recipients.length] ?? "alice", amount: (index * 37) % 200 };
  return callOf(index, balance ? "get_balance" : "send_money", value, "executed");
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
