// Starts the language server as a worker, and answers what it asks for: it has no disk, the workspace's files are the editor's.
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { listFolderMethod, readFileMethod } from "../../server/src/files-protocol.ts";
import type { FileText } from "../../server/src/workspace.ts";
import { clientOptions, watchState } from "./client-status.ts";
import type { ConsequencesView } from "./consequences/consequences-view.ts";
import { readFailure } from "./policy-files.ts";

type WebWorker = ConstructorParameters<typeof LanguageClient>[2];
interface Asked {
  readonly uri: string;
}
const largest = 16_000_000;

export async function startLanguageClient(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  status: vscode.StatusBarItem,
  consequences: ConsequencesView,
): Promise<LanguageClient> {
  const client = new LanguageClient("remit", "Remit", await startWorker(context.extensionUri), clientOptions(context, log));
  context.subscriptions.push(
    watchState(client, status),
    client.onRequest<FileText, void>(readFileMethod, async ({ uri }: Asked): Promise<FileText> => {
      try {
        const file = vscode.Uri.parse(uri, true);
        if ((await vscode.workspace.fs.stat(file)).size > largest) return { reason: "it is too large" };
        return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(file)) };
      } catch (error) {
        return { reason: readFailure(error) };
      }
    }),
    client.onRequest(listFolderMethod, async ({ uri }: Asked) => {
      const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.parse(uri, true));
      return entries.map(([name, type]) => ({ name, isFolder: (type & vscode.FileType.Directory) !== 0 }));
    }),
  );
  consequences.listen(client);
  await client.start();
  return client;
}

/** A worker is made of the text: from an address a browser takes nothing but what is served as JavaScript, which a .cjs need not be. */
async function startWorker(extension: vscode.Uri): Promise<WebWorker> {
  const module = vscode.Uri.joinPath(extension, "dist", "remit.cjs");
  const { Worker } = globalThis as unknown as { readonly Worker: new (address: string) => WebWorker };
  const text = await vscode.workspace.fs.readFile(module);
  return new Worker(URL.createObjectURL(new Blob([text.slice()], { type: "text/javascript" })));
}
