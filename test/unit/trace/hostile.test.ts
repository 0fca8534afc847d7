// What a file may hold to mislead a reader or to make it slow.
import assert from "node:assert/strict";
import { findSpans } from "../../../core/src/trace/encodings/place.ts";
import { ExactNumber } from "../../../core/src/trace/model.ts";
import { sniffTrace } from "../../../core/src/trace/read.ts";
import { calls, codes, deep, kinds, readBytes, readLines, readText, readValue, results } from "../../support/traces.ts";

const user = { role: "user", content: "hi" };
const asks = (name: string, args: string): string =>
  `{"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": ${JSON.stringify(name)}, "arguments": ${args}}}]}`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("arguments", () => {
  it("that hold a key twice are malformed, as a value and as a text, and say as what", () => {
    const twice = '{"to": "a", "to": "b"}';
    for (const args of [twice, JSON.stringify(twice)]) {
      const file = readText(`[${JSON.stringify(user)}, ${asks("t", args)}]`);
      assert.deepEqual(calls(file)[0]?.args, { kind: "malformed", raw: twice });
      assert.deepEqual(codes(file), ["duplicate-key"]);
    }
    const dojo = `{"suite_name": "s", "user_task_id": "u", "messages": [{"role": "assistant", "tool_calls": [
      {"function": "t", "id": "1", "args": {"l": [{"a": 1, "a": 2}]}}, {"function": "t", "id": "2", "args": {"a": 1}}]}]}`;
    assert.deepEqual(
      calls(readText(dojo)).map((call) => call.args.kind),
      ["malformed", "record"],
    );
  });

  it("keep the digits of numbers, as a value and as a text", () => {
    const long = '{"n": 12345678901234567890, "m": 1.50}';
    for (const args of [long, JSON.stringify(long)]) {
      const file = readText(`[${JSON.stringify(user)}, ${asks("t", args)}]`);
      assert.deepEqual(calls(file)[0]?.args, { kind: "record", value: { n: new ExactNumber("12345678901234567890"), m: 1.5 } });
    }
  });
});

describe("what a format cannot hold", () => {
  it("is a gap where content is no text, with a Problem where it is another format's", () => {
    const image = readValue([
      {
        role: "user",
        content: [
          { type: "text", text: "look" },
          { type: "image_url", image_url: {} },
        ],
      },
    ]);
    assert.deepEqual([kinds(image), codes(image)], ["message gap", []]);
    const foreign = readValue([user, { role: "assistant", content: [{ type: "tool_call", name: "pay", input: {} }] }]);
    assert.deepEqual([kinds(foreign), codes(foreign)], ["message gap", ["invalid-event"]]);
  });
});

describe("simulations", () => {
  it("are runs with their reward; what the simulated user does is no action of the agent", () => {
    const file = readValue({
      info: { agent_info: { llm: "m" } },
      simulations: [
        {
          id: "s1",
          task_id: "7",
          reward_info: { reward: 0.5 },
          messages: [
            { role: "user", content: "hi", timestamp: "2025-01-01T10:00:00" },
            { role: "assistant", content: null, tool_calls: [{ id: "a", name: "look", arguments: { x: 1 }, requestor: "assistant" }] },
            { role: "tool", id: "a", content: "no such x", error: true, requestor: "assistant" },
            { role: "tool", id: "u", content: "user's own", requestor: "user" },
          ],
        },
      ],
    });
    const [run] = file.runs;
    assert.deepEqual([run?.id, run?.model, run?.labels], ["s1", "m", { reward: 0.5, task_id: "7" }]);
    assert.deepEqual([kinds(file), results(file)[0]?.failed, codes(file)], ["message call result", true, []]);
  });
});

