import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { foldedLength, type Segment, segments, sizeOf, visible } from "../../../client/webview/replay/marked-text.ts";

const cut = (text: string, length = text.length) => ({ text, length });
const shown = (parts: readonly Segment[]): string =>
  parts.map((part) => (part.kind === "skip" ? `<${part.count}>` : part.kind === "mark" ? `[${part.text}]` : part.text)).join("");
const mark = (start: number, end: number) => ({ part: "result" as const, start, end, excerpt: "found there" });

describe("a folded text with cited places", () => {
  it("shows the beginning and says how much is left", () => {
    assert.equal(shown(segments(cut("0123456789"), [], 4)), "0123<6>");
    assert.equal(shown(segments(cut("0123456789"), [], 10)), "0123456789");
    assert.equal(shown(segments(cut("0123456789", 5000), [], 10)), "0123456789<4990>");
  });

  it("marks a place inside what is shown, and across its end", () => {
    assert.equal(shown(segments(cut("pay to me now"), [mark(7, 9)], 13)), "pay to [me] now");
    assert.equal(shown(segments(cut("pay to me"), [mark(4, 9)], 5)), "pay [to me]");
  });

  it("shows a far place with some words around it, and loses no text in between", () => {
    const text = `${"one two three ".repeat(40)}TARGET ${"four five six ".repeat(40)}`;
    const at = text.indexOf("TARGET");
    const parts = segments(cut(text), [mark(at, at + 6)], 20);
    assert.match(shown(parts), /^one two three one tw<\d+>[a-z ]+\[TARGET\] [a-z ]+<\d+>$/);
    const total = parts.reduce((sum, part) => sum + (part.kind === "skip" ? part.count : part.text.length), 0);
    assert.equal(total, text.length);
  });

  it("takes overlapping places once, and one beyond the cut as its excerpt", () => {
    assert.equal(shown(segments(cut("abcdefghij"), [mark(2, 6), mark(4, 8)], 10)), "ab[cdef][gh]ij");
    assert.equal(shown(segments(cut("abc", 900), [mark(700, 710)], 3)), "abc<897>[found there]");
  });

  it("folds after so many lines, or so many characters of a long one", () => {
    assert.equal(foldedLength("a\nb\nc\nd", 100, 2), 3);
    assert.equal(foldedLength("a".repeat(500), 100, 2), 100);
    assert.equal(foldedLength("short", 100, 2), 5);
  });

  it("says sizes shortly", () => {
    assert.deepEqual([sizeOf(12), sizeOf(1234), sizeOf(2_500_000)], ["12 more", "1.2 KB more", "2.5 MB more"]);
  });

  it("shows what turns the reading direction or cannot be seen as an escape, and leaves lines and joined signs alone", () => {
    assert.equal(visible("\u202egnp.exe\u0007\n\té👩\u200d💻"), "\\u{202e}gnp.exe\\u{7}\n\té👩\u200d💻");
  });
});
