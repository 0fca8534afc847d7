// Traces that stand in no file: what is debugged though nobody recorded it. The editor shows their text like any other.
import * as vscode from "vscode";

export const madeTraceScheme = "remit-made";

class MadeTraces implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  #registered = false;

  set(uri: vscode.Uri, text: string): void {
    if (!this.#registered) vscode.workspace.registerTextDocumentContentProvider(madeTraceScheme, this);
    this.#registered = true;
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
  }

  bytes(uri: vscode.Uri): Uint8Array | undefined {
    const text = this.#texts.get(uri.toString());
    return text === undefined ? undefined : new TextEncoder().encode(text);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? "";
  }
}

/** One for the extension, as there is one debugger: as long as it lives, a session can be started again. */
export const madeTraces = new MadeTraces();
