// Replaying a folder of recorded runs, reading included, against JSON.parse of the same bytes: all of AgentDojo where it is at hand, each
// suite under its policy, else the sample's runs. With what stays in memory after a tenth of the files and after all.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import v8 from "node:v8";
import vm from "node:vm";
import { analyze, compile, type Host, type Policy, readTrace, replayRun } from "../core/src/index.ts";
import { medians, ratio } from "./measure.ts";

const root = join(import.meta.dirname, "..");
const recorded = join(root, "..", "shared", "data", "agentdojo");
const suites = ["banking", "slack", "travel", "workspace"].map((suite) => ({
  folder: join(recorded, suite),
  policy: join(root, "samples", "agentdojo", `${suite}.remit`),
}));
const sample = { folder: join(root, "samples", "bank", "runs"), policy: join(root, "samples", "bank", "bank.remit") };

interface Trace {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly policy: Policy;
}

export async function benchCorpus(): Promise<string> {
  const traces = (suites.every(({ folder }) => existsSync(folder)) ? suites : [sample]).flatMap(({ folder, policy }) =>
    tracesIn(folder, policyAt(policy)),
  );
  const decoder = new TextDecoder();

  let steps = 0;
  const replayOne = ({ path, bytes, policy }: Trace): void => {
    for (const run of readTrace(path, bytes).runs) for (const _ of replayRun(policy, run)) steps++;
  };
  const replay = (): void => {
    steps = 0;
    traces.forEach(replayOne);
  };
  const parse = (): void => {
    for (const { path, bytes } of traces) {
      const text = decoder.decode(bytes);
      if (path.endsWith("l")) for (const line of text.split("\n")) line.trim() !== "" && JSON.parse(line);
      else JSON.parse(text);
    }
  };
  const kept = keptWhile(traces, replayOne);
  const times = await medians(
    [
      { name: "replay", run: replay },
      { name: "parse", run: parse },
    ],
    7,
  );
  const megabytes = traces.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
  const [replayTime, parseTime] = [times.get("replay") ?? 0, times.get("parse") ?? 0];
  assert.ok(steps > 0, "no step was decided");
  return `${ratio(replayTime, parseTime)} as JSON.parse of the same bytes (${replayTime.toFixed(0)} ms against ${parseTime.toFixed(0)} ms; ${traces.length} files, ${megabytes.toFixed(1)} MB, ${steps} steps); ${kept}`;
}

/** The heap that lives on, once what is unused was collected. */
function keptWhile(traces: readonly Trace[], replayOne: (trace: Trace) => void): string {
  v8.setFlagsFromString("--expose-gc");
  const collect = vm.runInNewContext("gc") as () => void;
  const living = (): string => {
    collect();
    return `${(process.memoryUsage().heapUsed / 1e6).toFixed(1)} MB`;
  };
  const tenth = Math.ceil(traces.length / 10);
  traces.slice(0, tenth).forEach(replayOne);
  const early = living();
  traces.slice(tenth).forEach(replayOne);
  return `the heap that lives on is ${early} after a tenth of the files and ${living()} after all`;
}

function tracesIn(folder: string, policy: Policy): readonly Trace[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.jsonl?$/.test(path) && !path.endsWith("tools.json"))
    .map((path) => ({ path, bytes: new Uint8Array(readFileSync(join(folder, path))), policy }));
}

function policyAt(path: string): Policy {
  const host: Host = {
    resolve: (from, written) => resolve(dirname(from), written),
    read: (file) => (existsSync(file) ? { text: readFileSync(file, "utf8") } : { reason: "no such file" }),
  };
  const result = compile(analyze(path, readFileSync(path, "utf8"), host));
  assert.ok("policy" in result, JSON.stringify(result));
  return result.policy;
}
