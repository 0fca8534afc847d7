// The engineer's whole way through a run that went wrong, in a real VS Code: from the payment that a bill talked the agent into, to
// its cause, to a test, back in time in the debugger, and to what would not have happened.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "mocha";
import { ReplayView } from "./workbench/replay-view.ts";
import { type Theme, Workbench } from "./workbench/workbench.ts";
import { attackedWorkspace, packagedExtension } from "./workbench/workspace.ts";

const payee = "US133000000121212121212";

describe("an attacked run of a bank assistant", () => {
  const workspace = attackedWorkspace();
  let opened: Workbench | undefined;

  before(async function () {
    if ("absent" in workspace) {
      console.log(`    skipped: ${workspace.absent}`);
      this.skip();
    }
    opened = await Workbench.open({ folder: workspace.folder, vsix: [packagedExtension()] });
  });
  after(async () => {
    await opened?.close();
    if ("remove" in workspace) workspace.remove();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await opened?.evidence(this.currentTest.title);
  });

  it("leads from the denied payment to the bill, to a test, back in time, and to what would not have happened", async () => {
    assert.ok(opened !== undefined);
    const workbench = opened;
    const { page } = workbench;
    await workbench.openFile("banking.remit");
    await workbench.statusItem("remit.remit.remit.status", /ready/);
    await workbench.command("View: Toggle Primary Side Bar Visibility");
    await workbench.command("Remit: Open in Replay View");
    await workbench.pick("attacked.json");
    const view = new ReplayView(page);
    await view.ready();

    // The payment is denied, and why: its recipient stands in the bill.
    const denied = (await view.verdicts()).indexOf("deny") + 1;
    assert.equal(denied, 3);
    assert.equal(await view.tool(denied), "send_money");
    assert.equal(await view.selectedStep(), denied);
    const why = await view.why(denied);
    assert.match(why, new RegExp(`"?${payee}"? came from content that the user did not write`));
    assert.match(why, /step 1 · result of read_file/);
    assert.match(why, /Two clauses short of being allowed by named_payee/);
    for (const theme of ["light", "hc-black", "hc-light", "dark"] satisfies Theme[]) {
      await workbench.theme(theme);
      await view.ready();
      await view.why(denied);
      await workbench.screenshot(`attacked-${theme}`);
      assert.deepEqual(await view.accessibilityViolations(), [], theme);
    }
    await view.frame.locator(".why .found").first().click();
    const mark = view.frame.locator(".card[data-step='1'] mark[data-followed=true]");
    await mark.waitFor();
    assert.equal(await mark.textContent(), payee);
    await view.focus();
    await page.keyboard.press("r");
    await view.frame.locator(".raw mark").first().waitFor();
    await workbench.screenshot("attacked-cause");
    await view.cell(denied).click();

    // A test of it: as a diff, with its consequences, then applied, then undone by one undo and applied again.
    await view.why(denied);
    await view.frame.locator("[data-edit=test]").click();
    await view.frame.locator("[data-flips='0']").waitFor();
    await page.locator(".monaco-diff-editor").first().waitFor();
    await workbench.screenshot("attacked-test-proposed");
    await view.frame.locator("[data-settle=apply]").click();
    await page.locator(".monaco-diff-editor").first().waitFor({ state: "detached" });
    await workbench.tab("banking.remit").waitFor();
    const lines = page.locator('.monaco-editor[data-uri$="/banking.remit"] .view-lines');
    const test = lines.filter({ hasText: "deny by foreign_payee" });
    await test.waitFor();
    await workbench.screenshot("attacked-test-applied");
    await lines.locator(".view-line").filter({ hasText: "=> deny by foreign_payee" }).click();
    await page.keyboard.press("Control+z");
    await test.waitFor({ state: "hidden" });
    await page.keyboard.press("Control+End");
    await lines.filter({ hasText: "came from content that the user did not write" }).waitFor();
    assert.equal(await test.count(), 0);
    await page.keyboard.press("Control+y");
    await page.keyboard.press("Control+End");
    await test.waitFor();
    await page.keyboard.press("Control+s");

    // Into the debugger at the same step, and back to the read that brought the recipient in.
    await view.cell(denied).click();
    await page.keyboard.press("d");
    await page.locator(".debug-toolbar").waitFor();
    await workbench.command("View: Show Run and Debug");
    const stack = page.locator(".debug-call-stack .monaco-list-rows");
    await stack.filter({ hasText: /step 3 of 5: send_money, denied/ }).waitFor();
    await workbench.screenshot("attacked-debugger");
    const back = page.locator(".debug-toolbar .codicon-debug-step-back");
    await back.click();
    await stack.filter({ hasText: /step 2 of 5/ }).waitFor();
    await back.click();
    await stack.filter({ hasText: /step 1 of 5: read_file, allowed/ }).waitFor();
    await workbench.screenshot("attacked-stepped-back");
    await page.locator(".debug-toolbar .codicon-debug-stop").click();
    await page.locator(".debug-toolbar").waitFor({ state: "hidden" });

    // As enforced, the payment did not happen. The debugger has shown the recording as text over the view.
    await page.locator(".tab", { hasText: "attacked.json" }).first().click();
    await view.ready();
    await view.cell(denied).click();
    await page.keyboard.press("Shift+H");
    await view.frame.locator(`.strip [data-step="${denied}"][data-happening=stopped]`).waitFor();
    assert.equal(await view.frame.locator(".strip [data-step='4']").getAttribute("data-happening"), "hypothetical");
    await workbench.screenshot("attacked-enforced");
    assert.deepEqual(workbench.errors(), []);
  });
});
