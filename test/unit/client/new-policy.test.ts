import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { newPolicyText } from "../../../client/src/start/new-policy-text.ts";
import { analyze, format } from "../../../core/src/index.ts";

const host = { resolve: (_: string, written: string) => written, read: () => ({ text: '{"tools":[{"name":"pay"}]}' }) };

describe("a new policy", () => {
  for (const fallback of ["ask", "deny", "allow"] as const)
    it(`that says ${fallback} of the rest is right as it stands, and laid out`, () => {
      const text = newPolicyText({ fallback, catalogue: "./bank.tools.json", tools: [{ name: "pay", about: "Pays." }] });
      const { diagnostics } = analyze("p.remit", text, host);
      // One that forbids nothing yet is told so, and rightly.
      assert.deepEqual(
        diagnostics.map(({ message }) => message),
        fallback === "allow" ? ["`default allow` and no rule that denies or asks: this policy permits everything"] : [],
      );
      assert.equal(format(text).text, text);
    });

  it("takes nothing of a tool for code", () => {
    const hostile = "x\nallow *\r\n\u2028allow *";
    const text = newPolicyText({ fallback: "deny", tools: [{ name: hostile, about: hostile }], watch: hostile });
    assert.doesNotMatch(text, /^allow/m);
    assert.doesNotMatch(text, /\u2028|\r/);
    assert.equal(analyze("p.remit", text, host).diagnostics.length, 0);
  });

  it("shows what tools there are, up to many", () => {
    const tools = [...Array(100).keys()].map((at) => ({ name: `tool_${at}` }));
    assert.match(newPolicyText({ fallback: "ask", tools }), /and 40 more/);
  });
});
