// `remit authority POLICY PATH…`: what a policy grants that good runs never used, and what they did beyond it.

import { type Authority, type AuthorityRun, authority } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { diskHost, type Output } from "../io.ts";
import { policyAt } from "../open-policy.ts";
import { authorityJson, authorityLines } from "../render/authority.ts";
import { counted, styleFor } from "../render/style.ts";
import { say } from "../standard-error.ts";
import { isGood, labelled, labelsAt } from "./labelled.ts";
import { RunWalk, Work } from "./runs.ts";

export const authorityOptions: Readonly<Record<string, OptionRow>> = {
  format: { values: ["pretty", "json"], value: "pretty|json", about: "how to write what was found" },
  labels: { value: "FILE", about: "which runs are good: a file of labels, or a policy whose flags are harm" },
  folds: { value: "NUMBER", about: "in how many parts runs are held back to try narrower rules on (5)" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

export async function showAuthority(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const [path, ...traces] = operands;
  if (path === undefined || traces.length === 0) throw new UsageError("say which policy and which good runs: remit authority POLICY PATH…");
  const folds = Number(options.get("folds") ?? 5);
  if (!Number.isInteger(folds) || folds < 2 || folds > 100)
    throw new UsageError(`--folds takes a whole number from 2 to 100, not "${options.get("folds")}"`);
  const policy = policyAt(path);
  if (policy === undefined) return exitCode.policyErrors;
  const source = options.get("labels");
  const labels = source === undefined ? undefined : labelsAt(source);
  const work = new Work();
  const walk = new RunWalk(traces, work);
  const runs: AuthorityRun[] = [];
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
  let found: Authority | undefined;
  const search = authority(policy, runs, { host: diskHost, folds });
  for (let next = search.next(); ; next = search.next()) {
    if (next.done === true) {
      found = next.value;
      break;
    }
    await work.breathe(() => counted(runs.length, "good run"));
    if (work.isStopped) break;
  }
  work.end();
  if (found === undefined) {
    say("stopped before the end; nothing is known yet");
    return exitCode.couldNotRun;
  }
  if (options.get("format") === "json") output.write(authorityJson(found));
  else for (const line of authorityLines(found, styleFor(output.isTerminal))) output.write(`${line}\n`);
  await output.drained();
  return walk.missing ? exitCode.noTrace : exitCode.done;
}
