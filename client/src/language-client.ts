// Starts the language server as a process of its own.
import type * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { clientOptions, watchState } from "./client-status.ts";
import type { ConsequencesView } from "./consequences/consequences-view.ts";

export async function startLanguageClient(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  status: vscode.StatusBarItem,
  consequences: ConsequencesView,
): Promise<LanguageClient> {
  const module = context.asAbsolutePath("dist/server.js");
  const server = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ["--nolazy", "--inspect=6009"] } },
  };
  const client = new LanguageClient("remit", "Remit", server, clientOptions(context, log));
  context.subscriptions.push(watchState(client, status));
  consequences.listen(client);
  await client.start();
  return client;
}
