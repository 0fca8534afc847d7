import assert from "node:assert/strict";
import { findSpan } from "../../../core/src/trace/encodings/place.ts";
import type { Event } from "../../../core/src/trace/model.ts";
import { readTrace } from "../../../core/src/trace/read.ts";

interface Read {
  readonly events: readonly Event[];
  readonly codes: readonly string[];
  readonly places: readonly string[];
}
function read(input: string | Uint8Array | unknown[], path = "run.json"): Read {
  const text = Array.isArray(input) ? JSON.stringify(input) : input;
  const file = readTrace(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
  const events = Array.from(file.runs, (run) => [...run.events]).flat();
  return { events, codes: file.problems.map(({ code }) => code), places: file.problems.map(({ line, column }) => `${line}:${column}`) };
}
const shape = ({ events }: Read): string =>
  events.map((event) => (event.kind === "call" || event.kind === "result" ? `${event.kind}${event.call}` : event.kind)).join(" ");
const user = { role: "user", content: "hi" };
const asks = (...calls: readonly (readonly [id: string | undefined, args: unknown])[]): unknown => ({
  role: "assistant",
  content: null,
  tool_calls: calls.map(([id, args]) => ({ id, type: "function", function: { name: "t", arguments: args } })),
});
const gives = (id: string | undefined, content = "ok"): unknown => ({ role: "tool", tool_call_id: id, content });
const lines = (...values: readonly string[]): string => ['{"remit": 1, "kind": "run"}', ...values].join("\n");
const argsOf = ({ events }: Read): readonly string[] =>
  events.flatMap((event) =>
    event.kind === "call" ? [event.args.kind === "record" ? JSON.stringify(event.args.value) : event.args.kind] : [],
  );

describe("irregular chats", () => {
  it("have arguments as text, object, or nothing", () => {
    const found = read([
      user,
      asks(["a", '{"x": 1}'], ["b", { x: 1 }], ["c", null], ["d", ""], ["e", "[1]"], ["f", "{x"], ["g", '{"x":1,"x":2}']),
    ]);
    assert.deepEqual(argsOf(found), ['{"x":1}', '{"x":1}', "{}", "{}", "malformed", "malformed", "malformed"]);
    assert.deepEqual(found.codes, ["invalid-arguments", "invalid-arguments", "duplicate-key"]);
  });

  it("keep `__proto__` as an argument like any other", () => {
    const [call] = read([user, asks(["a", '{"__proto__": {"admin": true}}'])]).events.filter((event) => event.kind === "call");
    assert.ok(call?.args.kind === "record" && Object.hasOwn(call.args.value, "__proto__"));
    assert.equal(({} as Record<string, unknown>).admin, undefined);
  });

  it("pair results by id in any order, by order without ids, and by the nearest batch where ids repeat", () => {
    assert.equal(shape(read([user, asks(["a", ""], ["b", ""]), gives("b"), gives("a")])), "message call0 call1 result1 result0");
    assert.equal(shape(read([user, asks([undefined, ""], ["", ""]), gives(""), gives(undefined)])), "message call0 call1 result0 result1");
    const repeated = read([user, asks(["0", ""]), gives("0"), asks(["0", ""]), gives("0")]);
    assert.equal(shape(repeated), "message call0 result0 call1 result1");
    assert.deepEqual(repeated.codes, []);
    assert.deepEqual(read([user, asks(["0", ""], ["0", ""]), gives("0"), gives("0")]).codes, ["duplicate-id"]);
  });

  it("tell of a result without its call, and of a call that the recording went on without", () => {
    const orphan = read([user, gives("a"), user]);
    assert.equal(shape(orphan), "message gap message");
    assert.deepEqual(orphan.codes, ["result-without-call"]);
    assert.deepEqual(read([user, asks(["a", ""])]).codes, []);
    assert.deepEqual(read([user, asks(["a", ""]), user]).codes, ["call-without-result"]);
  });

  it("share a batch in one message alone", () => {
    const { events } = read([user, asks(["a", ""], ["b", ""]), gives("a"), gives("b"), asks(["c", ""])]);
    assert.deepEqual(
      events.flatMap((event) => (event.kind === "call" ? [event.batch] : [])),
      [0, 0, 1],
    );
  });
});

describe("irregular files", () => {
  it("may begin with a byte order mark, have any line end, and blank lines", () => {
    const text = lines("", '{"kind": "message", "role": "user", "text": "hi"}', "  ", '{"kind": "gap", "reason": "x"}', "");
    for (const form of [text, `\uFEFF${text}`, text.replaceAll("\n", "\r\n")]) {
      assert.equal(shape(read(form, "x.trace.jsonl")), "message gap");
      assert.deepEqual(read(form, "x.trace.jsonl").codes, []);
    }
    assert.equal(shape(read(`\uFEFF${JSON.stringify([user])}`)), "message");
  });

  it("have a gap for a line that cannot be read, and go on", () => {
    const found = read(
      lines("{oops}", '{"kind": "dance"}', '{"kind": "message", "role": "user", "text": "hi"}', '{"kind": "mess'),
      "x.trace.jsonl",
    );
    assert.equal(shape(found), "gap gap message gap");
    assert.deepEqual(found.codes, ["invalid-json", "invalid-event", "truncated"]);
    assert.deepEqual(
      found.places.map((place) => place.split(":")[0]),
      ["2", "3", "5"],
    );
  });

  it("of another version, another format, another encoding, or nothing at all are named", () => {
    assert.deepEqual(read('{"remit": 2, "kind": "run"}\n{"kind": "gap"}', "x.trace.jsonl").codes, ["unsupported-version"]);
    for (const text of [
      "",
      "prose",
      "[]",
      "{}",
      "3",
      '[{"name": "t", "inputSchema": {}}]',
      '{"tools": [{"name": "t", "inputSchema": {}}]}',
    ])
      assert.ok(read(text).codes.includes("unknown-format"), text);
    assert.deepEqual(read(new Uint8Array([0xff, 0xfe, 0x41, 0])).codes, ["invalid-utf8"]);
    const bytes = new TextEncoder().encode(JSON.stringify([{ role: "user", content: "é" }]));
    bytes[bytes.indexOf(0xc3)] = 0xff;
    assert.ok(read(bytes).codes.every((code) => code === "invalid-utf8"));
    assert.equal(shape(read(bytes)), "message");
  });

  it("are not brought down by nesting", () => {
    const nest = `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`;
    const found = read(
      `[{"role": "user", "content": "hi"}, {"role": "assistant", "tool_calls": [{"function": {"name": "t", "arguments": ${nest}}}, {"function": {"name": "t", "arguments": ${JSON.stringify(nest)}}}]}]`,
    );
    assert.deepEqual(argsOf(found), ["malformed", "malformed"]);
    assert.deepEqual(found.codes, ["too-deep", "too-deep"]);
  });

  it("have their values found by pointer", () => {
    const text = lines('{"kind": "call", "tool": "t", "args": {"a/b": [1, "two"]}}');
    const span = findSpan(text, "/1/args/a~1b/1");
    assert.equal(span && text.slice(span.start, span.end), '"two"');
    assert.equal(findSpan(text, "/1/args/none"), undefined);
  });
});

describe("a run written by hand", () => {
  it("needs no ids: a result answers the last open call", () => {
    const found = read(
      lines(
        '{"kind":"call","tool":"a"}',
        '{"kind":"result","text":"1"}',
        '{"kind":"call","tool":"b","batch":7}',
        '{"kind":"call","tool":"c","batch":7}',
        '{"kind":"result","text":"2"}',
        '{"kind":"result","text":"3"}',
      ),
      "x.trace.jsonl",
    );
    assert.equal(shape(found), "call0 result0 call1 call2 result1 result2");
    assert.deepEqual(
      found.events.flatMap((event) => (event.kind === "call" ? [event.batch] : [])),
      [0, 1, 1],
    );
    assert.deepEqual(found.codes, []);
  });
});
