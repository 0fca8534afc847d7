// Inspect's logs, plain and packed: real ones, counted by hand, and small ones for what is irregular in them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { sniffTrace } from "../../../../core/src/trace/read.ts";
import { totals } from "../../../support/trace-totals.ts";
import { calls, codes, kinds, readBytes, readValue, recording, results } from "../../../support/traces.ts";

// Counted with unzip and jq: entries below samples/, tool events, and tool messages without a call.
const recorded: Readonly<
  Record<string, readonly [runs: number, calls: number, results: number, gaps?: number, problems?: readonly string[]]>
> = {
  "inspect_ai__2025-02-11T15-17-00-05-00_popularity_dPiJifoWeEQBrfWsAopzWr.eval": [10, 0, 0],
  "inspect_ai__2025-05-12T20-27-36-04-00_browser.json": [1, 4, 4],
  "inspect_ai__log_formats.eval": [1, 0, 0],
  "inspect_ai__log_images_tc.json": [1, 0, 0, 1],
  "inspect_ai__log_message_deduplication.eval": [1, 5, 5],
  "inspect_ai__log_streaming.eval": [4, 0, 0],
  "inspect_ai__log_tool_call_error.json": [1, 0, 0, 11, Array<string>(11).fill("result-without-call")],
  "inspect_scout__2025-09-23T08-09-58-04-00_popularity_DN2wbX2ZvACsBpjwptzBRo.eval": [100, 0, 0],
  "inspect_scout__2025-11-07T10-59-47-05-00_websearch-addition-problem_LqPDntDnkk4h2fSqQ8i6CE.eval": [1, 0, 0],
};

describe("Inspect logs as recorded", () => {
  for (const [name, [runs, calls, results, gaps = 0, problems = []]] of Object.entries(recorded))
    it(name, function () {
      const folder = recording("formats/inspect-ai");
      if (folder === undefined) return this.skip();
      const file = readBytes(readFileSync(join(folder, name)), basename(name));
      const lanes = calls === 0 ? [] : [""];
      assert.deepEqual(totals(file), { format: "inspect", runs, calls, results, failed: 0, refused: 0, gaps, lanes, problems });
      for (const run of file.runs)
        assert.equal(run.events.filter((event) => event.kind === "message" && event.role === "user").length, gaps === 11 ? 0 : 1);
    });

  it("hand on the tools of the model", function () {
    const folder = recording("formats/inspect-ai");
    if (folder === undefined) return this.skip();
    const file = readBytes(readFileSync(join(folder, "inspect_ai__log_message_deduplication.eval")));
    assert.deepEqual(
      file.runs[0]?.tools?.map((tool) => tool.name),
      ["bash", "python"],
    );
  });
});

const log = (sample: Record<string, unknown>): Record<string, unknown> => ({
  version: 2,
  status: "success",
  eval: { task: "try", model: "m" },
  samples: [{ id: "a", epoch: 1, input: "Do it", messages: [], ...sample }],
});
const user = { role: "user", content: "Do it" };
const proposed = (...ids: readonly string[]): unknown => ({
  role: "assistant",
  content: "",
  tool_calls: ids.map((id) => ({ id, function: "bash", arguments: { cmd: id } })),
});
const answered = (id: string, content: string, error?: unknown): unknown => ({
  role: "tool",
  tool_call_id: id,
  function: "bash",
  content,
  error,
});
const model = (input: unknown, message: unknown, more: Record<string, unknown> = {}): unknown => ({
  event: "model",
  input,
  output: { choices: [{ message }] },
  ...more,
});
const tool = (id: string, more: Record<string, unknown>): unknown => ({
  event: "tool",
  id,
  function: "bash",
  arguments: { cmd: id },
  ...more,
});

