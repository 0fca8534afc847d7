// `Remit: New Policy…`: three questions, then a policy that is right as it stands, with the tools that there are written beside.
import * as vscode from "vscode";
import { toolList } from "../../../core/src/index.ts";
import { draftFromTraces } from "../draft/draft-policy.ts";
import { tracesAtHand } from "../traces-at-hand.ts";
import { cataloguesAtHand, isThere, pathFrom } from "./catalogues.ts";
import { type NewPolicy, newPolicyText } from "./new-policy-text.ts";

type Begin = "runs" | "catalogue" | "import" | "empty";

/** `importTools` asks for a list of tools and answers with the catalogue that it wrote. */
export async function newPolicy(importTools: () => Promise<vscode.Uri | undefined>): Promise<void> {
  const begin = await askBegin();
  if (begin === undefined) return;
  if (begin === "runs") return draftFromTraces([]);
  const catalogue = begin === "catalogue" ? await pickCatalogue() : begin === "import" ? await importTools() : undefined;
  if (begin !== "empty" && catalogue === undefined) return;
  const fallback = await askDefault();
  if (fallback === undefined) return;
  const target = await askTarget(catalogue);
  if (target === undefined) return;
  const tools = catalogue === undefined ? [] : await toolsIn(catalogue);
  await vscode.workspace.fs.writeFile(
    target,
    new TextEncoder().encode(newPolicyText({ fallback, tools, catalogue: catalogue && pathFrom(target, catalogue) })),
  );
  await vscode.window.showTextDocument(target, { preview: false });
}

async function askBegin(): Promise<Begin | undefined> {
  const [traces, catalogues] = await Promise.all([tracesAtHand(), cataloguesAtHand()]);
  type Item = vscode.QuickPickItem & { readonly begin: Begin };
  const items: Item[] = [
    {
      label: vscode.l10n.t("$(history) From Recorded Runs"),
      description:
        traces.length > 0 ? vscode.l10n.t("files at hand: {0}", traces.length) : vscode.l10n.t("there are none in this workspace"),
      detail: vscode.l10n.t("What runs that went well did is allowed, as narrowly as their values say; all else asks"),
      begin: "runs",
    },
    {
      label: vscode.l10n.t("$(tools) From a Catalogue of Tools"),
      description: catalogues.map((uri) => uri.path.split("/").pop()).join(", "),
      detail: vscode.l10n.t("The policy names a file of tools, so that their names and arguments are checked"),
      begin: "catalogue",
    },
    {
      label: vscode.l10n.t("$(cloud-download) From an MCP Server's List of Tools"),
      detail: vscode.l10n.t("Imports the list as a catalogue first"),
      begin: "import",
    },
    {
      label: vscode.l10n.t("$(new-file) From Nothing"),
      detail: vscode.l10n.t("A default and two rules to change"),
      begin: "empty",
    },
  ];
  const offered = items.filter((item) => (item.begin === "runs" ? traces.length > 0 : item.begin !== "catalogue" || catalogues.length > 0));
  const title = vscode.l10n.t("New policy (1 of 3): what to begin from");
  return (await vscode.window.showQuickPick(offered, { title, matchOnDetail: true }))?.begin;
}

async function pickCatalogue(): Promise<vscode.Uri | undefined> {
  const found = await cataloguesAtHand();
  if (found.length === 1) return found[0];
  const items = found.map((uri) => ({
    label: uri.path.split("/").pop() ?? uri.path,
    description: vscode.workspace.asRelativePath(uri),
    uri,
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Catalogue of tools that the policy names") }))?.uri;
}

async function askDefault(): Promise<NewPolicy["fallback"] | undefined> {
  const items = [
    {
      label: vscode.l10n.t("Ask a Person"),
      description: "default ask",
      detail: vscode.l10n.t("Safe to begin with: nothing happens unseen, and rules make it quieter"),
      fallback: "ask" as const,
    },
    {
      label: vscode.l10n.t("Deny"),
      description: "default deny",
      detail: vscode.l10n.t("For agents that nobody watches: only what is allowed happens"),
      fallback: "deny" as const,
    },
    {
      label: vscode.l10n.t("Allow"),
      description: "default allow",
      detail: vscode.l10n.t("A list of what must not happen; what nobody thought of, happens"),
      fallback: "allow" as const,
    },
  ];
  const title = vscode.l10n.t("New policy (2 of 3): what becomes of a call that no rule speaks of");
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.fallback;
}

/** Undefined where the author stopped. The file that it names is not there yet. */
async function askTarget(catalogue: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const folder = catalogue === undefined ? await askFolder() : vscode.Uri.joinPath(catalogue, "..");
  if (folder === undefined) return undefined;
  const named = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name.endsWith(".remit") ? name : `${name}.remit`);
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("New policy (3 of 3): its name"),
    prompt: vscode.l10n.t("In {0}", vscode.workspace.asRelativePath(folder)),
    value: await freeName(folder),
    valueSelection: [0, "policy".length],
    validateInput: async (typed) => {
      if (!/^[^/\\:*?"<>|]+$/.test(typed.trim())) return vscode.l10n.t("A name of a file, without folders.");
      return (await isThere(named(typed.trim()))) ? vscode.l10n.t("There is a file of this name already.") : undefined;
    },
  });
  return name === undefined ? undefined : named(name.trim());
}

async function askFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const active = vscode.window.activeTextEditor?.document.uri;
  const [only] = folders;
  if (folders.length > 1)
    return (active && vscode.workspace.getWorkspaceFolder(active)?.uri) ?? (await vscode.window.showWorkspaceFolderPick())?.uri;
  if (only !== undefined) return only.uri;
  const label = vscode.l10n.t("Put the Policy Here");
  return (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel: label }))?.[0];
}

async function freeName(folder: vscode.Uri): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? "policy.remit" : `policy-${number}.remit`;
    if (!(await isThere(vscode.Uri.joinPath(folder, name)))) return name;
  }
}

async function toolsIn(catalogue: vscode.Uri): Promise<readonly { readonly name: string; readonly about: string | undefined }[]> {
  const list = toolList(new TextDecoder().decode(await vscode.workspace.fs.readFile(catalogue)));
  return "reason" in list ? [] : list.tools;
}
