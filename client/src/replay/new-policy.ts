// Writes a first policy beside a trace: everything asks, and the tools of the run stand ready to be ruled on.
import * as vscode from "vscode";

function firstPolicy(traceName: string, tools: readonly string[]): string {
  const seen = tools.map((tool) => `//   ${tool}`).join("\n");
  return `// Decides which actions are within the agent's remit. Edit it and watch ${traceName} change.

// What no rule speaks of, a person must approve.
default ask

${tools.length === 0 ? "" : `// Tools of that run:\n${seen}\n\n`}// For example:
// allow get_*, list_*
// rule small_payments  allow send_money when args.amount <= 100
`;
}

export async function createPolicy(trace: vscode.Uri, tools: readonly string[]): Promise<vscode.Uri> {
  const folder = vscode.Uri.joinPath(trace, "..");
  const name = trace.path.split("/").pop() ?? "this run";
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, number === 1 ? "policy.remit" : `policy-${number}.remit`);
    const taken = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (taken) continue;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(firstPolicy(name, tools)));
    return uri;
  }
}
