import assert from "node:assert/strict";
import { parseStructured } from "../../../core/src/trace/encodings/structured.ts";
import { ExactNumber, type Json } from "../../../core/src/trace/model.ts";

const yaml = (text: string): Json | undefined => parseStructured(text, "yaml");

describe("a result's structure", () => {
  it("is a JSON map or list", () => {
    assert.deepEqual(parseStructured(' {"a": [1, "x"]}\n', "json"), { a: [1, "x"] });
    assert.deepEqual(parseStructured("[]", "json"), []);
    for (const text of ["1810.0", '"text"', "null", "", "Done.", '{"a": 1} trailing', "{'a': 1}", "[1, 2"])
      assert.equal(parseStructured(text, "json"), undefined, text);
  });

  it("is none where a key stands twice, or the nesting is absurd", () => {
    for (const form of ["json", "yaml"] as const) {
      assert.equal(parseStructured('{"a": 1, "a": 1}', form), undefined);
      assert.equal(parseStructured('{"l": [{"a": 1, "\\u0061": 2}]}', form), undefined);
      assert.equal(parseStructured("[".repeat(10_000) + "]".repeat(10_000), form), undefined);
    }
    assert.equal(yaml("a: 1\na: 2"), undefined);
    assert.equal(yaml("1: x\n'1': y"), undefined);
  });

  it("is YAML where the format says so", () => {
    assert.deepEqual(yaml("- amount: 100.0\n  date: '2022-01-01'\n  id: 1\n  recurring: false\n"), [
      { amount: 100, date: "2022-01-01", id: 1, recurring: false },
    ]);
    assert.deepEqual(yaml("from: 2022-01-01\nat: 2022-01-01T10:00:00Z\nempty:\nnothing: null\n"), {
      from: "2022-01-01",
      at: "2022-01-01T10:00:00Z",
      empty: null,
      nothing: null,
    });
    assert.deepEqual(yaml("{'message': 'Sent.', 'n': 2}"), { message: "Sent.", n: 2 });
    assert.deepEqual(yaml("body: |-\n  one\n  two\nsubject: a: b".replace("a: b", "'a: b'")), { body: "one\ntwo", subject: "a: b" });
    assert.deepEqual(yaml("id: 12345678901234567890\nhex: 0xff\nnan: .nan"), {
      id: new ExactNumber("12345678901234567890"),
      hex: 255,
      nan: ".nan",
    });
    assert.deepEqual(yaml("12: a\ntrue: b"), { 12: "a", true: "b" });
  });

  it("is no YAML with tags, anchors, aliases, or several documents", () => {
    for (const text of [
      "a: !!str 1",
      "a: !thing {}",
      "!!map\na: 1",
      "a: &x 1\nb: *x",
      "a: &x 1",
      "&x\na: 1",
      "a: 1\n---\nb: 2",
      "&x a: 1",
      "%YAML 1.1\n---\na: &b 1",
    ])
      assert.equal(yaml(text), undefined, text);
  });

  it("leaves prose alone", () => {
    for (const text of ["Dear tenant,\nplease note: rent rises.", "Bill for December\n-----\nTotal: 98.70", "12", "yes", "", "  \n"])
      assert.equal(yaml(text), undefined, text);
  });

  it("has own keys only", () => {
    const record = yaml("__proto__:\n  a: 1\n") as Record<string, Json>;
    assert.ok(Object.hasOwn(record, "__proto__"));
    assert.equal(({} as Record<string, unknown>).a, undefined);
  });

  it("is not sought in a text that is too long, and nothing hostile hangs or throws", () => {
    assert.equal(yaml(`a: ${"x".repeat(1_000_001)}`), undefined);
    for (const text of [`${"- ".repeat(20_000)}a`, "[".repeat(20_000), `${"{a: ".repeat(5000)}1${"}".repeat(5000)}`, "- [".repeat(2000)]) {
      const start = performance.now();
      assert.equal(yaml(text), undefined);
      assert.ok(performance.now() - start < 5000);
    }
  });
});
