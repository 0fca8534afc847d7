// Owns how the command line reads a trace: by the mapping that the nearest project file names for it, else by its content.

import { dirname, join, relative, resolve, sep } from "node:path";
import {
  type ProjectFormats,
  projectFileName,
  projectFormats,
  readProjectTrace,
  readTrace,
  type TraceBytes,
  type TraceFile,
} from "../../core/src/index.ts";
import { kindOf, readText } from "./io.ts";
import { say } from "./standard-error.ts";

interface Project extends ProjectFormats {
  readonly folder: string;
}

const known = new Map<string, Project | undefined>();

export function openTrace(path: string, bytes: Uint8Array | TraceBytes): TraceFile {
  if (path === "-") return readTrace(path, bytes);
  const absolute = resolve(path);
  const project = projectAbove(dirname(absolute));
  const below = project === undefined ? "" : relative(project.folder, absolute).replaceAll(sep, "/");
  return readProjectTrace(path, bytes, project, below);
}

/** The nearest project file above, which is read once. What is wrong with its formats is said once. */
function projectAbove(folder: string): Project | undefined {
  if (known.has(folder)) return known.get(folder);
  const path = join(folder, projectFileName);
  const up = dirname(folder);
  let project: Project | undefined;
  if (kindOf(path) === "file") {
    const file = readText(path);
    if ("text" in file) {
      const read = projectFormats(file.text);
      for (const fault of read.faults) say(`${path}: ${fault}`);
      project = { ...read, folder };
    }
  } else if (up !== folder) project = projectAbove(up);
  known.set(folder, project);
  return project;
}
