// Bringing one's own runs, in a real VS Code: sessions that a coding agent recorded are found, looked at, and copied without
// what is nobody else's business.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "mocha";
import { ReplayView } from "./workbench/replay-view.ts";
import { Workbench } from "./workbench/workbench.ts";
import { bankWorkspace, packagedExtension } from "./workbench/workspace.ts";

const session = [
  { type: "user", sessionId: "s1", uuid: "u1", message: { role: "user", content: "Write to ann@corp.example" } },
  {
    type: "assistant",
    sessionId: "s1",
    uuid: "u2",
    message: {
      id: "m1",
      role: "assistant",
      content: [{ type: "tool_use", id: "t1", name: "Bash", input: { command: "mail ann@corp.example" } }],
    },
  },
  {
    type: "user",
    sessionId: "s1",
    uuid: "u3",
    message: { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "sent" }] },
  },
]
  .map((line) => JSON.stringify(line))
  .join("\n");

describe("sessions of a person's own", () => {
  const workspace = bankWorkspace();
  const kept = mkdtempSync(join(tmpdir(), "remit-sessions-"));
  const imported = join(workspace.folder, "runs", "imported");
  let workbench: Workbench;
  let before_: string | undefined;

  before(async () => {
    mkdirSync(join(kept, "projects", "-work"), { recursive: true });
    writeFileSync(join(kept, "projects", "-work", "mine.jsonl"), session);
    before_ = process.env.CLAUDE_CONFIG_DIR;
    process.env.CLAUDE_CONFIG_DIR = kept;
    workbench = await Workbench.open({ folder: workspace.folder, vsix: [packagedExtension()] });
  });
  after(async () => {
    await workbench?.close();
    process.env.CLAUDE_CONFIG_DIR = before_ ?? "";
    workspace.remove();
    rmSync(kept, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.evidence(this.currentTest.title);
  });

  it("are listed, and nothing is copied yet", async () => {
    await workbench.command("Remit: Import My Agent's Sessions…");
    const rows = workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "mine.jsonl" });
    await rows.first().waitFor();
    await workbench.screenshot("sessions-found");
    await rows.first().click();
    await workbench.page.keyboard.press("Enter");
    await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "Copy without private parts" }).waitFor();
    await workbench.screenshot("sessions-form");
    assert.equal(existsSync(imported), false);
  });

  it("are copied without addresses, and replay", async () => {
    await workbench.pick("shield  Copy without private parts");
    await workbench.page.locator(".notification-list-item", { hasText: "1 session is in runs/imported" }).waitFor();
    await workbench.screenshot("sessions-imported");
    const [name] = readdirSync(imported);
    assert.equal(name, "mine.trace.jsonl");
    const text = readFileSync(join(imported, "mine.trace.jsonl"), "utf8");
    assert.ok(text.includes("mail person-1@domain-1.example") && !text.includes("ann@"), text);
    await workbench.page.locator(".notification-list-item .monaco-button", { hasText: "Replay the First" }).click();
    const view = new ReplayView(workbench.page);
    await view.ready();
    await workbench.screenshot("sessions-replayed");
  });

  it("logs no error of the extension", () => {
    assert.deepEqual(workbench.errors(), []);
  });
});
