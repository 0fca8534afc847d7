// `remit export POLICY PATH…`: examples of actions for training, one JSON line each.

import { type LeftOut, type RightThing, TrainingExport, trainingLine } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import type { Output } from "../io.ts";
import { policyAt } from "../open-policy.ts";
import { escaped } from "../render/json-text.ts";
import { counted } from "../render/style.ts";
import { say } from "../standard-error.ts";
import { labelled, labelsAt } from "./labelled.ts";
import { RunWalk, Work } from "./runs.ts";

export const exportOptions: Readonly<Record<string, OptionRow>> = {
  labels: { value: "FILE", about: "what is known of the runs: a file of labels, or a policy whose flags are harm" },
  test: { value: "PERCENT", about: "how many of the tasks are set apart as split test (20)" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

export async function exportExamples(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const [path, ...traces] = operands;
  if (path === undefined || traces.length === 0) throw new UsageError("say which policy and which runs: remit export POLICY PATH…");
  const percent = Number((options.get("test") ?? "20").replace(/\s*%$/, ""));
  if (!(percent >= 0 && percent <= 100)) throw new UsageError(`--test takes a number from 0 to 100, not "${options.get("test")}"`);
  const policy = policyAt(path);
  if (policy === undefined) return exitCode.policyErrors;
  const source = options.get("labels");
  const labels = source === undefined ? undefined : labelsAt(source);
  const training = new TrainingExport(policy, percent / 100);
  const work = new Work();
  const walk = new RunWalk(traces, work);
  for await (const { trace, index, run } of walk.walk()) {
    const events = [...run.events];
    const one = { trace, index, events, context: run.context, labels: labelled(run, events, labels) };
    for (const example of training.examplesOf(one)) {
      output.write(`${escaped(trainingLine(example))}\n`);
      await output.drained();
    }
  }
  work.end();
  walk.sayProblems();
  if (walk.runs === 0) {
    if (!walk.missing) say("no recorded run could be read");
    return exitCode.noTrace;
  }
  say(summary(training.counts, training.leftOut));
  if (work.isStopped) return exitCode.couldNotRun;
  return walk.missing ? exitCode.noTrace : exitCode.done;
}

const reasons: Readonly<Record<keyof LeftOut, string>> = {
  unknown: "in doubt",
  disagreed: "where policy and labels disagree",
  unreadable: "with arguments that cannot be read",
  unproven: "allowed, but not known to have gone well",
  repeated: "said already",
};

function summary(counts: Readonly<Record<RightThing, number>>, leftOut: LeftOut): string {
  const made = Object.entries(counts).map(([kind, count]) => `${count.toLocaleString("en-US")} to ${kind}`);
  const out = (Object.keys(reasons) as (keyof LeftOut)[]).flatMap((name) =>
    leftOut[name] > 0 ? [`${leftOut[name].toLocaleString("en-US")} ${reasons[name]}`] : [],
  );
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return `${counted(all, "example")}: ${made.join(", ")}${out.length > 0 ? `; left out: ${out.join(", ")}` : ""}`;
}
