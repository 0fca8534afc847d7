import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import {
  type Arguments,
  type Event,
  ExactNumber,
  type Fate,
  type Json,
  type JsonRecord,
  type Run,
  type Time,
} from "../../../core/src/trace/model.ts";
import { readTrace } from "../../../core/src/trace/read.ts";
import { writeTrace } from "../../../core/src/trace/write.ts";

/** fast-check's records, with the prototype that the reader's have. */
const fields = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> => fc.record<T>(model, { noNullPrototype: true });

const leaf = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
  fc.constant(new ExactNumber("12345678901234567890.5")),
  fc.constant(JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}') as Json),
);
const record: fc.Arbitrary<JsonRecord> = fc
  .array(fc.tuple(fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom("__proto__", "toString")), leaf), { maxLength: 3 })
  .map((members) => Object.fromEntries(members));
const json: fc.Arbitrary<Json> = fc.oneof(leaf, record);
const time: fc.Arbitrary<Time | undefined> = fc.option(fields({ milliseconds: fc.integer({ min: 0, max: 4e12 }), zoned: fc.boolean() }), {
  nil: undefined,
});
const text = fc.string({ unit: "binary", maxLength: 20 });
const perhaps = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const args: fc.Arbitrary<Arguments> = fc.oneof(
  record.map((value) => ({ kind: "record" as const, value })),
  text.map((raw) => ({ kind: "malformed" as const, raw })),
  fc.constant({ kind: "redacted" as const }),
);

/** A batch: its calls, their results in some order, and a message or gap before it. */
const turn = fields({
  before: fc.oneof(
    fields({
      kind: fc.constant("message" as const),
      role: fc.constantFrom("system", "user", "assistant"),
      text,
      time,
      pointer: fc.constant(""),
    }),
    fields({ kind: fc.constant("gap" as const), reason: text, pointer: fc.constant("") }),
  ),
  calls: fc.array(
    fields({
      id: perhaps(fc.string({ minLength: 1, maxLength: 2 })),
      tool: text,
      args,
      lane: perhaps(text),
      time,
      fate: fc.constantFrom<Fate>("unstated", "executed", "refused", "failed"),
      approvedBy: perhaps(text),
      result: perhaps(
        fields({ text, structured: perhaps(json), form: fc.constantFrom("json" as const, "yaml" as const), failed: fc.boolean(), time }),
      ),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  backwards: fc.boolean(),
  disputed: fc.boolean(),
});

function eventsOf(turns: readonly (typeof turn extends fc.Arbitrary<infer T> ? T : never)[]): readonly Event[] {
  const events: Event[] = [];
  let number = 0;
  for (const [batch, { before, calls, backwards, disputed }] of turns.entries()) {
    events.push(before as Event);
    const results: Event[] = [];
    for (const { result, ...call } of calls) {
      events.push({ kind: "call", call: number, batch, pointer: "", ...call });
      if (result !== undefined) results.push({ kind: "result", call: number, pointer: "", ...result });
      number++;
    }
    events.push(...(backwards ? results.reverse() : results));
    if (disputed) events.push({ kind: "gap", reason: "a second result", about: number - 1, pointer: "" });
  }
  return events;
}

const aRun = fields({
  id: perhaps(text),
  model: perhaps(text),
  task: perhaps(text),
  context: perhaps(record),
  turns: fc.array(turn, { maxLength: 4 }),
}).map(({ turns, ...about }) => ({ ...about, labels: { reward: 1, suite: "a\nb", none: null, ok: true }, events: eventsOf(turns) }));

describe("Remit's own form", () => {
  it("gives back the runs that were written, whatever they hold", () => {
    fc.assert(
      fc.property(fc.array(aRun, { minLength: 1, maxLength: 3 }), (runs) => {
        const written = runs.map((run, index) => [...writeTrace({ index, ...run } satisfies Run)].join("")).join("");
        const file = readTrace("x.trace.jsonl", new TextEncoder().encode(written));
        const read = Array.from(file.runs, ({ index: _, ...run }) => ({
          ...run,
          events: Array.from(run.events, (event) => ({ ...event, pointer: "" })),
        }));
        // Printing the difference of two such values was seen to exhaust the memory.
        assert.ok(isDeepStrictEqual(read, runs), written);
        for (const { code } of file.problems) assert.match(code, /^(call-without-result|duplicate-id)$/);
      }),
      { numRuns: 100 },
    );
  });
});
