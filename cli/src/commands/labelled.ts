// Owns which recorded runs a command takes for good ones: those under no attack that did what their user wanted, as far as anybody says.

import { type Event, type Json, type LabelSource, labelFile, labelRun, type Run, type RunLabels } from "../../../core/src/index.ts";
import { UsageError } from "../arguments.ts";
import { readText } from "../io.ts";
import { policyAt } from "../open-policy.ts";

/** The labels that a file or a label policy holds. */
export function labelsAt(path: string): LabelSource {
  if (path.endsWith(".remit")) {
    const policy = policyAt(path);
    if (policy === undefined) throw new UsageError(`cannot use the labels ${path}: the policy has errors`);
    return { kind: "policy", policy };
  }
  const file = readText(path, "data");
  if ("reason" in file) throw new UsageError(`cannot read the labels ${path}: ${file.reason}`);
  const labels = labelFile(jsonOf(path, file.text));
  if ("reason" in labels) throw new UsageError(`cannot use the labels ${path}: ${labels.reason}`);
  return labels;
}

function jsonOf(path: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new UsageError(`cannot use the labels ${path}: it is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** A run is good unless something says that it is not: an attack, a task that was not done, a harmful call. */
export function isGood({ kind, good, calls }: RunLabels): boolean {
  return kind === "benign" && good !== false && ![...calls.values()].includes("harmful");
}

export const labelled = (run: Run, events: readonly Event[], labels: LabelSource | undefined): RunLabels => labelRun(run, events, labels);
