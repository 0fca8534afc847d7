// `Remit: Open in Replay View`: the file at hand, or, from a policy or from nothing, a trace of the workspace to choose.
import * as vscode from "vscode";

const replayViewType = "remit.replay";
const replayJsonViewType = "remit.replayJson";

export async function openReplay(uri: vscode.Uri | undefined): Promise<void> {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const active = uri ?? (input instanceof vscode.TabInputText ? input.uri : undefined);
  const trace = active !== undefined && /\.(json|jsonl|ndjson|eval|traj)$/.test(active.path) ? active : await pickTrace();
  if (trace === undefined) return;
  const column = active?.path.endsWith(".remit") ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  const viewType = trace.path.endsWith(".trace.jsonl") ? replayViewType : replayJsonViewType;
  await vscode.commands.executeCommand("vscode.openWith", trace, viewType, column);
}

export async function pickTrace(): Promise<vscode.Uri | undefined> {
  const own = await vscode.workspace.findFiles("**/*.trace.jsonl", "**/node_modules/**", 500);
  const exclude = "{**/node_modules/**,**/*.trace.jsonl,**/package*.json,**/tsconfig*.json,**/.vscode/**,**/remit.json,**/*.tools.json}";
  const others = await vscode.workspace.findFiles("**/*.{json,jsonl,ndjson,eval,traj}", exclude, 500);
  const items = [...own, ...others].map((uri) => ({
    label: uri.path.split("/").pop() ?? uri.path,
    description: vscode.workspace.asRelativePath(uri),
    uri,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      "There is no recorded run in this workspace: open a folder that holds .trace.jsonl or .json runs.",
    );
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, { title: "Run to replay", matchOnDescription: true });
  return picked?.uri;
}
