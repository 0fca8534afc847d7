// Coverage of a policy in a real VS Code: what its tests and recorded runs reach, beside its text and in the coverage view.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "mocha";
import { Workbench } from "./workbench/workbench.ts";
import { bankWorkspace, packagedExtension } from "./workbench/workspace.ts";

describe("coverage in the editor", () => {
  const workspace = bankWorkspace();
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ folder: workspace.folder, vsix: [packagedExtension()], settings: { "files.autoSave": "off" } });
  });
  after(async () => {
    await workbench?.close();
    workspace.remove();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.evidence(this.currentTest.title);
  });

  it("lists the recorded runs that a policy decides, and shows which rules and conditions they reach", async () => {
    await workbench.openFile("bank.remit");
    await workbench.command("Testing: Focus on Test Explorer View");
    const rows = workbench.page.locator(".test-explorer .monaco-list-row");
    await rows.filter({ hasText: "bank.remit" }).first().waitFor();
    await workbench.command("Test: Run All Tests with Coverage");
    await workbench.page.locator(".test-coverage-list-item", { hasText: "bank.remit" }).first().waitFor();
    await workbench.openFile("bank.remit");
    const hits = workbench.editor("bank.remit").locator(".coverage-deco-gutter, .coverage-deco-hit");
    await hits.first().waitFor();
    // Two conditions stand in what is on screen.
    assert.ok((await hits.count()) >= 2);
    await workbench.screenshot("coverage");
  });
});
