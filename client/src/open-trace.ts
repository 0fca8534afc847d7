// Owns how the extension reads a trace: by the mapping that the nearest project file has for it, else by its content.
import type * as vscode from "vscode";
import { projectFormats, readProjectTrace, type TraceFile } from "../../core/src/index.ts";
import { nearestProject, pathBelow, readRegular } from "./nearby-files.ts";
import { readFailure } from "./policy-files.ts";

export interface OpenedTrace {
  readonly bytes: Uint8Array;
  /** Reads anew at each call: the runs of a file can be walked once. */
  readonly read: () => TraceFile;
}

/** The trace, or the phrase that says why it cannot be read. */
export async function openTrace(uri: vscode.Uri): Promise<OpenedTrace | { readonly reason: string }> {
  try {
    const bytes = await readRegular(uri, "data");
    const project = await nearestProject(uri);
    const formats = project && projectFormats(project.text);
    const below = project === undefined ? "" : pathBelow(project, uri);
    return { bytes, read: () => readProjectTrace(uri.path, bytes, formats, below) };
  } catch (error) {
    return { reason: readFailure(error) };
  }
}
