// Which policy decides a trace: the one that the reader chose, else the project file's, else the nearest. Says why.
import * as vscode from "vscode";
import { bindingOf, type JsonRecord, projectFile } from "../../core/src/index.ts";
import { foldersUpward, nearestProject } from "./nearby-files.ts";

export interface PolicyChoice {
  readonly uri: vscode.Uri;
  /** One phrase for the view: `nearest policy, in the same folder`. */
  readonly reason: string;
  readonly context: JsonRecord | undefined;
}
export interface Choice {
  readonly policy: PolicyChoice | undefined;
  /** What is wrong with the project file, as a sentence. */
  readonly complaint: string | undefined;
}

const memoryKey = "replay.chosenPolicy";

export async function choosePolicyFor(trace: vscode.Uri, memory: vscode.Memento): Promise<Choice> {
  const folders = foldersUpward(trace);
  const chosen = remembered(memory)[trace.toString()];
  if (chosen !== undefined && (await exists(vscode.Uri.parse(chosen))))
    return { policy: { uri: vscode.Uri.parse(chosen), reason: "chosen by you", context: undefined }, complaint: undefined };

  const nearby = await nearestProject(trace);
  const project = nearby && projectFile(nearby.text);
  const broken = nearby !== undefined && project !== undefined && "reason" in project;
  const complaint = broken ? `${vscode.workspace.asRelativePath(nearby.file)} cannot be used: ${project.reason}.` : undefined;
  const projects =
    nearby !== undefined && project !== undefined && "entries" in project ? [{ path: nearby.file.path, entries: project.entries }] : [];
  const { policies, where } = await nearestPolicies(folders);
  const binding = bindingOf(trace.path, { projects, policies: policies.map(({ path }) => path) });
  if (binding === undefined) return { policy: undefined, complaint };
  const reason = binding.named && nearby !== undefined ? `named by ${vscode.workspace.asRelativePath(nearby.file)}` : where;
  return { policy: { uri: trace.with({ path: binding.policy }), reason, context: binding.context }, complaint };
}

/** The policies of the nearest folder that has any, else those of the workspace; and in words, where the first of them is. */
async function nearestPolicies(
  folders: readonly vscode.Uri[],
): Promise<{ readonly policies: readonly vscode.Uri[]; readonly where: string }> {
  for (const [distance, folder] of folders.entries()) {
    const policies = await policiesIn(folder);
    if (policies.length === 0) continue;
    const where = distance === 0 ? "in the same folder" : distance === 1 ? "one folder up" : `${distance} folders up`;
    const among = policies.length > 1 ? `, first of ${policies.length}` : "";
    return { policies, where: `nearest policy, ${where}${among}` };
  }
  return { policies: await workspacePolicies(), where: "found in the workspace" };
}

/** Lets the reader pick; remembers it for this trace. Answers whether something was picked. */
export async function pickPolicy(trace: vscode.Uri, current: vscode.Uri | undefined, memory: vscode.Memento): Promise<boolean> {
  type Item = vscode.QuickPickItem & { readonly uri?: vscode.Uri; readonly action?: "automatic" | "browse" };
  const found = await workspacePolicies();
  const near = (await Promise.all(foldersUpward(trace).map(policiesIn))).flat();
  const uris = [...new Map([...near, ...found].map((uri) => [uri.toString(), uri])).values()];
  const items: Item[] = [
    ...uris.map((uri) => ({
      label: uri.path.split("/").pop() ?? uri.path,
      description: vscode.workspace.asRelativePath(uri),
      ...(uri.toString() === current?.toString() ? { detail: "decides this trace now" } : {}),
      uri,
    })),
    { label: "Choose automatically", description: "by remit.json, else the nearest", action: "automatic" },
    { label: "Browse…", action: "browse" },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: "Policy that decides this trace", matchOnDescription: true });
  if (picked === undefined) return false;
  let uri = picked.uri;
  if (picked.action === "browse") {
    uri = (await vscode.window.showOpenDialog({ filters: { "Remit policies": ["remit"] } }))?.[0];
    if (uri === undefined) return false;
  }
  await remember(memory, trace, uri);
  return true;
}

export async function remember(memory: vscode.Memento, trace: vscode.Uri, policy: vscode.Uri | undefined): Promise<void> {
  const { [trace.toString()]: _, ...others } = remembered(memory);
  await memory.update(memoryKey, policy === undefined ? others : { ...others, [trace.toString()]: policy.toString() });
}

function remembered(memory: vscode.Memento): Readonly<Record<string, string>> {
  return memory.get<Record<string, string>>(memoryKey, {});
}

async function policiesIn(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries
      .filter(([name, type]) => name.endsWith(".remit") && (type & vscode.FileType.Directory) === 0)
      .map(([name]) => vscode.Uri.joinPath(folder, name))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  } catch {
    // A folder that cannot be listed has no policy to offer.
    return [];
  }
}

async function workspacePolicies(): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles("**/*.remit", "**/node_modules/**", 200);
  return found.sort((a, b) => a.path.split("/").length - b.path.split("/").length || (a.path < b.path ? -1 : 1));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
