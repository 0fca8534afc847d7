// The extension's entry in Node.
import type * as vscode from "vscode";
import { activateIn, deactivateClient } from "./activate.ts";

export function activate(context: vscode.ExtensionContext): void {
  activateIn(
    {
      startLanguageClient: async (...given) => (await import("./language-client.ts")).startLanguageClient(...given),
      runServer: async () => (await import("./run-server.ts")).runServer,
    },
    context,
  );
}

export const deactivate = deactivateClient;
