// `remit coverage POLICY PATH…`: which rules and clauses of a policy ever mattered in recorded runs and in its own tests, and which
// actions no rule speaks of.

import { CoverageCounter, coveragePage, type Policy, replayHistory, runTests } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import type { Output } from "../io.ts";
import { policyAt } from "../open-policy.ts";
import { coverageJson } from "../render/coverage-json.ts";
import { coverageLcov } from "../render/coverage-lcov.ts";
import { coverageLines } from "../render/coverage-pretty.ts";
import { styleFor } from "../render/style.ts";
import { say } from "../standard-error.ts";
import { RunWalk, Work } from "./runs.ts";
import { traceFrom } from "./test.ts";

export const coverageOptions: Readonly<Record<string, OptionRow>> = {
  format: { values: ["pretty", "json", "lcov", "html"], value: "pretty|json|lcov|html", about: "how to write the coverage" },
  tests: { about: "count the calls of the policy's own tests, too (without a PATH they are all there is)" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

export async function coverage(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const [path, ...traces] = operands;
  if (path === undefined)
    throw new UsageError("say whose coverage: remit coverage POLICY PATH… (without a PATH, that of the policy's own tests)");
  const policy = policyAt(path);
  if (policy === undefined) return exitCode.policyErrors;
  const counter = new CoverageCounter(policy);
  const work = new Work();
  const walk = new RunWalk(traces, work);
  if (traces.length === 0 || options.has("tests")) countTests(policy, counter);
  for await (const { run } of walk.walk()) {
    counter.beginRun();
    const steps = replayHistory(policy, run, "recorded", { explain: true });
    let next = steps.next();
    for (; next.done !== true; next = steps.next()) counter.add(next.value.report);
    for (const obligation of next.value.obligations) counter.addObligation(obligation);
  }
  work.end();
  walk.sayProblems();
  if (traces.length > 0 && walk.runs === 0) {
    if (!walk.missing) say("no recorded run could be read");
    return exitCode.noTrace;
  }
  const found = counter.coverage();
  const { analysis } = policy;
  const format = options.get("format");
  if (format === "json") output.write(coverageJson(found, analysis));
  else if (format === "html") for (const piece of coveragePage(`Coverage of ${path}`, found, analysis)) output.write(piece);
  else
    for (const line of format === "lcov" ? coverageLcov(found, analysis) : coverageLines(found, analysis, styleFor(output.isTerminal)))
      output.write(`${line}\n`);
  await output.drained();
  if (work.isStopped) return exitCode.couldNotRun;
  return walk.missing ? exitCode.noTrace : exitCode.done;
}

/** Each test is a run. */
function countTests(policy: Policy, counter: CoverageCounter): void {
  for (const { calls } of runTests(policy, traceFrom)) {
    counter.beginRun();
    for (const call of calls) counter.add(call);
  }
}
