import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { analyze, toolList } from "../../../core/src/index.ts";

const names = (text: string): readonly string[] => {
  const list = toolList(text);
  return "reason" in list ? assert.fail(list.reason) : list.tools.map(({ name }) => name);
};
const pay = { name: "pay", description: "Pays.", inputSchema: { type: "object", properties: { amount: { type: "number" } } } };

describe("a list of tools", () => {
  it("is read from what a server answers, from an array, and from what a vendor's request holds", () => {
    assert.deepEqual(names(JSON.stringify({ jsonrpc: "2.0", id: 1, result: { tools: [pay] } })), ["pay"]);
    assert.deepEqual(names(JSON.stringify({ tools: [pay] })), ["pay"]);
    assert.deepEqual(names(JSON.stringify([pay])), ["pay"]);
    assert.deepEqual(names(JSON.stringify({ tools: [{ type: "function", function: { name: "pay", parameters: {} } }] })), ["pay"]);
    assert.deepEqual(names(JSON.stringify([{ functionDeclarations: [{ name: "pay", parameters: {} }, { name: "look" }] }])), [
      "pay",
      "look",
    ]);
  });

  it("is put together from pages, and says where one is missing", () => {
    const page = (name: string, nextCursor?: string): object => ({ jsonrpc: "2.0", id: name, result: { tools: [{ name }], nextCursor } });
    assert.deepEqual(names(JSON.stringify([page("a", "2"), page("b")])), ["a", "b"]);
    const first = toolList(JSON.stringify(page("a", "2")));
    assert.ok(!("reason" in first) && first.isPartial);
    const whole = toolList(JSON.stringify([page("a", "2"), page("b")]));
    assert.ok(!("reason" in whole) && !whole.isPartial);
  });

  it("leaves out what has no name, and counts it", () => {
    const list = toolList(JSON.stringify({ tools: [pay, { description: "?" }, 7] }));
    assert.ok(!("reason" in list));
    assert.equal(list.leftOut, 2);
  });

  it("becomes a catalogue that a policy reads", () => {
    const list = toolList(JSON.stringify([{ name: "pay", input_schema: pay.inputSchema }]));
    assert.ok(!("reason" in list));
    const host = { resolve: (_: string, written: string) => written, read: () => ({ text: list.catalogue }) };
    const { diagnostics } = analyze("p.remit", 'tools "./c.json"\ndefault ask\nallow pay when args.amout < 3\n', host);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ["unknown-argument"],
    );
  });

  it("is no list: a phrase says why", () => {
    const reason = (text: string): string => {
      const list = toolList(text);
      return "reason" in list ? list.reason : "none";
    };
    assert.equal(reason("{"), "it is not JSON");
    assert.equal(reason("{}"), "it has no list of tools");
    assert.equal(reason('{"tools":[{}]}'), "none of its entries is a tool with a name");
    assert.equal(reason(`${"[".repeat(5000)}${"]".repeat(5000)}`), "it is nested too deeply");
    assert.equal(reason('{"tools":[{"name":"__proto__"}]}'), "none");
  });
});
