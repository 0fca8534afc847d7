// Catalogues of tools, made of recorded runs.
import assert from "node:assert/strict";
import { readCatalogue } from "../../../core/src/semantics/catalogue.ts";
import { catalogueOf, inferredMark, ToolsSeen } from "../../../core/src/trace/catalogue-from-traces.ts";
import { isRecord, writeJson } from "../../../core/src/trace/encodings/json.ts";
import type { Json, JsonRecord } from "../../../core/src/trace/model.ts";
import { readTrace } from "../../../core/src/trace/read.ts";

function toolsOf(calls: readonly (readonly [tool: string, args: unknown])[], described: readonly unknown[] = []): readonly JsonRecord[] {
  const seen = new ToolsSeen();
  const lines = [{ remit: 1, kind: "run", tools: described }, ...calls.map(([tool, args]) => ({ kind: "call", tool, args }))];
  const file = readTrace("a.trace.jsonl", new TextEncoder().encode(lines.map((line) => JSON.stringify(line)).join("\n")));
  for (const run of file.runs) {
    seen.run(run);
    for (const event of run.events) seen.event(event);
  }
  return catalogueOf(seen.list()).tools as readonly JsonRecord[];
}

const property = (tool: JsonRecord | undefined, name: string): JsonRecord => {
  const schema = tool?.inputSchema;
  const properties = isRecord(schema) ? schema.properties : undefined;
  const found: Json | undefined = isRecord(properties) ? properties[name] : undefined;
  return isRecord(found) ? found : {};
};

describe("a catalogue from traces", () => {
  it("infers arguments, their types, and which are always there", () => {
    const [pay] = toolsOf([
      ["pay", { to: "NL1", amount: 5, tags: ["a"] }],
      ["pay", { to: "NL2", amount: 5.5 }],
      ["pay", { to: "NL3" }],
    ]);
    const schema = pay?.inputSchema;
    assert.deepEqual(isRecord(schema) && schema.required, ["to"]);
    assert.deepEqual(
      ["to", "amount", "tags"].map((name) => property(pay, name).type),
      ["string", "number", "array"],
    );
    assert.equal(property(pay, "amount").description, "Seen in 2 of 3 calls; integer 1, number 1.");
    assert.deepEqual(isRecord(pay?._meta) && pay._meta[inferredMark], { calls: 3 });
  });

  it("names the texts that come again and again", () => {
    const [set] = toolsOf(Array.from({ length: 9 }, (_, n) => ["set", { mode: n % 2 === 0 ? "on" : "off" }] as const));
    assert.equal(property(set, "mode").description, 'Seen in 9 of 9 calls; one of "off", "on".');
  });

  it("keeps what a recording says of a tool", () => {
    const described = { name: "pay", inputSchema: { type: "object", properties: { to: { type: "string" } } } };
    const tools = toolsOf(
      [
        ["pay", { other: 1 }],
        ["read", "{"],
      ],
      [described],
    );
    assert.deepEqual(tools[0], described);
    assert.deepEqual(isRecord(tools[1]?._meta) && tools[1]._meta[inferredMark], { calls: 1, unreadable: 1 });
  });

  it("is a catalogue that policies can name, whatever the names", () => {
    const tools = toolsOf([
      ["a", JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}')],
      ["__proto__", {}],
    ]);
    const read = readCatalogue("tools.json", writeJson({ tools }));
    assert.deepEqual("tools" in read && read.tools.map((tool) => tool.name), ["__proto__", "a"]);
    assert.deepEqual(property(tools[1], "constructor").type, "integer");
  });
});
