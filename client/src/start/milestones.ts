// What a newcomer has done: each thing that really happened ticks a step of the walkthrough in package.json.
import * as vscode from "vscode";
import { sampleRuns } from "./samples.ts";

export type Milestone =
  /** A replay showed a call that was executed and that the policy denies. */
  | "sawHarm"
  /** The replay view led to a rule in the policy. */
  | "readRule"
  /** An edit was counted against recorded runs. */
  | "sawConsequences"
  /** A debug session went back. */
  | "steppedBack"
  /** Recorded runs that are none of the samples were opened or drafted from. */
  | "broughtRuns";

const done = new Set<Milestone>();
/** When to tell once more, in milliseconds: a page that was just opened does not watch its steps yet. */
const again = [0, 700, 2500, 6000];

export function reached(milestone: Milestone): void {
  if (done.has(milestone)) return;
  done.add(milestone);
  for (const pause of again) setTimeout(() => void tell(milestone), pause);
}

/** Tells what was done before the walkthrough was opened, whenever it may have been. */
export function watchWalkthrough(): vscode.Disposable {
  return vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
    // The walkthrough is one of the pages that extensions are not told the kind of.
    if (done.size === 0 || ![...opened, ...changed].some(({ input, isActive }) => isActive && input === undefined)) return;
    for (const pause of again) setTimeout(() => [...done].forEach((milestone) => void tell(milestone)), pause);
  });
}

/**
 * The workbench ticks a step when its key becomes true. A key that is true before the page is there never ticks it: so it is
 * true for a moment only.
 */
async function tell(milestone: Milestone): Promise<void> {
  const key = `remit.did.${milestone}`;
  await vscode.commands.executeCommand("setContext", key, true);
  await vscode.commands.executeCommand("setContext", key, false);
}

/** A trace was opened that somebody may have brought. */
export function openedTrace(uri: vscode.Uri): void {
  if (!sampleRuns.has(uri.path.split("/").pop() ?? "")) reached("broughtRuns");
}
