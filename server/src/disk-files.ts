// How a server that runs in Node reads what is not open: from the disk.
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { URI } from "vscode-uri";
import { beginsAsUtf16, isUtf16 } from "../../core/src/index.ts";
import { readRegular } from "./regular-files.ts";
import type { Files } from "./workspace.ts";

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
