// The smallest changes of a policy that decide a call otherwise, by their titles, and the text of the first.
import assert from "node:assert/strict";
import { edited, type Host, policyFlips } from "../../../core/src/index.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";

const host: Host = { resolve: (_, written) => written, read: () => ({ reason: "no such file" }) };

function flipsOf(text: string, scenes: readonly Scene[]): { readonly titles: readonly string[]; readonly first: string } {
  const events = eventsOf(scenes);
  const call = events.filter(({ kind }) => kind === "call").length - 1;
  const search = policyFlips({ policy: policyOf(text), run: { events, context: undefined }, history: "recorded", call, host });
  for (;;) {
    const next = search.next();
    if (next.done !== true) continue;
    return { titles: next.value.map(({ title }) => title), first: edited(text, next.value[0]?.files[0]?.edits ?? []) };
  }
}

describe("the smallest flip of a policy", () => {
  it("moves a bound to what the call had", () => {
    const { titles, first } = flipsOf("rule small allow pay when args.amount <= 100 and after read\n", [
      { tool: "read", result: "" },
      { tool: "pay", args: { amount: 1810 } },
    ]);
    assert.equal(first, "rule small allow pay when args.amount <= 1810 and after read\n");
    assert.deepEqual(titles.slice(0, 2), ["Move the bound 100 to 1810 in small", "Move the bound 100 to 1811 in small"]);
    assert.ok(titles.includes("Leave out args.amount <= 100 in small"), titles.join());
  });

  it("moves a bound that a let names, and a limit's", () => {
    const named = flipsOf("let most = 100\nallow pay when args.amount <= most\n", [{ tool: "pay", args: { amount: 101 } }]);
    assert.equal(named.titles[0], "Move the bound 100 to 101 in most");
    const limited = flipsOf("allow pay\nlimit pay to 1 per trace\n", [{ tool: "pay", result: "" }, { tool: "pay" }]);
    assert.equal(limited.first, "allow pay\nlimit pay to 2 per trace\n");
  });

  it("adds to the list that a condition looks in", () => {
    const policy = 'let ours = ["corp.example"]\nrule colleagues allow mail when all(r in args.to: domain(r) in ours)\n';
    const { titles, first } = flipsOf(policy, [{ tool: "mail", args: { to: ["a@corp.example", "eve@evil.example"] } }]);
    assert.equal(titles[0], 'Add "evil.example" to ours');
    assert.equal(first, policy.replace('["corp.example"]', '["corp.example", "evil.example"]'));
  });

  it("makes an exception in the rule that stops the call before it leaves the rule out", () => {
    const policy = "allow pay\n\n// Strangers are not paid.\nrule strangers\ndeny pay\n  when args.to not from user\n";
    const { titles, first } = flipsOf(policy, [{ user: "pay ann" }, { tool: "pay", args: { to: "eve" } }]);
    assert.equal(titles[0], 'Make an exception in strangers: unless args.to == "eve"');
    assert.equal(first, `${policy.trimEnd()}\n  unless args.to == "eve"\n`);
    assert.ok(titles.includes("Leave strangers out"), titles.join());
  });

  it("puts a change that decides other calls too behind one that does not", () => {
    const { titles } = flipsOf("allow *\nrule never deny pay when args.amount > 3\n", [
      { tool: "pay", args: { amount: 7 } },
      { tool: "pay", args: { amount: 5 } },
    ]);
    const [exception, bound] = ["Make an exception in never: unless args.amount == 5", "Leave never out"].map((title) =>
      titles.indexOf(title),
    );
    assert.ok(exception !== undefined && bound !== undefined && exception >= 0 && (bound < 0 || exception < bound), titles.join("\n"));
  });

  it("of a permitted call is what would stop it", () => {
    const { titles } = flipsOf("rule small allow pay when args.amount <= 10\n", [{ tool: "pay", args: { amount: 7 } }]);
    assert.deepEqual(titles[0], "Move the bound 10 to 6 in small");
    assert.ok(titles.includes("Deny this call of pay"), titles.join());
  });
});
