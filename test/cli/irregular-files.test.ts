// Files that are none: pipes that nobody writes to, devices without end, files without measure. Each command says so and ends.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { maximalBytes } from "../../core/src/index.ts";
import { runRemit } from "../support/run-remit.ts";

const call = '{"remit": 1, "kind": "run"}\n{"kind": "call", "tool": "send"}\n{"kind": "result", "text": ""}\n';

describe("a file that is no regular file", () => {
  let folder: string;
  const remit = (...words: string[]) => runRemit(words, folder);
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

  before(function () {
    if (process.platform !== "win32") return;
    console.log("      skipped: this system has no named pipes in folders");
    this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-irregular-"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    write("policy.remit", "default deny\nallow send\n");
    write("run.trace.jsonl", call);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is not read as a policy, an import or a catalogue", async () => {
    for (const path of ["pipe", "/dev/zero"]) {
      write("importing.remit", `import "${path}"\ntools "${path}"\ndefault deny\n`);
      const imported = await remit("check", "importing.remit");
      assert.equal(imported.code, 3, path);
      assert.equal(imported.out.match(/it is no regular file/g)?.length, 2, imported.out);
      for (const command of ["check", "fmt", "test"]) {
        const { code, err } = await remit(command, path);
        assert.equal(code, 1, command);
        assert.match(err, /cannot read the policy .*: it is no regular file; give the path/, command);
      }
    }
  });

  it("is not read as a trace, as labels, as a report, or as a project file", async () => {
    for (const words of [["trace"], ["convert"], ["replay", "policy.remit"], ["coverage", "policy.remit"], ["draft"]]) {
      const { out, err } = await remit(...words, "pipe");
      assert.match(`${out}${err}`, /it is no regular file; pipe it into standard input and name that as -/, words.join(" "));
    }
    assert.match((await remit("merge", "pipe")).err, /cannot read the report pipe: it is no regular file/);
    assert.match(
      (await remit("suite", "policy.remit", "pipe", "run.trace.jsonl")).err,
      /cannot read the labels pipe: it is no regular file/,
    );
    assert.match((await remit("suite", "pipe")).err, /pipe.*it is no regular file/);
    execFileSync("mkfifo", [join(folder, "remit.json")]);
    assert.match((await remit("check")).err, /remit\.json cannot be used: it is no regular file/);
    assert.match((await remit("check", "policy.remit")).err, /remit\.json: it is no regular file/);
  });

  it("is not too large to be read only as what it is read as; a link to a file is as good as the file", async () => {
    symlinkSync(join(folder, "policy.remit"), join(folder, "link.remit"));
    symlinkSync(join(folder, "run.trace.jsonl"), join(folder, "link.trace.jsonl"));
    assert.equal((await remit("replay", "link.remit", "link.trace.jsonl")).code, 0);
    truncateSync(join(folder, "policy.remit"), maximalBytes.policy + 1);
    assert.match((await remit("check", "link.remit")).err, /cannot read the policy link\.remit: it is larger than 16 MB/);
  });
});
