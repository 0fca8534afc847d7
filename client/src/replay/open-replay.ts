// `Remit: Open in Replay View`: the file at hand, or, from a policy or from nothing, a trace of the workspace to choose.
import * as vscode from "vscode";
import { hasTraceExtension } from "../../../core/src/index.ts";
import { pickTrace } from "../traces-at-hand.ts";

const replayViewType = "remit.replay";
const replayJsonViewType = "remit.replayJson";

export async function openReplay(uri: vscode.Uri | undefined): Promise<void> {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const active = uri ?? (input instanceof vscode.TabInputText ? input.uri : undefined);
  const trace = active !== undefined && hasTraceExtension(active.path) ? active : await pickTrace();
  if (trace === undefined) return;
  const column = active?.path.endsWith(".remit") ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  const viewType = trace.path.endsWith(".trace.jsonl") ? replayViewType : replayJsonViewType;
  await vscode.commands.executeCommand("vscode.openWith", trace, viewType, column);
}