describe("Inspect logs", () => {
  it("tell a call once, whether messages or events or both hold it", () => {
    const messages = [user, proposed("c1"), answered("c1", "done")];
    const events = [model([user], proposed("c1")), tool("c1", { result: "done" })];
    for (const sample of [{ messages }, { events }, { messages, events }]) {
      const file = readValue(log(sample));
      assert.equal(kinds(file), "message call result");
      assert.deepEqual(codes(file), []);
    }
  });

  it("hold a call in the events that the messages lack", () => {
    const file = readValue(
      log({
        messages: [user, proposed("c1")],
        limit: { type: "message", limit: 2 },
        events: [model([user], proposed("c1")), tool("c1", { result: "done" })],
      }),
    );
    assert.equal(results(file).length, 1);
    assert.equal(file.runs[0]?.labels.limit, "message");
  });

  it("say of a refused call that it was refused", () => {
    const error = { type: "approval", message: "no" };
    for (const sample of [
      { messages: [user, proposed("c1"), answered("c1", "", error)] },
      { events: [model([user], proposed("c1")), tool("c1", { error, result: "" })] },
      {
        events: [
          model([user], proposed("c1")),
          { event: "approval", approver: "human", decision: "reject", call: { id: "c1", function: "bash", arguments: { cmd: "c1" } } },
        ],
      },
    ])
      assert.deepEqual(
        calls(readValue(log(sample))).map((call) => call.fate),
        ["refused"],
      );
  });

  it("say who approved", () => {
    const approval = {
      event: "approval",
      approver: "human",
      decision: "approve",
      call: { id: "c1", function: "bash", arguments: { cmd: "c1" } },
    };
    const [call] = calls(readValue(log({ events: [model([user], proposed("c1")), approval, tool("c1", { result: "ok" })] })));
    assert.equal(call?.approvedBy, "human");
    assert.equal(call?.fate, "executed");
  });

  it("say of a failed tool that it failed, with its message", () => {
    const file = readValue(log({ messages: [user, proposed("c1"), answered("c1", "", { type: "timeout", message: "too long" })] }));
    assert.deepEqual(
      results(file).map(({ text, failed }) => [text, failed]),
      [["too long", true]],
    );
  });

  it("keep texts beside the messages, which are put in their places", () => {
    const key = "0123456789abcdef0123456789abcdef";
    const with_ = (attachments: unknown): Record<string, unknown> =>
      log({ messages: [{ role: "user", content: `attachment://${key}` }], attachments });
    const found = readValue(with_({ [key]: "the long text" }));
    assert.equal(found.events[0]?.kind === "message" && found.events[0].text, "the long text");
    assert.equal(kinds(readValue(with_({}))), "gap message");
  });

  it("keep messages in a pool, of which events name a part", () => {
    const pool = [user, proposed("c1"), answered("c1", "one")];
    const events = [
      model([], proposed("c1"), { input_refs: [[0, 1]] }),
      model([], { role: "assistant", content: "Done" }, { input_refs: [[0, 3]] }),
    ];
    const file = readValue(log({ message_pool: pool, events }));
    assert.equal(kinds(file), "message call result message");
    assert.equal(results(file)[0]?.pointer, "/samples/0/message_pool/2");
  });

  it("name the agent of a span, and tell the results of parallel tools in the order of time", () => {
    const span = { event: "span_begin", id: "s", parent_id: null, type: "agent", name: "helper" };
    const file = readValue(
      log({
        events: [
          span,
          model([user], proposed("c1", "c2"), { span_id: "s", timestamp: "2025-01-01T00:00:00Z" }),
          tool("c1", { span_id: "s", result: "slow", timestamp: "2025-01-01T00:00:01Z", completed: "2025-01-01T00:00:09Z" }),
          tool("c2", { span_id: "s", result: "fast", timestamp: "2025-01-01T00:00:02Z", completed: "2025-01-01T00:00:03Z" }),
        ],
      }),
    );
    assert.deepEqual(
      calls(file).map(({ lane, batch }) => [lane, batch]),
      [
        ["helper", 0],
        ["helper", 0],
      ],
    );
    assert.deepEqual(
      results(file).map((result) => result.text),
      ["fast", "slow"],
    );
  });

  it("give scores as labels, of each sample and epoch a run", () => {
    const file = readValue({
      ...log({}),
      samples: [
        { id: 1, epoch: 1, messages: [user], scores: { match: { value: "C" } } },
        { id: 1, epoch: 2, messages: [user] },
      ],
    });
    assert.deepEqual(
      file.runs.map((run) => [run.id, run.labels.match]),
      [
        ["try/1/1", "C"],
        ["try/1/2", undefined],
      ],
    );
  });

  const sample = JSON.stringify({ id: "a", epoch: 1, messages: [user, proposed("c1"), answered("c1", "done")] });
  const header = JSON.stringify({ version: 2, eval: { task: "packed", model: "m" } });

  it("are read packed, deflated or stored", () => {
    for (const level of [0, 6] as const) {
      const bytes = zipSync(
        { "_journal/start.json": strToU8(header), "samples/a_epoch_1.json": strToU8(sample), "header.json": strToU8(header) },
        { level },
      );
      const file = readBytes(bytes, "log.eval");
      assert.deepEqual(
        [kinds(file), file.runs[0]?.id, calls(file)[0]?.pointer],
        ["message call result", "packed/a/1", "/samples~1a_epoch_1.json/messages/1/tool_calls/0"],
      );
      assert.equal(sniffTrace("log.eval", bytes), "inspect");
    }
  });

  it("are read packed by Zstandard", () => {
    const file = readBytes(
      archive([
        ["header.json", header, 93],
        ["samples/a_epoch_1.json", sample, 93],
      ]),
      "log.eval",
    );
    assert.deepEqual([kinds(file), codes(file)], ["message call result", []]);
  });

  it("packed and cut off are read as far as they go", () => {
    const whole = zipSync(
      { "_journal/start.json": strToU8(header), "samples/a_epoch_1.json": strToU8(sample), "samples/b_epoch_1.json": strToU8(sample) },
      { level: 0 },
    );
    const end = Buffer.from(whole).indexOf("samples/b_epoch_1.json");
    const file = readBytes(whole.subarray(0, end + 100), "log.eval");
    assert.deepEqual([file.runs.length, codes(file), kinds(file)], [1, ["truncated"], "message call result"]);
  });

  it("packed with a size that no packing gives, or by an unknown one, are a Problem", () => {
    for (const [method, size] of [
      [8, 0x7fffffff],
      [99, sample.length],
    ] as const) {
      const file = readBytes(archive([["samples/a_epoch_1.json", sample, method, size]]), "log.eval");
      assert.deepEqual([file.runs.length, codes(file)], [0, ["unreadable-file"]]);
    }
  });

  it("that are archives of something else are none", () => {
    assert.equal(readBytes(zipSync({ "word/document.xml": strToU8("<a/>") })).format, "unknown");
  });
});

type Packed = readonly [name: string, text: string, method: number, size?: number];

/** An archive of entries that are packed as they say, or that only say so. */
function archive(entries: readonly Packed[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text, method, size = text.length] of entries) {
    const data = method === 93 ? zstdCompressSync(text) : Buffer.from(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(name.length, 26);
    parts.push(local, Buffer.from(name), data);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(data.length, 20);
    central.writeUInt32LE(size, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    directory.push(central, Buffer.from(name));
    offset += 30 + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
