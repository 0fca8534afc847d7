// Pages in a real VS Code: what an edit decides differently than the last commit, with steps that open in the replay view.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, afterEach, before, describe, it } from "mocha";
import { ReplayView } from "./workbench/replay-view.ts";
import { Workbench } from "./workbench/workbench.ts";
import { bankWorkspace, packagedExtension } from "./workbench/workspace.ts";

describe("pages in the editor", () => {
  const workspace = bankWorkspace();
  let workbench: Workbench;

  before(async () => {
    const git = (...words: readonly string[]): void => {
      execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...words], { cwd: workspace.folder });
    };
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "The policy as it was");
    const settings = { "files.autoSave": "off", "git.enabled": true };
    workbench = await Workbench.open({ folder: workspace.folder, vsix: [packagedExtension()], settings });
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

  const page = () => workbench.page.frameLocator("iframe.webview.ready >> visible=true").frameLocator("iframe#active-frame");

  it("compares the policy as typed with a commit, and opens a step that is decided differently", async () => {
    await workbench.caretAtEnd("bank.remit");
    await workbench.type("\nrule no_lists deny list_payments");
    await workbench.page.keyboard.press("Escape");
    await workbench.command("Remit: Compare Policies: What Is Decided Differently…");
    await workbench.pick("A git revision");
    await workbench.pick("HEAD");
    const step = page().getByRole("link", { name: "step 2: list_payments" });
    await step.waitFor();
    assert.match((await page().locator("body").textContent()) ?? "", /allow → deny/);
    for (const theme of ["dark", "light"] as const) {
      await workbench.theme(theme);
      await workbench.screenshot(`compared-${theme}`);
    }
    await step.click();
    const view = new ReplayView(workbench.page);
    await view.ready();
    await view.verdict(2, "deny");
    assert.equal(await view.selectedStep(), 2);
  });

  it("shows what the project file's policies stop and cost, with charts", async () => {
    await workbench.openFile("bank.remit");
    await workbench.command("Remit: Show Suite: What the Policies Stop and Cost…");
    await page().getByRole("heading", { name: "Where the default decided" }).waitFor();
    assert.ok((await page().locator("svg[role=img]").count()) > 3);
    for (const theme of ["dark", "light"] as const) {
      await workbench.theme(theme);
      await workbench.screenshot(`suite-${theme}`);
    }
  });

  it("tries mistakes in the policy, and writes a test for one that nothing notices", async () => {
    await workbench.openFile("bank.remit");
    await workbench.caretAtEnd("bank.remit");
    await workbench.type('\nrule weak ask change_password when args.password == "12345"');
    await workbench.page.keyboard.press("Escape");
    await workbench.command("Remit: Try Mistakes in This Policy: What Would Be Noticed…");
    await page().getByText("mistakes that are noticed").first().waitFor();
    await workbench.screenshot("mistakes");
    const dropped = page().locator(".card", { hasText: "leave a rule out" }).filter({ hasText: "rule weak" });
    await dropped.getByRole("link", { name: "Write a test that notices this" }).click();
    await workbench.editor("bank.remit").getByText("change_password: leave a rule out").first().waitFor();
    await workbench.screenshot("test-written");
  });

  it("logs no error of the extension", () => {
    assert.deepEqual(workbench.errors(), []);
  });
});
