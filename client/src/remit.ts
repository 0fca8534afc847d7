// THE program of the packaged extension: extension and language server, in Node and in a browser, share one core, and so one file.
// Nothing is evaluated before it is wanted. What the extension's own small entry in Node imports later is found here too: esbuild.mjs
// adds it as `parts`.
import type * as vscode from "vscode";

/** The extension in a browser, as VS Code calls it there. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const { activate: activateWeb } = await import("./extension-web.ts");
  activateWeb(context);
}

export async function deactivate(): Promise<void> {
  const { deactivateClient } = await import("./activate.ts");
  await deactivateClient();
}

/** The language server, on the channel of this process. */
export async function serve(): Promise<void> {
  await import("../../server/src/main.ts");
}

/** The language server, on the channel of this worker. */
export async function serveInWorker(): Promise<void> {
  await import("../../server/src/browser.ts");
}
