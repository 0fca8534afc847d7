// Owns all that the command line does with files and streams: reading, walking folders, matching globs, writing.

import {
  closeSync,
  constants,
  createWriteStream,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { dirname, isAbsolute, join, resolve, sep } from "node:path";
import process from "node:process";
import type { Writable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { beginsAsUtf16, type Host, isUtf16, matchesGlob, type ReadAs, whyNotRead } from "../../core/src/index.ts";
import { say } from "./standard-error.ts";

export type FileText = { readonly text: string } | { readonly reason: string };
export type FileBytes = { readonly bytes: Uint8Array } | { readonly reason: string };

/** How analysis reads imports and catalogues. Paths stay as the person wrote them, so that messages can be clicked. */
export const diskHost: Host = {
  resolve: (from, written) => (isAbsolute(written) ? written : join(dirname(from), written)),
  read: (path) => readText(path),
};

export function readText(path: string, as: ReadAs = "policy"): FileText {
  const file = readBytes(path, as);
  if ("reason" in file) return file;
  // Decoded as UTF-8 it would have one mistake a letter.
  if (beginsAsUtf16(file.bytes)) return { reason: isUtf16 };
  return { text: new TextDecoder().decode(file.bytes) };
}

/** The bytes that the file has when it is opened. */
export function readBytes(path: string, as: ReadAs): FileBytes {
  const opened = openRegular(path, as);
  if ("reason" in opened) return opened;
  const { file, size } = opened;
  try {
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    for (let got = -1; length < size && got !== 0; length += got) got = readSync(file, bytes, length, size - length, length);
    return { bytes: bytes.subarray(0, length) };
  } catch (error) {
    return { reason: reasonOf(error) };
  } finally {
    closeSync(file);
  }
}

/** Opens a file to be read, if it is a regular one, not too large for what it is read as. Never waits for a pipe's other end. */
export function openRegular(
  path: string,
  as: ReadAs | undefined,
): { readonly file: number; readonly size: number } | { readonly reason: string } {
  try {
    // Opening a device can do things by itself; and what is opened may be another file than what was looked at.
    const before = whyNotRead(statSync(path), as);
    if (before !== undefined) return { reason: before };
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const state = fstatSync(file);
    const reason = whyNotRead(state, as);
    if (reason === undefined) return { file, size: state.size };
    closeSync(file);
    return { reason };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** Standard input to its end. */
export async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  ENOSPC: "no space is left there",
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  EISDIR: "it is a folder",
};

export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

export type PathKind = "file" | "folder" | "absent";

export function kindOf(path: string): PathKind {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return "absent";
  }
}

/** A folder inside that may not be read is passed over: what is beside it still counts. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    say(`cannot read the folder ${folder}: ${reasonOf(error)}; what is in it is left out`);
    return [];
  }
}

/** The names of the files in a folder, sorted; none where it cannot be listed. */
export function filesIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}

/** All files below a folder that the test takes, folder by folder, in the order of their names. Hidden folders and
 * `node_modules` are left out; links to folders are not followed, so that no circle is walked. */
export function* filesBelow(folder: string, takes: (path: string) => boolean): Iterable<string> {
  const folders: string[] = [];
  for (const entry of entriesOf(folder).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && entry.name !== "node_modules") folders.push(path);
    } else if (takes(path) && (entry.isFile() || (entry.isSymbolicLink() && kindOf(path) === "file"))) yield path;
  }
  for (const inner of folders) yield* filesBelow(inner, takes);
}

export const isGlob = (path: string): boolean => /[*?{]/.test(path);

/** The files that a pattern names. */
export function* globbed(pattern: string): Iterable<string> {
  const parts = pattern.replaceAll("\\", "/").split("/");
  const fixed = parts.findIndex(isGlob);
  const folder = parts.slice(0, fixed).join("/");
  const from = folder === "" ? (pattern.startsWith("/") ? "/" : ".") : folder;
  if (kindOf(from) !== "folder") return;
  const rest = parts.slice(fixed).join("/");
  const start = from === "/" ? 1 : from === "." ? 0 : join(from).length + 1;
  yield* filesBelow(from, (path) => matchesGlob(rest, path.slice(start).split(sep).join("/")));
}

/** Where a command writes. Waiting for `drained` keeps what is not yet written small. */
export interface Output {
  readonly isTerminal: boolean;
  write(text: string): void;
  drained(): Promise<void>;
  /** Whether the reader at the other end went away, as `head` does. */
  readonly isClosed: boolean;
  /** Why writing ended early, where that was not the reader's wish. */
  readonly failure: string | undefined;
  end(): Promise<void>;
}

/** Standard output, or a file, which is made anew. */
export function openOutput(path: string | undefined): Output | { readonly reason: string } {
  if (path === undefined) return outputTo(process.stdout, process.stdout.isTTY === true, false);
  try {
    closeSync(openSync(path, "w"));
    return outputTo(createWriteStream(path), false, true);
  } catch (error) {
    const reason = reasonOf(error);
    return { reason: reason === "no such file" ? "its folder does not exist" : reason.replace("read it", "write it") };
  }
}

const chunkLength = 64 * 1024;

const outputs = new Set<() => void>();

/** Writes what is kept back for a larger write: before a wait for more input, so that a filter tells at once what it knows. */
export function flushOutputs(): void {
  for (const flush of outputs) flush();
}

function outputTo(stream: Writable, isTerminal: boolean, owned: boolean): Output {
  let kept: string[] = [];
  let length = 0;
  let closed = false;
  let full = false;
  let failure: string | undefined;
  const fail = (error: Error): void => {
    closed = true;
    // That the reader went away is its right; that a disk is full is not to be passed over.
    if (!("code" in error && error.code === "EPIPE")) failure = reasonOf(error);
  };
  stream.on("error", fail);
  const flush = (): void => {
    if (length > 0 && !closed) full = !stream.write(kept.join(""));
    kept = [];
    length = 0;
  };
  outputs.add(flush);
  return {
    isTerminal,
    get isClosed() {
      return closed;
    },
    get failure() {
      return failure;
    },
    write(text) {
      kept.push(text);
      length += text.length;
      if (length >= chunkLength) flush();
    },
    async drained() {
      if (isTerminal) flush();
      if (!full || closed) return;
      full = false;
      await new Promise<void>((done) => {
        const go = (): void => {
          for (const name of ["drain", "close", "error"]) stream.removeListener(name, go);
          done();
        };
        for (const name of ["drain", "close", "error"]) stream.once(name, go);
      });
    },
    async end() {
      flush();
      outputs.delete(flush);
      if (closed) return;
      await new Promise<void>((done) => {
        const answered = (error?: Error | null): void => {
          if (error instanceof Error) fail(error);
          done();
        };
        if (owned) stream.end(answered);
        else stream.write("", answered);
      });
      // Standard output tells of an error after it has answered the write.
      await setImmediate();
    },
  };
}

/** The version of this program: its package.json is above it, wherever it was installed. */
export function programVersion(): string {
  let folder = dirname(realpathSync(resolve(process.argv[1] ?? ".")));
  for (let level = 0; level < 6; level++) {
    const file = readText(join(folder, "package.json"));
    if ("text" in file) {
      const manifest = JSON.parse(file.text) as { readonly name?: string; readonly version?: string };
      if (manifest.name === "remit" && manifest.version !== undefined) return manifest.version;
    }
    folder = dirname(folder);
  }
  return "unknown";
}
