// Traces for tests: texts read as files, and the recorded runs that may lie beside the repository.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Event, Problem, Run } from "../../core/src/trace/model.ts";
import { readTrace } from "../../core/src/trace/read.ts";

export interface ReadRun extends Omit<Run, "events"> {
  readonly events: readonly Event[];
}
export interface ReadFile {
  readonly format: string;
  readonly runs: readonly ReadRun[];
  readonly problems: readonly Problem[];
  /** The events of all runs. */
  readonly events: readonly Event[];
}

export function readBytes(bytes: Uint8Array, path = "run.json"): ReadFile {
  const file = readTrace(path, bytes);
  const runs = [...readRuns(file.runs)];
  return { format: file.format, runs, problems: file.problems, events: runs.flatMap((run) => run.events) };
}

function* readRuns(runs: Iterable<Run>): Iterable<ReadRun> {
  for (const run of runs) yield { ...run, events: [...run.events] };
}

export const readText = (text: string, path?: string): ReadFile => readBytes(new TextEncoder().encode(text), path);
export const readValue = (value: unknown, path?: string): ReadFile => readText(JSON.stringify(value), path);
export const readLines = (values: readonly unknown[], path = "run.trace.jsonl"): ReadFile =>
  readText(values.map((value) => `${typeof value === "string" ? value : JSON.stringify(value)}\n`).join(""), path);

export const codes = (file: ReadFile): readonly string[] => file.problems.map((problem) => problem.code);
export const calls = (file: ReadFile): readonly Extract<Event, { kind: "call" }>[] => file.events.filter((event) => event.kind === "call");
export const results = (file: ReadFile): readonly Extract<Event, { kind: "result" }>[] =>
  file.events.filter((event) => event.kind === "result");
export const kinds = (file: ReadFile): string => file.events.map((event) => event.kind).join(" ");

/** Whether the thorough form of a test is asked for. */
export const deep = (process.env.REMIT_DEEP ?? "") !== "";

const recorded = join(import.meta.dirname, "..", "..", "..", "shared", "data");

/** A folder or file of recorded runs; undefined, with a word on why, where it is not on this machine. */
export function recording(name: string): string | undefined {
  const path = join(recorded, name);
  if (existsSync(path)) return path;
  console.log(`      not run: the recorded runs of ${name} are not beside this repository`);
  return undefined;
}

export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
