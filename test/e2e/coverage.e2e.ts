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

  it("keeps what was measured where its rules went when a line is put above them", async () => {
    const editor = workbench.editor("bank.remit");
    const hits = editor.locator(".coverage-deco-gutter, .coverage-deco-hit");
    const top = async (): Promise<number> => Math.round((await hits.first().boundingBox())?.y ?? 0);
    const from = await top();
    await workbench.caret("bank.remit", 1, 1);
    await workbench.type("// A note.\n");
    await workbench.page.keyboard.press("Escape");
    await workbench.page.waitForTimeout(1_500);
    assert.ok((await top()) > from, "the marks went down with their lines");
    await workbench.screenshot("coverage-after-edit");
  });

  it("shows what one recorded run reached alone", async () => {
    const row = workbench.page.locator(".test-coverage-list-item", { hasText: "bank.remit" }).first();
    await workbench.command("Testing: Focus on Test Coverage View");
    await row.waitFor();
    const all = await row.textContent();
    await workbench.command("Test: Filter Coverage by Test");
    await workbench.pick("runs/new-password");
    await workbench.page.waitForFunction(
      (before) =>
        [...document.querySelectorAll(".test-coverage-list-item")].some(
          (one) => one.textContent?.includes("bank.remit") && one.textContent !== before,
        ),
      all,
    );
    // It pays nobody: the first condition, of who is paid, was not reached.
    await workbench.editor("bank.remit").locator(".coverage-deco-gutter.coverage-deco-miss").first().waitFor();
    await workbench.screenshot("coverage-of-one-run");
  });
});
