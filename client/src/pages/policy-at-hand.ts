// Which policy a command is about where nobody says, the recorded runs of the workspace that it decides, and what may stand in the way.
import * as vscode from "vscode";
import { type Analysis, compile, type Policy } from "../../../core/src/index.ts";
import { choosePolicyFor } from "../policy-choice.ts";
import { tracesAtHand } from "../traces-at-hand.ts";
import type { BoundTrace } from "./read-runs.ts";

/** The policy in the active editor, the only one of the workspace, or the one that the person picks. */
export async function policyAtHand(title: string): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  if (active?.languageId === "remit") return active.uri;
  const found = await vscode.workspace.findFiles("**/*.remit", "**/node_modules/**", 500);
  if (found.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t("There is no policy in this workspace."));
  if (found.length < 2) return found[0];
  const items = found
    .map((uri) => ({ label: uri.path.split("/").pop() ?? uri.path, description: vscode.workspace.asRelativePath(uri), uri }))
    .sort((a, b) => (a.description < b.description ? -1 : 1));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.uri;
}

export async function tracesDecidedBy(
  uri: vscode.Uri,
  memory: vscode.Memento,
  token: vscode.CancellationToken,
): Promise<readonly BoundTrace[]> {
  const found: BoundTrace[] = [];
  for (const trace of await tracesAtHand()) {
    if (token.isCancellationRequested) break;
    const { policy } = await choosePolicyFor(trace, memory);
    if (policy?.uri.toString() === uri.toString()) found.push({ trace, context: policy.context });
  }
  return found;
}

/** Why nothing can be shown, as a sentence for the person who asked. */
export class Obstacle extends Error {}

/** Shows the sentence of an obstacle. */
export async function unlessObstacle(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    void vscode.window.showWarningMessage(error.message);
  }
}

export function readyPolicy(analysis: Analysis | { readonly reason: string }, label: string): Policy {
  const compiled = "reason" in analysis ? analysis : compile(analysis);
  if ("policy" in compiled) return compiled.policy;
  const problem = "reason" in compiled ? compiled.reason : vscode.l10n.t("it has errors");
  throw new Obstacle(vscode.l10n.t("{0} decides nothing: {1}.", label, problem));
}
