// Reads other files for the analysis: an open document first, else what the host of the server has. Knows no
// disk: it runs in a browser too. Paths are URIs throughout, in the one spelling
// that `uriKey` gives.
import { URI, Utils } from "vscode-uri";
import type { Host, ListedFile } from "../../core/src/index.ts";

export type FileText = { readonly text: string } | { readonly reason: string };

/** How the server reads what is not open. Never throws. */
export interface Files {
  read(uri: string): FileText;
  /** What lies in a folder; nothing where it cannot be read. */
  list(uri: string): readonly ListedFile[];
  /** A file has changed outside: what was kept of it is forgotten. */
  forget?(uri: string): void;
}

/** One spelling for each URI: clients differ in what they percent-encode. */
export const uriKey = (uri: string): string => URI.parse(uri).toString();

/** The analysis' view of the workspace. `openText` answers for documents that an editor holds. */
export function workspaceHost(openText: (uri: string) => string | undefined, files: Files): Host {
  return {
    resolve(from, written) {
      if (/^[A-Za-z]:[\\/]/.test(written)) return URI.file(written).toString();
      const base = URI.parse(from);
      // A text that is not saved yet, but has its place: files beside that place are on the disk.
      const place = base.scheme === "untitled" && base.path.startsWith("/") ? base.with({ scheme: "file" }) : base;
      return Utils.resolvePath(Utils.dirname(place), written.replaceAll("\\", "/")).toString();
    },
    read(uri) {
      const text = openText(uri);
      return text === undefined ? files.read(uri) : { text };
    },
  };
}

/** More than an author keeps in one workspace: what a look around may cost. */
const limits = { folders: 2000, policies: 500 };

/** The policies in a folder and below it, hidden folders and `node_modules` left out. */
export function policiesBelow(folder: string, files: Files): readonly string[] {
  const found: string[] = [];
  const folders = [folder];
  for (let at = 0; at < folders.length && at < limits.folders && found.length < limits.policies; at++) {
    const parent = URI.parse(folders[at] ?? folder);
    for (const { name, isFolder } of files.list(parent.toString())) {
      if (isFolder && !name.startsWith(".") && name !== "node_modules") folders.push(Utils.joinPath(parent, name).toString());
      else if (!isFolder && /\.remit$/i.test(name)) found.push(Utils.joinPath(parent, name).toString());
    }
  }
  return found;
}
