// What the two language clients share: their options, and the status item that says how the server stands.
import * as vscode from "vscode";
import { type BaseLanguageClient, type LanguageClientOptions, State } from "vscode-languageclient";

const compared: ReadonlySet<string> = new Set(["git", "remit-shown"]);

export function clientOptions(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageClientOptions {
  return {
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
  };
}

export function watchState(client: BaseLanguageClient, status: vscode.StatusBarItem): vscode.Disposable {
  return client.onDidChangeState(({ newState }) => show(status, newState));
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
