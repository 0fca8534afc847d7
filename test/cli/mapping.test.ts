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

  it("is proposed for a file that nobody knows", async () => {
    rmSync(join(folder, "remit.json"));
    writeFileSync(join(folder, "new.jsonl"), '{"event": "tool_start", "tool": "pay", "input": {"to": "NL1"}}\n'.repeat(3));
    const { out, code } = await runRemit(["trace", "new.jsonl", "--format", "json"], folder);
    const [file] = (JSON.parse(out) as { files: { proposal?: { mapping: { calls?: object }; notes: string[] } }[] }).files;
    assert.equal(code, 4);
    project(file?.proposal?.mapping);
    const { out: replayed } = await runRemit(["replay", "p.remit", "new.jsonl", "--format", "jsonl"], folder);
    assert.equal((replayed.match(/"verdict":"deny"/g) ?? []).length, 3);
    rmSync(join(folder, "remit.json"));
    const pretty = await runRemit(["trace", "new.jsonl"], folder);
    assert.match(pretty.out, /A mapping that fits it[\s\S]*"tool": "\/tool"/);
  });

  it("that is wrong is said to be, and the file is read by its content", async () => {
    project({ calls: { tool: "fn" } });
    const { err, code } = await runRemit(["replay", "p.remit", "log.jsonl"], folder);
    assert.match(err, /remit\.json: entry 1 of "formats": "tool" of "calls" must be a JSON pointer/);
    assert.equal(code, 4);
  });
});
