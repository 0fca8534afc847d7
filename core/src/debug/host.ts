// What the adapter needs of the program that it runs in: files, and a moment for other work.
import type { Analysis } from "../semantics/analysis.ts";
import type { JsonRecord, TraceFile } from "../trace/model.ts";

export interface DebugHost {
  /** The policy at a path as it stands now, saved or not, or why it cannot be read. */
  policy(path: string): Promise<Analysis | { readonly reason: string }>;
  /** A trace file as it is read, and its bytes, in which places are found. */
  trace(path: string): Promise<{ readonly file: TraceFile; readonly bytes: Uint8Array } | { readonly reason: string }>;
  /** Which policy decides a trace where nobody names one. */
  policyFor(trace: string): Promise<{ readonly policy: string; readonly context: JsonRecord | undefined } | { readonly reason: string }>;
  /** The core's path of a file as the client writes it, and back: here a path is what names files in an analysis. */
  fromClient(path: string): string;
  toClient(path: string): string;
  /** Lets other work be done; long searches call it often. */
  breathe(): Promise<void>;
}
