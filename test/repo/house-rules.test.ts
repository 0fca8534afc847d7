// What CONTRIBUTING.md promises about every file: size, names, and what never stands in one.
import assert from "node:assert/strict";
import { basename } from "node:path";
import { files, read } from "./repository.ts";

const own = files.filter((path) => !path.endsWith("package-lock.json"));
const code = own.filter((path) => /\.(ts|tsx|mjs|css)$/.test(path) && !path.startsWith("test/fixtures/"));
const text = own.filter((path) => /\.(ts|tsx|mjs|js|css|md|json|jsonl|remit|yml|yaml|sh)$|(^|\/)(run|LICENSE|\.[a-z]+)$/.test(path));

/** Every line that matches, as `path:line: text`. */
function lines(paths: readonly string[], pattern: RegExp): readonly string[] {
  return paths.flatMap((path) =>
    read(path)
      .split("\n")
      .map((line, index) => ({ line, at: `${path}:${index + 1}: ${line.trim().slice(0, 120)}` }))
      .filter(({ line }) => pattern.test(line))
      .map(({ at }) => at),
  );
}

describe("the house", () => {
  it("has no source of more than 500 lines", () => {
    const long = code.map((path) => ({ path, count: read(path).split("\n").length - 1 })).filter(({ count }) => count > 500);
    assert.deepEqual(long, []);
  });

  it("names sources in kebab-case, by what they hold", () => {
    const names = code.map((path) => ({ path, name: basename(path).replace(/(\.test|\.e2e|\.d)?\.(ts|tsx|mjs|css)$/, "") }));
    assert.deepEqual(
      names.filter(({ name }) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /^(utils?|helpers?|common|misc)$/.test(name)),
      [],
    );
  });

  it("silences no check and skips no test by hand", () => {
    const forms = ["\\b(describe|it|suite|test)\\.(skip|on", "ly)\\(|@ts-(ignore|nocheck|expect", "-error)|^[^/]*\\bas a", "ny\\b"].join(
      "",
    );
    assert.deepEqual(lines(code, new RegExp(forms)), []);
  });

  it("names no place on somebody's machine and no package registry", () => {
    const places = ["(^|[\\s\"'`(=])/(wo", "rk|ho", "me|ro", "ot|Us", "ers)/"].join("");
    const registries = ["registry\\.np", "mjs|registry\\.ya", "rnpkg|verda", "ccio"].join("");
    const prose = text.filter((path) => !/^(samples|test\/fixtures|test\/conformance)\//.test(path));
    assert.deepEqual(lines(prose, new RegExp(`${places}|${registries}`)), []);
    const locks = files.filter((path) => path.endsWith("package-lock.json"));
    assert.deepEqual(lines(locks, /"resolved": "http/), []);
  });

  it("ends every text file with one line end, and has no carriage returns", () => {
    const kept = text.filter((path) => !path.startsWith("test/fixtures/") && !path.startsWith("samples/"));
    const odd = kept.filter((path) => read(path) !== "" && (!read(path).endsWith("\n") || read(path).includes("\r\n")));
    assert.deepEqual(odd, []);
  });
});
