// `remit draft`, seen from outside.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runRemit } from "../support/run-remit.ts";

const bank = join(import.meta.dirname, "..", "..", "samples", "bank");

describe("remit draft", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-draft-"));
    cpSync(bank, folder, { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("writes a policy that checks clean and allows every call of the runs", async () => {
    const drafted = await runRemit(["draft", "runs", "--out", "first.remit"], folder);
    assert.deepEqual(drafted, { code: 0, out: "", err: "" });
    const checked = await runRemit(["check", "first.remit"], folder);
    assert.equal(checked.code, 0, checked.out + checked.err);
    assert.doesNotMatch(checked.out, /warning|error\[/);
    const replayed = await runRemit(["replay", "first.remit", "runs", "--format", "json"], folder);
    assert.equal(replayed.code, 0, replayed.err);
    assert.doesNotMatch(replayed.out, /"verdict": ?"(ask|deny|unknown)"/);
    assert.equal((await runRemit(["fmt", "--check", "first.remit"], folder)).code, 0);
  });

  it("names the catalogue, as the policy reaches it", async () => {
    const { code, err } = await runRemit(["draft", "runs", "--tools", "bank.tools.json", "--out", "runs/first.remit"], folder);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(readFileSync(join(folder, "runs", "first.remit"), "utf8"), /^tools "\.\.\/bank\.tools\.json"$/m);
    const replayed = await runRemit(["replay", "runs/first.remit", "runs", "--format", "json"], folder);
    assert.equal(replayed.code, 0, replayed.err);
    assert.doesNotMatch(replayed.out, /"verdict": ?"(ask|deny|unknown)"/);
  });

  it("says what it cannot use", async () => {
    assert.equal((await runRemit(["draft"], folder)).code, 1);
    assert.equal((await runRemit(["draft", "runs", "--tools", "none.json"], folder)).code, 1);
    assert.equal((await runRemit(["draft", "bank.remit"], folder)).code, 4);
  });
});
