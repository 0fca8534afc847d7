// The forms of a replay that other programs and people without Remit read: SARIF, JUnit and a page of HTML.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { describe, it } from "mocha";
import { runRemit } from "../support/run-remit.ts";

const fixtures = fileURLToPath(new URL("./fixtures", import.meta.url));
const written = async (format: string): Promise<string> => {
  const { code, out, err } = await runRemit(["replay", "mail.remit", "runs", "--format", format], fixtures);
  assert.deepEqual([code, err], [2, ""]);
  return out;
};

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
      readonly relatedLocations: readonly { readonly physicalLocation: { readonly region: { readonly startLine: number } } }[];
    }[];
  }[];
}

describe("remit replay --format", () => {
  it("sarif has a result for each call that is not allowed, with the rule's place", async () => {
    const { version, runs } = JSON.parse(await written("sarif")) as Sarif;
    assert.deepEqual([version, runs.length], ["2.1.0", 1]);
    const denied = runs[0]?.results.filter(({ level }) => level === "error") ?? [];
    assert.ok(denied.length > 0);
    for (const { ruleId, message, locations, relatedLocations } of denied) {
      assert.match(message.text, /Denied/);
      assert.match(locations[0]?.physicalLocation.artifactLocation.uri ?? "", /\.trace\.jsonl$/);
      assert.ok((relatedLocations[0]?.physicalLocation.region.startLine ?? 0) > 0);
      assert.ok(runs[0]?.tool.driver.rules.some(({ id }) => id === ruleId));
    }
  });

  it("junit has a suite a run and a failure for each denied call", async () => {
    const page = await written("junit");
    const { runs } = JSON.parse(await written("json")) as {
      readonly runs: readonly { readonly steps: readonly { readonly verdict: string }[] }[];
    };
    assert.equal(page.match(/<testsuite /g)?.length, runs.length);
    const steps = runs.flatMap((run) => run.steps);
    assert.equal(page.match(/<testcase /g)?.length, steps.length);
    assert.equal(page.match(/<failure /g)?.length, steps.filter(({ verdict }) => verdict === "deny").length);
  });

  it("html is one whole page with each run and no script", async () => {
    const page = await written("html");
    assert.match(page, /^<!DOCTYPE html>[\s\S]*<\/html>\n$/);
    assert.match(page, /✕ deny/);
    assert.doesNotMatch(page, /<script/);
  });
}).timeout(60_000);