describe("very much", () => {
  it("that waits for results stays quick to look through", () => {
    const many = Array.from({ length: 20_000 }, (_, index) => ({
      role: "assistant",
      tool_calls: [{ id: index % 2 === 0 ? "same" : `c${index}`, function: { name: "t", arguments: "{}" } }],
    }));
    const answers = many.map((_, index) => ({ role: "tool", tool_call_id: index % 2 === 0 ? "same" : `c${index}`, content: "" }));
    const start = process.cpuUsage().user;
    const file = readValue([user, ...many, ...answers]);
    assert.equal(results(file).length, 20_000);
    assert.ok(process.cpuUsage().user - start < 5e6, "20,000 open calls took over five seconds");
  }).timeout(60_000);

  it("that is wrong is counted, and a thousand Problems of it listed", () => {
    const file = readLines([{ remit: 1, kind: "run" }, ...Array.from({ length: 1500 }, () => "oops")]);
    assert.equal(file.problems.length, 1001);
    assert.match(file.problems.at(-1)?.message ?? "", /^500 more/);
    assert.equal(file.events.length, 1500);
  });

  it("on one line of 100 MB is read, and its end is found missing", () => {
    const length = (deep ? 100 : 5) * 1024 * 1024;
    const text = `{"remit": 1, "kind": "run"}\n{"kind": "message", "role": "user", "text": "${"x".repeat(length)}"}\n`;
    const whole = bytes(text);
    assert.deepEqual(codes(readBytes(whole, "x.trace.jsonl")), []);
    const cut = readBytes(whole.subarray(0, whole.length - 20), "x.trace.jsonl");
    assert.deepEqual([kinds(cut), codes(cut)], ["gap", ["truncated"]]);
  }).timeout(60_000);
});

describe("a file cut anywhere", () => {
  it("in a character, an escape, a number or a key never throws, and gives the beginning", () => {
    const lines = [
      { remit: 1, kind: "run", id: "é", labels: { reward: 1.25 } },
      { kind: "message", role: "user", text: "pay é\u{1f600} \u0007" },
      { kind: "call", id: "c", tool: "t", args: { n: 12.5, __proto__: null, "a/b": [true] } },
      { kind: "result", call: "c", text: '{"x": "\\u0041"}' },
    ];
    for (const path of ["x.trace.jsonl", "x.json"]) {
      const whole = bytes(
        path === "x.json"
          ? JSON.stringify([user, JSON.parse(asks("t", '{"n": 12.5, "é": "\\n"}'))])
          : lines.map((line) => JSON.stringify(line)).join("\n"),
      );
      const events = readBytes(whole, path).events;
      for (let length = 0; length < whole.length; length++) {
        const read = readBytes(whole.subarray(0, length), path).events.filter((event) => event.kind !== "gap");
        assert.deepEqual(read, events.slice(0, read.length), `${path} cut at ${length}`);
      }
    }
  });
});

describe("the first bytes", () => {
  it("tell the format, also where they end in the middle", () => {
    const dojo = JSON.stringify({ suite_name: "s", user_task_id: "u", messages: [{ role: "user", content: "x".repeat(500) }] });
    assert.equal(sniffTrace("a.json", bytes(dojo).subarray(0, 300)), "agentdojo");
    assert.equal(sniffTrace("a.json", bytes('[{"role": "system", "content": "a", "x": "')), "openai-chat");
    assert.equal(sniffTrace("a.jsonl", bytes('{"remit": 1, "ki')), "remit");
    assert.equal(sniffTrace("a.json", bytes('{"name": "thing"}')), undefined);
    assert.equal(sniffTrace("a.json", bytes("")), undefined);
  });
});

describe("places", () => {
  it("of many values are found in one pass, the last one where a key stands twice, and as far as a text goes", () => {
    const text = '{"a": {"b": [10, {"c": "x"}]}, "a": {"b": [11, {"c": [1, 2]}]}, "~/": null, "cut": [1, "end';
    const at = (pointer: string): string => {
      const span = findSpans(text, [pointer]).get(pointer);
      return span === undefined ? "none" : text.slice(span.start, span.end);
    };
    assert.deepEqual(["/a/b/0", "/a/b/1/c", "/~0~1", "/cut/1", "/cut/2", "/a/0"].map(at), ["11", "[1, 2]", "null", '"end', "none", "none"]);
    const pointers = ["", "/a", "/a/b/0", "/a/b/1/c/1"];
    assert.deepEqual([...findSpans(text, pointers).keys()].sort(), [...pointers].sort());
  });
});
