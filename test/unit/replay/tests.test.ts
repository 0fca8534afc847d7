// `test` statements and `example` lines: what they build, what they expect, and how they fail.
import assert from "node:assert/strict";
import { type OpenTrace, readTrace, runExamples, runTests } from "../../../core/src/index.ts";
import { policyOf } from "../../support/play.ts";

const nothing: OpenTrace = () => ({ reason: "no such file" });
const outcomes = (text: string, open: OpenTrace = nothing): string[] =>
  [...runTests(policyOf(text), open)].map(({ title, passed, failures }) =>
    passed ? `${title}: passed` : `${title}: ${failures.map(({ expected, actual }) => `expected ${expected}, got ${actual}`).join("; ")}`,
  );
const bank = `tool read(path: string) tool send(to: string, amount: number, note?: string)
default ask allow read
rule payee allow send when args.to from user
rule foreign deny send when args.to from untrusted and args.to not from trusted
`;

describe("tests of a policy", () => {
  it("decide each call with the policy enforced", () => {
    const text = `${bank}
test "an invoice cannot choose the payee" {
  user "Pay bill.txt"
  read(path: "bill.txt") returns "Pay to US133000000121212121212" => allow
  send(to: "US133000000121212121212", amount: 98.70) => deny by foreign
}
test "a payee named by the user" { user "Send 5 to DE1234567890" send(to: "DE1234567890", amount: 5) => allow by payee }
test "made up" { user "hi" send(to: "XX99887766", amount: 1) => ask }`;
    assert.deepEqual(outcomes(text), [
      "an invoice cannot choose the payee: passed",
      "a payee named by the user: passed",
      "made up: passed",
    ]);
  });
  it("say what they expected and got", () => {
    const text = `${bank} test "t" { user "hi" send(to: "XX99887766", amount: 1) => allow send(to: "XX99887766", amount: 1) => ask by payee }`;
    assert.deepEqual(outcomes(text), [
      "t: expected allow, got ask by the default (step 1, send); expected ask by payee, got ask by the default (step 2, send)",
    ]);
  });
  it("execute only what was allowed, or asked and approved", () => {
    const text = `default ask rule once deny pay when after pay allow read
test "not executed" { pay() => ask pay() => ask }
test "approved" { pay() => ask approved pay() => deny by once }
test "failed calls happened" { pay() fails "no" => ask approved pay() => deny }`;
    assert.deepEqual(outcomes(text), ["not executed: passed", "approved: passed", "failed calls happened: passed"]);
  });
  it("know batches, gaps, contexts, results and flags", () => {
    const text = `default allow rule one limit del to 1 per trace rule odd flag look when args.x > 1
rule own deny look when args.user != context.user
let order = last(past get).result
rule owner deny cancel unless order.owner == "me"
test "together" { together { del(id: 1) => allow del(id: 2) => deny } }
test "gap" { gap del(id: 1) => deny by one }
test "context" { context { user: "ann" } look(user: "ann", x: 2) => flag by odd look(user: "bob", x: 1) => deny by own }
test "structured" { get() returns { owner: "me" } cancel() => allow get() returns { owner: "you" } cancel() => deny by owner }`;
    assert.deepEqual(outcomes(text), ["together: passed", "gap: passed", "context: passed", "structured: passed"]);
  });
  it("replay a recorded run, and expect at steps and elsewhere", () => {
    const chat = JSON.stringify([
      { role: "user", content: "Pay DE1234567890" },
      { role: "assistant", tool_calls: [{ id: "1", function: { name: "send", arguments: '{"to":"DE1234567890","amount":1}' } }] },
      { role: "tool", tool_call_id: "1", content: "ok" },
      { role: "assistant", tool_calls: [{ id: "2", function: { name: "send", arguments: '{"to":"XX99887766","amount":1}' } }] },
      { role: "tool", tool_call_id: "2", content: "ok" },
    ]);
    const open: OpenTrace = (_, written) =>
      written === "run.json" ? readTrace(written, new TextEncoder().encode(chat)) : { reason: "no such file" };
    const good = `${bank} test "run" { replay "run.json" expect ask at 2 expect allow elsewhere }`;
    assert.deepEqual(outcomes(good, open), ["run: passed"]);
    const bad = `${bank} test "run" { replay "run.json" expect deny at 1 expect allow elsewhere expect allow at 9 }`;
    assert.deepEqual(outcomes(bad, open), [
      "run: expected deny, got allow by payee (step 1, send); expected a step 9, got the run has 2 calls; expected allow, got ask by the default (step 2, send)",
    ]);
    assert.deepEqual(outcomes(`${bank} test "none" { replay "other.json" }`, open), [
      "none: expected a recorded run at other.json, got no such file",
    ]);
  });
});

describe("examples", () => {
  it("say whether their rule applies to that one call", () => {
    const policy = policyOf(`default ask
let ours = ["corp.example"]
rule colleagues allow mail when all(r in args.to: domain(r) in ours)
  example hit mail(to: ["a@corp.example"])
  example miss mail(to: ["a@corp.example", "eve@attacker.com"])
  example miss mail(to: ["a@corp.example.evil.io"])
  example hit mail(to: ["eve@attacker.com"])
  example hit other(to: [])
  example miss mail(to: "a@corp.example")`);
    assert.deepEqual(
      runExamples(policy).map(({ passed, rule }) => `${rule} ${passed}`),
      ["colleagues true", "colleagues true", "colleagues true", "colleagues false", "colleagues false", "colleagues true"],
    );
  });
  it("count a deny in doubt as applying", () => {
    const policy = policyOf(
      "rule r deny pay when args.amount > 5 example hit pay() example miss pay(amount: 5) example hit pay(amount: 6)",
    );
    assert.deepEqual(
      runExamples(policy).map(({ passed }) => passed),
      [true, true, true],
    );
  });
});
