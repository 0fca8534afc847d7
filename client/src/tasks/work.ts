// What the tasks do: check policies, run their tests, replay recorded runs. Lines for a terminal in the form that the problem
// matchers of package.json read; the answer is the exit code of the command line. Starts no program: it works in a workspace that is
// not trusted, and in a browser.
import * as vscode from "vscode";
import { type Analysis, compile, type PolicyPlace, projectSeverities, replayRun, weighed } from "../../../core/src/index.ts";
import { nearestProject } from "../nearby-files.ts";
import { openTrace } from "../open-trace.ts";
import { choosePolicyFor } from "../policy-choice.ts";
import type { PolicyFiles } from "../policy-files.ts";
import { recordedRuns } from "../tests/recorded-runs.ts";
import { runnable } from "../tests/run-policy.ts";
import { tracesAtHand } from "../traces-at-hand.ts";

export const taskCommands = ["check", "test", "replay"] as const;
export type TaskCommand = (typeof taskCommands)[number];

export interface Work {
  readonly command: TaskCommand;
  readonly folder: vscode.Uri;
  /** Only these policies, or, for a replay, the one that decides; relative to the folder. */
  readonly policies: readonly string[] | undefined;
  /** Only recorded runs below this path, relative to the folder. */
  readonly runs: string | undefined;
  readonly files: PolicyFiles;
  readonly memory: vscode.Memento;
  write(line: string): void;
  wanted(): boolean;
}

/** As those of the command line: docs/cli.md. */
const exit = { done: 0, couldNotRun: 1, denied: 2, policyErrors: 3, noTrace: 4 } as const;

export async function work(task: Work): Promise<number> {
  if (task.command === "replay") return replay(task);
  const policies = await policiesOf(task);
  if (policies.length === 0) {
    task.write(`there is no .remit file in ${task.folder.path}`);
    return exit.couldNotRun;
  }
  let worst: number = exit.done;
  for (const uri of policies) {
    if (!task.wanted()) return exit.couldNotRun;
    const analysis = await task.files.analysis(uri.toString(), "saved");
    if ("reason" in analysis) {
      task.write(`cannot read the policy ${pathOf(uri)}: ${analysis.reason}`);
      worst = Math.max(worst, exit.couldNotRun);
    } else worst = Math.max(worst, await (task.command === "check" ? check(task, uri, analysis) : test(task, analysis)));
  }
  return worst;
}

async function policiesOf({ folder, policies }: Work): Promise<readonly vscode.Uri[]> {
  if (policies !== undefined) return policies.map((path) => vscode.Uri.joinPath(folder, path));
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, "**/*.remit"), "**/node_modules/**", 1000);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function check({ write }: Work, uri: vscode.Uri, analysis: Analysis): Promise<number> {
  const project = await nearestProject(uri);
  const shown = project === undefined ? analysis.diagnostics : weighed(analysis.diagnostics, projectSeverities(project.text).severities);
  for (const { severity, code, message, span } of shown) {
    write(`${severity}[${code}]: ${message}`);
    write(` --> ${placeText(analysis, { path: analysis.source.path, span })}`);
  }
  if (shown.length === 0) write(`✓ ${pathOf(uri)}: no problems found`);
  return shown.some(({ severity }) => severity === "error") ? exit.policyErrors : exit.done;
}

async function test({ write, wanted }: Work, analysis: Analysis): Promise<number> {
  const { open } = await recordedRuns(analysis);
  const ready = runnable(analysis, open);
  const name = pathOf(vscode.Uri.parse(analysis.source.path, true));
  if ("errors" in ready) {
    write(`${name} has errors, so that it decides nothing: ${ready.errors[0]?.message ?? ""}`);
    return exit.policyErrors;
  }
  let failed = 0;
  for (const id of ready.ids) {
    if (!wanted()) return exit.couldNotRun;
    const failures = ready.run(id)?.failures ?? [];
    if (failures.length > 0) failed++;
    write(`  ${failures.length === 0 ? "✓" : "✗"} ${id}`);
    for (const { place, expected, actual } of failures) {
      write(`      ${placeText(analysis, place)}`);
      write(`      expected ${expected}, got ${actual}`);
    }
    await breath();
  }
  write(`${name}: ${ready.ids.length - failed} passed${failed > 0 ? `, ${failed} failed` : ""}`);
  return failed > 0 ? exit.denied : exit.done;
}

async function replay(task: Work): Promise<number> {
  const { folder, files, memory, write, wanted } = task;
  const traces = await tracesAtHand(task.runs === undefined ? folder : vscode.Uri.joinPath(folder, task.runs));
  const counts = { runs: 0, allow: 0, ask: 0, deny: 0, unknown: 0 };
  let worst: number = exit.done;
  for (const uri of traces) {
    if (!wanted()) return exit.couldNotRun;
    const [given] = task.policies ?? [];
    const chosen = (await choosePolicyFor(uri, memory)).policy;
    const policy = given === undefined ? chosen?.uri : vscode.Uri.joinPath(folder, given);
    if (policy === undefined) continue;
    const analysis = await files.analysis(policy.toString(), "saved");
    const compiled = "reason" in analysis ? undefined : compile(analysis);
    if (compiled === undefined || "errors" in compiled) {
      write(`${pathOf(uri)}: ${pathOf(policy)} has errors, so that it decides nothing`);
      worst = Math.max(worst, exit.policyErrors);
      continue;
    }
    const opened = await openTrace(uri);
    if ("reason" in opened) continue;
    for (const run of opened.read().runs) {
      counts.runs++;
      const context = chosen?.context === undefined ? run.context : { ...chosen.context, ...run.context };
      for (const { step, tool, verdict, would, why } of replayRun(compiled.policy, { events: run.events, context })) {
        counts[verdict]++;
        if (would !== "allow") write(`${pathOf(uri)}, step ${step}: ${verdict === "unknown" ? `would ${would}` : verdict} ${tool}: ${why}`);
        if (would === "deny") worst = Math.max(worst, exit.denied);
      }
      await breath();
    }
  }
  const unknown = counts.unknown > 0 ? `, ${counts.unknown} unknown` : "";
  write(`${counts.runs} runs: ${counts.allow} allowed, ${counts.ask} asked, ${counts.deny} denied${unknown}`);
  return counts.runs === 0 ? exit.noTrace : worst;
}

function placeText(analysis: Analysis, { path, span }: PolicyPlace): string {
  const at = analysis.files.find((file) => file.path === path)?.lines.position(span.start) ?? { line: 0, column: 0 };
  return `${pathOf(vscode.Uri.parse(path, true))}:${at.line + 1}:${at.column + 1}`;
}

/** As the problem matcher finds it again. */
const pathOf = (uri: vscode.Uri): string => (uri.scheme === "file" ? uri.fsPath : uri.path);

const breath = (): Promise<void> => new Promise((resume) => setImmediate(resume));
