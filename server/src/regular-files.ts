// Owns how the server reads a file of the disk: a regular one, up to a size, without waiting for the other end of a pipe.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { type ReadAs, whyNotRead } from "../../core/src/index.ts";

/** Calls `known` with the file's state before anything is read; what it gives is given. */
export function readRegular<Known = never>(
  path: string,
  as: ReadAs,
  known?: (state: Stats) => Known | undefined,
): { readonly bytes: Uint8Array } | { readonly reason: string } | Known {
  try {
    const state = statSync(path);
    const reason = whyNotRead(state, as);
    if (reason !== undefined) return { reason };
    return known?.(state) ?? bytesOf(path, as);
  } catch (error) {
    return { reason: whyUnreadable(error) };
  }
}

/** As it is when it is opened, whatever was there before. */
function bytesOf(path: string, as: ReadAs): { readonly bytes: Uint8Array } | { readonly reason: string } {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const state = fstatSync(file);
    const reason = whyNotRead(state, as);
    if (reason !== undefined) return { reason };
    const bytes = Buffer.allocUnsafeSlow(state.size);
    let length = 0;
    for (let got = -1; length < state.size && got !== 0; length += got) got = readSync(file, bytes, length, state.size - length, length);
    return { bytes: bytes.subarray(0, length) };
  } finally {
    closeSync(file);
  }
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return "no such file";
  if (code === "EACCES" || code === "EPERM") return "no permission to read it";
  return error instanceof Error ? error.message : String(error);
}
