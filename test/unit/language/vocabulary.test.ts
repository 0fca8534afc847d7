// The table of words: complete, true to the parser, and its examples are written in the language.
import assert from "node:assert/strict";
import { parse } from "../../../core/src/language/parse.ts";
import {
  builtinSignature,
  isBuiltin,
  isReserved,
  keywords,
  vocabulary,
  wordRow,
  wordsOfKind,
} from "../../../core/src/language/vocabulary.ts";

describe("the vocabulary", () => {
  it("has one row for each meaning of a word", () => {
    const meanings = vocabulary.map((row) => `${row.kind} ${row.name}`);
    assert.deepEqual(
      meanings.filter((meaning, index) => meanings.indexOf(meaning) !== index),
      [],
    );
  });

  it("explains each word in a sentence", () => {
    for (const { name, summary } of vocabulary) assert.match(summary, /^[A-Z`].*\.$/, name);
  });

  it("has the built-in functions with their types", () => {
    assert.deepEqual(
      wordsOfKind("function").map((row) => row.name),
      ["host", "links", "domain", "date", "time", "number", "lower", "length", "suspicious", "leaves", "keys", "commands", "now"],
    );
    assert.deepEqual(builtinSignature("links"), { params: ["string"], result: "string[]" });
    assert.deepEqual(builtinSignature("now"), { params: [], result: "time" });
    for (const name of ["constructor", "__proto__", "any", "tool"]) assert.equal(isBuiltin(name), false, name);
  });

  it("says which words are reserved, as the parser does", () => {
    for (const word of keywords.keys()) {
      assert.equal(parse(`let ${word} = 1`).diagnostics.length > 0, isReserved(word), word);
      assert.deepEqual(parse(`let x = args.${word} == { ${word}: 1 }`).diagnostics, [], word);
    }
  });

  it("chooses among the meanings of a word", () => {
    assert.equal(wordRow("time", "type")?.kind, "type");
    assert.equal(wordRow("toString"), undefined);
  });

  // An example is a statement, a clause, an expression, a step of a test or a verdict.
  const readings = [
    (text: string) => text,
    (text: string) => `deny a ${text}`,
    (text: string) => `let x = ${text}`,
    (text: string) => `test "t" { ${text} }`,
    (text: string) => `test "t" { a() ${text} }`,
  ];
  for (const { kind, name, example } of vocabulary) {
    it(`has an example that can be read: ${kind} ${name}`, () => {
      assert.ok(
        readings.some((reading) => parse(reading(example)).diagnostics.length === 0),
        example,
      );
      assert.ok(example.includes(name), example);
    });
  }
});
