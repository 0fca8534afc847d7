// Formats of somebody's own: read by a mapping, which can be proposed from a sample.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "../../../core/src/trace/encodings/json.ts";
import { readMapping } from "../../../core/src/trace/mapping/mapping.ts";
import { projectFormats } from "../../../core/src/trace/mapping/project-formats.ts";
import { proposeMappingOf, readMapped, readProjectTrace } from "../../../core/src/trace/mapping/read-mapped.ts";
import type { Json } from "../../../core/src/trace/model.ts";
import { mutated, sequence } from "../../support/trace-totals.ts";
import { calls, codes, kinds, type ReadFile, results } from "../../support/traces.ts";

const root = join(import.meta.dirname, "..", "..", "..");

function read(text: string, written: Json, path = "log.jsonl"): ReadFile {
  const read = readMapping(written);
  assert.ok("mapping" in read, "faults" in read ? read.faults.join("; ") : "");
  const file = readMapped(path, new TextEncoder().encode(text), read.mapping);
  const runs = [...file.runs].map((run) => ({ ...run, events: [...run.events] }));
  return { format: file.format, runs, problems: file.problems, events: runs.flatMap((run) => run.events) };
}

const lines = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join("");

const events = [
  { ev: "said", who: "user", words: "Pay the rent", run: "a", at: "2025-01-01T00:00:00Z" },
  { ev: "tool_start", tool: "pay", input: { to: "NL1" }, ref: "1", run: "a", at: "2025-01-01T00:00:01Z", by: "helper" },
  { ev: "tool_start", tool: "pay", input: { to: "NL2" }, ref: "1", run: "b", at: "2025-01-01T00:00:02Z" },
  { ev: "tool_end", ref: "1", out: { ok: true }, run: "a", at: "2025-01-01T00:00:03Z" },
  { ev: "tool_end", ref: "1", out: "refused by the owner", denied: true, run: "b", at: "2025-01-01T00:00:04Z" },
];
const mapping = {
  name: "ours",
  run: "/run",
  messages: { when: { "/ev": "said" }, role: "/who", text: "/words", time: "/at" },
  calls: { when: { "/ev": "tool_start" }, tool: "/tool", args: "/input", id: "/ref", lane: "/by", time: "/at" },
  results: { when: { "/ev": "tool_end" }, call: "/ref", output: "/out", refused: "/denied", time: "/at" },
};

