// Which files are read at all: regular ones, up to a size. What a policy imports is named by whoever wrote it, and reading a
// device or a pipe may never end. Knows no files: whoever opens them asks here.

/** What a file system says of an opened file, as `fs.Stats` has it. */
export interface FileState {
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

const megabyte = 2 ** 20;

/** The most bytes of a file, by what it is read as. */
export const maximalBytes = {
  /** A policy, what it imports, a catalogue, a project file. */
  policy: 16 * megabyte,
  /** Recorded runs, labels and reports that are held as a whole. */
  data: 512 * megabyte,
} as const;

export type ReadAs = keyof typeof maximalBytes;

/** Why a file is not to be read, as a phrase; undefined where it may be. */
export function whyNotRead(state: FileState, as: ReadAs | undefined): string | undefined {
  if (state.isDirectory()) return "it is a folder";
  if (!state.isFile()) return "it is no regular file";
  if (as === undefined || state.size <= maximalBytes[as]) return undefined;
  return `it is larger than ${maximalBytes[as] / megabyte} MB`;
}
