// `Remit: Open the Sample`: a copy of the sample workspace, so that what is typed there harms nothing; its policy and the run that
// did harm side by side.
import * as vscode from "vscode";
import { isThere } from "./catalogues.ts";
import { bankSample, type Sample } from "./samples.ts";

/** The folder that another window is about to open the sample in. */
const openingKey = "samples.opening";

export async function openSample(context: vscode.ExtensionContext): Promise<void> {
  const here = await folderWith(bankSample);
  if (here !== undefined) return openPair(here, bankSample);
  type Item = vscode.QuickPickItem & { readonly where: "here" | "new" | "folder" };
  const own = context.globalStorageUri.scheme === "file";
  const items: Item[] = [
    ...(own
      ? [
          { label: vscode.l10n.t("$(folder-opened) Open in This Window"), where: "here" as const },
          { label: vscode.l10n.t("$(empty-window) Open in a New Window"), where: "new" as const },
        ]
      : []),
    { label: vscode.l10n.t("$(folder) Choose Where to Put It…"), where: "folder" },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("The sample: a bank's assistant, its policy and seven recorded runs"),
    placeHolder: vscode.l10n.t("A copy is opened; what you change in it changes nothing else"),
  });
  if (picked === undefined) return;
  const parent =
    picked.where === "folder"
      ? (
          await vscode.window.showOpenDialog({
            canSelectFolders: true,
            canSelectFiles: false,
            openLabel: vscode.l10n.t("Put the Sample Here"),
          })
        )?.[0]
      : vscode.Uri.joinPath(context.globalStorageUri, "samples");
  if (parent === undefined) return;
  const folder = await copySample(context.extensionUri, bankSample, vscode.Uri.joinPath(parent, `remit-${bankSample.name}`));
  await context.globalState.update(openingKey, folder.toString());
  await vscode.commands.executeCommand("vscode.openFolder", folder, { forceNewWindow: picked.where === "new" });
}

/** In the window that was opened for a sample: shows what there is to see. */
export async function welcomeSample(memory: vscode.Memento): Promise<void> {
  const opening = memory.get<string>(openingKey);
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === opening)?.uri;
  if (folder === undefined) return;
  await memory.update(openingKey, undefined);
  await openPair(folder, bankSample);
}

async function openPair(folder: vscode.Uri, { policy, run }: Sample): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, policy), { preview: false, viewColumn: vscode.ViewColumn.One });
  await vscode.commands.executeCommand("vscode.openWith", vscode.Uri.joinPath(folder, run), "remit.replay", vscode.ViewColumn.Two);
}

/** The workspace folder that holds the sample, where one does. */
async function folderWith({ policy, run }: Sample): Promise<vscode.Uri | undefined> {
  for (const { uri } of vscode.workspace.workspaceFolders ?? [])
    if ((await isThere(vscode.Uri.joinPath(uri, policy))) && (await isThere(vscode.Uri.joinPath(uri, run)))) return uri;
  return undefined;
}

/** What is there already stays as it was edited. */
async function copySample(extension: vscode.Uri, { name, files }: Sample, folder: vscode.Uri): Promise<vscode.Uri> {
  for (const file of files) {
    const target = vscode.Uri.joinPath(folder, file);
    if (await isThere(target)) continue;
    await vscode.workspace.fs.writeFile(target, await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, "samples", name, file)));
  }
  return folder;
}
