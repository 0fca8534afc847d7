// Owns the reading of trace files and of standard input piece by piece, so that no more of them is held than is needed.

import { closeSync, readSync } from "node:fs";
import process from "node:process";
import { TraceBytes } from "../../core/src/index.ts";
import { UsageError } from "./arguments.ts";
import { flushOutputs, openRegular, reasonOf } from "./io.ts";

export type Pieces = { readonly bytes: TraceBytes } | { readonly reason: string };

/** A file up to this is read at once. */
const wholeLength = 2 ** 24;
/** Pieces of a larger one. */
const pieceLength = 2 ** 20;
const inputLength = 2 ** 16;

export function openPieces(path: string): Pieces {
  const opened = openRegular(path, undefined);
  if (!("reason" in opened)) return { bytes: new TraceBytes(piecesOf(path, opened.file, opened.size)) };
  const { reason } = opened;
  return { reason: reason.includes("regular") ? `${reason}; pipe it into standard input and name that as -` : reason };
}

/** To the end of the file as it was when it was opened: one that grows ends all the same. */
function* piecesOf(path: string, file: number, size: number): Generator<Uint8Array> {
  try {
    const most = size <= wholeLength ? wholeLength : pieceLength;
    for (let at = 0; at < size; ) {
      const piece = Buffer.allocUnsafeSlow(Math.min(most, size - at));
      const length = readSync(file, piece, 0, piece.length, at);
      if (length === 0) return;
      at += length;
      yield piece.subarray(0, length);
    }
  } catch (error) {
    // Decided on a part alone, the run might look harmless.
    throw new UsageError(`cannot read ${path} to its end: ${reasonOf(error)}`);
  } finally {
    closeSync(file);
  }
}

export function standardInputPieces(): Pieces {
  return { bytes: new TraceBytes(arriving()) };
}

/** What arrives, as it arrives. Nothing else runs in the meantime, so that an interrupt ends the program as it ends other filters. */
function* arriving(): Generator<Uint8Array> {
  for (;;) {
    flushOutputs();
    const piece = Buffer.allocUnsafeSlow(inputLength);
    const length = interruptibly(() => readSync(0, piece, 0, piece.length, null));
    if (length === 0) return;
    yield piece.subarray(0, length);
  }
}

const asleep = new Int32Array(new SharedArrayBuffer(4));

function interruptibly(read: () => number): number {
  const listeners = process.rawListeners("SIGINT") as (() => void)[];
  process.removeAllListeners("SIGINT");
  try {
    for (;;) {
      try {
        return read();
      } catch (error) {
        const code = error instanceof Error && "code" in error ? error.code : undefined;
        if (code === "EOF") return 0;
        if (code !== "EAGAIN") throw error;
        // Nobody else waits for this input: it was opened without waiting, and there is none yet.
        Atomics.wait(asleep, 0, 0, 5);
      }
    }
  } finally {
    for (const listener of listeners) process.on("SIGINT", listener);
  }
}
