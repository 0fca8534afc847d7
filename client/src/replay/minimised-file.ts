// The shortest run that still gives a step its verdict, saved where the reader says and opened at its last step.
import * as vscode from "vscode";
import { minimise, type StandingPolicy, writeTrace } from "../../../core/src/index.ts";
import { finished } from "./searching.ts";

export async function minimiseToFile(
  trace: vscode.Uri,
  asked: StandingPolicy,
  show: (trace: vscode.Uri, run: number, call: number) => Promise<void>,
): Promise<void> {
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: "Looking for the shortest run", cancellable: true },
    (_, token) => finished(minimise(asked), () => !token.isCancellationRequested),
  );
  if (found === undefined) return;
  const name = (trace.path.split("/").pop() ?? "run").replace(/(\.trace)?\.[^.]+$/, "");
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(trace, "..", `${name}-step-${asked.call + 1}.trace.jsonl`),
    filters: { "Recorded runs": ["jsonl"] },
    title: `${found.events.length} of ${asked.run.events.length} events are left`,
  });
  if (target === undefined) return;
  const { events, context } = found;
  const task = `Shortest run that still gives ${found.verdict}`;
  const run = { index: 0, id: `${name}-step-${asked.call + 1}`, model: undefined, task, labels: {}, context, events };
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode([...writeTrace(run)].join("")));
  await show(target, 0, found.call);
}
