// The extension's entry in a browser: no program can be started, and the language server is a worker.
import type * as vscode from "vscode";
import { activateIn, deactivateClient } from "./activate.ts";

export function activate(context: vscode.ExtensionContext): void {
  activateIn(
    {
      startLanguageClient: async (...given) => (await import("./language-client-web.ts")).startLanguageClient(...given),
      runServer: undefined,
    },
    context,
  );
}

export const deactivate = deactivateClient;
