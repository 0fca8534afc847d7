// A recorded run beside its policy in a real VS Code with the packaged extension: the strip follows what is typed, and the
// keyboard leads to the blocked action and its reason.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "mocha";
import { packageSampleOpener } from "../../scripts/package-extension.ts";
import { ReplayView } from "./workbench/replay-view.ts";
import { type Theme, themes, Workbench } from "./workbench/workbench.ts";
import { bankWorkspace, packagedExtension, recordedWorkspace } from "./workbench/workspace.ts";

const harmful = "pay-the-bill.trace.jsonl";

describe("the sample's harmful run beside its policy", () => {
  const workspace = bankWorkspace();
  let workbench: Workbench;
  let view: ReplayView;

  before(async () => {
    workbench = await Workbench.open({ folder: workspace.folder, vsix: [packagedExtension()] });
    await workbench.openFile("bank.remit");
    await workbench.statusItem("remit.remit.remit.status", /ready/);
    await workbench.command("View: Toggle Primary Side Bar Visibility");
    await workbench.openBeside(harmful);
    view = new ReplayView(workbench.page);
    await view.ready();
  });
  after(async () => {
    await workbench?.close();
    workspace.remove();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.evidence(this.currentTest.title);
  });

  it("leads by the keyboard to the blocked action, and says why", async () => {
    const verdicts = await view.verdicts();
    const blocked = verdicts.indexOf("deny") + 1;
    assert.ok(blocked > 1, verdicts.join(" "));
    await view.focus();
    await workbench.page.keyboard.press("g");
    await workbench.page.keyboard.press("g");
    await workbench.page.keyboard.press("n");
    while ((await view.selectedStep()) !== blocked) await workbench.page.keyboard.press("n");
    const why = await view.why(blocked);
    assert.match(why, /Denied by foreign_payee/);
    assert.match(why, /args\.recipient from untrusted/);
    assert.match(why, /result of read_file/);
  });

  it("follows the policy while it is typed, and back", async () => {
    const before = await view.verdicts();
    const allowed = before.indexOf("allow") + 1;
    const tool = await view.tool(allowed);
    await workbench.caretAtEnd("bank.remit");
    await workbench.type(`\nrule typed deny ${tool}`);
    await view.verdict(allowed, "deny");
    await workbench.screenshot("rule-typed");
    await workbench.page.keyboard.press("Escape");
    for (let count = 0; count < `\nrule typed deny ${tool}`.length; count++) await workbench.page.keyboard.press("Backspace");
    await view.verdict(allowed, "allow");
    assert.deepEqual(await view.verdicts(), before);
  });

  for (const theme of Object.keys(themes) as Theme[]) {
    it(`is readable in ${theme}`, async () => {
      await workbench.theme(theme);
      await view.ready();
      await workbench.screenshot(`replay-${theme}`);
      assert.deepEqual(await view.accessibilityViolations(), []);
    });
  }

  it("logs no error of the extension", () => {
    assert.deepEqual(workbench.errors(), []);
  });
});

describe("the workspace that npm start opens", () => {
  const workspace = bankWorkspace();
  let workbench: Workbench;

  before(async () => {
    const vsix = [packagedExtension(), await packageSampleOpener()];
    workbench = await Workbench.open({ folder: workspace.folder, vsix });
  });
  after(async () => {
    await workbench?.close();
    workspace.remove();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.evidence(this.currentTest.title);
  });

  it("shows the policy, and beside it the harmful run at the action that it blocks", async () => {
    await workbench.editor("bank.remit").waitFor({ timeout: 60_000 });
    const view = new ReplayView(workbench.page);
    await view.ready();
    const blocked = (await view.verdicts()).indexOf("deny") + 1;
    assert.equal(await view.selectedStep(), blocked);
    assert.match(await view.why(blocked), /Denied by foreign_payee/);
    await workbench.screenshot("first-minute");
  });
});

describe("a run that AgentDojo recorded", () => {
  const workspace = recordedWorkspace();
  let workbench: Workbench | undefined;

  before(async function () {
    if ("absent" in workspace) {
      console.log(`    skipped: ${workspace.absent}`);
      this.skip();
    }
    workbench = await Workbench.open({ folder: workspace.folder, vsix: [packagedExtension()] });
  });
  after(async () => {
    await workbench?.close();
    if ("remove" in workspace) workspace.remove();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.evidence(this.currentTest.title);
  });

  it("changes its strip when a rule is typed in the policy beside it", async () => {
    assert.ok(workbench !== undefined);
    await workbench.openFile("banking.remit");
    await workbench.statusItem("remit.remit.remit.status", /ready/);
    await workbench.command("Remit: Open in Replay View");
    await workbench.pick("refund.json");
    const view = new ReplayView(workbench.page);
    await view.ready();
    const step = await view.stepOf("send_money");
    const [before] = (await view.verdicts()).slice(step - 1);
    assert.notEqual(before, "deny");
    await workbench.caretAtEnd("banking.remit");
    await workbench.type("\nrule no_payment deny send_money");
    await view.verdict(step, "deny");
    await view.cell(step).click();
    assert.match(await view.why(step), /Denied by no_payment/);
    await workbench.screenshot("recorded-run");
    assert.deepEqual(workbench.errors(), []);
  });
});
