// `Remit: Import Tools from an MCP Server's List…`: from a file, from what was copied, or from a server that a person lets run. The
// list becomes a catalogue beside the policies. Nothing runs in a workspace that is not trusted, and nothing runs unasked.
import * as vscode from "vscode";
import { type ToolList, toolList } from "../../../core/src/index.ts";
import { readFailure } from "../policy-files.ts";
import { isThere } from "./catalogues.ts";

/** Starts the server that the line names and asks it for its tools; undefined where programs cannot be started. */
export type RunServer = (
  commandLine: string,
  folder: vscode.Uri | undefined,
  token: vscode.CancellationToken,
) => Promise<ToolList | { readonly reason: string }>;

type Source = "file" | "clipboard" | "server";
interface Imported {
  readonly list: ToolList;
  /** For the catalogue's name. */
  readonly name: string;
}

const lastCommandKey = "tools.lastCommand";

/** Gives the catalogue that was written; undefined where the author stopped, or was told why there is none. */
export async function importTools(memory: vscode.Memento, run: RunServer | undefined): Promise<vscode.Uri | undefined> {
  const source = await askSource(run !== undefined);
  const imported =
    source === "file"
      ? await fromFile()
      : source === "clipboard"
        ? told(toolList(await vscode.env.clipboard.readText()), vscode.l10n.t("what was copied"), "tools")
        : source === "server" && run !== undefined
          ? await fromServer(memory, run)
          : undefined;
  if (imported === undefined) return undefined;
  const target = await askTarget(imported.name);
  if (target === undefined) return undefined;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(imported.list.catalogue));
  const { tools, isPartial } = imported.list;
  const more = isPartial ? vscode.l10n.t(" The list names a next page, which is not in it.") : "";
  const open = vscode.l10n.t("Open It");
  void vscode.window
    .showInformationMessage(
      vscode.l10n.t('{0}: tools: {1}. A policy names it by `tools "…"`.{2}', vscode.workspace.asRelativePath(target), tools.length, more),
      open,
    )
    .then((chosen) => (chosen === open ? vscode.window.showTextDocument(target) : undefined));
  return target;
}

async function askSource(canRun: boolean): Promise<Source | undefined> {
  const trusted = vscode.workspace.isTrusted;
  const server = {
    label: vscode.l10n.t("$(terminal) Ask a Server"),
    description: trusted ? "" : vscode.l10n.t("only in a trusted workspace"),
    detail: vscode.l10n.t("Starts the program that you name, asks it for tools/list, and ends it; you see the command line first"),
    source: "server" as const,
  };
  const items = [
    {
      label: vscode.l10n.t("$(file) A File"),
      detail: vscode.l10n.t("The answer to tools/list, or a tools array of OpenAI, Anthropic or Gemini, as JSON"),
      source: "file" as const,
    },
    {
      label: vscode.l10n.t("$(clippy) The Clipboard"),
      detail: vscode.l10n.t("The same, copied from somewhere"),
      source: "clipboard" as const,
    },
    ...(canRun ? [server] : []),
  ];
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Where the list of tools is"), matchOnDetail: true });
  if (picked?.source !== "server" || trusted) return picked?.source;
  void vscode.window.showInformationMessage(vscode.l10n.t("A server is started only in a workspace that you trust."));
  return undefined;
}

async function fromFile(): Promise<Imported | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ filters: { JSON: ["json"] }, openLabel: vscode.l10n.t("Import") })) ?? [];
  if (uri === undefined) return undefined;
  const name = uri.path.split("/").pop() ?? "tools.json";
  try {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    return told(toolList(text), name, name.replace(/(\.tools)?\.json$/i, ""));
  } catch (error) {
    return told({ reason: readFailure(error) }, name, name);
  }
}

async function fromServer(memory: vscode.Memento, run: RunServer): Promise<Imported | undefined> {
  const line = await vscode.window.showInputBox({
    title: vscode.l10n.t("The server's command line"),
    prompt: vscode.l10n.t("A program and its arguments, as in an MCP configuration; no shell reads it"),
    placeHolder: "npx -y @modelcontextprotocol/server-filesystem .",
    value: memory.get<string>(lastCommandKey) ?? "",
    ignoreFocusOut: true,
  });
  if (line === undefined || line.trim() === "") return undefined;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const start = vscode.l10n.t("Run It");
  const where = folder === undefined ? vscode.l10n.t("No folder is open.") : vscode.l10n.t("In the folder {0}.", folder.fsPath);
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Run this program on your machine, with your rights?"),
    { modal: true, detail: `${line.trim()}\n\n${where}` },
    start,
  );
  if (answer !== start) return undefined;
  await memory.update(lastCommandKey, line);
  const list = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Asking the server for its tools"), cancellable: true },
    (_progress, token) => run(line, folder, token),
  );
  return told(list, vscode.l10n.t("the server"), nameOf(line));
}

/** `server-filesystem` of a line that runs `@modelcontextprotocol/server-filesystem`. */
function nameOf(line: string): string {
  const words = line.split(/\s+/).filter((word) => /[a-z]/i.test(word) && !word.startsWith("-"));
  const telling = words.find((word) => /mcp|server/i.test(word)) ?? words[0] ?? "tools";
  return (telling.split(/[\\/]/).pop() ?? "tools").replace(/@.*$|\.(?:m?js|ts|py|exe)$/gi, "").replace(/[^\w.-]/g, "") || "tools";
}

function told(list: ToolList | { readonly reason: string }, from: string, name: string): Imported | undefined {
  if (!("reason" in list)) return { list, name };
  void vscode.window.showErrorMessage(vscode.l10n.t("There are no tools from {0}: {1}.", from, list.reason));
  return undefined;
}

async function askTarget(name: string): Promise<vscode.Uri | undefined> {
  const [first, second] = vscode.workspace.workspaceFolders ?? [];
  const folder =
    second !== undefined
      ? (await vscode.window.showWorkspaceFolderPick())?.uri
      : (first?.uri ?? (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false }))?.[0]);
  if (folder === undefined) return undefined;
  const named = (typed: string): vscode.Uri => vscode.Uri.joinPath(folder, /\.json$/i.test(typed) ? typed : `${typed}.tools.json`);
  const value = `${name}.tools.json`;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t("The catalogue's name"),
    prompt: vscode.l10n.t("In {0}", vscode.workspace.asRelativePath(folder)),
    value,
    valueSelection: [0, name.length],
    ignoreFocusOut: true,
    validateInput: async (text) => {
      if (!/^[^/\\:*?"<>|]+$/.test(text.trim())) return vscode.l10n.t("A name of a file, without folders.");
      if (!(await isThere(named(text.trim())))) return undefined;
      return { message: vscode.l10n.t("This replaces the file that is there."), severity: vscode.InputBoxValidationSeverity.Warning };
    },
  });
  return typed === undefined ? undefined : named(typed.trim());
}
