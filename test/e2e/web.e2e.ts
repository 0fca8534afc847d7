// The packaged extension in VS Code's web extension host: client and server are workers, and no program runs for them.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "mocha";
import { ReplayView } from "./workbench/replay-view.ts";
import { Workbench } from "./workbench/workbench.ts";
import { bankWorkspace, packagedExtension } from "./workbench/workspace.ts";

describe("the extension in a browser", () => {
  const workspace = bankWorkspace();
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({
      folder: workspace.folder,
      vsix: [packagedExtension()],
      settings: { "files.autoSave": "off", "remote.extensionKind": { "remit.remit": ["web"] } },
    });
    await workbench.openFile("bank.remit");
    await workbench.statusItem("remit.remit.remit.status", /ready/);
  });
  after(async () => {
    await workbench?.close();
    workspace.remove();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.evidence(this.currentTest.title);
  });

  it("runs in a web worker", async () => {
    await workbench.command("Developer: Show Running Extensions");
    const rows = workbench.page.locator(".runtime-extensions-editor .monaco-list-row");
    const row = rows.filter({ hasText: "Remit" }).filter({ hasText: /web\s*worker/i });
    await rows.first().hover();
    // The slowest to start stand first, and those below the fold are no rows yet.
    for (let tries = 0; tries < 20 && !(await row.isVisible()); tries++) {
      await workbench.page.mouse.wheel(0, 150);
      await workbench.page.waitForTimeout(250);
    }
    await row.waitFor();
    await workbench.screenshot("web-running");
    await workbench.page.keyboard.press("Control+w");
  });

  it("shows the same diagnostic as on a desktop, with the catalogue that lies beside the policy", async () => {
    await workbench.openFile("bank.remit");
    assert.equal((await workbench.problems((rows) => rows.every((row) => !/bank/.test(row)))).length, 0);
    await workbench.caretAtEnd("bank.remit");
    await workbench.type("\nallow snd_money\n");
    const rows = await workbench.problems((found) => found.some((row) => /snd_money/.test(row)));
    assert.ok(
      rows.some((row) => /did you mean `send_money`/.test(row)),
      rows.join(" | "),
    );
    await workbench.screenshot("web-diagnostics");
    for (let count = 0; count < "\nallow snd_money\n".length; count++) await workbench.page.keyboard.press("Backspace");
    await workbench.problems((found) => found.every((row) => !/snd_money/.test(row)));
  });

  it("replays the harmful run beside it", async () => {
    await workbench.openBeside("pay-the-bill.trace.jsonl");
    const view = new ReplayView(workbench.page);
    await view.ready();
    assert.ok((await view.verdicts()).includes("deny"));
    await workbench.screenshot("web-replay");
  });

  it("checks as a task, without a program", async () => {
    await workbench.command("Tasks: Run Task");
    await workbench.pick("All remit tasks");
    await workbench.pick("remit: check");
    // It shows itself only where something is wrong.
    await workbench.command("Terminal: Focus Terminal");
    await workbench.page.locator(".panel .single-terminal-tab, .panel .terminal-tabs-entry", { hasText: "check" }).first().waitFor();
    await workbench.screenshot("web-task");
  });

  it("logs no error of the extension", () => {
    assert.deepEqual(workbench.errors(), []);
  });
});
