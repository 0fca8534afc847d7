// A file that comes in pieces is read as if it came whole, however it was cut, and lines that are behind are forgotten.
import assert from "node:assert/strict";
import fc from "fast-check";
import { TraceBytes, traceBytes } from "../../../core/src/trace/encodings/trace-bytes.ts";
import { readTrace } from "../../../core/src/trace/read.ts";

const encoder = new TextEncoder();

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    pieces.push(bytes.slice(at, at + size));
    at += size;
  }
  return pieces;
}

const linesOf = (bytes: TraceBytes): unknown[] =>
  Array.from(bytes.lines(), ({ index, bytes: line, ended }) => [index, Buffer.from(line).toString("latin1"), ended]);

describe("a file in pieces", () => {
  it("has the lines that the whole has, wherever it was cut", () => {
    const part = fc.constantFrom("\n", "\r\n", " ", "\t", "a", "{}", "\r", "é", "\u{feff}", '{"a":1}');
    const sizes = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 }).filter((all) => all.some((one) => one > 0));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), sizes, (parts, cuts) => {
        const bytes = encoder.encode(parts.join(""));
        const pieces = cut(bytes, cuts);
        assert.deepEqual(linesOf(new TraceBytes(pieces)), linesOf(traceBytes(bytes)));
        assert.deepEqual(Buffer.from(new TraceBytes(pieces).whole()), Buffer.from(bytes));
        assert.deepEqual(Buffer.from(new TraceBytes(pieces).head()).subarray(0, 4), Buffer.from(bytes).subarray(0, 4));
      }),
      { numRuns: 1000 },
    );
  });

  it("is read as the same run, whichever form it has", () => {
    const own =
      '{"remit":1,"kind":"run","id":"r"}\n{"kind":"call","id":"c","tool":"pay","args":{"to":"ä"}}\n{"kind":"result","call":"c","text":"ok"}';
    const chat = JSON.stringify(
      [
        { role: "user", content: "go" },
        { role: "assistant", content: "", tool_calls: [{ id: "c", type: "function", function: { name: "pay", arguments: '{"to":"ä"}' } }] },
      ],
      null,
      1,
    );
    for (const [path, text] of [
      ["a.trace.jsonl", own],
      ["a.json", chat],
      ["a.jsonl", chat.replaceAll("\n", "")],
    ] as const)
      for (const size of [1, 2, 3, 7, 64]) {
        const bytes = encoder.encode(text);
        const read = (content: Uint8Array | TraceBytes): unknown => {
          const file = readTrace(path, content);
          return [file.format, Array.from(file.runs, ({ events, ...run }) => [run, [...events]]), file.problems];
        };
        assert.deepEqual(read(new TraceBytes(cut(bytes, [size]))), read(bytes), `${path} in pieces of ${size}`);
      }
  });

  it("asks for a piece no sooner than its line is wanted", () => {
    const line = (call: number): Uint8Array => encoder.encode(`{"kind":"call","id":"${call}","tool":"pay","args":{}}\n`);
    let asked = 0;
    function* pieces(): Generator<Uint8Array> {
      yield encoder.encode('{"remit":1,"kind":"run","id":"r"}\n');
      for (;;) {
        yield line(asked++);
      }
    }
    const [run] = readTrace("a.trace.jsonl", new TraceBytes(pieces())).runs;
    const events = run?.events[Symbol.iterator]();
    for (let call = 0; call < 100; call++) {
      const event = events?.next().value;
      assert.equal(event?.kind === "call" ? event.id : undefined, String(call));
      assert.ok(asked <= call + 2, `${asked} pieces for ${call + 1} calls`);
    }
  });
});
