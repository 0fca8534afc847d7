// `Remit: Try Mistakes`: small mistakes made in a policy, and which of them its tests and the recorded runs that it decides notice, as a
// page; for one that nothing notices, a test is written into the policy.
import * as vscode from "vscode";
import {
  type JudgedMutant,
  killingTest,
  type Mutant,
  MutationTrial,
  mutationPage,
  type Policy,
  type TrialRun,
} from "../../../core/src/index.ts";
import { PolicyFiles } from "../policy-files.ts";
import { recordedRuns } from "../tests/recorded-runs.ts";
import { showPage } from "./page-panel.ts";
import { policyAtHand, readyPolicy, tracesDecidedBy, unlessObstacle } from "./policy-at-hand.ts";
import { readRuns, sayUnread, searched, type Waited, waitFor } from "./read-runs.ts";

export async function tryMistakes(given: vscode.Uri | undefined, memory: vscode.Memento): Promise<void> {
  const uri = given ?? (await policyAtHand(vscode.l10n.t("Policy to make mistakes in")));
  if (uri === undefined) return;
  await unlessObstacle(async () => {
    const files = new PolicyFiles();
    try {
      await tried(uri, files, memory);
    } finally {
      files.dispose();
    }
  });
}

async function tried(uri: vscode.Uri, files: PolicyFiles, memory: vscode.Memento): Promise<void> {
  const name = vscode.workspace.asRelativePath(uri);
  const policy = readyPolicy(await files.analysis(uri.toString(), "typed"), name);
  const { analysis } = policy;
  const { open } = await recordedRuns(analysis);
  const judged: JudgedMutant[] = [];
  let mutants = 0;
  let runs = 0;
  const title = vscode.l10n.t("Mistakes in {0}", name);
  await waitFor(vscode.l10n.t("Trying mistakes in {0}", name), async (waited) => {
    const held = await heldRuns(uri, memory, waited);
    const trial = new MutationTrial(policy, { host: files.host, open, runs: held });
    mutants = trial.mutants.length;
    runs = held.length;
    await judge(trial, judged, waited);
  });
  // One that was stopped shows what it has.
  if (judged.length === 0) return;
  const number = new Map(judged.map(({ mutant }, at) => [mutant, at]));
  last = { uri, policy, judged };
  showPage({
    title,
    name: `${
      name
        .split("/")
        .pop()
        ?.replace(/\.remit$/, "") ?? "policy"
    }-mistakes`,
    pieces: (link) =>
      mutationPage(title, {
        analysis,
        name,
        judged,
        mutants,
        runs,
        link: link === undefined ? undefined : (mutant) => testLink(uri, number.get(mutant) ?? -1),
      }),
  });
}

async function heldRuns(uri: vscode.Uri, memory: vscode.Memento, waited: Waited): Promise<readonly TrialRun[]> {
  const held: TrialRun[] = [];
  const unread: string[] = [];
  for await (const { trace, run } of readRuns(await tracesDecidedBy(uri, memory, waited.token), unread, waited)) {
    const events = [...run.events];
    const tools = new Set(events.flatMap((event) => (event.kind === "call" ? [event.tool] : [])));
    held.push({ name: vscode.workspace.asRelativePath(trace), events, context: run.context, tools });
  }
  sayUnread(unread);
  return held;
}

async function judge(trial: MutationTrial, judged: JudgedMutant[], { progress, token }: Waited): Promise<void> {
  const of = trial.mutants.length;
  for (const mutant of trial.mutants) {
    const outcome = await searched(trial.judge(mutant), token);
    if (outcome === undefined) return;
    judged.push({ mutant, outcome });
    const survived = judged.filter((one) => one.outcome.kind === "survived").length;
    progress.report({ message: vscode.l10n.t("{0} of {1}, {2} not noticed", judged.length, of, survived), increment: 100 / of });
  }
}

/** What the links of the page that was made last speak of. */
let last: { readonly uri: vscode.Uri; readonly policy: Policy; readonly judged: readonly JudgedMutant[] } | undefined;

const testLink = (uri: vscode.Uri, at: number): string =>
  `command:remit.writeKillingTest?${encodeURIComponent(JSON.stringify([uri.toString(), at]))}`;

/** Puts a test that notices the mistake behind the policy's text, where one of a single call is found. */
export async function writeKillingTest(uri: string, at: number): Promise<void> {
  const mutant = last?.uri.toString() === uri ? last.judged[at]?.mutant : undefined;
  if (last === undefined || mutant === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("This page is an old one: try the mistakes again."));
    return;
  }
  const { policy } = last;
  const files = new PolicyFiles();
  try {
    const test = await found(policy, mutant, files);
    if (test === undefined) return;
    const document = await vscode.workspace.openTextDocument(last.uri);
    const end = document.lineAt(document.lineCount - 1).range.end;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, end, `${end.character === 0 ? "" : "\n"}\n${test}\n`);
    await vscode.workspace.applyEdit(edit);
    const shown = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
    shown.revealRange(new vscode.Range(end, document.lineAt(document.lineCount - 1).range.end), vscode.TextEditorRevealType.InCenter);
  } finally {
    files.dispose();
  }
}

async function found(policy: Policy, mutant: Mutant, files: PolicyFiles): Promise<string | undefined> {
  // Catalogues and imports are read first, so that they are at hand.
  await files.analysis(policy.analysis.source.path, "typed");
  let ended = false;
  const test = await waitFor(vscode.l10n.t("Looking for a test that notices this"), async ({ token }) => {
    const one = await searched(killingTest(policy, mutant, files.host), token);
    ended = !token.isCancellationRequested;
    return one;
  });
  if (test === undefined && ended)
    void vscode.window.showInformationMessage(
      vscode.l10n.t("No single call was found that tells the mistake from the policy. A run of several may; or nothing does."),
    );
  return test;
}
