// `remit diff OLD NEW PATH…`: what the new policy decides otherwise on recorded runs, what got looser first.

import { spawnSync } from "node:child_process";
import { dirname, relative, resolve, sep } from "node:path";
import {
  analyze,
  DiffCounter,
  type DiffPageOptions,
  diffPage,
  diffRun,
  type Host,
  type Policy,
  type StepDiff,
  witnesses,
  witnessPage,
} from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { diskHost, type Output } from "../io.ts";
import { policyAt, readyPolicy } from "../open-policy.ts";
import { diffJson } from "../render/diff-json.ts";
import { diffLines } from "../render/diff-pretty.ts";
import { counted, styleFor } from "../render/style.ts";
import { witnessJson, witnessLines } from "../render/witness.ts";
import { say } from "../standard-error.ts";
import { RunWalk, Work } from "./runs.ts";

export const diffOptions: Readonly<Record<string, OptionRow>> = {
  format: { values: ["pretty", "json", "html"], value: "pretty|json|html", about: "how to write the differences" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

export async function diff(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const [old, fresh, ...traces] = operands;
  if (old === undefined || fresh === undefined)
    throw new UsageError("say which policies and which runs: remit diff OLD NEW [PATH…] (OLD may be git:REVISION of NEW)");
  const before = old.startsWith("git:") ? committedPolicy(old.slice("git:".length), fresh) : policyAt(old);
  const after = policyAt(fresh);
  if (before === undefined || after === undefined) return exitCode.policyErrors;
  const sides = { before: old.startsWith("git:") ? `${fresh} of ${old.slice("git:".length)}` : old, after: fresh };
  if (traces.length === 0) return await witnessed(before, after, sides, options, output);
  const work = new Work();
  const walk = new RunWalk(traces, work);
  const counter = new DiffCounter();
  for await (const { trace, index, run } of walk.walk()) {
    const changes: StepDiff[] = [];
    const steps = diffRun(before, after, run);
    let next = steps.next();
    for (; next.done !== true; next = steps.next()) changes.push(next.value);
    counter.addRun(trace, index, next.value, changes);
  }
  work.end();
  walk.sayProblems();
  if (walk.runs === 0) {
    if (!walk.missing) say("no recorded run could be read");
    return exitCode.noTrace;
  }
  const report = counter.report();
  const format = options.get("format");
  if (format === "html") for (const piece of diffPage(title, report, sides)) output.write(piece);
  else if (format === "json") output.write(diffJson(report));
  else for (const line of diffLines(report, styleFor(output.isTerminal))) output.write(`${line}\n`);
  await output.drained();
  if (report.counts.looser > 0) return exitCode.denied;
  if (work.isStopped) return exitCode.couldNotRun;
  return walk.missing ? exitCode.noTrace : exitCode.done;
}

const title = "What is decided differently";

/** Without runs: calls made up from what the policies say. */
async function witnessed(
  before: Policy,
  after: Policy,
  sides: DiffPageOptions,
  options: ReadonlyMap<string, string>,
  output: Output,
): Promise<ExitCode> {
  const work = new Work();
  const search = witnesses(before, after);
  let next = search.next();
  for (; next.done !== true && !work.isStopped; next = search.next()) {
    const { done, most } = next.value;
    await work.breathe(() => `${done} of ${counted(most, "tool")}`);
  }
  work.end();
  if (next.done !== true) {
    say("stopped before the end; nothing is known yet");
    return exitCode.couldNotRun;
  }
  const found = next.value;
  const format = options.get("format");
  if (format === "html") for (const piece of witnessPage(title, found, sides)) output.write(piece);
  else if (format === "json") output.write(witnessJson(found));
  else for (const line of witnessLines(found, styleFor(output.isTerminal))) output.write(`${line}\n`);
  await output.drained();
  return found.some(({ change }) => change === "looser") ? exitCode.denied : exitCode.done;
}

/** The policy at a path as a revision of its repository has it, with its imports and catalogues of then. */
function committedPolicy(revision: string, path: string): Policy | undefined {
  if (revision === "" || revision.startsWith("-")) throw new UsageError(`git:${revision} names no revision; write git:HEAD, say`);
  const folder = resolve(dirname(path));
  const read: Host["read"] = (file) => {
    const inside = relative(folder, resolve(file)).split(sep).join("/");
    const shown = spawnSync("git", ["cat-file", "blob", `${revision}:./${inside}`], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    if (shown.error !== undefined) return { reason: "git could not be run" };
    return shown.status === 0 ? { text: shown.stdout } : { reason: `git does not have it at ${revision}` };
  };
  const content = read(path);
  if ("reason" in content) throw new UsageError(`cannot read ${path} of ${revision}: ${content.reason}`);
  return readyPolicy(analyze(path, content.text, { resolve: diskHost.resolve, read }), `${path} of ${revision}`);
}
