// Edits that reach further than the caret, in a real VS Code with the packaged extension: a rename across files, and all fixes at
// once. What is held is what lies on the disk after saving.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "mocha";
import { Workbench } from "./workbench/workbench.ts";
import { bankWorkspace, packagedExtension } from "./workbench/workspace.ts";

const shared = `let small = 100
`;
const using = `import "shared.remit"
tool pay(to: string, amount: number)
default ask
allow pay when args.amount <= small
`;
const slips = `tool pay(to: string, amount: number)
default ask
allow pay when args.amount <= 100 && args.to === 'a'
`;

describe("edits that reach further than the caret", () => {
  const workspace = bankWorkspace();
  let workbench: Workbench;
  const saved = (name: string): string => readFileSync(join(workspace.folder, name), "utf8");

  before(async () => {
    for (const [name, text] of Object.entries({ "shared.remit": shared, "using.remit": using, "slips.remit": slips }))
      writeFileSync(join(workspace.folder, name), text);
    workbench = await Workbench.open({ folder: workspace.folder, vsix: [packagedExtension()], settings: { "files.autoSave": "off" } });
  });
  after(async () => {
    await workbench?.close();
    workspace.remove();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.evidence(this.currentTest.title);
  });

  /** Saves until the files are as they should be. */
  const save = async (enough: () => boolean): Promise<void> => {
    for (let tries = 0; tries < 10 && !enough(); tries++) {
      await workbench.command("File: Save All Files");
      await workbench.page.waitForTimeout(500);
    }
  };

  it("renames a let where it is declared and in the file that imports it", async () => {
    await workbench.openFile("using.remit");
    await workbench.statusItem("remit.remit.remit.status", /ready/);
    await workbench.caret("using.remit", 4, 34);
    await workbench.page.keyboard.press("F2");
    const box = workbench.page.locator(".rename-box input");
    await box.waitFor();
    assert.equal(await box.inputValue(), "small");
    await box.fill("harmless");
    await workbench.screenshot("rename");
    await box.press("Enter");
    await workbench.editor("using.remit").locator(".view-line", { hasText: "harmless" }).waitFor();
    await save(() => saved("shared.remit") !== shared && saved("using.remit") !== using);
    assert.equal(saved("shared.remit"), shared.replace("small", "harmless"));
    assert.equal(saved("using.remit"), using.replace("small", "harmless"));
    await workbench.problems((rows) => rows.every((row) => !/harmless|small/.test(row)));
  });

  it("mends all slips of a file with one command", async () => {
    await workbench.openFile("slips.remit");
    await workbench.problems((rows) => rows.filter((row) => /&&|===|'a'/.test(row)).length >= 3);
    await workbench.focusEditor("slips.remit");
    await workbench.command("Fix All");
    await workbench.editor("slips.remit").locator(".view-line", { hasText: '100 and args.to == "a"' }).waitFor();
    await workbench.screenshot("fix-all");
    await save(() => saved("slips.remit") !== slips);
    assert.equal(saved("slips.remit"), slips.replace("&&", "and").replace("===", "==").replace("'a'", '"a"'));
  });

  it("logs no error of the extension", () => {
    assert.deepEqual(workbench.errors(), []);
  });
});
