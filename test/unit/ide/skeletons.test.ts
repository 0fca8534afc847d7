// Skeletons of statements: with their stops filled they are policies, in the layout of the formatter.
import assert from "node:assert/strict";
import { decisionSkeletons, statementSkeletons } from "../../../core/src/ide/completion/skeletons.ts";
import { format } from "../../../core/src/language/format.ts";
import { parse } from "../../../core/src/language/parse.ts";
import { wordsOfKind } from "../../../core/src/language/vocabulary.ts";

/** The text that a person gets who takes every stop as it is. */
const taken = (snippet: string): string =>
  snippet
    .replaceAll(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1")
    .replaceAll(/\$\{\d+:([^}]*)\}/g, "$1")
    .replaceAll(/\$\d+/g, "");

describe("skeletons", () => {
  const all = [...statementSkeletons.map((one) => [one, ""] as const), ...decisionSkeletons.map((one) => [one, "rule name\n"] as const)];
  for (const [{ label, insertText = "" }, before] of all) {
    it(`are whole and laid out: ${before.trim()} ${label}`, () => {
      const text = `${before}${taken(insertText)}\n`;
      assert.deepEqual(
        parse(text).diagnostics.map(({ message }) => message),
        [],
        text,
      );
      assert.equal(format(text).text, text);
    });
  }

  it("are there for every kind of statement", () => {
    const begun = statementSkeletons.map(({ insertText = "" }) => /^\w+/.exec(insertText)?.[0]);
    const missing = wordsOfKind("statement").filter(({ name }) => !begun.includes(name));
    assert.deepEqual(
      missing.map(({ name }) => name),
      [],
    );
  });
});
