// The texts of policies, imports and catalogues as the editor has them, and analyses made of them. The core reads files
// without waiting; so files that it asks for and that are not at hand are fetched, and the analysis is made again.
import * as vscode from "vscode";
import { type Analysis, analyze, type Host } from "../../core/src/index.ts";
import { readRegular } from "./nearby-files.ts";

/** `typed`: open documents as they stand, saved or not. `saved`: what is on disk. */
export type Flavour = "typed" | "saved";

export type FileText = { readonly text: string } | { readonly reason: string };

export class PolicyFiles implements vscode.Disposable {
  readonly #onDisk = new Map<string, FileText>();
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #disposables: vscode.Disposable[] = [];
  /** The path of a file whose typed text or content on disk is not what it was. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    const forget = (uri: vscode.Uri): void => {
      this.#onDisk.delete(uri.toString());
      this.#changed.fire(uri.toString());
    };
    const watcher = vscode.workspace.createFileSystemWatcher("**/*.{remit,json}");
    this.#disposables.push(
      this.#changed,
      watcher,
      watcher.onDidChange(forget),
      watcher.onDidCreate(forget),
      watcher.onDidDelete(forget),
      vscode.workspace.onDidSaveTextDocument((document) => forget(document.uri)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        // A change without edits is the dirty mark alone.
        if (contentChanges.length > 0) this.#changed.fire(document.uri.toString());
      }),
    );
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** The analysis of the policy at a path (a URI as text), or why it cannot be read. */
  analysis(path: string, flavour: Flavour): Promise<Analysis | { readonly reason: string }> {
    return analysisInRounds(
      path,
      (wanted) => this.#known(wanted, flavour),
      (wanted) => this.#fetch(wanted),
    );
  }

  /** The same with every file from elsewhere. */
  analysisOf(path: string, load: (path: string) => Promise<FileText>): Promise<Analysis | { readonly reason: string }> {
    const loaded = new Map<string, FileText>();
    return analysisInRounds(
      path,
      (wanted) => loaded.get(wanted),
      async (wanted) => void loaded.set(wanted, await load(wanted)),
    );
  }

  /** The files as typed, as far as they are at hand: for policies that differ from an analysed one in their texts alone. */
  get host(): Host {
    return { resolve: resolvePath, read: (path) => this.#known(path, "typed") ?? { reason: "it was not read" } };
  }

  /** Whether one of the files is open with edits that are not saved. */
  edited(paths: Iterable<string>): boolean {
    for (const path of paths) if (openDocument(path)?.isDirty === true) return true;
    return false;
  }

  #known(path: string, flavour: Flavour): FileText | undefined {
    const document = openDocument(path);
    if (document !== undefined && (flavour === "typed" || !document.isDirty)) return { text: document.getText() };
    return this.#onDisk.get(path);
  }

  async #fetch(path: string): Promise<void> {
    try {
      const bytes = await readRegular(vscode.Uri.parse(path, true), "policy");
      this.#onDisk.set(path, { text: new TextDecoder().decode(bytes) });
    } catch (error) {
      this.#onDisk.set(path, { reason: readFailure(error) });
    }
  }
}

async function analysisInRounds(
  path: string,
  known: (path: string) => FileText | undefined,
  fetch: (path: string) => Promise<void>,
): Promise<Analysis | { readonly reason: string }> {
  // Every round fetches at least one file that was not known; a policy that names hundreds in a chain is cut off.
  for (let round = 0; round < 50; round++) {
    const missing = new Set<string>();
    const read = (wanted: string): FileText => {
      const found = known(wanted);
      if (found === undefined) missing.add(wanted);
      return found ?? { reason: "it is being read" };
    };
    const main = read(path);
    if (missing.size === 0 && "reason" in main) return main;
    if ("text" in main) {
      const host: Host = { resolve: resolvePath, read };
      const analysis = analyze(path, main.text, host);
      if (missing.size === 0) return analysis;
    }
    await Promise.all([...missing].map(fetch));
  }
  return { reason: "its imports do not end" };
}

/** Why a file could not be read, as a phrase. */
export function readFailure(error: unknown): string {
  if (error instanceof vscode.FileSystemError) {
    if (error.code === "FileNotFound") return "no such file";
    if (error.code === "FileIsADirectory") return "it is a folder";
    if (error.code === "NoPermissions") return "no permission to read it";
  }
  return error instanceof Error ? error.message : String(error);
}

function openDocument(path: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === path);
}

/** The path that `written` means in the file at `from`: both are URIs as text. */
export function resolvePath(from: string, written: string): string {
  const parsed = vscode.Uri.parse(from, true);
  // A text that is not saved yet, but has its place: files beside that place are where the workspace is.
  const scheme = vscode.workspace.workspaceFolders?.[0]?.uri.scheme ?? "file";
  const base = parsed.scheme === "untitled" && parsed.path.startsWith("/") ? parsed.with({ scheme }) : parsed;
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(written)) return vscode.Uri.parse(written).toString();
  if (written.startsWith("/")) return base.with({ path: written }).toString();
  return vscode.Uri.joinPath(base, "..", written.replaceAll("\\", "/")).toString();
}
