import assert from "node:assert/strict";
import fc from "fast-check";
import { isDeeperThan, parseJson, writeJson } from "../../../core/src/trace/encodings/json.ts";
import { parseTolerantly } from "../../../core/src/trace/encodings/tolerant.ts";
import { ExactNumber, type Json } from "../../../core/src/trace/model.ts";

const value = (text: string): Json | undefined => parseJson(text).value;

describe("numbers", () => {
  it("are doubles where a double says the same decimal", () => {
    for (const [text, expected] of [
      ["[1e3]", 1000],
      ["[7.0]", 7],
      ["[0.1]", 0.1],
      ["[1.954866647720337]", 1.954866647720337],
      ["[0.30000000000000004]", 0.30000000000000004],
      ["[9007199254740993e-16]", 0.9007199254740993],
      ["[9007199254740992]", 9007199254740992],
      ["[100000000000000000000]", 1e20],
      ["[1E+2]", 100],
      ["[0.000000]", 0],
      ["[-12e-1]", -1.2],
    ] as const)
      assert.deepEqual(value(text), [expected], text);
  });

  it("are doubles again where JSON.stringify writes them", () => {
    assert.equal(JSON.stringify(value("[0.66666666666666666, 12345678901234567890]")), "[0.6666666666666666,12345678901234567000]");
  });

  it("keep their digits where it does not", () => {
    for (const digits of ["9007199254740993", "-12345678901234567890", "1e400", "0.12345678901234567890", "1e-400"])
      assert.deepEqual(value(`{"a": ${digits}, "b": "${digits}"}`), { a: new ExactNumber(digits), b: digits });
  });

  it("in strings, and the e of true and false, send no text to the slow parser's digits", () => {
    const text = '{"account":"12345678901234567890","ok":[true,false],"note":"9e9 \\" 12345678901234567890"}';
    assert.deepEqual(value(text), JSON.parse(text));
  });
});

describe("keys", () => {
  it("that stand twice are told with their places; the last one counts", () => {
    const parsed = parseJson('{"a": {"b": 1, "b": 2}, "l": [0, {"x/y": 1, "x/y": 1}], "a\\u0062": 1, "ab": 2}');
    assert.deepEqual(parsed.duplicates, ["/a/b", "/l/1/x~1y", "/ab"]);
    assert.deepEqual(parsed.value, { a: { b: 2 }, l: [0, { "x/y": 1 }], ab: 2 });
  });

  it("may be called __proto__", () => {
    for (const text of ['{"__proto__": {"a": 1}, "constructor": 2}', '{"__proto__": {"a": 1}, "constructor": 2, "n": 1e400}']) {
      const record = value(text) as Record<string, Json>;
      assert.ok(Object.hasOwn(record, "__proto__"));
      assert.equal(Object.getPrototypeOf(record), Object.prototype);
      assert.equal(({} as Record<string, unknown>).a, undefined);
    }
    assert.deepEqual(parseJson('{"__proto__": 1, "__proto__": 2}').duplicates, ["/__proto__"]);
  });
});

describe("the tolerant parser", () => {
  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { value: read, broken } = parseTolerantly(text);
        assert.equal(broken, undefined);
        assert.equal(writeJson(read ?? null), writeJson(JSON.parse(text) as Json));
      }),
    );
  });

  it("refuses what JSON.parse refuses", () => {
    const pieces = ["{", "}", "[", "]", ",", ":", '"a"', "1", "-", "true", "nul", "01", "1.", "// x\n", "'", " ", '"\\x"', '"\u0001"'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
        const text = parts.join("");
        let right = true;
        try {
          JSON.parse(text);
        } catch {
          right = false;
        }
        assert.equal(parseTolerantly(text).broken === undefined, right, text);
      }),
      { numRuns: 2000 },
    );
  });

  it("tells a text that ends too early from one that is wrong", () => {
    for (const text of ['{"a": [1, {"b": "c', '{"a": tr', '{"a": -', '{"a": 1', "[1,", '["\\u12', "", '{"a"'])
      assert.equal(parseTolerantly(text).broken?.truncated, true, text);
    for (const [text, offset] of [
      ["[1 2]", 3],
      ['{"a": x}', 6],
      ["{} {}", 3],
      ['{"a" 1}', 5],
    ] as const)
      assert.deepEqual(parseTolerantly(text).broken, { offset, truncated: false }, text);
  });

  it("gives what stands before the end, and says what was not closed", () => {
    const { value: read, open } = parseTolerantly('{"a": [1, {"b": true}, {"c": "d", "e": 12');
    assert.deepEqual(read, { a: [1, { b: true }, { c: "d" }] });
    const list = (read as { a: Json[] }).a;
    assert.deepEqual([open.has(list), open.has(list[1] ?? null), open.has(list[2] ?? null)], [true, false, true]);
  });

  it("is not brought down by nesting", () => {
    const depth = 200_000;
    const parsed = parseTolerantly("[".repeat(depth));
    assert.equal(parsed.open.size, depth);
    assert.equal(parseTolerantly("[".repeat(depth) + "]".repeat(depth)).broken, undefined);
  });
});

describe("depth", () => {
  it("is counted without walking below the limit", () => {
    const nested = JSON.parse("[".repeat(50) + "]".repeat(50)) as Json;
    assert.equal(isDeeperThan(nested, 50), false);
    assert.equal(isDeeperThan(nested, 49), true);
    assert.equal(isDeeperThan(value("[".repeat(10_000) + "]".repeat(10_000)) ?? null, 200), true);
  });
});

describe("writing", () => {
  it("gives what JSON.stringify gives, digits and own keys kept, at any depth", () => {
    const value = JSON.parse('{"a":[1,"x",null,[],{}],"__proto__":{"b":true},"c":{"d":[[1],[2]]}}') as Json;
    assert.equal(writeJson(value), JSON.stringify(value));
    assert.equal(writeJson([new ExactNumber("1.50"), "é"]), '[1.50,"é"]');
    const depth = 100_000;
    assert.equal(writeJson(parseJson("[".repeat(depth) + "]".repeat(depth)).value ?? null).length, 2 * depth);
  });
});
