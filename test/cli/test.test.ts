// `remit test` from outside: what it prints in each form, and its exit codes.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runRemit } from "../support/run-remit.ts";

const policy = (verdict: string): string => `tool send(to: string, amount: number)
default ask
rule payee
allow send when args.to from user
  example miss send(to: "a", amount: 1)

test "a <payee> named by the user" {
  user "Pay DE1234567890"
  send(to: "DE1234567890", amount: 1) => ${verdict}
}
`;

describe("remit test", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-test-"));
    writeFileSync(join(folder, "good.remit"), policy("allow by payee"));
    writeFileSync(join(folder, "bad.remit"), policy("deny"));
    writeFileSync(join(folder, "broken.remit"), "allow send when nonsense");
    writeFileSync(join(folder, "empty.remit"), "default ask");
  });
  after(() => rmSync(folder, { recursive: true }));

  it("passes", async () => {
    const { code, out } = await runRemit(["test", "good.remit"], folder);
    assert.equal(out, "good.remit\n  ✓ a <payee> named by the user\n1 test, 1 example: 2 passed\n");
    assert.equal(code, 0);
  });
  it("fails with what was expected, what came, and the rule's clauses", async () => {
    const { code, out } = await runRemit(["test", "bad.remit"], folder);
    assert.match(
      out,
      /✗ a <payee> named by the user\n {6}bad.remit:9:42\n {6}expected deny, got allow by payee \(step 1, send\)\n {6}allow payee/,
    );
    assert.match(out, /✓ args.to from user/);
    assert.equal(code, 2);
  });
  it("says that a policy has errors, and that there is nothing to run", async () => {
    const broken = await runRemit(["test", "broken.remit"], folder);
    assert.match(broken.out, /unknown-name/);
    assert.equal(broken.code, 3);
    const empty = await runRemit(["test", "empty.remit"], folder);
    assert.match(empty.out, /no tests and no examples/);
    assert.equal(empty.code, 0);
    assert.equal((await runRemit(["test", "absent.remit"], folder)).code, 1);
  });
  it("writes JSON and JUnit of a folder", async () => {
    const json = await runRemit(["test", ".", "--format", "json"], folder);
    const files = (JSON.parse(json.out) as { files: { path: string; broken: boolean; tests: { passed: boolean; line: number }[] }[] })
      .files;
    assert.deepEqual(
      files.map(({ path, broken, tests }) => [path, broken, ...tests.map(({ passed, line }) => [passed, line])]),
      [
        ["bad.remit", false, [false, 7]],
        ["broken.remit", true],
        ["empty.remit", false],
        ["good.remit", false, [true, 7]],
      ],
    );
    const junit = await runRemit(["test", "good.remit", "bad.remit", "--format", "junit"], folder);
    assert.match(junit.out, /<testcase classname="good.remit" name="a &lt;payee&gt; named by the user" file="good.remit" line="7"\/>/);
    assert.match(junit.out, /<testsuite name="bad.remit" tests="2" failures="1">/);
  });
});
