// `remit suite`: what policies do to labelled runs, in numbers. A project file says which policy goes with which runs and labels,
// or the command line does.

import { basename, dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import {
  catalogueFormat,
  createSuite,
  type LabelSource,
  type Policy,
  projectFile,
  type Suite,
  suitePage,
} from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { type Output, readText } from "../io.ts";
import { policyAt } from "../open-policy.ts";
import { openTrace } from "../open-trace.ts";
import { jsonText } from "../render/json-text.ts";
import { counted, styleFor } from "../render/style.ts";
import { suiteJson } from "../render/suite-json.ts";
import { suiteLines } from "../render/suite-pretty.ts";
import { clearProgress, say, showProgress } from "../standard-error.ts";
import { labelsAt } from "./labelled.ts";
import { nearestProject } from "./project.ts";
import { traceSources } from "./traces.ts";

export const suiteOptions: Readonly<Record<string, OptionRow>> = {
  format: { values: ["pretty", "json", "html"], value: "pretty|json|html", about: "how to write the numbers" },
  recordings: { value: "DIR", about: "the folder of a project file's runs and labels, where it is not the project file's own" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

/** A policy with the runs that it decides, and what is known of them. Paths as they are opened. */
interface Part {
  readonly policy: string;
  readonly labels: string | undefined;
  readonly traces: readonly string[];
}

/** What was read, over all parts. */
interface Counts {
  runs: number;
  problems: number;
}

export async function suite(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const parts = partsOf(operands, options.get("recordings"));
  const measured = createSuite();
  const counts: Counts = { runs: 0, problems: 0 };
  for (const part of parts) {
    const policy = policyAt(part.policy);
    if (policy === undefined) return exitCode.policyErrors;
    const labels = part.labels === undefined ? undefined : labelsAt(part.labels);
    await measure(measured, policy, labels, part, counts);
  }
  if (counts.runs === 0) {
    say("no recorded run could be read");
    return exitCode.noTrace;
  }
  const report = measured.report();
  const format = options.get("format");
  if (format === "html") for (const piece of suitePage("Remit suite", report)) output.write(piece);
  else if (format === "json") output.write(`${jsonText(suiteJson(report, counts.problems), 1)}\n`);
  else for (const line of suiteLines(report, styleFor(output.isTerminal))) output.write(`${line}\n`);
  if (counts.problems > 0) say(`${counted(counts.problems, "problem")} in the traces; remit replay shows them`);
  await output.drained();
  return exitCode.done;
}

const usage =
  "say which policy, which labels and which runs: remit suite POLICY LABELS PATH…, or remit suite PROJECT.json (the nearest remit.json where none is named)";

function partsOf(operands: readonly string[], recordings: string | undefined): readonly Part[] {
  const [first, labels, ...traces] = operands;
  if (first !== undefined && labels !== undefined) {
    if (traces.length === 0) throw new UsageError(usage);
    return [{ policy: first, labels, traces }];
  }
  const project = first ?? nearestProject(usage).path;
  const file = readText(project);
  if ("reason" in file) throw new UsageError(`cannot read the project file ${project}: ${file.reason}`);
  const entries = projectFile(file.text);
  if ("reason" in entries) throw new UsageError(`cannot use the project file ${project}: ${entries.reason}`);
  if (entries.entries.length === 0) throw new UsageError(`cannot use the project file ${project}: it names no policies`);
  const folder = dirname(project);
  const from = recordings ?? folder;
  return entries.entries.map(({ policy, labels: own, traces: globs }) => ({
    policy: join(folder, policy),
    labels: own === undefined ? undefined : join(from, own),
    traces: globs.map((glob) => join(from, glob)),
  }));
}

/** The longest that the event loop waits, so that Ctrl-C and the progress line stay alive. */
const patience = 50;

async function measure(
  measured: Suite,
  policy: Policy,
  labels: LabelSource | undefined,
  { traces, policy: path }: Part,
  counts: Counts,
): Promise<void> {
  const { sources, empty } = traceSources(traces);
  for (const sentence of empty) say(sentence);
  const name = basename(path, ".remit");
  let breath = performance.now();
  for (const source of sources) {
    const content = source.read();
    if ("reason" in content) {
      counts.problems++;
      continue;
    }
    const file = openTrace(source.path, content.bytes);
    if (file.format === catalogueFormat) continue;
    for (const run of file.runs) {
      measured.add(policy, run, labels, name);
      counts.runs++;
      if (performance.now() - breath < patience) continue;
      showProgress(`${name}: ${counted(counts.runs, "run")}`);
      await setImmediate();
      breath = performance.now();
    }
    counts.problems += file.problems.length;
  }
  clearProgress();
}
