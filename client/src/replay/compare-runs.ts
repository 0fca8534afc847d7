// Two runs under one policy, side by side in the editor's own comparison: a line a step, aligned by the sequence of tools, the first
// step at which they part said and shown.
import * as vscode from "vscode";
import {
  type AlignedRow,
  alignRuns,
  type CallEvent,
  type Event,
  type Run,
  replayHistory,
  type StandingPolicy,
} from "../../../core/src/index.ts";
import { openTrace } from "../open-trace.ts";
import { tracesAtHand } from "../traces-at-hand.ts";
import type { ShownTexts } from "./shown-texts.ts";
import { type ComparedRun, sideBySide } from "./side-by-side.ts";

type Decided = Pick<StandingPolicy, "policy" | "history">;

/** Lets the reader pick the other run. */
export async function compareRuns(shown: string, own: Omit<StandingPolicy, "host">, texts: ShownTexts): Promise<void> {
  const files = (await tracesAtHand()).map((uri) => ({
    label: uri.path.split("/").pop() ?? uri.path,
    description: vscode.workspace.asRelativePath(uri),
    uri,
  }));
  const file = await vscode.window.showQuickPick(files, { title: "Compare with a run of", matchOnDescription: true });
  if (file === undefined) return;
  const opened = await openTrace(file.uri);
  if ("reason" in opened) {
    void vscode.window.showWarningMessage(`${file.label} cannot be read: ${opened.reason}.`);
    return;
  }
  const runs: { readonly label: string; readonly run: Run; readonly events: readonly Event[] }[] = [];
  // A file is read as it is walked.
  for (const run of opened.read().runs) {
    const title = (run.task ?? run.id ?? "run").replaceAll("$(", "$ (").slice(0, 80);
    runs.push({ label: `${run.index + 1}: ${title}`, run, events: [...run.events] });
  }
  const [only, ...more] = runs;
  const picked = more.length === 0 ? only : await vscode.window.showQuickPick(runs, { title: `Runs of ${file.label}` });
  if (picked === undefined) return;
  const left = decidedRun(shown, own, own.run.events, own.run.context);
  const right = decidedRun(`${file.label} ${picked.label}`, own, picked.events, picked.run.context);
  const { rows, divergence } = alignRuns(left.calls, right.calls);
  const [a, b] = sideBySide(rows, left, right);
  const title = divergence === undefined ? "the same calls" : `they part at ${placeOf(rows[divergence])}`;
  await vscode.commands.executeCommand(
    "vscode.diff",
    texts.hold(`${left.name}.txt`, a),
    texts.hold(`${right.name}.txt`, b),
    `${left.name} ↔ ${right.name}: ${title}`,
    { ...(divergence === undefined ? {} : { selection: new vscode.Range(divergence, 0, divergence, 0) }) },
  );
}

function decidedRun(
  name: string,
  { policy, history }: Decided,
  events: readonly Event[],
  context: StandingPolicy["run"]["context"],
): ComparedRun {
  const calls: CallEvent[] = [];
  const decisions: string[] = [];
  for (const { call, report } of replayHistory(policy, { events, context }, history)) {
    calls.push(call);
    decisions.push(`${report.verdict} ${report.rules.length === 0 ? "by default" : `by ${report.rules.join(", ")}`}`);
  }
  return { name, calls, decisions };
}

function placeOf(row: AlignedRow | undefined): string {
  const step = (call: number | undefined): string => (call === undefined ? "nothing" : `step ${call + 1}`);
  return row === undefined ? "the end" : row.left === row.right ? step(row.left) : `${step(row.left)} against ${step(row.right)}`;
}
