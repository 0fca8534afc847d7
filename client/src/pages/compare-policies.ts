// `Remit: Compare Policies`: what the policy at hand decides otherwise than as saved, as of a git revision or than another one, on
// the recorded runs that it decides; where there are none, calls that show the difference.
import * as vscode from "vscode";
import {
  DiffCounter,
  diffPage,
  diffRun,
  type Policy,
  type PolicyDiff,
  type StepDiff,
  witnesses,
  witnessPage,
} from "../../../core/src/index.ts";
import { PolicyFiles } from "../policy-files.ts";
import { type Baseline, pickBaseline } from "../replay/baseline.ts";
import { type Page, showPage } from "./page-panel.ts";
import { policyAtHand, readyPolicy, tracesDecidedBy, unlessObstacle } from "./policy-at-hand.ts";
import { type BoundTrace, readRuns, sayUnread, searched, type Waited, waitFor } from "./read-runs.ts";

export async function comparePolicies(given: vscode.Uri | undefined, memory: vscode.Memento): Promise<void> {
  const uri = given ?? (await policyAtHand(vscode.l10n.t("Policy to compare")));
  if (uri === undefined) return;
  const files = new PolicyFiles();
  try {
    const baseline = await pickBaseline(uri, files, { runs: false });
    if (baseline === undefined || baseline === "run") return;
    await unlessObstacle(async () => {
      const page = await waitFor(vscode.l10n.t("Comparing policies"), (waited) => compared(uri, baseline, files, memory, waited));
      if (page !== undefined) showPage(page);
    });
  } finally {
    files.dispose();
  }
}

async function compared(
  uri: vscode.Uri,
  baseline: Baseline | "saved",
  files: PolicyFiles,
  memory: vscode.Memento,
  waited: Waited,
): Promise<Page | undefined> {
  const path = vscode.workspace.asRelativePath(uri);
  const saved: Baseline = { label: vscode.l10n.t("the saved policy"), analysis: () => files.analysis(uri.toString(), "saved") };
  const from = baseline === "saved" ? saved : baseline;
  const before = readyPolicy(await from.analysis(), from.label);
  const after = readyPolicy(await files.analysis(uri.toString(), "typed"), path);
  const sides = { before: from.label, after: path };
  const title = vscode.l10n.t("Decided differently: {0}", path);
  const name = `${
    path
      .split("/")
      .pop()
      ?.replace(/\.remit$/, "") ?? "policy"
  }-diff`;
  const report = await onRuns(before, after, await tracesDecidedBy(uri, memory, waited.token), waited);
  if (report === undefined) return undefined;
  if (report.runs > 0)
    return { title, name, pieces: (link) => diffPage(title, report, { ...sides, name: traceName, ...(link && { link }) }) };
  const found = await searched(witnesses(before, after), waited.token);
  return found && { title, name, pieces: () => witnessPage(title, found, sides) };
}

const traceName = (trace: string): string => vscode.workspace.asRelativePath(vscode.Uri.parse(trace, true));

async function onRuns(before: Policy, after: Policy, bound: readonly BoundTrace[], waited: Waited): Promise<PolicyDiff | undefined> {
  const counter = new DiffCounter();
  const unread: string[] = [];
  for await (const { trace, index, run } of readRuns(bound, unread, waited)) {
    const changes: StepDiff[] = [];
    const steps = diffRun(before, after, run);
    let next = steps.next();
    for (; next.done !== true; next = steps.next()) changes.push(next.value);
    counter.addRun(trace.toString(), index, next.value, changes);
  }
  sayUnread(unread);
  return waited.token.isCancellationRequested ? undefined : counter.report();
}
