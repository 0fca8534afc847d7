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
});
