// Texts shown in editors of their own that no file holds: a long result, a policy as it would be. Read-only, plain, forgotten
// when their editor closes.
import * as vscode from "vscode";

const scheme = "remit-shown";

export class ShownTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #disposables: vscode.Disposable[];
  #number = 0;

  constructor() {
    this.#disposables = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#texts.clear();
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? "";
  }

  /** A document that holds the text. Its name chooses its language and stands on its tab; slashes would make folders of it. */
  hold(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${++this.#number}/${name.replaceAll(/[/\\]/g, "-")}` });
    this.#texts.set(uri.toString(), text);
    return uri;
  }
}
