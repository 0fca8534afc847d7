// What is debugged where a launch configuration does not say: the run in the active replay view or editor, else one that the reader
// picks. The policy is then chosen as the replay view chooses it, unless one is open here.
import * as vscode from "vscode";
import { hasTraceExtension, type JsonRecord } from "../../../core/src/index.ts";
import { pickTrace } from "../traces-at-hand.ts";

const debugType = "remit";

/** Undefined where the reader picked nothing: then nothing starts. */
export async function completeConfiguration(config: vscode.DebugConfiguration): Promise<vscode.DebugConfiguration | undefined> {
  const base = { ...config, type: debugType, request: config.request ?? "launch", name: config.name || "Debug a replay" };
  if (typeof config.trace === "string" && config.trace !== "") return base;
  const active = activeFile();
  if (active !== undefined && hasTraceExtension(active.path)) return { ...base, trace: active.toString() };
  const open = openReplays()[0];
  const policy = active?.path.endsWith(".remit") === true && config.policy === undefined ? { policy: active.toString() } : {};
  const trace = open ?? (await pickTrace());
  return trace && { ...base, ...policy, trace: trace.toString() };
}

function activeFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
}

/** The traces of replay views that are shown, the frontmost of each group. */
function openReplays(): readonly vscode.Uri[] {
  return vscode.window.tabGroups.all.flatMap(({ activeTab }) => {
    const input = activeTab?.input;
    return input instanceof vscode.TabInputCustom && input.viewType.startsWith("remit.") ? [input.uri] : [];
  });
}

/** Starts a session on a run, at a step of it. */
export async function debugRun(more: {
  readonly trace?: string | undefined;
  readonly policy?: string | undefined;
  readonly run?: number | undefined;
  readonly step?: number | undefined;
  readonly history?: string | undefined;
  readonly approve?: readonly number[] | undefined;
  readonly refuse?: readonly number[] | undefined;
  readonly context?: JsonRecord | undefined;
}): Promise<void> {
  const folder = more.trace === undefined ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(more.trace, true));
  const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
  await vscode.debug.startDebugging(folder, { type: debugType, request: "launch", name: "Debug a replay", ...given });
}
