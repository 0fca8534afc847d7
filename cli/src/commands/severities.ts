// Owns what a project file says of severities to commands that show diagnostics: the nearest one above each policy counts.

import { dirname, relative, resolve } from "node:path";
import { type Diagnostic, projectSeverities, type Severities, weighed } from "../../../core/src/index.ts";
import { oncePerProject } from "../project-above.ts";
import { say } from "../standard-error.ts";

/** Gives the diagnostics of the policy at a path as its project shows them. What is wrong with a project file is said once. */
export function projectWeights(): (policy: string, diagnostics: readonly Diagnostic[]) => readonly Diagnostic[] {
  const severitiesFor = oncePerProject(({ path, content }): Severities => {
    const { severities, faults } =
      "reason" in content ? { severities: new Map(), faults: [content.reason] } : projectSeverities(content.text);
    for (const fault of faults) say(`${relative(resolve("."), path)}: ${fault}`);
    return severities;
  });
  return (policy, diagnostics) => weighed(diagnostics, severitiesFor(dirname(resolve(policy))) ?? new Map());
}
