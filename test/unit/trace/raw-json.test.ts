import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { rawJson } from "../../../core/src/index.ts";

const shown = (source: string, lit: readonly string[] = []): string =>
  rawJson(source, lit)
    .segments.map(({ text, lit: marked }) => (marked ? `«${text}»` : text))
    .join("");

describe("recorded JSON, laid out", () => {
  it("keeps what is recorded and breaks lines", () => {
    assert.equal(
      shown('{"a":1.50,"b":[true,{"c":"x\\ny"}],"d":{},"e":[]}'),
      '{\n  "a": 1.50,\n  "b": [\n    true,\n    {\n      "c": "x\\ny"\n    }\n  ],\n  "d": {},\n  "e": []\n}',
    );
  });

  it("lights a text inside strings, also where it is escaped there", () => {
    assert.equal(shown('{"text":"pay \\"US13\\"\\nto US13"}', ["US13"]), '{\n  "text": "pay \\"«US13»\\"\\nto «US13»"\n}');
    assert.equal(shown('["a\\nb"]', ["a\nb", "a"]), '[\n  "«a\\nb»"\n]');
  });

  it("says the same JSON, whatever it is and whatever is lit", () => {
    fc.assert(
      fc.property(fc.json(), fc.array(fc.string({ maxLength: 3 })), (source, lit) => {
        const { segments, isCut } = rawJson(source, lit);
        assert.equal(isCut, false);
        assert.deepEqual(JSON.parse(segments.map(({ text }) => text).join("")), JSON.parse(source));
      }),
      { numRuns: 500 },
    );
  });

  it("shows signs that cannot be seen, and ends", () => {
    assert.equal(shown('"a\u202eb"'), '"a\\u202eb"');
    assert.equal(shown("[1, oops"), "[\n  1,\n  oops");
    const long = rawJson(`["${"x".repeat(3_000_000)}","y"]`, ["x"]);
    assert.equal(long.isCut, true);
    assert.ok(long.segments.reduce((sum, { text }) => sum + text.length, 0) < 500_000);
    const deep = rawJson("[".repeat(50_000), []);
    assert.equal(deep.isCut, true);
  });
});
