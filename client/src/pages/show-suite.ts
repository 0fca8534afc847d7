// `Remit: Show Suite`: what policies do to labelled runs, as a page with charts. A project file says which policy goes with which runs
// and labels; without one, the policy at hand goes with the runs that it decides, whose own labels count.
import * as vscode from "vscode";
import {
  createSuite,
  type Json,
  type LabelSource,
  labelFile,
  type Policy,
  type ProjectEntry,
  projectFile,
  projectFileName,
  type SuiteReport,
  suitePage,
} from "../../../core/src/index.ts";
import { nearestProject, readRegular } from "../nearby-files.ts";
import { PolicyFiles, readFailure } from "../policy-files.ts";
import { showPage } from "./page-panel.ts";
import { Obstacle, policyAtHand, readyPolicy, tracesDecidedBy, unlessObstacle } from "./policy-at-hand.ts";
import { type BoundTrace, readRuns, sayUnread, type Waited, waitFor } from "./read-runs.ts";

/** A policy with the runs that it decides, and what is known of them. */
interface Part {
  readonly policy: Policy;
  readonly name: string;
  readonly traces: readonly BoundTrace[];
  readonly labels: LabelSource | undefined;
}

export async function showSuite(given: vscode.Uri | undefined, memory: vscode.Memento): Promise<void> {
  const files = new PolicyFiles();
  try {
    await unlessObstacle(() => shown(given, files, memory));
  } finally {
    files.dispose();
  }
}

async function shown(given: vscode.Uri | undefined, files: PolicyFiles, memory: vscode.Memento): Promise<void> {
  const project = await projectAtHand(given);
  const about = project?.file ?? given ?? (await policyAtHand(vscode.l10n.t("Policy to measure")));
  if (about === undefined) return;
  const report = await waitFor(vscode.l10n.t("Measuring policies on recorded runs"), async (waited) => {
    const parts = await (project === undefined ? ofPolicy(about, files, memory, waited) : ofProject(project, files, waited));
    return measured(parts, waited);
  });
  if (report === undefined) return;
  if (report.all.runs === 0) throw new Obstacle(vscode.l10n.t("No recorded run was found that these policies decide."));
  const title = vscode.l10n.t("Suite of {0}", vscode.workspace.asRelativePath(about));
  showPage({ title, name: "suite", pieces: () => suitePage(title, report) });
}

interface Project {
  readonly file: vscode.Uri;
  readonly entries: readonly ProjectEntry[];
}

/** The project file that is open, else the one that is nearest to what is open, else the workspace's. Undefined where none binds runs. */
async function projectAtHand(given: vscode.Uri | undefined): Promise<Project | undefined> {
  const active = given ?? vscode.window.activeTextEditor?.document.uri;
  if (active?.path.endsWith(".json") === true) {
    const own = entriesOf(await readText(active));
    if (own !== undefined) return { file: active, entries: own };
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const from = active ?? (folder && vscode.Uri.joinPath(folder, projectFileName));
  const near = from && (await nearestProject(from));
  const entries = near && entriesOf(near.text);
  return near && entries && { file: near.file, entries };
}

function entriesOf(text: string): readonly ProjectEntry[] | undefined {
  const project = projectFile(text);
  return "entries" in project && project.entries.length > 0 ? project.entries : undefined;
}

async function ofPolicy(uri: vscode.Uri, files: PolicyFiles, memory: vscode.Memento, { token }: Waited): Promise<readonly Part[]> {
  return [{ policy: await ready(uri, files), name: nameOf(uri), traces: await tracesDecidedBy(uri, memory, token), labels: undefined }];
}

async function ofProject({ file, entries }: Project, files: PolicyFiles, { token }: Waited): Promise<readonly Part[]> {
  const folder = vscode.Uri.joinPath(file, "..");
  const parts: Part[] = [];
  for (const { policy, traces, labels, context } of entries) {
    const uri = vscode.Uri.joinPath(folder, policy);
    const found = new Map<string, vscode.Uri>();
    for (const glob of traces)
      for (const trace of await vscode.workspace.findFiles(new vscode.RelativePattern(folder, glob), null, undefined, token))
        found.set(trace.path, trace);
    const inOrder = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, trace]) => ({ trace, context }));
    const known = labels === undefined ? undefined : await labelsAt(vscode.Uri.joinPath(folder, labels), files);
    parts.push({ policy: await ready(uri, files), name: nameOf(uri), traces: inOrder, labels: known });
  }
  return parts;
}

async function measured(parts: readonly Part[], waited: Waited): Promise<SuiteReport | undefined> {
  const suite = createSuite();
  const unread: string[] = [];
  for (const { policy, name, traces, labels } of parts)
    for await (const { run } of readRuns(traces, unread, waited)) suite.add(policy, run, labels, name);
  sayUnread(unread);
  return waited.token.isCancellationRequested ? undefined : suite.report();
}

const ready = async (uri: vscode.Uri, files: PolicyFiles): Promise<Policy> =>
  readyPolicy(await files.analysis(uri.toString(), "typed"), vscode.workspace.asRelativePath(uri));

async function labelsAt(uri: vscode.Uri, files: PolicyFiles): Promise<LabelSource> {
  if (uri.path.endsWith(".remit")) return { kind: "policy", policy: await ready(uri, files) };
  const text = await readText(uri);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new Obstacle(vscode.l10n.t("{0} holds no labels: {1}.", vscode.workspace.asRelativePath(uri), vscode.l10n.t("it is no JSON")));
  }
  const labels = labelFile(value);
  if ("reason" in labels)
    throw new Obstacle(vscode.l10n.t("{0} holds no labels: {1}.", vscode.workspace.asRelativePath(uri), labels.reason));
  return labels;
}

async function readText(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  try {
    return new TextDecoder().decode(await readRegular(uri, "data"));
  } catch (error) {
    throw new Obstacle(vscode.l10n.t("{0} cannot be read: {1}.", vscode.workspace.asRelativePath(uri), readFailure(error)));
  }
}

const nameOf = ({ path }: vscode.Uri): string => (path.split("/").pop() ?? path).replace(/\.remit$/, "");
