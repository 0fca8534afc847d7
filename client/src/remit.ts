// THE program of the packaged extension: extension and language server, in Node and in a browser, share one core, and so one file.
// Nothing is evaluated before it is wanted. The entries that VS Code and the client's library look for are a line each: esbuild.mjs
// writes them.
import type * as vscode from "vscode";

/** The extension in a browser, as VS Code calls it there. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const { activate: activateWeb } = await import("./extension-web.ts");
  activateWeb(context);
}

export async function activateInNode(context: vscode.ExtensionContext): Promise<void> {
  const { activate: activateNode } = await import("./extension.ts");
  activateNode(context);
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
