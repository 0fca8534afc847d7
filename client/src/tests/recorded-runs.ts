// Reads the recorded runs that a policy's tests replay.
import * as vscode from "vscode";
import type { Analysis, OpenTrace } from "../../../core/src/index.ts";
import { type OpenedTrace, openTrace } from "../open-trace.ts";
import { resolvePath } from "../policy-files.ts";
import { replayedPaths } from "./find-tests.ts";

/** The recorded runs that the policy's tests replay, read before the tests run: the core opens them without waiting. */
export async function recordedRuns(analysis: Analysis): Promise<{ readonly open: OpenTrace; readonly paths: readonly string[] }> {
  const { file, path: policy } = analysis.source;
  const read = new Map<string, OpenedTrace | { readonly reason: string }>();
  for (const written of replayedPaths(file)) {
    const path = resolvePath(policy, written);
    read.set(path, await openTrace(vscode.Uri.parse(path, true)));
  }
  const open: OpenTrace = (from, written) => {
    const path = resolvePath(from, written);
    const opened = read.get(path) ?? { reason: "it was not read" };
    return "reason" in opened ? opened : opened.read();
  };
  return { open, paths: [...read.keys()] };
}
