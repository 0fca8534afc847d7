// What the language configuration does when a line ends, as an editor reads its rules: the first that matches counts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

interface Rule {
  readonly beforeText: string;
  readonly afterText?: string;
  readonly previousLineText?: string;
  readonly action: { readonly indent: string; readonly appendText?: string };
}
interface Configuration {
  readonly onEnterRules: readonly Rule[];
  readonly folding: { readonly markers: { readonly start: string; readonly end: string } };
  readonly wordPattern: string;
  readonly indentationRules: { readonly increaseIndentPattern: string; readonly decreaseIndentPattern: string };
}
const path = new URL("../../syntaxes/language-configuration.json", import.meta.url);
const configuration = JSON.parse(readFileSync(path, "utf8")) as Configuration;

function entered(before: string, previous = "", after = ""): string {
  const matches = (pattern: string | undefined, text: string): boolean => pattern === undefined || new RegExp(pattern).test(text);
  const rule = configuration.onEnterRules.find(
    (one) => matches(one.beforeText, before) && matches(one.afterText, after) && matches(one.previousLineText, previous),
  );
  return rule === undefined ? "as the line" : rule.action.indent + (rule.action.appendText ?? "");
}

describe("the language configuration", () => {
  it("indents the first clause of a named rule", () => {
    assert.equal(entered("deny send_money", "rule known"), "indent");
    assert.equal(entered("deny send_money // why", "rule known // its name"), "indent");
    assert.equal(entered("deny send_money when args.x == 1", "rule known"), "as the line");
    assert.equal(entered("deny send_money", "default ask"), "as the line");
    assert.equal(entered("  when args.x == 1", "deny send_money"), "as the line");
  });

  it("indents what a connective leaves open, and ends a rule behind its reason", () => {
    assert.equal(entered("  when args.x == 1 and", "deny a"), "indent");
    assert.equal(entered('  because "said \\"no\\""', "  when args.x == 1"), "outdent");
    assert.equal(entered('  because "half', "  when args.x == 1"), "as the line");
  });

  it("goes on with a comment that is cut in two", () => {
    assert.equal(entered("// one", "", " two"), "none// ");
    assert.equal(entered("// one", "", ""), "as the line");
  });

  it("has patterns that an editor can read", () => {
    const { folding, wordPattern, indentationRules } = configuration;
    assert.ok(new RegExp(folding.markers.start).test("// #region payments"));
    assert.ok(new RegExp(folding.markers.end).test("// endregion"));
    assert.deepEqual("allow get_*, 1_000.50 24h".match(new RegExp(wordPattern, "g")), ["allow", "get_*", "1_000.50", "24h"]);
    assert.ok(new RegExp(indentationRules.increaseIndentPattern).test('test "t" {'));
    assert.ok(new RegExp(indentationRules.decreaseIndentPattern).test("}"));
  });
});
