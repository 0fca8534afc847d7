// Folding, selections and links.
import assert from "node:assert/strict";
import { documentLinks } from "../../../core/src/ide/document-links.ts";
import { foldingRanges } from "../../../core/src/ide/folding-ranges.ts";
import { inlayHints } from "../../../core/src/ide/inlay-hints.ts";
import { linkedEditing } from "../../../core/src/ide/linked-editing.ts";
import { selectionRanges } from "../../../core/src/ide/selection-ranges.ts";
import { analyzed } from "../../support/policy-files.ts";

/** `first-last kind`, lines counted from 1. */
const folds = (input: string): readonly string[] =>
  foldingRanges(analyzed(input).analysis).map(({ first, last, kind = "" }) => `${first + 1}-${last + 1} ${kind}`.trim());

describe("folding", () => {
  it("takes statements, blocks and brackets, and leaves a closing bracket in sight", () => {
    assert.deepEqual(
      folds(`
deny a
  when args.x == 1
let l = [
  "a",
  "b",
]
test "t" {
  together {
    a()
    b()
  }
}
allow b`),
      ["1-2", "3-5", "7-11", "8-10"],
    );
  });

  it("takes runs of comments, the lines that name files, and regions", () => {
    assert.deepEqual(
      folds(`
// one
// two
tools "./a.json"
import "./b.remit"

// region payments
deny a
// #endregion
deny b // not
// alone`),
      ["1-2 comment", "3-4 imports", "6-8 region"],
    );
  });

  it("goes on over broken text", () => {
    assert.deepEqual(folds("deny a when (\n\nallow b\n  when args.x == [\n  1]\n"), ["3-5"]);
    assert.deepEqual(folds(""), []);
  });
});

/** The texts that the selection takes in, outwards. */
function grown(input: string): readonly string[] {
  const { analysis, caret, main } = analyzed(input);
  const spans = selectionRanges(analysis, caret ?? 0);
  for (const [index, span] of spans.entries()) {
    const outer = spans[index + 1];
    if (outer !== undefined) assert.ok(outer.start <= span.start && span.end <= outer.end, "each lies in the next");
  }
  return spans.map(({ start, end }) => main.text.slice(start, end));
}

describe("expanding a selection", () => {
  it("goes from the word over the expressions to the file", () => {
    assert.deepEqual(grown('deny a when args.x$0 == 1 and (b or args.y == "z")\nallow c'), [
      "x",
      "args.x",
      "args.x == 1",
      'args.x == 1 and (b or args.y == "z")',
      'when args.x == 1 and (b or args.y == "z")',
      'deny a when args.x == 1 and (b or args.y == "z")',
      'deny a when args.x == 1 and (b or args.y == "z")\nallow c',
    ]);
  });

  it("takes the inside of a string and of brackets first", () => {
    assert.deepEqual(grown('let a = ["x y$0", 2]').slice(0, 4), ["x y", '"x y"', '"x y", 2', '["x y", 2]']);
  });

  it("goes on over broken text", () => {
    assert.equal(grown("deny a when ($0\nallow b").at(-1), "deny a when (\nallow b");
    assert.deepEqual(grown("$0"), [""]);
  });
});

describe("links", () => {
  it("are the paths of catalogues, imports and recorded runs", () => {
    const { analysis, main } = analyzed(
      'tools "./a.json"\nimport "b.remit"\nimport ""\ntest "t" { replay "./runs/c.json" expect deny at 1 }',
    );
    assert.deepEqual(
      documentLinks(analysis).map(({ span, written }) => [main.text.slice(span.start, span.end), written]),
      [
        ["./a.json", "./a.json"],
        ["b.remit", "b.remit"],
        ["./runs/c.json", "./runs/c.json"],
      ],
    );
  });
});

/** The text with its hints written into it. */
function hinted(input: string): string {
  const { analysis, main } = analyzed(input);
  let { text } = main;
  for (const { offset, label } of [...inlayHints(analysis, { start: 0, end: text.length })].reverse())
    text = `${text.slice(0, offset)}‹${label}›${text.slice(offset)}`;
  return text;
}

describe("inlay hints", () => {
  it("say the default that no line gives, in front of the first rule", () => {
    assert.equal(hinted("let x = 1\nrule a allow b when args.n == x"), "let x = 1\n‹default deny›rule a allow b when args.n == x");
    assert.equal(hinted("default ask\nallow b"), "default ask\nallow b");
    assert.equal(hinted("let x = 1"), "let x = 1");
  });

  it("name the parameters of lets where the arguments do not", () => {
    assert.equal(
      hinted(
        "default ask\nlet paid(id, times) = count(past a where it.args.id == id) > times\ndeny a when paid(args.order, 2) or paid(args.id, 3)",
      ),
      "default ask\nlet paid(id, times) = count(past a where it.args.id == id) > times\ndeny a when paid(‹id:›args.order, ‹times:›2) or paid(args.id, ‹times:›3)",
    );
  });

  it("mark the optional arguments that nothing guards", () => {
    const tool = "tool a(id: string, note?: string, cc?: string[])\ndefault ask\n";
    const hints = (line: string): string => hinted(tool + line).slice(tool.length);
    assert.equal(hints('ask a when args.note == "x" or args.id == "y"'), 'ask a when args.note‹?› == "x" or args.id == "y"');
    assert.equal(hints("ask a when any(past a where it.args.cc == args.cc)"), "ask a when any(past a where it.args.cc‹?› == args.cc‹?›)");
    for (const guarded of ['ask a when has args.note and args.note == "x"', "ask a when any(c in args.cc ?? []: c == args.id)"])
      assert.equal(hints(guarded), guarded);
  });

  it("say what bare numbers count", () => {
    const tool = "tool a(id: string, list: string[])\ndefault ask\n";
    const hints = (line: string): string => hinted(tool + line).slice(tool.length);
    assert.equal(hints("limit a to 5 per turn"), "limit a to 5‹calls› per turn");
    assert.equal(hints("limit sum(length(args.id)) of a to 5 per turn"), "limit sum(length(args.id)) of a to 5 per turn");
    assert.equal(hints("limit distinct(args.id) of a to 5 per turn"), "limit distinct(args.id) of a to 5‹different values› per turn");
    assert.equal(hints("grant a when context.x uses 1"), "grant a when context.x uses 1‹call›");
    assert.equal(
      hints("ask a when length(args.id) > 80 and 3 < length(args.list)"),
      "ask a when length(args.id) > 80‹characters› and 3‹elements› < length(args.list)",
    );
  });
});

describe("linked editing", () => {
  const linked = (input: string): readonly string[] => {
    const { analysis, caret, main } = analyzed(input);
    return linkedEditing(analysis, caret ?? 0).map(({ start, end }) => `${start} ${main.text.slice(start, end)}`);
  };
  it("joins the places of a parameter or binder, and no name that others see", () => {
    assert.deepEqual(linked("let twice(i$0d) = count(past a where it.args.id == id) > id"), ["10 id", "49 id", "55 id"]);
    assert.deepEqual(linked("deny a when all(r in args.to: r$0 in args.cc)"), ["16 r", "30 r"]);
    assert.deepEqual(linked("let o$0urs = 1\ndeny a when args.x == ours"), []);
    assert.deepEqual(linked("let f(i$0d) = 1"), []);
  });
});
