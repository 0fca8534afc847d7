// What a call was short of, in words.
import assert from "node:assert/strict";
import { explainStep, nearestMisses } from "../../../core/src/index.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";

function told(text: string, scenes: readonly Scene[]): readonly string[] {
  const policy = policyOf(text);
  const events = eventsOf(scenes);
  const calls = events.filter(({ kind }) => kind === "call").length;
  const report = explainStep(policy, events, calls - 1);
  assert.ok(report !== undefined);
  return nearestMisses(policy, report).map((miss) => miss.text);
}

const mail = (...to: readonly string[]): Scene => ({ tool: "send_email", args: { to, body: "hi" } });
const pay = (amount: number): Scene => ({ tool: "pay", args: { amount } });

describe("the nearest miss", () => {
  const colleagues = 'let ours = ["corp.example"]\nrule colleagues\nallow send_email when all(r in args.to: domain(r) in ours)';
  it("names the element of a list that was in the way", () => {
    assert.deepEqual(told(colleagues, [mail("ann@corp.example", "eve@evil.example")]), [
      'One clause short of being allowed by `colleagues`: `domain(args.to[1]) in ours` is false, `domain(args.to[1])` is evil.example, `args.to[1]` is "eve@evil.example".',
    ]);
  });

  it("names a list as a whole where its elements are as they should be, and which of them count is in doubt", () => {
    const policy = "rule r allow pay when any(x in [args.amount] where args.urgent: x > 3)";
    assert.deepEqual(told(policy, [pay(5)]), [
      "One clause short of being allowed by `r`: `any(x in [args.amount] where args.urgent: x > 3)` is unknown.",
    ]);
  });

  it("is about the nearest rule first", () => {
    const policy = "rule small allow pay when args.amount <= 10 and after read\nrule large allow pay when args.amount <= 100";
    assert.deepEqual(told(policy, [pay(500)]), [
      "One clause short of being allowed by `large`: `args.amount <= 100` is false, `args.amount` is 500.",
      "Two clauses short of being allowed by `small`: `args.amount <= 10` is false, `args.amount` is 500; `after read` is false.",
    ]);
  });

  it("counts what stands in the way of a permission beside it", () => {
    const policy = "rule small allow pay when args.amount <= 10\nrule never deny pay when args.amount > 3 unless after approve";
    assert.deepEqual(told(policy, [pay(5)]), [
      "One clause short of being allowed by `small`: `args.amount > 3` is true, `args.amount` is 5 (in `never`).",
    ]);
  });

  it("of a permitted call is the rule that would have stopped it", () => {
    const policy = "default allow\nrule twice deny pay when after pay and args.amount > 3\nlimit pay to 1 per trace";
    assert.deepEqual(told(policy, [pay(5)]), [
      "One clause short of being denied by `twice`: `after pay` is false.",
      "One clause short of being denied by `limit@3`: `the number of calls with this call > 1` is false, being 1.",
    ]);
  });

  it("of a permission is what lets the default decide", () => {
    assert.deepEqual(told("default ask\nrule small allow pay when args.amount <= 10", [pay(5)]), [
      "One clause short of being asked about by the default: `args.amount <= 10` is true, `args.amount` is 5 (in `small`).",
    ]);
  });

  it("is none where no clause stands between", () => {
    assert.deepEqual(told("deny pay", [pay(5)]), []);
    assert.deepEqual(told("tool read()\nallow * when after read", [pay(5)]), []);
  });
});
