// Owns how the command line reads a trace: by the mapping that the nearest project file names for it, else by its content.

import { dirname, relative, resolve, sep } from "node:path";
import { projectFormats, readProjectTrace, readTrace, type TraceBytes, type TraceFile } from "../../core/src/index.ts";
import { oncePerProject } from "./project-above.ts";
import { say } from "./standard-error.ts";

/** What is wrong with a project file's formats is said once. */
const projectOf = oncePerProject(({ path, folder, content }) => {
  if ("reason" in content) return undefined;
  const read = projectFormats(content.text);
  for (const fault of read.faults) say(`${path}: ${fault}`);
  return { ...read, folder };
});

export function openTrace(path: string, bytes: Uint8Array | TraceBytes): TraceFile {
  if (path === "-") return readTrace(path, bytes);
  const absolute = resolve(path);
  const project = projectOf(dirname(absolute));
  const below = project === undefined ? "" : relative(project.folder, absolute).replaceAll(sep, "/");
  return readProjectTrace(path, bytes, project, below);
}
