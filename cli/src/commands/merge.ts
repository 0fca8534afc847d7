// `remit merge REPORT…`: one report of several that `remit replay --format json` wrote, perhaps on other machines.

import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { type Output, readText } from "../io.ts";
import { jsonText } from "../render/json-text.ts";
import { summary } from "../render/replay-pretty.ts";
import { addCounts, noCounts, type ReplayCounts } from "../render/replay-renderer.ts";
import { styleFor } from "../render/style.ts";

export const mergeOptions: Readonly<Record<string, OptionRow>> = {
  format: { values: ["pretty", "json"], value: "pretty|json", about: "how to write it: the totals, or one report of all" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

interface Report {
  readonly runs: readonly unknown[];
  readonly problems: readonly unknown[];
  readonly counts: ReplayCounts;
}

/** Holds one report at a time. The exit code is that of a replay of all. */
export async function merge(paths: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  if (paths.length === 0)
    throw new UsageError("say which reports: remit merge REPORT… (each written by remit replay POLICY PATH… --format json --out REPORT)");
  const asJson = options.get("format") === "json";
  const counts = noCounts();
  const problems: unknown[] = [];
  let runs = 0;
  if (asJson) output.write('{"remit":1,"runs":[');
  for (const path of paths) {
    const report = reportAt(path);
    addCounts(counts, report.counts);
    if (!asJson) continue;
    for (const run of report.runs) {
      output.write(`${runs++ === 0 ? "" : ","}\n${jsonText(run)}`);
      await output.drained();
    }
    problems.push(...report.problems);
  }
  if (asJson) output.write(`],\n"problems":${jsonText(problems)},\n"counts":${jsonText(counts)}}\n`);
  else output.write(`${summary(counts, styleFor(output.isTerminal))}\n`);
  return counts.denied > 0 ? exitCode.denied : counts.runs > 0 ? exitCode.done : exitCode.noTrace;
}

function reportAt(path: string): Report {
  const content = readText(path, "data");
  if ("reason" in content) throw new UsageError(`cannot read the report ${path}: ${content.reason}`);
  let value: unknown;
  try {
    value = JSON.parse(content.text);
  } catch {
    throw new UsageError(`${path} is no whole JSON document; write it again with remit replay --format json`);
  }
  if (!isReport(value)) throw new UsageError(`${path} is no report of remit replay --format json; merge takes those`);
  return value;
}

function isReport(value: unknown): value is Report {
  if (!isRecord(value) || value.remit !== 1 || !Array.isArray(value.runs) || !Array.isArray(value.problems)) return false;
  const counts = value.counts;
  return isRecord(counts) && Object.keys(noCounts()).every((name) => Number.isSafeInteger(counts[name]) && Number(counts[name]) >= 0);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
