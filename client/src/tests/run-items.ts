// The recorded runs that a policy decides, as items below it in the test explorer: found when coverage is asked for, so that coverage
// can be shown for one run alone. A recorded run expects nothing; it passes where it can be read.
import * as vscode from "vscode";
import { type Coverage, CoverageCounter, catalogueFormat, type Policy, replayHistory } from "../../../core/src/index.ts";
import { openTrace } from "../open-trace.ts";
import { choosePolicyFor } from "../policy-choice.ts";
import { tracesAtHand } from "../traces-at-hand.ts";

const holderId = "recorded runs";
/** More are not looked at. */
const mostTraces = 200;

export const isHolder = ({ id }: vscode.TestItem): boolean => id === holderId;
export const isRecorded = ({ parent }: vscode.TestItem): boolean => parent !== undefined && isHolder(parent);

/** The recorded runs of the workspace by the policy that decides them. */
export async function recordedByPolicy(memory: vscode.Memento): Promise<ReadonlyMap<string, readonly vscode.Uri[]>> {
  const found = new Map<string, vscode.Uri[]>();
  for (const trace of (await tracesAtHand()).slice(0, mostTraces)) {
    const { policy } = await choosePolicyFor(trace, memory);
    if (policy !== undefined) found.set(policy.uri.toString(), [...(found.get(policy.uri.toString()) ?? []), trace]);
  }
  return found;
}

/** The item that holds the recorded runs of a policy. */
export function holderOf(controller: vscode.TestController, policy: vscode.TestItem, runs: readonly vscode.Uri[]): vscode.TestItem {
  const holder = policy.children.get(holderId) ?? controller.createTestItem(holderId, "Recorded runs");
  holder.sortText = "~";
  holder.children.replace(
    runs.map((uri) => {
      const id = uri.toString();
      return holder.children.get(id) ?? controller.createTestItem(id, vscode.workspace.asRelativePath(uri), uri);
    }),
  );
  return holder;
}

export interface Measured {
  readonly coverage: Coverage;
  /** A line for each call, for the output. */
  readonly log: readonly string[];
}

/** What the runs of a file cover, or why they cannot be read. */
export async function measureRecorded(policy: Policy, uri: vscode.Uri): Promise<Measured | { readonly reason: string }> {
  const opened = await openTrace(uri);
  if ("reason" in opened) return opened;
  const counter = new CoverageCounter(policy);
  const log: string[] = [];
  const file = opened.read();
  if (file.format === catalogueFormat) return { reason: "it is a catalogue of tools" };
  let runs = 0;
  for (const run of file.runs) {
    runs++;
    counter.beginRun();
    const steps = replayHistory(policy, run, "recorded", { explain: true });
    let next = steps.next();
    for (; next.done !== true; next = steps.next()) {
      const { report } = next.value;
      counter.add(report);
      log.push(`  ${report.step} ${report.tool}: ${report.verdict}. ${report.why}`);
    }
    for (const obligation of next.value.obligations) counter.addObligation(obligation);
    await new Promise((resume) => setImmediate(resume));
  }
  return runs === 0 ? { reason: "it holds no run" } : { coverage: counter.coverage(), log };
}
