// `Remit: Import My Agent's Sessions`: finds what coding agents recorded, lets a person choose and look, and copies what was agreed to.
// The server finds and reads; here is what people see.
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  type SessionsAnswer,
  type SessionsParams,
  sessionsMethod,
  type TakeSessionAnswer,
  type TakeSessionParams,
  takeSessionMethod,
} from "../../../server/src/sessions/protocol.ts";

type Found = SessionsAnswer[number];
type Taken = Exclude<TakeSessionAnswer, { readonly reason: string }>;

const importedFolder = ["runs", "imported"];

export async function importSessions(client: BaseLanguageClient | undefined): Promise<void> {
  const folder = await targetFolder();
  if (folder === undefined) return;
  if (client === undefined) {
    void vscode.window.showErrorMessage("The Remit language server is not running; it finds the sessions. Restart it and try again.");
    return;
  }
  const chosen = await chooseSessions(client);
  if (chosen === undefined || chosen.length === 0) return;
  const redact = await chooseForm(client, chosen);
  if (redact === undefined) return;
  await copy(client, chosen, redact, vscode.Uri.joinPath(folder, ...importedFolder));
}

async function targetFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0]?.uri;
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick({ placeHolder: "Folder to copy sessions to" }))?.uri;
  const open = "Open Folder…";
  if ((await vscode.window.showInformationMessage("Open the folder that the sessions are to be copied to.", open)) === open)
    await vscode.commands.executeCommand("vscode.openFolder");
  return undefined;
}

async function chooseSessions(client: BaseLanguageClient): Promise<readonly Found[] | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);
  const params: SessionsParams = { folders };
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: "Looking for recorded sessions" },
    // A server in a browser sees no disk, and does not know the question.
    async () => client.sendRequest<SessionsAnswer>(sessionsMethod, params).catch(() => [] as const),
  );
  if (found.length === 0) {
    void vscode.window.showInformationMessage(
      "No sessions of Claude Code, Codex, OpenCode, Gemini, Cursor, Inspect or others were found where they keep them. Copy recorded runs into this folder, or convert them with remit convert.",
    );
    return undefined;
  }
  const items = found.map((session) => {
    const parts = session.path.split(/[\\/]/);
    return {
      label: plain(parts.at(-1) ?? session.path),
      description: `${session.tool}, ${new Date(session.modified).toLocaleString()}, ${sizeText(session.size)}`,
      detail: plain(parts.slice(0, -1).join("/")),
      session,
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: `Sessions to import (${found.length} found; nothing is copied yet)`,
    placeHolder: "Type to search by tool, project or date",
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.map(({ session }) => session);
}

/** Whether what is private is taken out; undefined where the person turned away. */
async function chooseForm(client: BaseLanguageClient, chosen: readonly Found[]): Promise<boolean | undefined> {
  const count = chosen.length === 1 ? "1 session" : `${chosen.length} sessions`;
  for (;;) {
    const picked = await vscode.window.showQuickPick(
      [
        {
          label: "$(shield) Copy without private parts",
          detail: "With stand-ins for secrets, home folders and e-mail addresses; look before you share.",
          form: "redacted" as const,
        },
        {
          label: "$(eye) Look at the first one without private parts",
          detail: "Opens it beside; nothing is copied.",
          form: "preview" as const,
        },
        { label: "$(copy) Copy as recorded", detail: "With everything that the agent saw.", form: "recorded" as const },
      ],
      { title: `Copy ${count} to ${importedFolder.join("/")}`, ignoreFocusOut: true },
    );
    const [first] = chosen;
    if (picked === undefined || first === undefined) return undefined;
    if (picked.form !== "preview") return picked.form === "redacted";
    const taken = await take(client, first, true);
    if ("reason" in taken) void vscode.window.showWarningMessage(`${plain(first.path)} cannot be imported: ${plain(taken.reason)}`);
    else {
      const document = await vscode.workspace.openTextDocument({ language: "json", content: taken.text });
      await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true, preserveFocus: true });
    }
  }
}

const take = (client: BaseLanguageClient, { path }: Found, redact: boolean): Promise<TakeSessionAnswer> => {
  const params: TakeSessionParams = { path, redact };
  return client.sendRequest<TakeSessionAnswer>(takeSessionMethod, params);
};

async function copy(client: BaseLanguageClient, chosen: readonly Found[], redact: boolean, folder: vscode.Uri): Promise<void> {
  const written: vscode.Uri[] = [];
  const left: string[] = [];
  const out = { secrets: 0, addresses: 0, homes: 0 };
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: "Importing sessions", cancellable: true },
    async (progress, token) => {
      for (const [index, session] of chosen.entries()) {
        if (token.isCancellationRequested) return;
        progress.report({ message: `${index + 1} of ${chosen.length}`, increment: 100 / chosen.length });
        const taken = await take(client, session, redact);
        if ("reason" in taken) left.push(`${session.path}: ${taken.reason}`);
        else if (taken.calls === 0) left.push(`${session.path}: no call of a tool is recorded in it`);
        else {
          written.push(await write(folder, taken));
          for (const name of ["secrets", "addresses", "homes"] as const) out[name] += taken.redacted?.[name] ?? 0;
        }
      }
    },
  );
  if (left.length > 0)
    void vscode.window.showWarningMessage(`Not imported: ${plain(left.slice(0, 3).join("; "))}${left.length > 3 ? "; …" : ""}`);
  const [first] = written;
  if (first === undefined) return;
  const taken = redact ? ` Taken out: ${out.secrets} secrets, ${out.addresses} addresses, ${out.homes} home folders.` : "";
  const open = "Replay the First";
  const said = `${written.length === 1 ? "1 session is" : `${written.length} sessions are`} in ${importedFolder.join("/")}.${taken}`;
  if ((await vscode.window.showInformationMessage(said, open)) === open) await vscode.commands.executeCommand("remit.openReplay", first);
}

/** Nothing is written over. */
async function write(folder: vscode.Uri, { name, text }: Taken): Promise<vscode.Uri> {
  const stem = name.slice(0, -".trace.jsonl".length);
  for (let again = 1; ; again++) {
    const uri = vscode.Uri.joinPath(folder, again === 1 ? name : `${stem}-${again}.trace.jsonl`);
    try {
      await vscode.workspace.fs.stat(uri);
    } catch {
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
      return uri;
    }
  }
}

function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Names come from other people's disks: no icon is drawn for them. */
const plain = (text: string): string => text.replaceAll("$(", "$\u200b(");
