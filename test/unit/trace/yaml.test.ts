// The quick reader of printed YAML against the library that reads all of it.
import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { parseByLibrary, parseYaml } from "../../../core/src/trace/encodings/yaml.ts";
import { parseBlocks } from "../../../core/src/trace/encodings/yaml-blocks.ts";
import { NotSimple, RepeatedKey } from "../../../core/src/trace/encodings/yaml-scalars.ts";
import { deep } from "../../support/traces.ts";

/** What the quick reader says: a value, "left" to the library, or "repeated". */
function quick(text: string): unknown {
  try {
    return { value: parseBlocks(text, 100) };
  } catch (error) {
    if (error instanceof NotSimple) return "left";
    if (error instanceof RepeatedKey) return "repeated";
    throw error;
  }
}

function agree(text: string): void {
  const said = quick(text);
  if (said !== "left")
    assert.deepEqual(said === "repeated" ? { value: undefined } : said, { value: parseByLibrary(text) }, JSON.stringify(text));
}

describe("printed YAML", () => {
  it("is read as the library reads it, whatever the pieces", () => {
    const pieces = [
      "a",
      "k: ",
      "- ",
      "\n",
      "\n  ",
      "\n    ",
      "\n- ",
      "\nk: ",
      "'",
      '"',
      "''",
      "[",
      "]",
      "{",
      "}",
      ", ",
      ": ",
      ":",
      "#",
      " ",
    ];
    const rarer = [
      "1",
      "x y",
      "\\",
      "\\n",
      "-",
      "\t",
      "&a",
      "*a",
      "!",
      "|",
      ">",
      "%",
      "@",
      "?",
      "\\\n",
      "0x1f",
      "1e3",
      ".5",
      "null",
      "~",
      "é",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces, ...pieces, ...rarer), { maxLength: 14 }), (parts) => agree(parts.join(""))),
      { numRuns: deep ? 300_000 : 10_000 },
    );
  });

  it("says again what was printed", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", " ", ":", "#", "'", '"', "\n", "-", "1", "é", "\\", "\t"), maxLength: 12 });
    const scalar = fc.oneof(
      word,
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie("value"), { maxLength: 4 }), fc.dictionary(word, tie("value"), { maxKeys: 4 })),
    }));
    const root = fc.oneof(fc.array(value, { maxLength: 4 }), fc.dictionary(word, value, { maxKeys: 4 }));
    const style = fc.record({
      lineWidth: fc.constantFrom(0, 40, 80),
      singleQuote: fc.constantFrom(true, false, null),
      blockQuote: fc.boolean(),
      collectionStyle: fc.constantFrom("any" as const, "block" as const, "flow" as const),
    });
    fc.assert(
      fc.property(root, style, (data, options) => {
        const text = stringify(data, { ...options, aliasDuplicateObjects: false });
        agree(text);
        const read = parseByLibrary(text);
        if (read !== undefined) assert.deepEqual(parseYaml(text), read);
      }),
      { numRuns: deep ? 20_000 : 500 },
    );
  });

  it("is read without the library, with lists at their key's column, folded quotes and flows", () => {
    const texts: readonly (readonly [string, unknown])[] = [
      [
        "- a: 1\n  b:\n  - x\n  - 'it''s'\n- a: 2\n  b: []\n",
        [
          { a: 1, b: ["x", "it's"] },
          { a: 2, b: [] },
        ],
      ],
      ["body: 'Hello,\n\n\n  the rent\n  rises.'\nto: a\n", { body: "Hello,\n\nthe rent rises.", to: "a" }],
      ['body: "one\\n\\\n  \\ two\\xe9"\n', { body: "one\n two\u00e9" }],
      ["text: a long\n  plain one\n\n  goes on\nnext:\n", { text: "a long plain one\ngoes on", next: null }],
      ["- - 1\n  - 2\n-\n  - 3\n", [[1, 2], [3]]],
      ["{'name': 'A', \"n\": [1, 2.50, True, None], 'empty': {}}", { name: "A", n: [1, 2.5, true, "None"], empty: {} }],
    ];
    for (const [text, value] of texts) assert.deepEqual(quick(text), { value }, text);
  });
});
