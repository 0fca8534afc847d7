// Reads other files for the analysis: an open document first, else the disk. The only file of the server that touches the
// file system. Paths are URIs throughout, in the one spelling that `uriKey` gives.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { URI, Utils } from "vscode-uri";
import { beginsAsUtf16, type Host, isUtf16, type ListedFile } from "../../core/src/index.ts";

export type FileText = { readonly text: string } | { readonly reason: string };

/** How the server reads what is not open. Never throws. */
export interface Files {
  read(uri: string): FileText;
  /** What lies in a folder; nothing where it cannot be read. */
  list(uri: string): readonly ListedFile[];
}

/** One spelling for each URI: clients differ in what they percent-encode. */
export const uriKey = (uri: string): string => URI.parse(uri).toString();

/** The disk. A file is read again only when its time or size has changed. */
export function diskFiles(): Files {
  const known = new Map<string, { readonly stamp: string; readonly text: string }>();
  return {
    read(uri) {
      const parsed = URI.parse(uri);
      if (parsed.scheme !== "file") return { reason: `it is neither open nor on this disk (${parsed.scheme}:)` };
      try {
        const stats = statSync(parsed.fsPath);
        if (stats.isDirectory()) return { reason: "it is a folder" };
        const stamp = `${stats.mtimeMs}:${stats.size}:${stats.ino}`;
        const before = known.get(uri);
        if (before?.stamp === stamp) return before;
        const bytes = readFileSync(parsed.fsPath);
        if (beginsAsUtf16(bytes)) return { reason: isUtf16 };
        const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
        known.set(uri, { stamp, text });
        return { text };
      } catch (error) {
        known.delete(uri);
        return { reason: whyUnreadable(error) };
      }
    },
    list(uri) {
      const parsed = URI.parse(uri);
      if (parsed.scheme !== "file") return [];
      try {
        return readdirSync(parsed.fsPath, { withFileTypes: true }).map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
      } catch {
        return [];
      }
    },
  };
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return "no such file";
  if (code === "EACCES" || code === "EPERM") return "no permission to read it";
  return error instanceof Error ? error.message : String(error);
}

/** The analysis' view of the workspace. `openText` answers for documents that an editor holds. */
export function workspaceHost(openText: (uri: string) => string | undefined, files: Files): Host {
  return {
    resolve(from, written) {
      if (/^[A-Za-z]:[\\/]/.test(written)) return URI.file(written).toString();
      return Utils.resolvePath(Utils.dirname(URI.parse(from)), written.replaceAll("\\", "/")).toString();
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

/** Where the pages of diagnostics lie beside this program, as a URI. */
export function documentationFolder(): string | undefined {
  let folder = dirname(process.argv[1] ?? "");
  for (let level = 0; level < 4; level++) {
    const pages = join(folder, "docs", "diagnostics");
    if (existsSync(pages)) return pathToFileURL(pages).toString();
    folder = dirname(folder);
  }
  return undefined;
}
