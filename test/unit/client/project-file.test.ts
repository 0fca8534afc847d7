import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { entryFor, projectFile } from "../../../client/src/project/project-file.ts";
import { matchesGlob } from "../../../core/src/index.ts";

describe("project file", () => {
  it("says which policy decides a trace: the first entry that matches", () => {
    const project = projectFile(
      JSON.stringify({
        policies: [
          { policy: "./bank.remit", traces: ["runs/bank/**/*.json"], context: { user: "emma" } },
          { policy: "other.remit", traces: ["runs/**/*.json", "*.jsonl"] },
        ],
      }),
    );
    assert.ok("entries" in project);
    const chosen = (trace: string) => entryFor(project.entries, trace)?.policy;
    assert.equal(chosen("runs/bank/a.json"), "./bank.remit");
    assert.equal(chosen("runs/bank/deep/er/a.json"), "./bank.remit");
    assert.equal(chosen("runs/shop/a.json"), "other.remit");
    assert.equal(chosen("a.trace.jsonl"), "other.remit");
    assert.equal(chosen("elsewhere/a.trace.jsonl"), undefined);
  });

  it("says in a phrase what is wrong with it", () => {
    const reason = (text: string): string => {
      const project = projectFile(text);
      return "reason" in project ? project.reason : "";
    };
    assert.match(reason("{"), /^it is not valid JSON/);
    assert.equal(reason("[]"), 'it has no list "policies"');
    assert.equal(reason('{"policies": [{}]}'), 'entry 1 of "policies" names no "policy"');
    assert.equal(reason('{"policies": [{"policy": "a.remit", "traces": "x"}]}'), '"traces" of entry 1 is not a list of patterns');
    assert.equal(reason('{"policies": [{"policy": "a.remit", "context": 3}]}'), '"context" of entry 1 is not an object');
  });

  it("matches globs segment by segment", () => {
    const cases: readonly [string, string, boolean][] = [
      ["*.json", "a.json", true],
      ["*.json", "b/a.json", false],
      ["**/*.json", "a.json", true],
      ["**/*.json", "x/y/a.json", true],
      ["./runs/**", "runs/x/y", true],
      ["runs/?.json", "runs/a.json", true],
      ["runs/?.json", "runs/ab.json", false],
      ["runs/{good,bad}/*.json", "runs/bad/a.json", true],
      ["runs/{good,bad}/*.json", "runs/ugly/a.json", false],
      ["a+b(1).json", "a+b(1).json", true],
      ["a+b.json", "aab.json", false],
    ];
    for (const [glob, file, matches] of cases) assert.equal(matchesGlob(glob, file), matches, `${glob} ${file}`);
  });
});
