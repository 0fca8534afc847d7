import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { quotedParts } from "../../../client/webview/replay/quoted-parts.ts";

const shown = (text: string): string =>
  quotedParts(text)
    .map(({ quoted, part }) => (quoted ? `[${part}]` : part))
    .join("");

describe("a sentence with backticks", () => {
  it("sets what stands between two of them as code", () => {
    assert.equal(shown("Denied by `a`: `args.to` is odd."), "Denied by [a]: [args.to] is odd.");
    assert.equal(shown("`a`"), "[a]");
    assert.equal(shown("plain"), "plain");
  });

  it("keeps what has no partner, and every character of what is between", () => {
    assert.equal(shown("it`s so"), "it`s so");
    assert.equal(shown("a `b"), "a `b");
    assert.equal(shown("`<b>&amp;` over `two\nlines`"), "[<b>&amp;] over `two\nlines`");
  });
});
