// `remit probe POLICY PATH…`: sequences that turn good runs against a policy, and those that it lets through.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type GoodRun, type ProbeFinding, type ProbeReport, probe, type Run, writeTrace } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { type Output, openOutput, reasonOf } from "../io.ts";
import { policyAt } from "../open-policy.ts";
import { probeJson } from "../render/probe-json.ts";
import { probeLines, type WrittenFinding } from "../render/probe-pretty.ts";
import { counted, styleFor } from "../render/style.ts";
import { say } from "../standard-error.ts";
import { isGood, labelled, labelsAt } from "./labelled.ts";
import { RunWalk, Work } from "./runs.ts";

export const probeOptions: Readonly<Record<string, OptionRow>> = {
  format: { values: ["pretty", "json"], value: "pretty|json", about: "how to write what got through" },
  labels: { value: "FILE", about: "which runs are good: a file of labels, or a policy whose flags are harm" },
  seed: { value: "NUMBER", about: "what chance begins with; the same gives the same (1)" },
  traces: { value: "DIR", about: "write each that got through as a run that replays" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

export async function runProbe(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const [path, ...traces] = operands;
  if (path === undefined || traces.length === 0) throw new UsageError("say which policy and which good runs: remit probe POLICY PATH…");
  const seed = seedOf(options.get("seed"));
  const policy = policyAt(path);
  if (policy === undefined) return exitCode.policyErrors;
  const source = options.get("labels");
  const labels = source === undefined ? undefined : labelsAt(source);
  const work = new Work();
  const walk = new RunWalk(traces, work);
  const runs: GoodRun[] = [];
  for await (const { trace, index, run } of walk.walk()) {
    const events = [...run.events];
    if (!isGood(labelled(run, events, labels))) continue;
    runs.push({ name: index === 0 ? trace : `run ${index + 1} of ${trace}`, events, context: run.context });
  }
  walk.sayProblems();
  if (runs.length === 0) {
    work.end();
    if (!walk.missing) say(walk.runs === 0 ? "no recorded run could be read" : `none of ${counted(walk.runs, "run")} is known to be good`);
    return exitCode.noTrace;
  }
  let report: ProbeReport | undefined;
  const search = probe(policy, runs, { seed });
  for (let next = search.next(); ; next = search.next()) {
    if (next.done === true) {
      report = next.value;
      break;
    }
    const { done, most } = next.value;
    await work.breathe(() => `${counted(runs.length, "run")}, ${Math.round((100 * done) / most)} % of what is looked at at most`);
    if (work.isStopped) break;
  }
  work.end();
  if (report === undefined) {
    say("stopped before the end; nothing is known yet");
    return exitCode.couldNotRun;
  }
  const folder = options.get("traces");
  const findings: WrittenFinding[] = [];
  for (const finding of report.findings)
    findings.push({ finding, file: folder === undefined ? undefined : await written(folder, findings.length, finding) });
  if (options.get("format") === "json") output.write(probeJson(report, findings, seed));
  else for (const line of probeLines(report, findings, styleFor(output.isTerminal))) output.write(`${line}\n`);
  await output.drained();
  if (walk.missing) return exitCode.noTrace;
  return findings.length > 0 ? exitCode.denied : exitCode.done;
}

function seedOf(text: string | undefined): number {
  const seed = Number(text ?? 1);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) throw new UsageError(`--seed takes a whole number from 0, not "${text}"`);
  return seed;
}

/** The file that now holds the run. */
async function written(folder: string, index: number, { operator, tool, events, context, about, of }: ProbeFinding): Promise<string> {
  const safe = tool.replaceAll(/[^A-Za-z0-9_-]+/g, "-").slice(0, 60);
  const file = join(folder, `${String(index + 1).padStart(2, "0")}-${operator}-${safe}.trace.jsonl`);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`cannot make the folder ${folder}: ${reasonOf(error)}`);
  }
  const target = openOutput(file);
  if ("reason" in target) throw new UsageError(`cannot write ${file}: ${target.reason}`);
  const run: Run = { index: 0, id: undefined, model: undefined, task: about, labels: { probe: operator, of }, context, events };
  for (const line of writeTrace(run)) target.write(line);
  await target.end();
  return file;
}
