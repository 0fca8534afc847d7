// Lets `Remit: Import Tools` start a server, where the extension runs in Node. Knows no question to a person.
import type * as vscode from "vscode";
import type { ToolList } from "../../core/src/index.ts";
import { commandWords, listServerTools } from "../../server/src/mcp/list-tools.ts";

export async function runServer(
  commandLine: string,
  folder: vscode.Uri | undefined,
  token: vscode.CancellationToken,
): Promise<ToolList | { readonly reason: string }> {
  const words = commandWords(commandLine);
  if (words === undefined) return { reason: "the line names no program" };
  const stop = new AbortController();
  token.onCancellationRequested(() => stop.abort());
  return listServerTools(words, folder?.scheme === "file" ? folder.fsPath : undefined, stop.signal);
}
