// Writes a first policy beside a trace: everything asks, and the tools of the run stand ready to be ruled on.
import * as vscode from "vscode";
import { isThere } from "../start/catalogues.ts";
import { newPolicyText } from "../start/new-policy-text.ts";

export async function createPolicy(trace: vscode.Uri, tools: readonly string[]): Promise<vscode.Uri> {
  const folder = vscode.Uri.joinPath(trace, "..");
  const name = trace.path.split("/").pop() ?? "this run";
  const text = newPolicyText({
    fallback: "ask",
    tools: tools.map((tool) => ({ name: tool })),
    toolsTitle: "Tools of that run",
    watch: name,
  });
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, number === 1 ? "policy.remit" : `policy-${number}.remit`);
    if (await isThere(uri)) continue;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  }
}
