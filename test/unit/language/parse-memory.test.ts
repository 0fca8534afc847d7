// A text that is edited, parsed with what is remembered of the one before it, is read as it is without.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { type Parsed, ParseMemory, parse } from "../../../core/src/language/parse.ts";

const samples = join(import.meta.dirname, "..", "..", "..", "samples");
const texts = readdirSync(samples, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".remit"))
  .sort()
  .map((path) => readFileSync(join(samples, path), "utf8"));

const pieces = [
  ...["", " ", "\n", "\n\n", "x", "*", "/", '"', "(", ")", "{", "}", ".", ",", "// ", "/*", "*/", "\uFFFD", "'"],
  ...[
    "deny a\n",
    "allow ",
    " when ",
    "args.",
    "where ",
    "only ",
    "default ask\n",
    "rule r ",
    "\nwehn ",
    'test "t" {',
    "=> deny",
    "except ",
  ],
];

/** What is read, without how it is kept. */
const told = ({ file, diagnostics, comments }: Parsed): unknown => ({ file, diagnostics, comments });

describe("a memory of statements", () => {
  it("changes nothing of what is read", () => {
    const edit = fc.record({ at: fc.nat(), length: fc.nat({ max: 40 }), piece: fc.constantFrom(...pieces), again: fc.nat({ max: 3 }) });
    const property = fc.property(fc.constantFrom(...texts.keys()), fc.array(edit, { minLength: 1, maxLength: 8 }), (sample, edits) => {
      const memory = new ParseMemory();
      let text = texts[sample] ?? "";
      parse(text, memory);
      for (const { at, length, piece, again } of edits) {
        const from = at % (text.length + 1);
        // Statements that stand more than once, and in another order.
        const taken = again === 0 ? text.slice(from, from + 400) : "";
        text = text.slice(0, from) + piece + text.slice(from + length) + taken;
        assert.deepEqual(told(parse(text, memory)), told(parse(text)));
      }
    });
    fc.assert(property, { numRuns: process.env.REMIT_DEEP ? 5_000 : 150 });
  }).timeout(900_000);

  it("gives a statement in front of an edit as the very tree that it was, and one behind it with its new places", () => {
    const memory = new ParseMemory();
    const first = parse("deny a when args.x == 1\nallow b\ndeny c\n", memory).file.statements;
    const second = parse("deny a when args.x == 1\nallow bb\ndeny c\n", memory).file.statements;
    assert.equal(second[0], first[0]);
    assert.notEqual(second[1], first[1]);
    assert.notEqual(second[2], first[2]);
    assert.deepEqual(second[2]?.span, { start: 33, end: 39 });
    assert.deepEqual(first[2]?.span, { start: 32, end: 38 }, "the old tree stays as it was");
  });
});
