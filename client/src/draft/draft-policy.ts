// `Remit: Draft a Policy from These Traces`: reads the runs that were chosen and opens a first policy of them beside, unsaved.
import * as vscode from "vscode";
import { type Draft, type DraftRun, draftPolicy, type Host } from "../../../core/src/index.ts";
import { nearestProject } from "../nearby-files.ts";
import { openTrace } from "../open-trace.ts";
import { readFailure } from "../policy-files.ts";
import { catalogueNear, isThere, pathFrom } from "../start/catalogues.ts";
import { openedTrace } from "../start/milestones.ts";
import { pickTraces, tracesAtHand } from "../traces-at-hand.ts";

const slice = 12;
const largest = 64 * 1024 * 1024;

/** `chosen` are the files that a menu was opened on; without any, a person picks. */
export async function draftFromTraces(chosen: readonly vscode.Uri[]): Promise<void> {
  const traces =
    chosen.length > 0 ? await filesOf(chosen) : await pickTraces("Runs to draft a policy from: choose those that did nothing wrong");
  if (traces.length === 0) return;
  const place = await placeFor(traces);
  const draft = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Drafting a policy"), cancellable: true },
    (progress, token) => drafted(traces, place?.catalogue, progress, token),
  );
  if (draft === undefined) return;
  for (const trace of traces) openedTrace(trace);
  const document = await openUnsaved(place?.target, draft.text);
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
}

/** Where the draft will lie once it is saved, and the catalogue that it can name from there. */
interface DraftPlace {
  readonly target: vscode.Uri;
  readonly catalogue: { readonly written: string; readonly text: string } | undefined;
}

/** Beside the project file that the traces belong to, else in the folder of the workspace; undefined where there is neither. */
async function placeFor(traces: readonly vscode.Uri[]): Promise<DraftPlace | undefined> {
  const [first] = traces;
  const workspaceFolder = first && vscode.workspace.getWorkspaceFolder(first)?.uri;
  if (first === undefined || workspaceFolder === undefined) return undefined;
  const folder = (await nearestProject(first))?.folder ?? workspaceFolder;
  let target = vscode.Uri.joinPath(folder, "draft.remit");
  for (let number = 2; await isThere(target); number++) target = vscode.Uri.joinPath(folder, `draft-${number}.remit`);
  const catalogue = await catalogueNear(traces, workspaceFolder);
  if (catalogue === undefined) return { target, catalogue };
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(catalogue));
  return { target, catalogue: { written: pathFrom(target, catalogue), text } };
}

/** An editor whose text becomes the file at `target` when it is saved. */
async function openUnsaved(target: vscode.Uri | undefined, text: string): Promise<vscode.TextDocument> {
  if (target === undefined) return vscode.workspace.openTextDocument({ language: "remit", content: text });
  const document = await vscode.workspace.openTextDocument(target.with({ scheme: "untitled" }));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  return document;
}

async function drafted(
  traces: readonly vscode.Uri[],
  catalogue: DraftPlace["catalogue"],
  progress: vscode.Progress<{ readonly message: string }>,
  token: vscode.CancellationToken,
): Promise<Draft | undefined> {
  const runs: DraftRun[] = [];
  const unread: string[] = [];
  for (const uri of traces) {
    if (token.isCancellationRequested) return undefined;
    const name = vscode.workspace.asRelativePath(uri);
    progress.report({ message: name });
    try {
      if ((await vscode.workspace.fs.stat(uri)).size > largest) {
        unread.push(`${name} is too large`);
        continue;
      }
      const opened = await openTrace(uri);
      if ("reason" in opened) unread.push(`${name}: ${opened.reason}`);
      else for (const { events, context } of opened.read().runs) runs.push({ events: [...events], context });
    } catch (error) {
      unread.push(`${name}: ${readFailure(error)}`);
    }
  }
  if (unread.length > 0) void vscode.window.showWarningMessage(`Not read: ${unread.slice(0, 3).join("; ")}.`);
  if (runs.length === 0) {
    void vscode.window.showInformationMessage(
      "There is no recorded run in what was chosen: choose .trace.jsonl files, or others that Remit reads.",
    );
    return undefined;
  }
  progress.report({ message: `${runs.length} ${runs.length === 1 ? "run" : "runs"}` });
  const host: Host = {
    resolve: (_, written) => written,
    read: (path) => (path === catalogue?.written ? { text: catalogue.text } : { reason: "a draft reads its catalogue alone" }),
  };
  const steps = draftPolicy(runs, { path: "draft.remit", host, tools: catalogue?.written });
  let resumed = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - resumed < slice) continue;
    await new Promise((resume) => setImmediate(resume));
    if (token.isCancellationRequested) return undefined;
    resumed = performance.now();
  }
}

/** The files, and those in folders among them that may be traces. */
async function filesOf(chosen: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  for (const uri of chosen) {
    const { type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.Directory) === 0) found.push(uri);
    else found.push(...(await tracesAtHand(uri)));
  }
  return found;
}
