// What holds of formatting for every text: meaning and comments stay, twice is once, what is broken is left alone.
import assert from "node:assert/strict";
import process from "node:process";
import fc from "fast-check";
import { format, layout } from "../../../core/src/language/format.ts";
import { tokenize } from "../../../core/src/language/lexer.ts";
import { parse } from "../../../core/src/language/parse.ts";
import { printExpr } from "../../../core/src/language/print.ts";
import { policy, policyTexts, respaced, spacing } from "./policy-texts.ts";
import { shape, statements } from "./shape.ts";
import { expr } from "./trees.ts";

const runs = process.env.REMIT_DEEP ? 5_000 : 120;

/** Holds for every text; gives the formatted one. `layout` is held, not `format`, which would hide a fault. */
function checked(text: string): string {
  const formatted = layout(text);
  const [before, after] = [parse(text), parse(formatted.text)];
  assert.deepEqual(shape(after.file.statements), shape(before.file.statements), text);
  assert.deepEqual(
    after.comments.map((comment) => comment.text.trimEnd()),
    before.comments.map((comment) => comment.text.trimEnd()),
    text,
  );
  assert.deepEqual(
    after.diagnostics.map(({ code, message }) => [code, message]),
    before.diagnostics.map(({ code, message }) => [code, message]),
    text,
  );
  assert.equal(format(text).text, formatted.text);
  assert.equal(layout(formatted.text).text, formatted.text, `formatting again changes\n${formatted.text}`);
  for (const { start, end } of formatted.kept) assert.ok(formatted.text.includes(text.slice(start, end)), "a broken statement has changed");
  let end = -1;
  for (const { span } of formatted.edits) {
    assert.ok(span.start > end && span.end <= text.length, "edits overlap");
    end = span.end;
  }
  return formatted.text;
}

/** The lines of a valid text, without the insides of block strings. */
function checkLines(text: string): void {
  const plain = text.replaceAll(/"""[\s\S]*?"""/g, '"""');
  assert.doesNotMatch(plain, /[ \t]+$/m, "blanks at the end of a line");
  assert.doesNotMatch(plain, /\n\n\n/, "more than one empty line");
  assert.doesNotMatch(plain, /^\n|[^\n]$/, "empty lines at the start, or no line end at the end");
}

describe("formatting", () => {
  for (const [path, text] of policyTexts()) it(`keeps ${path}`, () => void checked(text));

  it("keeps policies at random, with any white space and with comments anywhere", () => {
    fc.assert(
      fc.property(policy, spacing, (text, blanks) => {
        statements(text);
        const spaced = respaced(text, blanks);
        assert.deepEqual(shape(statements(spaced)), shape(statements(text)));
        checkLines(checked(spaced));
        assert.deepEqual(layout(spaced).kept, []);
      }),
      { numRuns: runs },
    );
  }).timeout(600_000);

  it("keeps broken texts, and what is broken in them", () => {
    const pieces = fc.oneof(policy, fc.constantFrom(...policyTexts().values()));
    fc.assert(
      fc.property(
        pieces,
        fc.nat(),
        fc.nat(12),
        fc.constantFrom("", "(", "}", '"', "deny", " // c", "#", "when", "\n", "“", ",", "\uFEFF"),
        (text, place, length, put) => {
          const at = place % (text.length + 1);
          checked(text.slice(0, at) + put + text.slice(at + length));
        },
      ),
      { numRuns: runs },
    );
  }).timeout(600_000);

  it("leaves alone a statement that was read over the next", () => {
    for (const text of [
      'let a = b\n\ntest "a"\nPost our news"\n  x() => allow\n}\n',
      'test "t"\nPost our news"\n  a(b: "1") returns "n" => allow\n}\n',
    ])
      assert.equal(checked(text), text);
  });

  it("puts one blank where the printer of trees puts one", () => {
    fc.assert(
      fc.property(expr, fc.array(fc.constantFrom(" ", "  ", "\t"), { minLength: 1 }), (tree, blanks) => {
        const written = `let x = ${printExpr(tree)}\n`;
        fc.pre(written.length <= 100);
        assert.equal(layout(respaced(written, blanks)).text, written);
      }),
      { numRuns: runs },
    );
  }).timeout(600_000);

  it("breaks every line that is too long and can be broken", () => {
    fc.assert(
      fc.property(policy, (text) => {
        for (const line of layout(text).text.split("\n")) {
          // What is left: one token, or a few with no joint between them.
          if (line.length > 100)
            assert.ok(
              !/ (and|or|\?\?|where) /.test(line.replaceAll(/"(?:[^"\\]|\\.)*"|^ *(and|or|\?\?|where) /g, '""')) || /"""/.test(line),
              line,
            );
        }
      }),
      { numRuns: runs },
    );
  }).timeout(600_000);

  it("has linear cost", () => {
    const text = (count: number): string =>
      "rule  x  allow a, b when args.x from trusted and (args.y == 1 or args.z in [1, 2, 3])\n".repeat(count);
    const time = (count: number): number => {
      const started = performance.now();
      layout(text(count));
      return performance.now() - started;
    };
    time(100);
    assert.ok(time(1500) < 60 * time(150) + 200);
  }).timeout(60_000);

  it("leaves other tokens than a trailing comma as they are", () => {
    fc.assert(
      fc.property(policy, spacing, (text, blanks) => {
        const spaced = respaced(text, blanks);
        const images = (of: string): string[] =>
          tokenize(of)
            .tokens.map(({ image }) => image)
            .filter((image) => image !== ",");
        assert.deepEqual(images(layout(spaced).text), images(spaced));
      }),
      { numRuns: runs },
    );
  }).timeout(600_000);
});
