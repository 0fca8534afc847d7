// Owns what a command does that was given no files: the nearest project file names the policies, and the runs of each.

import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { entryFor, type ProjectEntry, projectFile, projectFileName } from "../../../core/src/index.ts";
import { UsageError } from "../arguments.ts";
import { filesBelow } from "../io.ts";
import { openPieces } from "../pieces.ts";
import { projectAbove } from "../project-above.ts";
import type { TraceSource } from "./traces.ts";

export interface Project {
  /** The project file, as it is reached from here. */
  readonly path: string;
  readonly folder: string;
  readonly entries: readonly ProjectEntry[];
}

/** The project file of this folder or of the nearest above. Throws a UsageError where there is none, or it is broken. */
export function nearestProject(otherwise: string): Project {
  const found = projectAbove(resolve("."));
  if (found === undefined) throw new UsageError(`${otherwise} (there is no ${projectFileName} here or above that says so)`);
  const path = relative(resolve("."), found.path);
  const project = "reason" in found.content ? found.content : projectFile(found.content.text);
  if ("reason" in project) throw new UsageError(`${path} cannot be used: ${project.reason}`);
  if (project.entries.length === 0) throw new UsageError(`${path} names no policies; ${otherwise}`);
  return { path, folder: dirname(path), entries: project.entries };
}

/** The path of an entry's policy, as it is reached from here. */
export const policyPath = (project: Project, entry: ProjectEntry): string =>
  isAbsolute(entry.policy) ? entry.policy : join(project.folder, entry.policy);

/** The files that each entry decides, in the order of the entries. */
export function projectSources(project: Project): ReadonlyMap<ProjectEntry, readonly TraceSource[]> {
  const found = new Map<ProjectEntry, TraceSource[]>(project.entries.map((entry) => [entry, []]));
  const below = project.folder === "." ? 0 : project.folder.length + 1;
  for (const file of filesBelow(project.folder, () => true)) {
    const entry = entryFor(project.entries, file.slice(below).split(sep).join("/"));
    const path = relative(resolve("."), file);
    if (entry !== undefined) found.get(entry)?.push({ path, named: false, read: () => openPieces(path) });
  }
  return found;
}
