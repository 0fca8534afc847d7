// Owns which trace files a command line means, and their bytes: files, folders, globs, standard input.

import { isTraceName } from "../../../core/src/index.ts";
import { filesBelow, globbed, isGlob, kindOf, reasonOf } from "../io.ts";
import { openPieces, type Pieces, standardInputPieces } from "../pieces.ts";

export interface TraceSource {
  /** The path as reached from the one that was given. */
  readonly path: string;
  /** Whether it was named itself, rather than found in a folder: then it must be a trace. */
  readonly named: boolean;
  /** Opens it: it is read as it is replayed. */
  read(): Pieces;
}

/** The sources in order, and a sentence for each path that gave none. */
export function traceSources(paths: readonly string[]): { readonly sources: readonly TraceSource[]; readonly empty: readonly string[] } {
  const sources: TraceSource[] = [];
  const empty: string[] = [];
  const found = (path: string): TraceSource => ({ path, named: false, read: () => openPieces(path) });
  for (const path of paths) {
    if (path === "-") {
      sources.push({ path, named: true, read: standardInputPieces });
      continue;
    }
    const kind = kindOf(path);
    if (kind === "folder" || (kind === "absent" && isGlob(path))) {
      const before = sources.length;
      try {
        for (const file of kind === "folder" ? filesBelow(path, isTraceName) : globbed(path)) sources.push(found(file));
      } catch (error) {
        empty.push(`cannot read the folder ${path}: ${reasonOf(error)}`);
        continue;
      }
      if (sources.length === before) empty.push(kind === "folder" ? emptyFolder(path) : `no file matches ${path}; ** reaches into folders`);
    } else sources.push({ path, named: true, read: () => openPieces(path) });
  }
  return { sources, empty };
}

const emptyFolder = (path: string): string =>
  `the folder ${path} holds no recorded runs; give a folder with *.trace.jsonl, *.jsonl or *.json files`;
