// A format of somebody's own on the command line: by the mapping of the nearest project file.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runRemit } from "../support/run-remit.ts";

describe("a project file's mapping", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-mapping-"));
    writeFileSync(
      join(folder, "log.jsonl"),
      '{"what": "did", "fn": "pay", "with": {"to": "NL1"}}\n{"what": "did", "fn": "read", "with": {}}\n',
    );
    writeFileSync(join(folder, "p.remit"), "default allow\ndeny pay\n");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const project = (mapping: unknown): void =>
    writeFileSync(join(folder, "remit.json"), JSON.stringify({ policies: [], formats: [{ traces: ["*.jsonl"], mapping }] }));

  it("makes its traces replay", async () => {
    project({ name: "ours", calls: { when: { "/what": "did" }, tool: "/fn", args: "/with" } });
    const { out, code } = await runRemit(["replay", "p.remit", "log.jsonl", "--format", "jsonl"], folder);
    const verdicts = out
      .split("\n")
      .flatMap((line) => (line.includes('"verdict"') ? [(JSON.parse(line) as { verdict: string }).verdict] : []));
    assert.deepEqual([verdicts, code], [["deny", "allow"], 2]);
  });

  it("that is wrong is said to be, and the file is read by its content", async () => {
    project({ calls: { tool: "fn" } });
    const { err, code } = await runRemit(["replay", "p.remit", "log.jsonl"], folder);
    assert.match(err, /remit\.json: entry 1 of "formats": "tool" of "calls" must be a JSON pointer/);
    assert.equal(code, 4);
  });
});
