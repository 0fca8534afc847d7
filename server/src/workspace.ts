// Reads other files for the analysis: an open document first, else the disk. Paths are URIs throughout, in the one spelling
// that `uriKey` gives.
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { URI, Utils } from "vscode-uri";
import { beginsAsUtf16, type Host, isUtf16, type ListedFile } from "../../core/src/index.ts";
import { readRegular } from "./regular-files.ts";

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
      let stamp = "";
      const read = readRegular(parsed.fsPath, "policy", (state) => {
        stamp = `${state.mtimeMs}:${state.size}:${state.ino}`;
        const before = known.get(uri);
        return before?.stamp === stamp ? before : undefined;
      });
      if ("reason" in read) known.delete(uri);
      if (!("bytes" in read)) return read;
      if (beginsAsUtf16(read.bytes)) return { reason: isUtf16 };
      const text = new TextDecoder().decode(read.bytes);
      known.set(uri, { stamp, text });
      return { text };
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

/** Installed programs are called by links. */
function whole(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Where the pages of diagnostics lie beside this program, as a URI. */
export function documentationFolder(): string | undefined {
  let folder = dirname(whole(process.argv[1] ?? ""));
  for (let level = 0; level < 4; level++) {
    const pages = join(folder, "docs", "diagnostics");
    if (existsSync(pages)) return pathToFileURL(pages).toString();
    folder = dirname(folder);
  }
  return undefined;
}
