// Which policy decides a run: by the project file, else by nearness.
import assert from "node:assert/strict";
import { bindingOf, type ProjectEntry, projectFile } from "../../../core/src/index.ts";

const entries = (policies: unknown): readonly ProjectEntry[] => {
  const project = projectFile(JSON.stringify({ policies }));
  assert.ok("entries" in project);
  return project.entries;
};

describe("the policy of a run", () => {
  const policies = ["/w/a.remit", "/w/runs/z.remit", "/w/runs/b.remit", "/w/other/c.remit"];

  it("is the one that the nearest project file names, with its context", () => {
    const projects = [
      { path: "/w/remit.json", entries: entries([{ policy: "a.remit", traces: ["**/*.jsonl"] }]) },
      { path: "/w/runs/remit.json", entries: entries([{ policy: "../other/c.remit", traces: ["*.jsonl"], context: { user: "ann" } }]) },
    ];
    assert.deepEqual(bindingOf("/w/runs/1.jsonl", { projects, policies }), {
      policy: "/w/other/c.remit",
      context: { user: "ann" },
      named: true,
    });
    assert.equal(bindingOf("/w/else/1.jsonl", { projects, policies })?.policy, "/w/a.remit");
    // The nearest counts alone, also where it does not name the run.
    assert.deepEqual(bindingOf("/w/runs/deep/1.jsonl", { projects, policies }), {
      policy: "/w/runs/b.remit",
      context: undefined,
      named: false,
    });
  });

  it("may be named by an absolute path, also of a drive, and with backslashes", () => {
    const named = (policy: string) =>
      bindingOf("/w/1.jsonl", { projects: [{ path: "/w/remit.json", entries: entries([{ policy, traces: ["*"] }]) }], policies: [] })
        ?.policy;
    assert.equal(named("/p/x.remit"), "/p/x.remit");
    assert.equal(named("C:\\p\\x.remit"), "C:/p/x.remit");
    assert.equal(named(".\\p\\x.remit"), "/w/p/x.remit");
  });

  it("is the first of the nearest folder above, else of the workspace", () => {
    const of = (trace: string) => bindingOf(trace, { projects: [], policies })?.policy;
    assert.equal(of("/w/runs/1.jsonl"), "/w/runs/b.remit");
    assert.equal(of("/w/x/y/1.jsonl"), "/w/a.remit");
    assert.equal(of("/elsewhere/1.jsonl"), "/w/a.remit");
    assert.equal(bindingOf("/w/1.jsonl", { projects: [], policies: [] }), undefined);
  });
});
