// A policy is written in a real VS Code with the packaged extension: what the editor says while typing.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "mocha";
import { Workbench } from "./workbench/workbench.ts";
import { bankWorkspace, packagedExtension } from "./workbench/workspace.ts";

describe("a policy in the editor", () => {
  const workspace = bankWorkspace();
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ folder: workspace.folder, vsix: [packagedExtension()] });
    await workbench.openFile("bank.remit");
  });
  after(async () => {
    await workbench?.close();
    workspace.remove();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.evidence(this.currentTest.title);
  });

  it("is served: the status item says that Remit is ready", async () => {
    assert.match(await workbench.statusItem("remit.remit.remit.status", /ready/), /Remit/);
  });

  it("has no problem as it comes", async () => {
    await workbench.problems((rows) => rows.length === 0);
  });

  it("shows a misspelt tool with the tool that was meant", async () => {
    await workbench.caretAtEnd("bank.remit");
    await workbench.type("\nallow snd_money");
    const rows = await workbench.problems((all) => all.some((row) => row.includes("snd_money")));
    assert.ok(
      rows.some((row) => row.includes("no tool is called `snd_money`; did you mean `send_money`?")),
      rows.join(" | "),
    );
    await workbench.editor("bank.remit").locator(".squiggly-error").first().waitFor();
    await workbench.screenshot("misspelt-tool");
  });

  it("mends it when the name is right again", async () => {
    await workbench.page.keyboard.press("Escape");
    for (let count = 0; count < "snd_money".length; count++) await workbench.page.keyboard.press("Backspace");
    await workbench.type("send_money");
    await workbench.page.keyboard.press("Escape");
    await workbench.problems((rows) => !rows.some((row) => row.includes("snd_money")));
  });

  it("completes an argument's name in a half-typed line", async () => {
    await workbench.type(" when args.");
    await workbench.page.keyboard.press("Escape");
    await workbench.page.keyboard.press("Control+Space");
    const labels = await workbench.suggestions();
    assert.ok(labels.includes("recipient") && labels.includes("amount"), labels.join(", "));
    await workbench.type("recip");
    await workbench.page.locator(".suggest-widget.visible .monaco-list-row.focused", { hasText: "recipient" }).waitFor();
    await workbench.screenshot("argument-completion");
    await workbench.page.keyboard.press("Enter");
    await workbench.editor("bank.remit").locator(".view-line", { hasText: "when args.recipient" }).last().waitFor();
  });

  it("logs no error of the extension", () => {
    assert.deepEqual(workbench.errors(), []);
  });
});
