// Which policy decides a recorded run: the one that the nearest project file names for it, else the nearest policy. Paths use
// `/`; knows no files.
import type { JsonRecord } from "../trace/model.ts";
import { entryFor, type ProjectEntry } from "./project-file.ts";

/** What a workspace holds. */
export interface Holdings {
  readonly projects: readonly { readonly path: string; readonly entries: readonly ProjectEntry[] }[];
  readonly policies: readonly string[];
}

export interface Binding {
  readonly policy: string;
  /** What `context` holds where the run does not say. */
  readonly context: JsonRecord | undefined;
  /** Whether a project file says so. */
  readonly named: boolean;
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Undefined where no policy is near. */
export function bindingOf(trace: string, { projects, policies }: Holdings): Binding | undefined {
  const above = projects.filter(({ path }) => trace.startsWith(`${folderOf(path)}/`));
  const nearest = above.sort((a, b) => b.path.length - a.path.length)[0];
  if (nearest !== undefined) {
    const folder = folderOf(nearest.path);
    const entry = entryFor(nearest.entries, trace.slice(folder.length + 1));
    if (entry !== undefined) return { policy: joined(folder, entry.policy), context: entry.context, named: true };
  }
  const near = policies
    .filter((policy) => trace.startsWith(`${folderOf(policy)}/`))
    .sort((a, b) => folderOf(b).length - folderOf(a).length || (a < b ? -1 : 1))[0];
  const depth = (path: string): number => path.split("/").length;
  const policy = near ?? [...policies].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))[0];
  return policy === undefined ? undefined : { policy, context: undefined, named: false };
}

function joined(folder: string, written: string): string {
  const slashed = written.replaceAll("\\", "/");
  if (/^(?:[a-z]:)?\//i.test(slashed)) return slashed;
  const segments = folder.split("/");
  for (const segment of slashed.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "." && segment !== "") segments.push(segment);
  }
  return segments.join("/");
}
