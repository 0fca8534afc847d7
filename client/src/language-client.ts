// Starts the language server and says in the status item how it stands.
import * as vscode from "vscode";
import { LanguageClient, State, TransportKind } from "vscode-languageclient/node";
import type { ConsequencesView } from "./consequences/consequences-view.ts";

const compared: ReadonlySet<string> = new Set(["git", "remit-shown"]);

export async function startLanguageClient(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  status: vscode.StatusBarItem,
  consequences: ConsequencesView,
): Promise<LanguageClient> {
  const module = context.asAbsolutePath("dist/server.js");
  const client = new LanguageClient(
    "remit",
    "Remit",
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ["--nolazy", "--inspect=6009"] } },
    },
    {
      documentSelector: [{ language: "remit" }],
      outputChannel: log,
      // What stands in a hover is the server's: of recordings and catalogues nothing becomes a link.
      markdown: { isTrusted: { enabledCommands: ["remit.openStep"] } },
      // Versions that no file holds stand in comparisons: beside no imports and catalogues, they would look wrong.
      middleware: {
        didOpen: (document, next) => (compared.has(document.uri.scheme) ? Promise.resolve() : next(document)),
      },
      diagnosticPullOptions: { onChange: true },
      // Where the pages of the diagnostics are, for the links of their codes.
      initializationOptions: {
        documentation: vscode.Uri.joinPath(context.extensionUri, "docs", "diagnostics").toString(),
        consequences: true,
      },
    },
  );
  context.subscriptions.push(client.onDidChangeState(({ newState }) => show(status, newState)));
  consequences.listen(client);
  await client.start();
  return client;
}

function show(status: vscode.StatusBarItem, state: State): void {
  const running = state === State.Running;
  status.text = running ? "$(check) Remit ready" : state === State.Starting ? "$(sync~spin) Remit starting" : "$(error) Remit stopped";
  status.tooltip = running
    ? "The Remit language server answers."
    : state === State.Starting
      ? "The Remit language server is starting."
      : "The Remit language server is not running. Click to read its log.";
}
