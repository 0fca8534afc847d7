// The smallest change of a call that flips its verdict, in words.
import assert from "node:assert/strict";
import { argumentFlips, type KeptRun } from "../../../core/src/index.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";

function told(text: string, scenes: readonly Scene[]): readonly string[] {
  const events = eventsOf(scenes);
  const run: KeptRun = { events, context: undefined };
  const call = events.filter(({ kind }) => kind === "call").length - 1;
  const search = argumentFlips({ policy: policyOf(text), run, history: "recorded", call });
  for (;;) {
    const next = search.next();
    if (next.done === true) return next.value.map((flip) => flip.text);
  }
}

describe("the smallest flip of an argument", () => {
  it("finds the bound of a number", () => {
    const policy = "rule small allow pay when args.amount <= 100";
    assert.deepEqual(told(policy, [{ tool: "pay", args: { amount: 1810.5 } }]), [
      "With `args.amount` 100 (from the policy) instead of 1810.5 it would be allowed by `small`.",
    ]);
    assert.deepEqual(told(policy, [{ tool: "pay", args: { amount: 7 } }]), [
      "With `args.amount` 101 (from the policy) instead of 7 it would be denied by the default.",
    ]);
  });

  it("finds a bound that nobody wrote", () => {
    const policy = "default allow\nlimit sum(args.amount) of pay to 1000 per trace";
    const paid: Scene = { tool: "pay", args: { amount: 837 }, result: "ok" };
    assert.deepEqual(told(policy, [paid, { tool: "pay", args: { amount: 400 } }]), [
      "With `args.amount` 163 (the bound) instead of 400 it would be allowed by the default.",
    ]);
  });

  it("finds a value that the user gave", () => {
    const policy = "allow pay when args.to from user";
    const scenes = [{ user: "Pay US133000000121212121212, please." }, { tool: "pay", args: { to: "GB29NWBK60161331926819" } }];
    assert.deepEqual(told(policy, scenes), [
      'With `args.to` "US133000000121212121212" (from the user) instead of "GB29NWBK60161331926819" it would be allowed by `allow@1`.',
    ]);
  });

  it("takes an element of a list away, or changes it", () => {
    const policy = 'let ours = ["corp.example"]\nallow mail when all(r in args.to: domain(r) in ours)';
    assert.deepEqual(told(policy, [{ tool: "mail", args: { to: ["ann@corp.example", "eve@evil.example"] } }]), [
      'With `args.to[1]` "eve@corp.example" (from the policy) instead of "eve@evil.example" it would be allowed by `allow@2`.',
    ]);
  });

  it("changes two arguments where one is not enough", () => {
    const policy = 'rule both allow pay when args.to == "ann" and args.amount <= 10';
    assert.deepEqual(told(policy, [{ tool: "pay", args: { to: "eve", amount: 50 } }]), [
      'With `args.to` "ann" (from the policy) instead of "eve" and with `args.amount` 10 (from the policy) instead of 50 it would be allowed by `both`.',
    ]);
  });

  it("finds nothing where no argument decides", () => {
    assert.deepEqual(told("deny pay", [{ tool: "pay", args: { to: "eve" } }]), []);
  });
});
