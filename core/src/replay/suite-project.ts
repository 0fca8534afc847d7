// Reads from a project file (`remit.json`) which policies are measured on which runs, with which labels. Text in, data out.

export interface SuiteEntry {
  /** As written, relative to the project file. */
  readonly policy: string;
  /** Patterns of files, as written. */
  readonly traces: readonly string[];
  /** A label file or a label policy, as written; without one the runs' own labels serve. */
  readonly labels: string | undefined;
}

export function suiteEntries(text: string): { readonly entries: readonly SuiteEntry[] } | { readonly reason: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { reason: `it is not valid JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  const policies = isRecord(parsed) ? parsed.policies : undefined;
  if (!Array.isArray(policies)) return { reason: 'it has no list "policies"' };
  const entries: SuiteEntry[] = [];
  for (const [index, entry] of (policies as readonly unknown[]).entries()) {
    const where = `entry ${index + 1} of "policies"`;
    if (!isRecord(entry) || typeof entry.policy !== "string") return { reason: `${where} names no "policy"` };
    const { policy, labels } = entry;
    const traces = entry.traces ?? ["runs/**/*.trace.jsonl"];
    if (!Array.isArray(traces) || !traces.every((glob) => typeof glob === "string")) return { reason: `"traces" of ${where} is no list` };
    if (labels !== undefined && typeof labels !== "string") return { reason: `"labels" of ${where} is no path` };
    entries.push({ policy, traces, labels });
  }
  return { entries };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
