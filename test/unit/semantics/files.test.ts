// Imports and catalogues: what is read, and what is said where it cannot be.
import assert from "node:assert/strict";
import { analyze, type Host } from "../../../core/src/index.ts";
import { describeType } from "../../../core/src/semantics/types.ts";
import { checkDiagnostics } from "../../support/check-diagnostics.ts";
import { analyzed } from "../../support/policy-files.ts";

const tools = (text: string): string => `tools "./t.json"\nallow send when args.to == "a"\n//- /t.json\n${text}\n`;
const schema = `{"type":"object","properties":{"to":{"type":"string"}},"required":["to"]}`;

describe("catalogues", () => {
  for (const [name, text] of [
    ["MCP", `{"tools":[{"name":"send","inputSchema":${schema}}]}`],
    ["a bare list", `[{"name":"send","inputSchema":${schema}}]`],
    ["JSON-RPC", `{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"send","inputSchema":${schema}}]}}`],
    ["OpenAI", `[{"type":"function","function":{"name":"send","parameters":${schema}}}]`],
    ["Anthropic", `[{"name":"send","input_schema":${schema}}]`],
  ] as const) {
    it(`of ${name}`, () => {
      const { analysis } = analyzed(tools(text));
      assert.deepEqual(analysis.diagnostics, []);
      assert.deepEqual(analysis.tools?.get("send")?.params, [{ name: "to", optional: false, description: "", type: { kind: "string" } }]);
    });
  }
  it("that cannot be read say why, once", () => {
    for (const text of ["{", "3", '{"tools":3}', '[{"title":"x"}]', '{"tools":[null]}']) {
      checkDiagnostics(`tools "./t.json"\n      ^^^^^^^^^^ unreadable-catalogue\nallow send\n//- /t.json\n${text}\n`);
    }
    checkDiagnostics(`tools "./no.json"\n      ^^^^^^^^^^^ unreadable-file\nallow send\n`);
  });
  it("give types", () => {
    const of = (property: string, more = ""): string => {
      const { analysis } = analyzed(`tools "./t.json"\n//- /t.json\n[{"name":"t","input_schema":{"properties":{"p":${property}}${more}}}]`);
      const [param] = analysis.tools?.get("t")?.params ?? [];
      return describeType(param?.type ?? { kind: "never" });
    };
    assert.equal(of(`{"enum":["a","b"]}`), '"a" | "b"');
    assert.equal(of(`{"const":"a"}`), '"a"');
    assert.equal(of(`{"type":["integer","null"]}`), "integer | null");
    assert.equal(of(`{"anyOf":[{"type":"string"},{"type":"number"}]}`), "string | number");
    assert.equal(of(`{"type":"array","items":{"type":"object","properties":{"x":{"type":"boolean"}}}}`), "{ x?: boolean }[]");
    assert.equal(of(`{"type":"object"}`), "record");
    assert.equal(of(`{"$ref":"#/$defs/d"}`, `,"$defs":{"d":{"type":"string"}}`), "string");
    assert.equal(of(`{"type":"string","nullable":true}`), "string | null");
    assert.equal(of(`{"$ref":"http://x"}`), "json");
    assert.match(of(`{"$ref":"#/$defs/d"}`, `,"$defs":{"d":{"type":"array","items":{"$ref":"#/$defs/d"}}}`), /^json(\[\])+$/);
  });
});

describe("imports", () => {
  it("bring tools, lets, groups and rules", () => {
    const { analysis } = analyzed(`import "./a.remit"
allow reading when ok
//- /a.remit
import "./b.remit"
let ok = true
rule r ask get
//- /b.remit
tool get()
group reading = get
`);
    assert.deepEqual(analysis.diagnostics, []);
    assert.deepEqual(analysis.dependencies, ["/a.remit", "/b.remit"]);
    assert.deepEqual(
      analysis.decisions.map(({ name }) => name),
      ["allow@2", "r"],
    );
  });
  it("that lead back are cycles", () => {
    checkDiagnostics(`import "./test.remit"\n       ^^^^^^^^^^^^^^ import-cycle\n`);
    checkDiagnostics(`//- /test.remit\nimport "./a.remit"\n       ^^^^^^^^^^^ import-cycle\n//- /a.remit\nimport "./test.remit"\n`);
    checkDiagnostics(`//- /test.remit
import "./a.remit"
       ^^^^^^^^^^^ import-has-errors
//- /a.remit
import "./b.remit"
//- /b.remit
import "./a.remit"
`);
  });
  it("that lead back say by which import", () => {
    const texts = new Map([
      ["/a", 'import "/fine"\nimport "/b"\n'],
      ["/b", 'import "/fine"\nimport "/c"\n'],
      ["/c", 'import "/fine"\nimport "/a"\n'],
      ["/fine", "tool x()\n"],
    ]);
    const host: Host = { resolve: (_, written) => written, read: (path) => ({ text: texts.get(path) ?? "" }) };
    const [cycle, ...more] = analyze("/a", texts.get("/a") ?? "", host).diagnostics;
    assert.deepEqual(
      [cycle?.code, cycle?.message, more.length],
      ["import-cycle", "`/b` leads back to this file; files cannot import each other", 0],
    );
    const [back] = cycle?.related ?? [];
    assert.deepEqual([back?.path, texts.get("/c")?.slice(back?.span.start, back?.span.end)], ["/c", '"/a"']);
  });
  it("may meet again, and are analysed once", () => {
    const layers = Array.from({ length: 30 }, (_, at) => `//- /f${at}.remit\nimport "./f${at + 1}.remit"\nimport "./f${at + 1}.remit"\n`);
    checkDiagnostics(`${layers.join("")}//- /f30.remit\ntool x()\n`);
  });
  it("say what is wrong with the file", () => {
    checkDiagnostics(`//- /m.remit
import "./a.remit"
       ^^^^^^^^^^^ import-has-errors
       ^^^^^^^^^^^ default-in-import
import "./none.remit"
       ^^^^^^^^^^^^^^ unreadable-file
//- /a.remit
default ask
tool x()
allow y
`);
  });
  it("share the namespace", () =>
    checkDiagnostics(`//- /m.remit
import "./a.remit"
let a = 1
    ^ duplicate-name
allow x when a == 1
//- /a.remit
let a = 2
`));
});

describe("deep and wide policies", () => {
  it("are checked in time: lets and groups that double", () => {
    const names = Array.from({ length: 40 }, (_, at) => at);
    const lets = names.map((at) => `let l${at} = l${at + 1} and l${at + 1}`).join("\n");
    const groups = names.map((at) => `group g${at} = g${at + 1}, g${at + 1}`).join("\n");
    checkDiagnostics(`tool t()\n${lets}\nlet l40 = true\n${groups}\ngroup g40 = t\nallow g0 when l0\n`);
  });
});
