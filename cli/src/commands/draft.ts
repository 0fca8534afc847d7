// `remit draft PATH…`: a first policy of recorded runs that were right: what they did is allowed, and all else asks.

import { dirname, relative, resolve, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type DraftRun, draftPolicy } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { diskHost, kindOf, type Output } from "../io.ts";
import { openTrace } from "../open-trace.ts";
import { counted } from "../render/style.ts";
import { say } from "../standard-error.ts";
import { traceSources } from "./traces.ts";

export const draftOptions: Readonly<Record<string, OptionRow>> = {
  tools: { value: "FILE", about: "the catalogue of tools that the policy is to name" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

export async function draft(paths: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  if (paths.length === 0)
    throw new UsageError("say which runs to draft from: remit draft PATH… (a PATH is a file, a folder, a glob, or - for standard input)");
  const catalogue = options.get("tools");
  if (catalogue !== undefined && kindOf(catalogue) !== "file")
    throw new UsageError(`there is no catalogue ${catalogue}; give a file as MCP's tools/list has it`);
  const { sources, empty } = traceSources(paths);
  for (const sentence of empty) say(sentence);
  const runs: DraftRun[] = [];
  for (const { path, named, read } of sources) {
    const content = read();
    if ("reason" in content) {
      if (named) say(`cannot read ${path}: ${content.reason}`);
      continue;
    }
    for (const { events, context } of openTrace(path, content.bytes).runs) runs.push({ events: [...events], context });
  }
  if (runs.length === 0) {
    say(`no recorded run could be read from ${counted(sources.length, "file")}`);
    return exitCode.noTrace;
  }
  const path = resolve(options.get("out") ?? "draft.remit");
  const tools = catalogue === undefined ? undefined : written(dirname(path), catalogue);
  const steps = draftPolicy(runs, { path, host: diskHost, tools });
  for (;;) {
    const step = steps.next();
    if (step.done !== true) {
      await setImmediate();
      continue;
    }
    output.write(step.value.text);
    await output.drained();
    return exitCode.done;
  }
}

/** A file's path as a policy in the folder writes it. */
function written(folder: string, file: string): string {
  const path = relative(folder, resolve(file)).split(sep).join("/");
  return path.startsWith("../") ? path : `./${path}`;
}
