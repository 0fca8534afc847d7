import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { itemKinds } from "../../../client/src/replay/messages.ts";
import { rowBody, rowText, runRows } from "../../../client/src/replay/rows.ts";
import type { CallEvent, Event, JsonRecord } from "../../../core/src/index.ts";

const call = (number: number, tool: string, args: JsonRecord, more: Partial<CallEvent> = {}): CallEvent => ({
  kind: "call",
  call: number,
  id: undefined,
  tool,
  args: { kind: "record", value: args },
  batch: number,
  lane: undefined,
  time: undefined,
  fate: "unstated",
  approvedBy: undefined,
  pointer: "",
  ...more,
});
const result = (number: number, text: string, failed = false): Event => ({
  kind: "result",
  call: number,
  text,
  structured: undefined,
  form: "json",
  failed,
  time: undefined,
  pointer: "",
});

describe("rows of a run", () => {
  const events: readonly Event[] = [
    { kind: "message", role: "user", text: "pay", time: { milliseconds: 3_723_000, zoned: true }, pointer: "" },
    call(0, "read", { path: "a" }, { batch: 1 }),
    call(1, "list", { limit: 3, deep: { a: [1, null, "x"] } }, { batch: 1, lane: "helper" }),
    result(1, "[]"),
    result(0, "x".repeat(70_000), true),
    { kind: "gap", reason: "cut here", pointer: "" },
    call(2, "read", {}, { fate: "refused", args: { kind: "malformed", raw: "{oops" } }),
  ];
  const rows = runRows(events);

  it("gives a result to the row of its call, in whatever order they stand", () => {
    assert.deepEqual(
      [...rows.kinds].map((kind) => itemKinds[kind]),
      ["user", "call", "call", "gap", "call"],
    );
    assert.deepEqual([...rows.events], [0, 1, 2, 5, 6]);
    assert.deepEqual([...rows.results], [-1, 4, 3, -1, -1]);
    assert.deepEqual([...rows.fates], [0, 3, 1, 0, 2]);
    assert.deepEqual(
      [rows.toolNames, [...rows.tools]],
      [
        ["read", "list"],
        [0, 0, 1, 0, 0],
      ],
    );
    assert.deepEqual(
      [rows.laneNames, [...rows.lanes]],
      [
        ["", "helper"],
        [0, 0, 1, 0, 0],
      ],
    );
  });

  it("gives bodies with texts cut and values written as JSON", () => {
    assert.deepEqual(rowBody(0, rows, events), { item: 0, kind: "message", text: { text: "pay", length: 3 }, time: "01:02:03" });
    const read = rowBody(1, rows, events);
    assert.ok(read.kind === "call" && read.result !== undefined);
    assert.deepEqual([read.result.text.text.length, read.result.text.length, read.result.failed], [65_536, 70_000, true]);
    const list = rowBody(2, rows, events);
    assert.ok(list.kind === "call" && list.args.kind === "record");
    assert.deepEqual(
      list.args.entries.map(({ name, type, text }) => [name, type, text.text]),
      [
        ["limit", "number", "3"],
        ["deep", "record", '{"a": [1, null, "x"]}'],
      ],
    );
    const refused = rowBody(4, rows, events);
    assert.ok(refused.kind === "call");
    assert.deepEqual(refused.args, { kind: "malformed", raw: { text: "{oops", length: 5 } });
    assert.deepEqual(rowBody(99, rows, events), { item: 99, kind: "gap", reason: "this row is not in the run" });
  });

  it("gives more of a text where more is asked for, and a text whole", () => {
    const more = rowBody(1, rows, events, 69_000);
    assert.ok(more.kind === "call");
    assert.equal(more.result?.text.text.length, 69_000);
    assert.equal(rowText(1, { kind: "result" }, rows, events)?.length, 70_000);
    assert.equal(rowText(2, { kind: "argument", name: "deep" }, rows, events), '{"a": [1, null, "x"]}');
    assert.equal(rowText(2, { kind: "argument", name: "constructor" }, rows, events), undefined);
    assert.equal(rowText(4, { kind: "raw arguments" }, rows, events), "{oops");
    assert.equal(rowText(0, { kind: "message" }, rows, events), "pay");
    assert.equal(rowText(0, { kind: "result" }, rows, events), undefined);
  });
});
