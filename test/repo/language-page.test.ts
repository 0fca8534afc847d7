// docs/language.md: every policy on it is without errors and warnings, formatted, and passes its own tests; blocks marked
// `expect=CODE` give that code. The examples of the generated reference can be parsed where their word belongs.
import assert from "node:assert/strict";
import { analyze, compile, format, parse, runExamples, runTests } from "../../core/src/index.ts";
import { vocabulary } from "../../core/src/language/vocabulary.ts";
import { read } from "./repository.ts";

const page = read("docs/language.md");
const blocks = [...page.matchAll(/^```remit(?: expect=(\S+))?\n([\s\S]*?)^```$/gm)].map(([, code, text = ""], index) => ({
  code,
  text,
  title: `block ${index + 1}, below “${
    page
      .slice(0, page.indexOf(text))
      .match(/^#+ .*$/gm)
      ?.at(-1)
      ?.replace(/^#+ /, "") ?? ""
  }”`,
}));
const nothingBeside = { resolve: (_: string, written: string) => written, read: () => ({ reason: "no such file" }) };

describe("the page of the language", () => {
  for (const { title, code, text } of blocks)
    it(title, () => {
      const analysis = analyze("/policy.remit", text, nothingBeside);
      const told = analysis.diagnostics.filter(({ severity }) => severity === "error" || severity === "warning");
      assert.deepEqual([...new Set(told.map((one) => one.code))], code === undefined ? [] : [code]);
      assert.equal(format(text).text, text, "it is formatted");
      const compiled = compile(analysis);
      if ("errors" in compiled) return;
      assert.deepEqual(
        [...runTests(compiled.policy, () => ({ reason: "no runs" }))].flatMap(({ failures }) => failures),
        [],
      );
      assert.deepEqual(
        runExamples(compiled.policy).filter(({ passed }) => !passed),
        [],
      );
    });

  it("has policies, most of them with tests", () => {
    assert.ok(blocks.length >= 12);
    assert.ok(blocks.filter(({ text }) => /^test "/m.test(text)).length >= 10);
  });

  for (const { name, kind, example } of vocabulary)
    it(`the example of ${kind} \`${name}\` parses`, () => {
      const places = [
        example,
        `deny t when ${example}`,
        `deny t ${example}`,
        `deny t when x ${example}`,
        `let n = 1 limit t to 1 ${example}`,
        `test "t" { ${example} }`,
        `test "t" { t() ${example} }`,
      ];
      assert.ok(
        places.some((place) => parse(place).diagnostics.length === 0),
        example,
      );
    });
});
