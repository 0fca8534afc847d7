// Owns where the command line finds the project file that counts for something: in its folder, or the nearest above.
import { dirname, join } from "node:path";
import { projectFileName } from "../../core/src/index.ts";
import { kindOf, readText } from "./io.ts";

export interface ProjectAbove {
  /** Absolute, as its folder is. */
  readonly path: string;
  readonly folder: string;
  readonly content: ReturnType<typeof readText>;
}

/** Reads it anew each time: it may be edited while a session goes on. The folder is absolute. */
export function projectAbove(folder: string): ProjectAbove | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, projectFileName);
    if (kindOf(path) === "file") return { path, folder: at, content: readText(path) };
    if (dirname(at) === at) return undefined;
  }
}

/** What project files come to, read and parsed once a file. Takes the folder of what they count for, which is absolute. */
export function oncePerProject<Read>(read: (project: ProjectAbove) => Read): (folder: string) => Read | undefined {
  const byFolder = new Map<string, Read | undefined>();
  const byPath = new Map<string, Read>();
  return (folder) => {
    if (byFolder.has(folder)) return byFolder.get(folder);
    const project = projectAbove(folder);
    let found = project && byPath.get(project.path);
    if (project !== undefined && found === undefined) {
      found = read(project);
      byPath.set(project.path, found);
    }
    byFolder.set(folder, found);
    return found;
  };
}
