// A newcomer's first minutes in a real VS Code with the packaged extension: the walkthrough, each step of it ticked by what
// really happened, from an empty window to runs of one's own.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "mocha";
import { ReplayView } from "./workbench/replay-view.ts";
import { type Theme, themes, Workbench } from "./workbench/workbench.ts";
import { packagedExtension } from "./workbench/workspace.ts";

describe("a newcomer's first steps", () => {
  const empty = mkdtempSync(join(tmpdir(), "remit-empty-"));
  let workbench: Workbench;

  /** Which steps of the walkthrough are ticked, in order. */
  const ticked = async (): Promise<readonly boolean[]> => {
    await workbench.command("Remit: First Steps");
    const steps = workbench.page.locator(".getting-started-step");
    await steps.nth(4).waitFor();
    return steps.evaluateAll((found) =>
      found.map((step) => step.querySelector(".codicon-getting-started-step-checked, .complete.codicon") !== null),
    );
  };
  const tickedUpTo = async (count: number): Promise<void> => {
    const wanted = [0, 1, 2, 3, 4].map((step) => step < count);
    let seen: readonly boolean[] = [];
    for (let tries = 0; tries < 20; tries++) {
      seen = await ticked();
      if (seen.every((one, step) => one === wanted[step])) return;
      await workbench.page.waitForTimeout(250);
    }
    assert.deepEqual(seen, wanted);
  };

  /** Shows an editor of the other group by its tab. */
  const show = async (name: string): Promise<void> => {
    await workbench.page.locator(`.tab[data-resource-name="${name}"]`).first().click();
    await workbench.tab(name).waitFor();
  };

  before(async () => {
    workbench = await Workbench.open({ folder: empty, vsix: [packagedExtension()], settings: { "files.autoSave": "off" } });
  });
  after(async () => {
    await workbench?.close();
    rmSync(empty, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.evidence(this.currentTest.title);
  });

  it("has five steps, none of them done, in every kind of theme", async () => {
    await tickedUpTo(0);
    for (const theme of Object.keys(themes) as Theme[]) {
      await workbench.theme(theme);
      await workbench.screenshot(`walkthrough-${theme}`);
    }
    await workbench.theme("dark");
  });

  it("opens a copy of the sample: the run that did harm beside its policy, which ticks the first", async () => {
    await workbench.command("Remit: Open the Sample");
    await workbench.pick("folder-opened  Open in This Window");
    await workbench.page.locator('.tab[data-resource-name="pay-the-bill.trace.jsonl"]').waitFor();
    await workbench.page.locator('.tab[data-resource-name="bank.remit"]').waitFor();
    await new ReplayView(workbench.page).ready();
    await workbench.screenshot("sample-opened");
    await tickedUpTo(1);
  });

  it("ticks the second when the view has led to a rule", async () => {
    await show("pay-the-bill.trace.jsonl");
    const view = new ReplayView(workbench.page);
    await view.ready();
    await view.frame.locator(".why .rules button.rule").first().click();
    await workbench.page.waitForTimeout(500);
    await tickedUpTo(2);
  });

  it("ticks the third when an edit was counted on the recorded runs", async () => {
    await show("bank.remit");
    await workbench.statusItem("remit.remit.remit.consequences", /of 14/);
    await workbench.caretAtEnd("bank.remit");
    await workbench.type("\nask send_money\n");
    await workbench.statusItem("remit.remit.remit.consequences", /flips \d+ of 14/);
    await tickedUpTo(3);
  });

  it("ticks the fourth when a debug session goes back", async () => {
    await show("pay-the-bill.trace.jsonl");
    await workbench.command("Remit: Debug This Replay");
    const back = workbench.page.locator(".debug-toolbar .codicon-debug-step-back");
    await back.waitFor();
    await back.click();
    await workbench.screenshot("stepped-back");
    await workbench.command("Debug: Stop");
    await tickedUpTo(4);
  });

  it("ticks the fifth when a run of one's own is opened", async () => {
    const folder = (await workbench.page.evaluate(() => new URLSearchParams(location.search).get("folder"))) ?? "";
    writeFileSync(
      join(folder, "mine.json"),
      JSON.stringify([
        { role: "user", content: "Look it up." },
        { role: "assistant", tool_calls: [{ id: "1", type: "function", function: { name: "look_up", arguments: '{"what":"it"}' } }] },
      ]),
    );
    await workbench.command("Remit: Open in Replay View");
    await workbench.pick("mine.json");
    await workbench.tab("mine.json").waitFor();
    await tickedUpTo(5);
    await workbench.screenshot("walkthrough-done");
  });

  it("logs no error of the extension", () => {
    assert.deepEqual(workbench.errors(), []);
  });
});
