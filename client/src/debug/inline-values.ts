// While a replay stands at a step, the policy's clauses carry their truth and values beside them. The adapter knows them.
import * as vscode from "vscode";

interface InlineValue {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

export class InlineValues implements vscode.InlineValuesProvider {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeInlineValues = this.#changed.event;

  /** The step was decided anew. */
  refresh(): void {
    this.#changed.fire();
  }

  async provideInlineValues(
    document: vscode.TextDocument,
    viewPort: vscode.Range,
    { frameId }: vscode.InlineValueContext,
  ): Promise<vscode.InlineValue[]> {
    const session = vscode.debug.activeDebugSession;
    if (session?.type !== "remit") return [];
    const path = document.uri.scheme === "file" ? document.uri.fsPath : document.uri.toString();
    const asked = session.customRequest("remit/inlineValues", { frameId, source: { path } });
    const { values } = (await asked) as { readonly values: readonly InlineValue[] };
    return values
      .map(({ line, column, endLine, endColumn, text }) => ({
        at: new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1),
        text,
      }))
      .filter(({ at }) => viewPort.intersection(at) !== undefined && at.end.line < document.lineCount)
      .map(({ at, text }) => new vscode.InlineValueText(at, text));
  }
}
