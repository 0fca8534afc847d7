// Replaying a folder of recorded runs, reading included, against JSON.parse of the same bytes.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { analyze, compile, type Host, type Policy, readTrace, replayRun } from "../core/src/index.ts";
import { medians, ratio } from "./measure.ts";

const root = join(import.meta.dirname, "..");
const recorded = join(root, "..", "shared", "data", "agentdojo", "banking");
const choices = [
  { folder: recorded, policy: join(root, "samples", "agentdojo", "banking.remit") },
  { folder: join(root, "samples", "bank", "runs"), policy: join(root, "samples", "bank", "bank.remit") },
];

export async function benchCorpus(): Promise<string> {
  const choice = choices.find(({ folder, policy }) => existsSync(folder) && existsSync(policy));
  assert.ok(choice !== undefined, "there are no runs to replay");
  const policy = policyAt(choice.policy);
  const traces = readdirSync(choice.folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.jsonl?$/.test(path) && !path.endsWith("tools.json"))
    .map((path) => ({ path, bytes: new Uint8Array(readFileSync(join(choice.folder, path))) }));
  const decoder = new TextDecoder();

  let steps = 0;
  const replay = (): void => {
    steps = 0;
    for (const { path, bytes } of traces) for (const run of readTrace(path, bytes).runs) for (const _ of replayRun(policy, run)) steps++;
  };
  const parse = (): void => {
    for (const { path, bytes } of traces) {
      const text = decoder.decode(bytes);
      if (path.endsWith("l")) for (const line of text.split("\n")) line.trim() !== "" && JSON.parse(line);
      else JSON.parse(text);
    }
  };
  const times = await medians(
    [
      { name: "replay", run: replay },
      { name: "parse", run: parse },
    ],
    9,
  );
  const megabytes = traces.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
  const [replayTime, parseTime] = [times.get("replay") ?? 0, times.get("parse") ?? 0];
  assert.ok(steps > 0, "no step was decided");
  return `${ratio(replayTime, parseTime)} as JSON.parse of the same bytes (${replayTime.toFixed(0)} ms against ${parseTime.toFixed(0)} ms; ${traces.length} files, ${megabytes.toFixed(1)} MB, ${steps} steps)`;
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