describe("a mapping", () => {
  it("reads events, a line each, and tells runs apart", () => {
    const file = read(lines(events), mapping);
    assert.deepEqual(
      [file.format, file.runs.map((run) => [run.id, run.task]), codes(file)],
      [
        "ours",
        [
          ["a", "Pay the rent"],
          ["b", undefined],
        ],
        [],
      ],
    );
    assert.equal(kinds(file), "message call result call result");
    assert.deepEqual(
      calls(file).map(({ lane, fate, time }) => [lane, fate, time?.milliseconds]),
      [
        ["helper", "unstated", Date.UTC(2025, 0, 1, 0, 0, 1)],
        [undefined, "refused", Date.UTC(2025, 0, 1, 0, 0, 2)],
      ],
    );
    assert.deepEqual(results(file)[0]?.structured, { ok: true });
  });

  it("reads a document of runs with calls in lists", () => {
    const document = {
      runs: [
        {
          name: "r",
          model: "m",
          goal: "Do",
          score: 1,
          turns: [
            {
              reply: "ok",
              uses: [
                { fn: { name: "a" }, arg: '{"x":1}' },
                { fn: { name: "b" }, arg: "{" },
              ],
            },
            { given: [{ text: "one" }, { text: "two", wrong: "yes" }] },
          ],
        },
      ],
    };
    const file = read(
      JSON.stringify(document),
      {
        runs: "/runs",
        events: "/turns",
        id: "/name",
        model: "/model",
        task: "/goal",
        labels: { score: "/score" },
        messages: { is: "assistant", text: "/reply" },
        calls: { list: "/uses", tool: "/fn/name", args: "/arg" },
        results: { list: "/given", output: "/text", failed: "/wrong" },
      },
      "log.json",
    );
    assert.deepEqual(
      file.runs.map(({ id, model, task, labels }) => [id, model, task, labels.score]),
      [["r", "m", "Do", 1]],
    );
    assert.equal(kinds(file), "message call call result result");
    assert.deepEqual(
      calls(file).map(({ args, batch, pointer }) => [args.kind, batch, pointer]),
      [
        ["record", 0, "/runs/0/turns/0/uses/0"],
        ["malformed", 0, "/runs/0/turns/0/uses/1"],
      ],
    );
    assert.deepEqual(
      results(file).map(({ call, failed }) => [call, failed]),
      [
        [0, false],
        [1, true],
      ],
    );
  });

  it("is the project file's for the paths that it names, and no other's", () => {
    const mapping = { name: "ours", calls: { tool: "/fn" } };
    const formats = projectFormats(JSON.stringify({ formats: [{ traces: ["logs/*.jsonl"], mapping }] }));
    const opened = (relative: string): string =>
      readProjectTrace("x.jsonl", new TextEncoder().encode('{"fn": "a"}\n'), formats, relative).format;
    assert.deepEqual([opened("logs/x.jsonl"), opened("x.jsonl")], ["ours", "unknown"]);
    assert.equal(readProjectTrace("x.jsonl", new TextEncoder().encode('{"fn": "a"}\n'), undefined, "logs/x.jsonl").format, "unknown");
  });

  it("reads a call and its result from one event, and none from an event that has neither", () => {
    const file = read(lines([{ tool: "a", in: {}, out: "x" }, { note: 1 }, { tool: "b", in: {} }]), {
      calls: { tool: "/tool", args: "/in" },
      results: { output: "/out" },
    });
    assert.equal(kinds(file), "call result call");
  });

  it("says what it misses", () => {
    const file = read(lines([{ ev: "call" }, { ev: "call", tool: "a" }, 5]), { calls: { when: { "/ev": "call" }, tool: "/tool" } });
    assert.deepEqual([kinds(file), codes(file)], ["gap call gap", ["invalid-event", "invalid-event"]]);
    assert.equal(calls(file)[0]?.args.kind, "redacted");
    assert.deepEqual(codes(read("{}", { events: "/steps", calls: { tool: "/tool" } }, "a.json")), ["invalid-event"]);
  });

  it("that is wrong is told what is wrong with it", () => {
    const faultsOf = (written: Json): number => {
      const read = readMapping(written);
      return "faults" in read ? read.faults.length : 0;
    };
    assert.equal(faultsOf({}), 1);
    assert.equal(faultsOf({ calls: { tool: "tool" } }), 2);
    assert.equal(faultsOf({ calls: { tool: "/tool", tols: "/x" } }), 1);
    assert.equal(faultsOf({ calls: { tool: "/tool", when: { ev: "x" } }, messages: { text: "/t" } }), 2);
    assert.equal(faultsOf([]), 1);
    assert.equal(faultsOf({ calls: { tool: "/tool", when: { "/ev": [{}] } } }), 1);
  });

  it("is described by the project file's schema, key by key", () => {
    const schema = JSON.parse(readFileSync(join(root, "docs/schemas/project.schema.json"), "utf8")) as Json;
    const dig = (value: Json | undefined, ...path: readonly string[]): Json | undefined =>
      path.reduce<Json | undefined>((found, key) => (isRecord(found) ? found[key] : undefined), value);
    const keysOf = (...path: readonly string[]): readonly string[] => Object.keys(dig(schema, "definitions", ...path, "properties") ?? {});
    const full = Object.fromEntries(keysOf("mapping").map((key) => [key, key === "name" ? "n" : key === "labels" ? {} : "/x"]));
    const fill = (keys: readonly string[]): Json => Object.fromEntries(keys.map((key) => [key, key === "is" ? "user" : "/x"]));
    const parts = { messages: fill(keysOf("message")), calls: fill(keysOf("call")), results: fill(keysOf("result")) };
    assert.ok("mapping" in readMapping({ ...full, ...parts }), "a key of the schema is not understood");
  });

  it("of the page is one, and reads what the page says", () => {
    const page = readFileSync(join(root, "docs/mappings.md"), "utf8");
    const project = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? "null") as { formats: { mapping: Json }[] };
    const line = /`(\{"event".*?\})`/.exec(page)?.[1] ?? "";
    const [call] = calls(read(`${line}\n`, project.formats[0]?.mapping ?? null));
    assert.deepEqual([call?.tool, call?.id, call?.args], ["send_money", "c1", { kind: "record", value: { to: "NL1" } }]);
  });

  it("throws for no file and no mapping", () => {
    const next = sequence(7);
    for (let round = 0; round < 300; round++) {
      const found = readMapping(mutated(mapping, next) as Json);
      if (!("mapping" in found)) continue;
      const file = readMapped("log.jsonl", new TextEncoder().encode(lines(mutated(events, next) as unknown[])), found.mapping);
      for (const run of file.runs) for (const event of run.events) assert.ok(event.pointer.length >= 0);
    }
  });
});

describe("a proposed mapping", () => {
  const propose = (text: string, path = "log.jsonl"): Json => proposeMappingOf(path, new TextEncoder().encode(text))?.mapping ?? null;

  it("reads the sample that it was made from", () => {
    const sample = [
      { type: "message", role: "user", content: "Go", session_id: "s" },
      { type: "tool_call", call_id: "1", tool: "read", args: { p: 1 }, timestamp: 1, session_id: "s" },
      { type: "tool_result", call_id: "1", output: "text", error: null, timestamp: 2, session_id: "s" },
      { type: "tool_call", call_id: "2", tool: "read", args: { p: 2 }, timestamp: 3, session_id: "s" },
      { type: "tool_result", call_id: "2", output: "", error: "gone", timestamp: 4, session_id: "s" },
    ];
    const file = read(lines(sample), propose(lines(sample)));
    assert.deepEqual([kinds(file), file.runs[0]?.id, codes(file)], ["message call result call result", "s", []]);
    assert.deepEqual(
      results(file).map(({ failed }) => failed),
      [false, true],
    );
  });

  it("finds events in a document, and a call with its result in one event", () => {
    const steps = [1, 2, 3].map((n) => ({ index: n, action: { name: "click", arguments: { n } }, observation: `page ${n}` }));
    const document = JSON.stringify({ id: "e", goal: "Buy", trajectory: { steps } });
    const file = read(document, propose(document, "log.json"), "log.json");
    assert.deepEqual(
      [kinds(file), file.runs[0]?.task, calls(file)[1]?.pointer],
      ["call result call result call result", "Buy", "/trajectory/steps/1"],
    );
  });

  it("is none where nothing looks like a call", () => {
    assert.equal(propose(lines([{ a: 1 }, { b: 2 }])), null);
    assert.equal(propose("[]", "a.json"), null);
    assert.equal(propose("", "a.json"), null);
  });

  it("throws for no sample", () => {
    const next = sequence(11);
    for (let round = 0; round < 300; round++) propose(lines([mutated(events, next)].flat() as unknown[]));
  });
});
