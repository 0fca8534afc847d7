// Reads a project file (`remit.json`): which policy decides which traces. Text in, plain data out; knows no files.
import { matchesGlob } from "../text/glob.ts";
import type { Json, JsonRecord } from "../trace/model.ts";

export const projectFileName = "remit.json";
/** What an entry decides that names no traces; the schema says the same. */
const usualTraces: readonly string[] = ["runs/**/*.trace.jsonl"];
const maximalPattern = 2000;

export interface ProjectEntry {
  /** As written, relative to the project file. */
  readonly policy: string;
  /** Globs relative to the project file's folder. */
  readonly traces: readonly string[];
  /** What `context` holds in the policy, where the trace does not say. */
  readonly context: JsonRecord | undefined;
}
export type ProjectFile = { readonly entries: readonly ProjectEntry[] } | { readonly reason: string };

/** What a project file says, or the phrase that says why it cannot be read. */
export function projectFile(text: string): ProjectFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { reason: `it is not valid JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  if (!isRecord(parsed) || !Array.isArray(parsed.policies)) return { reason: 'it has no list "policies"' };
  const entries: ProjectEntry[] = [];
  for (const [index, entry] of parsed.policies.entries()) {
    if (!isRecord(entry) || typeof entry.policy !== "string") return { reason: `entry ${index + 1} of "policies" names no "policy"` };
    const traces = entry.traces ?? usualTraces;
    if (!Array.isArray(traces) || !traces.every((glob) => typeof glob === "string"))
      return { reason: `"traces" of entry ${index + 1} is not a list of patterns` };
    if (traces.some((glob) => glob.length > maximalPattern)) return { reason: `a pattern of entry ${index + 1} is too long` };
    if (entry.context !== undefined && !isRecord(entry.context)) return { reason: `"context" of entry ${index + 1} is not an object` };
    entries.push({ policy: entry.policy, traces, context: entry.context as JsonRecord | undefined });
  }
  return { entries };
}

/** The first entry one of whose patterns matches; `relative` is the trace's path from the project file's folder, with `/`. */
export function entryFor(entries: readonly ProjectEntry[], relative: string): ProjectEntry | undefined {
  return entries.find(({ traces }) => traces.some((glob) => matchesGlob(glob, relative)));
}

function isRecord(value: unknown): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
