// `remit convert PATH…`: recorded runs of any format in Remit's own, one file for each or all in one.

import { mkdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { catalogueFormat, type Problem, type TraceBytes, writeTrace } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { kindOf, type Output, openOutput, reasonOf } from "../io.ts";
import { openTrace } from "../open-trace.ts";
import { counted } from "../render/style.ts";
import { say } from "../standard-error.ts";
import { type TraceSource, traceSources } from "./traces.ts";

export const convertOptions: Readonly<Record<string, OptionRow>> = {
  out: { value: "DIR|FILE", about: "a folder for one *.trace.jsonl a file, or one file (*.jsonl) for all" },
};

/** More of one file are counted, not said. */
const shown = 10;

export async function convert(paths: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  if (paths.length === 0)
    throw new UsageError("say which files to convert: remit convert PATH… --out DIR|FILE (a PATH is a file, a folder, a glob, or -)");
  const { sources, empty } = traceSources(paths);
  for (const sentence of empty) say(sentence);
  const out = options.get("out");
  const isFolder = out !== undefined && (kindOf(out) === "folder" || !/\.(jsonl|ndjson)$/i.test(out));
  const inputs = new Set(sources.map(({ path }) => resolve(path)));
  const checked = (target: string): string => {
    if (inputs.has(resolve(target))) throw new UsageError(`${target} would be written over itself; give --out another place`);
    return target;
  };
  const one = out === undefined ? output : isFolder ? undefined : opened(checked(out));
  const names = isFolder ? targetsOf(sources, out).map(checked) : [];
  let runs = 0;
  for (const [index, source] of sources.entries()) {
    const content = source.read();
    if ("reason" in content) {
      say(`cannot read ${source.path}: ${content.reason}`);
      continue;
    }
    const target = names[index];
    runs += await convertFile(source, content.bytes, one, target ?? "");
  }
  if (one !== undefined && one !== output) await one.end();
  if (runs > 0) return exitCode.done;
  if (sources.length > 0) say(`no recorded run could be read from ${counted(sources.length, "file")}`);
  return exitCode.noTrace;
}

function opened(path: string): Output {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new UsageError(`cannot make the folder ${dirname(path)}: ${reasonOf(error)}`);
  }
  const output = openOutput(path);
  if ("reason" in output) throw new UsageError(`cannot write ${path}: ${output.reason}`);
  return output;
}

/** Writes a file's runs to the place of all, or to one of its own that is made where there is a run. */
async function convertFile({ path, named }: TraceSource, bytes: TraceBytes, all: Output | undefined, target: string): Promise<number> {
  const file = openTrace(path, bytes);
  let runs = 0;
  let own: Output | undefined;
  for (const run of file.runs) {
    if (all === undefined) own ??= opened(target);
    const output = all ?? own;
    runs++;
    for (const line of writeTrace(run)) {
      output?.write(line);
      await output?.drained();
    }
  }
  await own?.end();
  if (file.format !== catalogueFormat || named) sayProblems(path, file.problems);
  return runs;
}

function sayProblems(path: string, problems: readonly Problem[]): void {
  for (const { code, message, line, column } of problems.slice(0, shown)) say(`${path}:${line}:${column} ${code}: ${message}`);
  if (problems.length > shown) say(`${path}: ${counted(problems.length - shown, "more problem")}`);
}

/** A file for each source: below the folder as it stands below what all have in common, no two the same. */
function targetsOf(sources: readonly TraceSource[], folder: string): readonly string[] {
  const folders = sources.map(({ path }) => (path === "-" ? undefined : dirname(resolve(path))));
  const known = folders.filter((one) => one !== undefined);
  let common = known[0] ?? "";
  for (const one of known) while (common !== dirname(common) && relative(common, one).startsWith("..")) common = dirname(common);
  const taken = new Set<string>();
  return sources.map(({ path }, index) => {
    const stem = path === "-" ? "stdin" : basename(path).replace(/(?:\.trace)?\.[^.]+$/, "");
    const from = folders[index];
    const below = from === undefined ? "" : relative(common, from);
    let target = join(folder, below, `${stem}.trace.jsonl`);
    for (let again = 2; taken.has(target); again++) target = join(folder, below, `${stem}-${again}.trace.jsonl`);
    taken.add(target);
    return target;
  });
}
