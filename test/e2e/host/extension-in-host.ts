// The extension from inside its host: activation, commands, and diagnostics by the API that other extensions would use.
import assert from "node:assert/strict";
import { join } from "node:path";
import * as vscode from "vscode";

const folder = (): string => {
  const path = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(path !== undefined, "no folder is open");
  return path;
};

/** Diagnostics of a file, once `enough` holds. */
async function diagnostics(
  uri: vscode.Uri,
  enough: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const found = vscode.languages.getDiagnostics(uri);
    if (enough(found)) return found;
    assert.ok(Date.now() < deadline, `diagnostics: ${found.map((one) => one.message).join(" | ") || "none"}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("the extension in its host", () => {
  it("activates when a policy is opened", async () => {
    const extension = vscode.extensions.getExtension("remit.remit");
    assert.ok(extension !== undefined, "the extension is not there");
    await vscode.workspace.openTextDocument(join(folder(), "bank.remit"));
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it("registers every command that package.json contributes", async () => {
    const manifest = vscode.extensions.getExtension("remit.remit")?.packageJSON as {
      readonly contributes: { readonly commands: readonly { readonly command: string }[] };
    };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.map((one) => one.command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it("gives the sample policy no diagnostic", async () => {
    const document = await vscode.workspace.openTextDocument(join(folder(), "bank.remit"));
    assert.equal(document.languageId, "remit");
    assert.deepEqual(
      (await diagnostics(document.uri, () => true)).map((one) => one.message),
      [],
    );
  });

  it("reports a misspelt tool with its suggestion and its page, and takes it back", async () => {
    const document = await vscode.workspace.openTextDocument(join(folder(), "bank.remit"));
    const edit = new vscode.WorkspaceEdit();
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.insert(document.uri, end, "\nallow snd_money\n");
    await vscode.workspace.applyEdit(edit);
    const [found] = await diagnostics(document.uri, (all) => all.length > 0);
    assert.match(found?.message ?? "", /`snd_money`; did you mean `send_money`\?/);
    assert.equal(found?.severity, vscode.DiagnosticSeverity.Error);
    const undo = new vscode.WorkspaceEdit();
    undo.delete(document.uri, new vscode.Range(end, document.lineAt(document.lineCount - 1).range.end));
    await vscode.workspace.applyEdit(undo);
    await diagnostics(document.uri, (all) => all.length === 0);
  });

  it("turns a diagnostic off in the project file, which counts while it is unsaved", async () => {
    const document = await vscode.workspace.openTextDocument(join(folder(), "bank.remit"));
    const edit = new vscode.WorkspaceEdit();
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.insert(document.uri, end, "\nlet nobody_uses_this = 1\n");
    await vscode.workspace.applyEdit(edit);
    const [found] = await diagnostics(document.uri, (all) => all.length > 0);
    assert.ok(found !== undefined);
    const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      found.range,
    );
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes("Turn `unused-name` off here, with a reason"), titles.join("; "));
    const off = actions.find(({ title }) => title === "Set `unused-name` to off in remit.json");
    assert.ok(off?.edit !== undefined, titles.join("; "));
    await vscode.workspace.applyEdit(off.edit);
    const project = await vscode.workspace.openTextDocument(join(folder(), "remit.json"));
    assert.equal(project.isDirty, true);
    assert.deepEqual((JSON.parse(project.getText()) as { readonly severities: unknown }).severities, { "unused-name": "off" });
    await diagnostics(document.uri, (all) => all.length === 0);
    const undo = new vscode.WorkspaceEdit();
    undo.delete(document.uri, new vscode.Range(end, document.lineAt(document.lineCount - 1).range.end));
    await vscode.workspace.applyEdit(undo);
    const disk = new TextDecoder().decode(await vscode.workspace.fs.readFile(project.uri));
    const back = new vscode.WorkspaceEdit();
    back.replace(project.uri, new vscode.Range(0, 0, project.lineCount, 0), disk);
    await vscode.workspace.applyEdit(back);
  });
});
