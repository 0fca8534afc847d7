// Owns what a project file says of severities to commands that show diagnostics: the nearest one above each policy counts.

import { dirname, join, relative, resolve } from "node:path";
import { type Diagnostic, projectFileName, projectSeverities, type Severities, weighed } from "../../../core/src/index.ts";
import { kindOf, readText } from "../io.ts";
import { say } from "../standard-error.ts";

/** Gives the diagnostics of the policy at a path as its project shows them. What is wrong with a project file is said once. */
export function projectWeights(): (policy: string, diagnostics: readonly Diagnostic[]) => readonly Diagnostic[] {
  const known = new Map<string, Severities>();
  const severitiesIn = (folder: string): Severities => {
    const kept = known.get(folder);
    if (kept !== undefined) return kept;
    const path = relative(resolve("."), join(folder, projectFileName));
    const found = kindOf(path) === "file" ? read(path) : dirname(folder) === folder ? new Map() : severitiesIn(dirname(folder));
    known.set(folder, found);
    return found;
  };
  return (policy, diagnostics) => weighed(diagnostics, severitiesIn(dirname(resolve(policy))));
}

function read(path: string): Severities {
  const content = readText(path);
  const { severities, faults } =
    "reason" in content ? { severities: new Map(), faults: [content.reason] } : projectSeverities(content.text);
  for (const fault of faults) say(`${path}: ${fault}`);
  return severities;
}
