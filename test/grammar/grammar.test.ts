// The TextMate grammar, as vscode-textmate reads it: each policy here says below its lines which scopes stand where.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const root = join(import.meta.dirname, "..", "..");

describe("the TextMate grammar", () => {
  const cases = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.remit"));
  for (const name of cases) {
    it(`gives the scopes that ${name} says`, () => {
      const tester = join(root, "node_modules", "vscode-tmgrammar-test", "dist", "unit.js");
      const grammar = join(root, "syntaxes", "remit.tmLanguage.json");
      const result = spawnSync(process.execPath, [tester, "--compact", "-g", grammar, join(import.meta.dirname, name)], {
        encoding: "utf8",
        cwd: root,
      });
      assert.equal(result.status, 0, `${result.stdout}${result.stderr}`);
    });
  }

  it("is what the vocabulary says", () => {
    const result = spawnSync(process.execPath, [join(root, "scripts", "generate.ts"), "--check"], { encoding: "utf8", cwd: root });
    assert.equal(result.status, 0, `${result.stdout}${result.stderr}`);
  });

  it("has a word pattern that keeps globs, numbers and durations whole", () => {
    const configuration: { wordPattern: string } = JSON.parse(readFileSync(join(root, "syntaxes", "language-configuration.json"), "utf8"));
    const words = "allow get_*, *_x except a_*_b when args.amount <= 1_000.50 within 10m".match(new RegExp(configuration.wordPattern, "g"));
    assert.deepEqual(words, ["allow", "get_*", "*_x", "except", "a_*_b", "when", "args", "amount", "1_000.50", "within", "10m"]);
  });
});
