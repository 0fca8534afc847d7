// Shows a place of a policy beside the replay view, in the column where that policy already stands if there is one.
import * as vscode from "vscode";
import type { Span } from "../../../core/src/index.ts";

export async function reveal(uri: vscode.Uri, span: Span | undefined, from: vscode.ViewColumn | undefined, focus: boolean): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const range = span && new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
  const editor = await vscode.window.showTextDocument(document, { viewColumn: columnFor(uri, from), preserveFocus: !focus, preview: true });
  if (range === undefined) return;
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  const mark = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
    borderColor: new vscode.ThemeColor("contrastActiveBorder"),
  });
  editor.setDecorations(mark, [range]);
  setTimeout(() => mark.dispose(), 1500);
}

/** Where a policy stands beside the view at a column. */
export function columnFor(uri: vscode.Uri, from: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const holds = (group: vscode.TabGroup): boolean =>
    group.tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());
  const holding = groups.find((group) => group.viewColumn !== from && holds(group)) ?? groups.find((group) => group.viewColumn !== from);
  return holding?.viewColumn ?? vscode.ViewColumn.Beside;
}
