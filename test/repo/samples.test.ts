// The policies that the repository shows are clean, and do what their own tests say.
import assert from "node:assert/strict";
import { runRemit } from "../support/run-remit.ts";
import { files, root } from "./repository.ts";

const policies = files.filter((path) => /^(samples|docs)\/.*\.remit$/.test(path));
const domains = ["agentdojo/banking", "agentdojo/slack", "agentdojo/travel", "agentdojo/workspace", "airline/airline"];

interface Checked {
  readonly files: readonly {
    readonly diagnostics: readonly { readonly path: string; readonly code: string; readonly severity: string }[];
  }[];
}
interface Tested {
  readonly files: readonly {
    readonly path: string;
    readonly broken: boolean;
    readonly tests: readonly { readonly title: string; readonly passed: boolean }[];
    readonly examples: readonly { readonly passed: boolean }[];
  }[];
}

describe("the sample policies", () => {
  it("are clean: no errors and no warnings", async () => {
    const { out } = await runRemit(["check", ...policies, "--format", "json"], root);
    const found = (JSON.parse(out) as Checked).files.flatMap(({ diagnostics }) => diagnostics);
    assert.deepEqual(
      found.filter(({ severity }) => severity === "error" || severity === "warning").map(({ path, code }) => `${path}: ${code}`),
      [],
    );
  });
  it("are laid out", async () => {
    assert.equal((await runRemit(["fmt", "--check", ...policies], root)).code, 0);
  });
  it("do what their tests and examples say", async () => {
    const { code, out } = await runRemit(["test", ...policies, "--format", "json"], root);
    const tested = (JSON.parse(out) as Tested).files;
    const failed = tested.flatMap(({ path, tests }) => tests.filter(({ passed }) => !passed).map(({ title }) => `${path}: ${title}`));
    assert.deepEqual(failed, []);
    assert.equal(code, 0);
    for (const domain of domains) {
      const own = tested.find(({ path }) => path === `samples/${domain}.remit`);
      assert.ok(own !== undefined && own.tests.length >= 4, `samples/${domain}.remit has tests`);
    }
  });
});
