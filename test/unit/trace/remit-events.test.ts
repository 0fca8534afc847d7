// What Remit's own form says of events that are not as its page has them.
import assert from "node:assert/strict";
import type { Event } from "../../../core/src/trace/model.ts";
import { readTrace } from "../../../core/src/trace/read.ts";

interface Read {
  readonly events: readonly Event[];
  /** `line:column code message` */
  readonly problems: readonly string[];
}

function read(...lines: readonly (object | string)[]): Read {
  const text = [{ remit: 1, kind: "run" }, ...lines].map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  const file = readTrace("a.trace.jsonl", new TextEncoder().encode(`${text}\n`));
  const events: Event[] = [];
  // Runs are read one after the other, as far as somebody asks.
  for (const run of file.runs) events.push(...run.events);
  return { events, problems: file.problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`) };
}

const call = { kind: "call", tool: "send" };

describe("events of a *.trace.jsonl", () => {
  it("are told which of their members nothing reads, and what was meant", () => {
    const { problems } = read(
      { ...call, argz: {}, x_: 1, "x-mine": 1, _mine: 2 },
      { kind: "result", texd: "a", text: "a", timestamp: "2025-01-01T00:00:00Z" },
      { kind: "message", role: "user", text: "b", zebra: 1 },
      { kind: "gap", reason: "", reasons: [] },
      { remit: 1, kind: "run", lables: {} },
    );
    assert.deepEqual(
      problems.map((one) => one.replace(/has no member|, so it is ignored/g, "…")),
      [
        '2:37 unknown-member a call … "argz"…; did you mean "args"?',
        '2:45 unknown-member a call … "x_"…',
        '3:25 unknown-member a result … "texd"…; did you mean "text"?',
        '3:52 unknown-member a result … "timestamp"…; did you mean "time"?',
        '4:52 unknown-member a message … "zebra"…',
        '5:37 unknown-member a gap … "reasons"…; did you mean "reason"?',
        '6:34 unknown-member a run … "lables"…; did you mean "labels"?',
      ],
    );
  });

  it("that say `error` where `failed` is meant are told, and count as failed", () => {
    for (const [error, failed] of [
      [true, true],
      ["no such account", true],
      [false, false],
      [null, false],
    ] as const) {
      const { events, problems } = read(call, { kind: "result", text: "", error });
      const result = events[1];
      assert.ok(result?.kind === "result");
      assert.equal(result.failed, failed, String(error));
      assert.match(problems.join(), /unknown-member a result has no member "error".*did you mean "failed"\?/);
    }
  });

  it("with `null` for arguments have malformed ones, while those without any have none", () => {
    const { events, problems } = read({ ...call, args: null }, call);
    assert.deepEqual(
      events.map((event) => event.kind === "call" && event.args),
      [
        { kind: "malformed", raw: "null" },
        { kind: "record", value: {} },
      ],
    );
    assert.match(problems.join(), /^2:\d+ invalid-arguments `null` is no record/);
  });

  it("hold to what can be walked: a result that is nested too deeply is text alone, and said so", () => {
    const nested = (depth: number): string => `${"[".repeat(depth)}1${"]".repeat(depth)}`;
    for (const depth of [201, 20_000]) {
      const structured = read(call, `{"kind": "result", "structured": ${nested(depth)}}`);
      const result = structured.events[1];
      assert.ok(result?.kind === "result");
      assert.deepEqual([result.structured, result.text], [undefined, nested(depth)]);
      assert.match(structured.problems.join(), /^3:\d+ too-deep this is nested more than 200 deep/);
      const text = read(call, { kind: "result", text: nested(depth) });
      assert.match(text.problems.join(), /^3:\d+ too-deep/);
    }
    assert.deepEqual(read(call, { kind: "result", text: nested(200) }).problems, []);
    assert.deepEqual(read(call, { kind: "result", text: `["${"[".repeat(500)}"]` }).problems, []);
  });

  /** What is said of them, save that calls are without result. */
  const said = ({ problems }: Read): readonly string[] => problems.filter((one) => !one.includes("call-without-result"));

  /** The batches of calls, in their order. */
  const batches = (events: readonly Event[]): readonly unknown[] =>
    events.map((event) => (event.kind === "call" ? event.batch : event.kind));

  it("may name their batch by a text, as by a number of any length", () => {
    const told = read(
      { ...call, batch: "a" },
      { ...call, batch: "b" },
      { ...call, batch: "a" },
      { ...call, batch: 1 },
      { ...call, batch: "1" },
      '{"kind": "call", "tool": "send", "batch": 12345678901234567890}',
      '{"kind": "call", "tool": "send", "batch": 12345678901234567891}',
      '{"kind": "call", "tool": "send", "batch": 12345678901234567890}',
      call,
      call,
    );
    assert.deepEqual(batches(told.events), [0, 1, 0, 2, 2, 3, 4, 3, 5, 6]);
    assert.deepEqual(said(told), []);
  });

  it("stay in the batch at hand where theirs cannot be read, which is said", () => {
    for (const batch of [null, true, ["a"], { a: 1 }]) {
      const told = read({ ...call, batch: 7 }, { ...call, batch }, { ...call, batch: 7 });
      assert.deepEqual(batches(told.events), [0, 0, 0], JSON.stringify(batch));
      assert.match(said(told).join(), /^3:38 invalid-event the `batch` of a call is a text or a number; [^,]+$/);
    }
  });

  it("of a type that is not theirs are said at their place, and read as is safest", () => {
    const gap = "gap";
    const cases: readonly (readonly [object, string, unknown])[] = [
      [{ ...call, fate: 1 }, "fate", gap],
      [{ ...call, fate: null }, "fate", gap],
      [{ ...call, fate: "denied" }, "fate", gap],
      [{ ...call, raw: { a: 1 } }, "raw", { kind: "malformed", raw: '{"a":1}' }],
      [{ ...call, redacted: "yes" }, "redacted", { kind: "redacted" }],
      [{ ...call, approvedBy: true }, "approvedBy", { kind: "record", value: {} }],
      [{ ...call, lane: 3 }, "lane", { kind: "record", value: {} }],
      [{ ...call, id: ["x"] }, "id", { kind: "record", value: {} }],
      [{ ...call, call: {} }, "call", { kind: "record", value: {} }],
      [{ kind: "result", text: "", failed: "no" }, "failed", gap],
      [{ kind: "result", text: "", failed: null }, "failed", gap],
      [{ kind: "result", text: "", call: true }, "call", gap],
      [{ kind: "result", text: "", tool: 5 }, "tool", "result"],
      [{ kind: "result", text: "", form: "YAML" }, "form", "result"],
      [{ kind: "result", text: 5, structured: 1 }, "text", "result"],
      [{ kind: "gap", reason: 5 }, "reason", gap],
    ];
    for (const [event, name, expected] of cases) {
      const told = read(call, event);
      const last = told.events[1];
      assert.deepEqual(last?.kind === "call" ? last.args : last?.kind, expected, JSON.stringify(event));
      const column = JSON.stringify(event).indexOf(`"${name}":`) + name.length + 4;
      assert.equal(said(told).length, 1, JSON.stringify(event));
      assert.match(said(told)[0] ?? "", new RegExp(`^3:${column} invalid-event the .${name}. of a (call|result|gap) is `));
    }
  });

  it("that begin a run are held to their types too", () => {
    const told = read({ kind: "run", id: 5, model: {}, task: 1, labels: { a: [] }, context: "emma", tools: [{ title: "x" }] });
    assert.deepEqual(
      told.problems.map((one) => one.replace(/^2:\d+ invalid-event the `(\w+)` of a run .*/, "$1")),
      ["id", "model", "task", "labels", "context", "tools"],
    );
  });

  it("say of a second result whose it is, by number, text or place", () => {
    const about = (...lines: readonly (object | string)[]): readonly unknown[] =>
      read(...lines).events.map((event) => (event.kind === "gap" ? event.about : event.kind));
    const result = { kind: "result", text: "no", failed: true };
    const answered = [
      { ...call, call: 7 },
      { kind: "result", call: 7, text: "ok" },
      { ...call, id: "x" },
    ];
    assert.deepEqual(about(...answered, { ...result, call: 7 }), ["call", "result", "call", 0]);
    assert.deepEqual(about({ ...call, id: "x" }, { ...result, call: "x" }, call, { ...result, call: "x" }), ["call", "result", "call", 0]);
    assert.deepEqual(about(call, result, result), ["call", "result", 0]);
    assert.deepEqual(about(call, result, { ...result, call: "never" }), ["call", "result", undefined]);
    assert.deepEqual(about(call, result, { kind: "gap", about: "never" }), ["call", "result", undefined]);
  });

  it("find the calls that they answer by numbers and texts alike", () => {
    const told = read(
      { ...call, id: 7, batch: 1 },
      { ...call, call: "x", batch: 1 },
      '{"kind": "call", "tool": "send", "batch": 1, "call": 12345678901234567890}',
      { kind: "result", call: "x", text: "of x" },
      '{"kind": "result", "call": 12345678901234567890, "text": "of the last"}',
      { kind: "result", call: 7, text: "of 7" },
    );
    assert.deepEqual(said(told), []);
    assert.deepEqual(
      told.events.slice(3).map((event) => event.kind === "result" && event.call),
      [1, 2, 0],
    );
  });
});
