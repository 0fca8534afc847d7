// Which files of the workspace are catalogues of tools, and how a policy writes the way to one.
import * as vscode from "vscode";
import { toolList } from "../../../core/src/index.ts";

const most = 40;
const largest = 8_000_000;

/** Files named as catalogues are (`tools.json`, `bank.tools.json`) that hold a list of tools. */
export async function cataloguesAtHand(): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles("**/{*.tools,tools}.json", "{**/node_modules/**,**/.vscode/**}", most);
  const checked = await Promise.all(found.map(async (uri) => ((await isCatalogue(uri)) ? [uri] : [])));
  return checked.flat().sort((a, b) => a.path.split("/").length - b.path.split("/").length || (a.path < b.path ? -1 : 1));
}

/** The only catalogue in the nearest folder upward that has any; two in one folder are not chosen among. */
export async function catalogueNear(uris: readonly vscode.Uri[], top: vscode.Uri): Promise<vscode.Uri | undefined> {
  const catalogues = await cataloguesAtHand();
  const folders = new Set(uris.map((uri) => folderOf(uri)));
  const [first] = folders;
  if (first === undefined) return undefined;
  // What all of the files lie below.
  let folder = first;
  while (folder.length > top.path.length && ![...folders].every((one) => one === folder || one.startsWith(`${folder}/`)))
    folder = folder.slice(0, folder.lastIndexOf("/"));
  for (; folder.length >= top.path.length; folder = folder.slice(0, folder.lastIndexOf("/"))) {
    const here = catalogues.filter((uri) => folderOf(uri) === folder);
    if (here.length > 0) return here.length === 1 ? here[0] : undefined;
    if (folder === "") return undefined;
  }
  return undefined;
}

/** A file's path as a policy at another place writes it. */
export function pathFrom(policy: vscode.Uri, file: vscode.Uri): string {
  const from = folderOf(policy).split("/");
  const to = file.path.split("/");
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = from.slice(shared).map(() => "..");
  const path = [...up, ...to.slice(shared)].join("/");
  return up.length === 0 ? `./${path}` : path;
}

/** Whether there is a file of this name. */
export async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

const folderOf = ({ path }: vscode.Uri): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

async function isCatalogue(uri: vscode.Uri): Promise<boolean> {
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > largest) return false;
    return !("reason" in toolList(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))));
  } catch {
    // A file that went away meanwhile is no catalogue.
    return false;
  }
}
