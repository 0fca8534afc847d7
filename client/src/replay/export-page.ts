// The run on screen as one HTML page that stands for itself, in the history that is shown: saved where the reader says.
import * as vscode from "vscode";
import { ReplayPage, type Run, replayHistory, type StandingPolicy } from "../../../core/src/index.ts";

const slice = 12;

export async function exportPage(trace: vscode.Uri, run: Run, shown: Omit<StandingPolicy, "call" | "host">): Promise<void> {
  const name = trace.path.split("/").pop() ?? "run";
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(trace, "..", `${name.replace(/(\.trace)?\.[^.]+$/, "")}.html`),
    filters: { "Web page": ["html"] },
    title: "Export this replay",
  });
  if (target === undefined) return;
  const text = await pageOf(vscode.workspace.asRelativePath(trace), run, shown);
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  const open = "Open in the browser";
  const answer = await vscode.window.showInformationMessage(`Exported to ${vscode.workspace.asRelativePath(target)}.`, open);
  if (answer === open) await vscode.env.openExternal(target);
}

export async function pageOf(name: string, run: Run, shown: Omit<StandingPolicy, "call" | "host">): Promise<string> {
  const { policy, history, run: kept } = shown;
  const page = new ReplayPage();
  const counts = { runs: 1, calls: 0, allowed: 0, asked: 0, denied: 0, unknown: 0 };
  const parts = [page.begin(`Replay of ${name}`), page.beginRun(name, run, policy, history === "recorded" ? "" : `as ${history}`)];
  const events = function* () {
    for (const event of kept.events) {
      parts.push(page.event(event));
      yield event;
    }
  };
  const answer = (call: number): boolean | undefined => kept.answers?.get(call);
  const steps = replayHistory(policy, { events: events(), context: kept.context }, history, { answer });
  let resumed = performance.now();
  let next = steps.next();
  for (; next.done !== true; next = steps.next()) {
    const { report } = next.value;
    parts.push(page.step(next.value));
    counts.calls++;
    if (report.verdict === "unknown") counts.unknown++;
    if (next.value.happening !== "would not have happened")
      counts[report.would === "allow" ? "allowed" : report.would === "ask" ? "asked" : "denied"]++;
    if (performance.now() - resumed < slice) continue;
    await new Promise((resume) => setTimeout(resume));
    resumed = performance.now();
  }
  parts.push(...next.value.obligations.map((obligation) => page.obligation(obligation)), page.endRun(), page.end(counts, []));
  return parts.join("");
}
