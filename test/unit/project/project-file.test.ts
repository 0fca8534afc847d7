import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { entryFor, matchesGlob, projectFile } from "../../../core/src/index.ts";

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
    assert.match(
      reason(JSON.stringify({ policies: [{ policy: "a.remit", traces: ["{".repeat(5000)] }] })),
      /^a pattern of entry 1 is too long$/,
    );
    assert.match(reason("{"), /^it is not valid JSON/);
    assert.equal(reason("[]"), "it is no JSON object");
    assert.equal(reason('{"policies": {}}'), '"policies" is not a list');
    assert.equal(reason('{"severities": {}}'), "", "one that names no policies is a project file all the same");
    assert.equal(reason('{"policies": [{}]}'), 'entry 1 of "policies" names no "policy"');
    assert.equal(reason('{"policies": [{"policy": "a.remit", "traces": "x"}]}'), '"traces" of entry 1 is not a list of patterns');
    assert.equal(reason('{"policies": [{"policy": "a.remit", "context": 3}]}'), '"context" of entry 1 is not an object');
    assert.equal(reason('{"policies": [{"policy": "a.remit", "labels": 3}]}'), '"labels" of entry 1 is not a path');
  });

  it("decides the usual runs where an entry names none, as its schema says", () => {
    const project = projectFile('{"policies": [{"policy": "a.remit"}]}');
    assert.ok("entries" in project);
    const schema = JSON.parse(readFileSync(new URL("../../../docs/schemas/project.schema.json", import.meta.url), "utf8"));
    assert.deepEqual(project.entries[0]?.traces, schema.properties.policies.items.properties.traces.default);
  });

  it("matches hostile globs in linear time", () => {
    const started = performance.now();
    assert.equal(matchesGlob(`${"**/".repeat(60)}x`, `${"a/".repeat(2000)}y`), false);
    assert.equal(matchesGlob("{".repeat(2000), "a"), false);
    assert.equal(matchesGlob(`${"*a".repeat(60)}b`, "a".repeat(2000)), false);
    assert.ok(performance.now() - started < 5000);
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
