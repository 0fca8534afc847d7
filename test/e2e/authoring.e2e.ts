// A policy's author at work in a real VS Code with the packaged extension: tests, values seen in recorded runs, and what an
// edit changes on them.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "mocha";
import { ReplayView } from "./workbench/replay-view.ts";
import { Workbench } from "./workbench/workbench.ts";
import { bankWorkspace, packagedExtension } from "./workbench/workspace.ts";

const tested = `tool pay(to: string, amount: number)
default ask
rule small
allow pay when args.amount <= 100
  example hit  pay(to: "a", amount: 5)

test "small payments pass" { pay(to: "a", amount: 5) => allow by small }
test "none is denied" { pay(to: "a", amount: 5) => deny }
`;

describe("an author's editor", () => {
  const workspace = bankWorkspace();
  let workbench: Workbench;

  before(async () => {
    writeFileSync(join(workspace.folder, "tested.remit"), tested);
    workbench = await Workbench.open({ folder: workspace.folder, vsix: [packagedExtension()], settings: { "files.autoSave": "off" } });
  });
  after(async () => {
    await workbench?.close();
    workspace.remove();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.evidence(this.currentTest.title);
  });

  it("has a run button beside each test, rule with examples and example", async () => {
    await workbench.openFile("tested.remit");
    await workbench.page.locator(".testing-run-glyph").nth(3).waitFor();
  });

  it("runs them, and shows what was expected of the one that fails", async () => {
    await workbench.command("Test: Run Tests in Current File");
    const rows = workbench.page.locator(".test-explorer .monaco-list-row");
    await workbench.command("Testing: Focus on Test Explorer View");
    await rows
      .filter({ has: workbench.page.locator(".codicon-testing-failed-icon") })
      .first()
      .waitFor();
    await workbench.openFile("tested.remit");
    await workbench.page.locator(".testing-run-glyph.codicon-testing-failed-icon, .codicon-testing-failed-icon").first().waitFor();
    await workbench.page
      .locator(".test-error-content-widget, .monaco-editor .test-message-inline-content", { hasText: "deny" })
      .first()
      .waitFor();
    await workbench.screenshot("tests-in-the-editor");
  });

  it("counts the policy's recorded calls, above each rule too", async () => {
    await workbench.command("View: Toggle Primary Side Bar Visibility");
    await workbench.openFile("bank.remit");
    assert.match(await workbench.statusItem("remit.remit.remit.consequences", /of 14/), /1 denied, 1 asked of 14/);
    await workbench.editor("bank.remit").locator(".codelens-decoration", { hasText: "denies 1 call in 1 of 7 runs" }).waitFor();
    await workbench.screenshot("lenses");
  });

  it("opens the replay at the first call of a rule, from the lens above it", async () => {
    const above = workbench.editor("bank.remit").locator(".codelens-decoration", { hasText: "denies 1 call in 1 of 7 runs" });
    await above.locator("a", { hasText: /^replay$/ }).click();
    const view = new ReplayView(workbench.page);
    await view.ready();
    const step = await view.selectedStep();
    assert.ok(step !== undefined, "no step is selected");
    await view.verdict(step, "deny");
    await workbench.screenshot("replay-from-the-lens");
    await workbench.openFile("bank.remit");
  });

  it("completes a value with how often runs had it", async () => {
    await workbench.caretAtEnd("bank.remit");
    await workbench.type('\nflag send_money when args.recipient == "');
    await workbench.page.keyboard.press("Escape");
    await workbench.page.keyboard.press("Control+Space");
    await workbench.page
      .locator(".suggest-widget.visible .monaco-list-row", { hasText: /seen \d+ times? in \d+ runs?/ })
      .first()
      .waitFor();
    await workbench.screenshot("value-seen");
    await workbench.page.keyboard.press("Enter");
  });

  it("says what an edit flips, lists it, and opens the replay at the step", async () => {
    await workbench.page.keyboard.press("Escape");
    await workbench.caretAtEnd("bank.remit");
    await workbench.type("\n\nask send_money\n");
    await workbench.page.keyboard.press("Escape");
    const said = await workbench.statusItem("remit.remit.remit.consequences", /flips \d+ of 14 recorded calls/);
    assert.match(said, /allow → ask/);
    await workbench.screenshot("consequences");
    await workbench.page.locator('[id="remit.remit.remit.consequences"]').click();
    await workbench.pick("allow → ask");
    const view = new ReplayView(workbench.page);
    await view.ready();
    const step = await view.selectedStep();
    assert.ok(step !== undefined && /send_money/.test(await view.tool(step)), `step ${step}`);
    await workbench.screenshot("replay-at-the-flip");
  });

  it("logs no error of the extension", () => {
    assert.deepEqual(workbench.errors(), []);
  });
});
