// Which files of the workspace stand around a trace: folders upward, the nearest project file. Knows nothing of what they say.
import * as vscode from "vscode";
import { projectFileName, type ReadAs, whyNotRead } from "../../core/src/index.ts";

export interface NearbyProject {
  readonly folder: vscode.Uri;
  readonly file: vscode.Uri;
  /** As typed, where it is open. */
  readonly text: string;
}

/** The trace's folder and those above it, up to the workspace folder that holds it. */
export function foldersUpward(trace: vscode.Uri): readonly vscode.Uri[] {
  const top = vscode.workspace.getWorkspaceFolder(trace)?.uri;
  const folders: vscode.Uri[] = [];
  for (let folder = vscode.Uri.joinPath(trace, ".."); ; folder = vscode.Uri.joinPath(folder, "..")) {
    folders.push(folder);
    if (folder.path === top?.path || folder.path === "/" || folder.path === "" || folders.length > 30) return folders;
  }
}

/** The project file beside the trace or in the nearest folder above. */
export async function nearestProject(trace: vscode.Uri): Promise<NearbyProject | undefined> {
  for (const folder of foldersUpward(trace)) {
    const file = vscode.Uri.joinPath(folder, projectFileName);
    const text = await textOf(file);
    if (text !== undefined) return { folder, file, text };
  }
  return undefined;
}

/** The trace's path from the project file's folder. */
export const pathBelow = ({ folder }: NearbyProject, trace: vscode.Uri): string => trace.path.slice(folder.path.length).replace(/^\//, "");

/** The bytes of a regular file that is not too large. Throws where there is none, as the file system does. */
export async function readRegular(uri: vscode.Uri, as: ReadAs): Promise<Uint8Array> {
  const { type, size } = await vscode.workspace.fs.stat(uri);
  const state = {
    size,
    isFile: () => (type & vscode.FileType.File) !== 0,
    isDirectory: () => (type & vscode.FileType.Directory) !== 0,
  };
  const reason = whyNotRead(state, as);
  if (reason !== undefined) throw new Error(reason);
  return vscode.workspace.fs.readFile(uri);
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  try {
    return new TextDecoder().decode(await readRegular(uri, "policy"));
  } catch {
    // No project file here is the common case.
    return undefined;
  }
}
