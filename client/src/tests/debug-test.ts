// A test in the debugger: the run that it is, written as a trace that stands in no file.
import * as vscode from "vscode";
import { type Run, writeTrace } from "../../../core/src/index.ts";
import { debugRun } from "../debug/configuration.ts";
import { madeTraceScheme, madeTraces } from "../debug/made-traces.ts";
import type { Outcome } from "./run-policy.ts";

/** Starts a session on the test, at the step that is not what was expected. */
export async function debugTest(label: string, policy: string, { run, failing }: Outcome): Promise<void> {
  if (run === undefined) return;
  const name = label.replace(/[^\p{L}\p{N} ._-]+/gu, "_").slice(0, 80);
  const uri = vscode.Uri.from({ scheme: madeTraceScheme, authority: "test", path: `/${name}.trace.jsonl` });
  const whole: Run = { ...run, index: 0, id: undefined, model: undefined, task: label, labels: {} };
  madeTraces.set(uri, [...writeTrace(whole)].join(""));
  await debugRun({ trace: uri.toString(), policy, step: failing });
}
