// Parsing is total: whatever the text, there is a tree, its places lie in the text, and nothing is thrown.
import assert from "node:assert/strict";
import process from "node:process";
import fc from "fast-check";
import { tokenize } from "../../../core/src/language/lexer.ts";
import { parse } from "../../../core/src/language/parse.ts";
import { vocabulary } from "../../../core/src/language/vocabulary.ts";
import { samples } from "./samples.ts";

/** Three kinds of text: in full, a million of them. */
const runs = process.env.REMIT_DEEP ? 340_000 : 500;

/** Parses a text and checks what holds for every one; gives the number of diagnostics. */
function checked(text: string): number {
  const { file, diagnostics, comments } = parse(text);
  const inside = (span: { start: number; end: number }): void =>
    assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length, `${JSON.stringify(text)} ${JSON.stringify(span)}`);
  walk(file, (value, parent) => {
    if (!isSpan(value)) return;
    inside(value);
    if (isSpan(parent)) assert.fail("a place in a place");
  });
  for (const { span, fixes } of diagnostics) {
    inside(span);
    for (const { edits } of fixes) for (const edit of edits) inside(edit.span);
  }
  for (const { span, text: comment } of comments) assert.equal(text.slice(span.start, span.end), comment);
  const places = diagnostics.map(({ span }) => span.start);
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
  return diagnostics.length;
}

const isSpan = (value: unknown): value is { start: number; end: number } =>
  typeof value === "object" && value !== null && "start" in value && "end" in value;

function walk(value: unknown, visit: (value: unknown, parent: unknown) => void, parent?: unknown): void {
  visit(value, parent);
  if (typeof value === "object" && value !== null) for (const field of Object.values(value)) walk(field, visit, value);
}

describe("parsing never fails", () => {
  for (const [name, text] of Object.entries(samples)) {
    it(`on a prefix: ${name}`, () => {
      for (let end = 0; end <= text.length; end++) checked(text.slice(0, end));
    });

    it(`without one token: ${name}`, () => {
      for (const token of tokenize(text).tokens) {
        const end = token.startOffset + token.image.length;
        checked(text.slice(0, token.startOffset) + text.slice(end));
        checked(`${text.slice(0, end)} ${token.image}${text.slice(end)}`);
      }
    }).timeout(60_000);
  }

  const words = [...new Set(vocabulary.flatMap((row) => row.name.split(" ")))];
  const signs = [..."()[]{}.,:?|=+-*!<>&/'\"\\#;\n\t \r", '"""', "=>", "==", "//", "/*", "*/", "é", "☃", "\u2003", "\uFEFF", "\uD800", "“"];
  const piece = fc.oneof(
    fc.constantFrom(...words),
    fc.constantFrom(...signs),
    fc.constantFrom("x", "get_*", '"s"', "1", "2.5", "10m", "args.a", "/re/"),
  );

  it("on words and signs at random", () => {
    const soup = fc.array(fc.tuple(piece, fc.constantFrom("", " ", "\n")), { maxLength: 60 }).map((pieces) => pieces.flat().join(""));
    fc.assert(
      fc.property(soup, (text) => {
        checked(text);
      }),
      { numRuns: runs },
    );
  }).timeout(0);

  it("on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        checked(text);
      }),
      { numRuns: runs },
    );
  }).timeout(0);

  it("on a valid policy with pieces put in, and says so or stays valid", () => {
    const texts = Object.values(samples);
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(20), fc.array(piece, { maxLength: 4 }), (text, at, cut, pieces) => {
        const from = at % (text.length + 1);
        checked(text.slice(0, from) + pieces.join(" ") + text.slice(from + cut));
      }),
      { numRuns: runs },
    );
  }).timeout(0);

  it("and 2,000 lines take well under a second", () => {
    const text = Object.values(samples).join("\n").repeat(30);
    for (let warm = 0; warm < 3; warm++) parse(text);
    const start = performance.now();
    parse(text);
    assert.ok(performance.now() - start < 1000);
    assert.ok(text.split("\n").length > 2000);
  });
});
