// `remit mutate POLICY [PATH…]`: small mistakes made in a policy, and which of them its tests and recorded runs notice.

import {
  type JudgedMutant,
  killingTest,
  type Mutant,
  type MutantOutcome,
  MutationTrial,
  mutationPage,
  mutationScore,
  type TrialRun,
} from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { diskHost, type Output } from "../io.ts";
import { policyAt } from "../open-policy.ts";
import { mutationJson } from "../render/mutation-json.ts";
import { mutationLines } from "../render/mutation-pretty.ts";
import { counted, styleFor } from "../render/style.ts";
import { say } from "../standard-error.ts";
import { RunWalk, Work } from "./runs.ts";
import { traceFrom } from "./test.ts";

export const mutateOptions: Readonly<Record<string, OptionRow>> = {
  format: { values: ["pretty", "json", "html"], value: "pretty|json|html", about: "how to write what came of them" },
  tests: { about: "write a test for each mistake that nothing notices, where one is found" },
  "at-least": { value: "PERCENT", about: "end with 2 where fewer of the mistakes are noticed" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

export async function mutate(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const [path, ...traces] = operands;
  if (path === undefined) throw new UsageError("say which policy: remit mutate POLICY [PATH…]");
  const least = percentOf(options.get("at-least"));
  const policy = policyAt(path);
  if (policy === undefined) return exitCode.policyErrors;
  const work = new Work();
  const walk = new RunWalk(traces, work);
  const runs: TrialRun[] = [];
  for await (const { trace, index, run } of walk.walk()) {
    const events = [...run.events];
    const tools = new Set(events.flatMap((event) => (event.kind === "call" ? [event.tool] : [])));
    runs.push({ name: index === 0 ? trace : `run ${index + 1} of ${trace}`, events, context: run.context, tools });
  }
  walk.sayProblems();
  if (traces.length > 0 && runs.length === 0) {
    work.end();
    if (!walk.missing) say("no recorded run could be read");
    return exitCode.noTrace;
  }
  const trial = new MutationTrial(policy, { host: diskHost, open: traceFrom, runs });
  const judged: JudgedMutant[] = [];
  const survivors = (): number => judged.filter(({ outcome }) => outcome.kind === "survived").length;
  const progress = (): string => `${judged.length} of ${trial.mutants.length} mutants, ${survivors()} survived`;
  for (const mutant of trial.mutants) {
    const outcome = await judgedWhile(trial.judge(mutant), work, progress);
    if (outcome === undefined) break;
    judged.push({ mutant, outcome });
  }
  const tests = new Map<Mutant, string>();
  if (options.has("tests"))
    for (const { mutant, outcome } of judged) {
      if (outcome.kind !== "survived" || work.isStopped) continue;
      const search = killingTest(policy, mutant, diskHost);
      let next = search.next();
      for (; next.done !== true && !work.isStopped; next = search.next())
        await work.breathe(() => `${counted(tests.size, "test")} for ${counted(survivors(), "survivor")}`);
      if (next.done === true && next.value !== undefined) tests.set(mutant, next.value);
    }
  work.end();
  if (work.isStopped) say(`stopped after ${judged.length} of ${trial.mutants.length} mutants; the score is of these`);
  const of = { analysis: policy.analysis, judged, mutants: trial.mutants.length, runs: runs.length, tests };
  const format = options.get("format");
  if (format === "html") for (const piece of mutationPage(`Mistakes in ${path}`, of)) output.write(piece);
  else if (format === "json") output.write(mutationJson(of));
  else for (const line of mutationLines(of, styleFor(output.isTerminal))) output.write(`${line}\n`);
  await output.drained();
  if (work.isStopped) return exitCode.couldNotRun;
  if (walk.missing) return exitCode.noTrace;
  const score = mutationScore(judged).share ?? 1;
  return 100 * score < least ? exitCode.denied : exitCode.done;
}

/** Undefined where it was stopped before the end. */
async function judgedWhile(
  judging: Generator<undefined, MutantOutcome>,
  work: Work,
  progress: () => string,
): Promise<MutantOutcome | undefined> {
  for (let next = judging.next(); ; next = judging.next()) {
    await work.breathe(progress);
    if (next.done === true) return next.value;
    if (work.isStopped) return undefined;
  }
}

function percentOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const percent = Number(text.replace(/\s*%$/, ""));
  if (!(percent >= 0 && percent <= 100)) throw new UsageError(`--at-least takes a number from 0 to 100, not "${text}"`);
  return percent;
}
