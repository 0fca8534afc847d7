// Installed by `npm start` alone, beside the real extension. An address can name a file to open, but a workbench that has never
// seen the extension opens it as text; this opens both files as a person would, unless an earlier visit left editors open.
const vscode = require("vscode");

exports.activate = async () => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined || vscode.window.tabGroups.all.some((group) => group.tabs.length > 0)) return;
  const policy = vscode.Uri.joinPath(folder.uri, "bank.remit");
  const run = vscode.Uri.joinPath(folder.uri, "runs", "pay-the-bill.trace.jsonl");
  await vscode.window.showTextDocument(policy, { preview: false, viewColumn: vscode.ViewColumn.One });
  await vscode.commands.executeCommand("vscode.openWith", run, "remit.replay", vscode.ViewColumn.Two);
};
