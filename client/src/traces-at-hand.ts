// Which files of the workspace may be recorded runs, and picking among them: what the replay view, the debugger and drafts offer is
// one list. Knows nothing of what the files say.
import * as vscode from "vscode";
import { isTraceName, traceExtensions } from "../../core/src/index.ts";

const most = 2000;
const excluded = "{**/node_modules/**,**/.vscode/**}";

/** All files whose names end as traces' do, as a glob. */
export const traceGlob = `**/*.{${traceExtensions.join(",")}}`;

/** Remit's own format first, then by path. Without a folder, all of the workspace. */
export async function tracesAtHand(folder?: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const pattern = folder === undefined ? traceGlob : new vscode.RelativePattern(folder, traceGlob);
  const found = await vscode.workspace.findFiles(pattern, excluded, most);
  const rank = (uri: vscode.Uri): number => (isOwnFormat(uri) ? 0 : 1);
  return found.filter(({ path }) => isTraceName(path)).sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}

export const isOwnFormat = (uri: vscode.Uri): boolean => uri.path.endsWith(".trace.jsonl");

export async function pickTrace(): Promise<vscode.Uri | undefined> {
  const items = await traceItems();
  return items && (await vscode.window.showQuickPick(items, { title: "Run to replay", matchOnDescription: true }))?.uri;
}

/** Those of Remit's own format are ticked. */
export async function pickTraces(title: string): Promise<readonly vscode.Uri[]> {
  const items = await traceItems();
  if (items === undefined) return [];
  const ticked = items.map((item) => ({ ...item, picked: isOwnFormat(item.uri) }));
  return (await vscode.window.showQuickPick(ticked, { title, canPickMany: true, matchOnDescription: true }))?.map(({ uri }) => uri) ?? [];
}

/** Undefined where there is no trace, which the reader is told with what to do about it. */
async function traceItems(): Promise<readonly (vscode.QuickPickItem & { readonly uri: vscode.Uri })[] | undefined> {
  const found = await tracesAtHand();
  if (found.length > 0)
    return found.map((uri) => ({
      label: uri.path.split("/").pop() ?? uri.path,
      description: vscode.workspace.asRelativePath(uri),
      uri,
    }));
  void vscode.window.showInformationMessage(
    `There is no recorded run in this workspace: open a folder that holds ${traceExtensions.map((one) => `.${one}`).join(", ")} files of runs.`,
  );
  return undefined;
}
