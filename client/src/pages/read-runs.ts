// Recorded runs one after the other while something is counted, with how far it is and a way to stop. Knows no policy.
import * as vscode from "vscode";
import { catalogueFormat, type JsonRecord, type Run } from "../../../core/src/index.ts";
import { openTrace } from "../open-trace.ts";

const slice = 12;

export interface ReadRun {
  readonly trace: vscode.Uri;
  /** Its place in the file, from 0. */
  readonly index: number;
  readonly run: Run;
}

export interface BoundTrace {
  readonly trace: vscode.Uri;
  /** What `context` holds where the run does not say. */
  readonly context: JsonRecord | undefined;
}

/** Work that a person waits for. */
export interface Waited {
  readonly progress: vscode.Progress<{ readonly message?: string; readonly increment?: number }>;
  readonly token: vscode.CancellationToken;
}

/** Undefined where the person had enough of it. */
export async function waitFor<T>(title: string, work: (waited: Waited) => Promise<T | undefined>): Promise<T | undefined> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const done = await work({ progress, token });
    return token.isCancellationRequested ? undefined : done;
  });
}

/** Runs a search to its end; undefined where it is to stop. */
export async function searched<T>(search: Iterator<unknown, T>, token: vscode.CancellationToken): Promise<T | undefined> {
  const pause = pauses();
  for (let next = search.next(); !token.isCancellationRequested; next = search.next()) {
    if (next.done === true) return next.value;
    await pause();
  }
  return undefined;
}

/** Ends early where it is to stop; `unread` gets a phrase for each file that could not be read. */
export async function* readRuns(traces: readonly BoundTrace[], unread: string[], { progress, token }: Waited): AsyncGenerator<ReadRun> {
  const pause = pauses();
  for (const [at, { trace, context }] of traces.entries()) {
    progress.report({ message: `${at + 1} / ${traces.length}`, increment: 100 / traces.length });
    if (token.isCancellationRequested) return;
    const opened = await openTrace(trace);
    if ("reason" in opened) {
      unread.push(`${vscode.workspace.asRelativePath(trace)}: ${opened.reason}`);
      continue;
    }
    const file = opened.read();
    if (file.format === catalogueFormat) continue;
    let index = 0;
    for (const run of file.runs) {
      yield { trace, index: index++, run: context === undefined ? run : { ...run, context: { ...context, ...run.context } } };
      await pause();
      if (token.isCancellationRequested) return;
    }
  }
}

function pauses(): () => Promise<void> {
  let resumed = performance.now();
  return async () => {
    if (performance.now() - resumed < slice) return;
    await new Promise((resume) => setTimeout(resume));
    resumed = performance.now();
  };
}

export function sayUnread(unread: readonly string[]): void {
  if (unread.length > 0) void vscode.window.showWarningMessage(vscode.l10n.t("Not read: {0}.", unread.slice(0, 3).join("; ")));
}
