// Reads a project file (`remit.json`): which policy decides which traces, and what is known of these. Text in, plain data out;
// knows no files.
import { matchesGlob } from "../text/glob.ts";
import { isList, isRecord } from "../trace/encodings/json.ts";
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
  /** A label file or a label policy, as written; without one the runs' own labels serve. */
  readonly labels: string | undefined;
  /** What `context` holds in the policy, where the trace does not say. */
  readonly context: JsonRecord | undefined;
}
export type ProjectFile = { readonly entries: readonly ProjectEntry[] } | { readonly reason: string };

/** What a project file says, or the phrase that says why it cannot be read. */
export function projectFile(text: string): ProjectFile {
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch (error) {
    return { reason: `it is not valid JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  if (!isRecord(parsed)) return { reason: "it is no JSON object" };
  // One that only says how much diagnostics weigh, or only has formats, binds no runs.
  if (parsed.policies === undefined) return { entries: [] };
  if (!isList(parsed.policies)) return { reason: '"policies" is not a list' };
  const entries: ProjectEntry[] = [];
  for (const [index, entry] of parsed.policies.entries()) {
    if (!isRecord(entry) || typeof entry.policy !== "string") return { reason: `entry ${index + 1} of "policies" names no "policy"` };
    const traces = entry.traces ?? usualTraces;
    if (!isList(traces) || !traces.every((glob) => typeof glob === "string"))
      return { reason: `"traces" of entry ${index + 1} is not a list of patterns` };
    if (traces.some((glob) => glob.length > maximalPattern)) return { reason: `a pattern of entry ${index + 1} is too long` };
    const { policy, labels, context } = entry;
    if (context !== undefined && !isRecord(context)) return { reason: `"context" of entry ${index + 1} is not an object` };
    if (labels !== undefined && typeof labels !== "string") return { reason: `"labels" of entry ${index + 1} is not a path` };
    entries.push({ policy, traces, labels, context });
  }
  return { entries };
}

/** The first entry one of whose patterns matches; `relative` is the trace's path from the project file's folder, with `/`. */
export function entryFor(entries: readonly ProjectEntry[], relative: string): ProjectEntry | undefined {
  return entries.find(({ traces }) => traces.some((glob) => matchesGlob(glob, relative)));
}
