// Owns the reading of zip archives: the directory, and one entry at a time, stored, deflated or packed by Zstandard. An
// archive that was cut off has no directory; then the entries are found by their own headers. Hostile sizes are refused.

import { inflateSync } from "fflate";
import { decompress } from "fzstd";

export interface ArchiveEntry {
  readonly name: string;
  /** The bytes; undefined where they cannot be unpacked. */
  bytes(): Uint8Array | undefined;
}

export interface Archive {
  readonly entries: readonly ArchiveEntry[];
  /** Whether the directory at the end is there. */
  readonly whole: boolean;
}

/** One entry is not unpacked beyond this. */
const maximalSize = 2 ** 29;
/** Deflate packs at most about 1,032 to 1, Zstandard's long runs more. */
const maximalRatio = 20_000;

export function isArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

export function openArchive(bytes: Uint8Array): Archive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = directoryOf(view);
  return directory === undefined
    ? { entries: scanned(view, bytes), whole: false }
    : { entries: listed(view, bytes, directory), whole: true };
}

const directoryEnd = 0x06054b50;
const directoryEntry = 0x02014b50;
const wideEnd = 0x06064b50;
const localHeader = 0x04034b50;

interface Directory {
  readonly offset: number;
  readonly count: number;
}

function directoryOf(view: DataView): Directory | undefined {
  for (let at = view.byteLength - 22; at >= 0 && at > view.byteLength - 22 - 65_536; at--) {
    if (view.getUint32(at, true) !== directoryEnd) continue;
    const found = { offset: view.getUint32(at + 16, true), count: view.getUint16(at + 10, true) };
    // Large archives have a second record, to which one just before this points.
    const wide = at >= 20 && view.getUint32(at - 20, true) === 0x07064b50 ? wideNumber(view, at - 20 + 8) : undefined;
    if (wide === undefined || wide + 56 > view.byteLength || view.getUint32(wide, true) !== wideEnd) return found;
    return { offset: wideNumber(view, wide + 48), count: wideNumber(view, wide + 32) };
  }
  return undefined;
}

const wideNumber = (view: DataView, at: number): number => view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;

function listed(view: DataView, bytes: Uint8Array, { offset, count }: Directory): readonly ArchiveEntry[] {
  const entries: ArchiveEntry[] = [];
  let at = offset;
  for (let index = 0; index < count && at + 46 <= view.byteLength && view.getUint32(at, true) === directoryEntry; index++) {
    const method = view.getUint16(at + 10, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const extra = extraOf(view, at + 46 + nameLength, extraLength);
    const packed = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const place = view.getUint32(at + 42, true);
    const wide = [size, packed, place].map((value) => (value === 0xffffffff ? extra.shift() : value) ?? value);
    const [unpackedSize = size, packedSize = packed, header = place] = wide;
    entries.push({
      name: nameAt(bytes, at + 46, nameLength),
      bytes: () => unpacked(view, bytes, header, method, packedSize, unpackedSize),
    });
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The 64-bit numbers of an entry of a large archive. */
function extraOf(view: DataView, start: number, length: number): number[] {
  const end = Math.min(start + length, view.byteLength);
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const numbers: number[] = [];
    const last = Math.min(at + 4 + view.getUint16(at + 2, true), end);
    for (let place = at + 4; place + 8 <= last; place += 8) numbers.push(wideNumber(view, place));
    return numbers;
  }
  return [];
}

function unpacked(view: DataView, bytes: Uint8Array, header: number, method: number, packed: number, size: number): Uint8Array | undefined {
  if (header + 30 > view.byteLength || view.getUint32(header, true) !== localHeader) return undefined;
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  if (start + packed > view.byteLength) return undefined;
  return unpack(bytes.subarray(start, start + packed), method, size);
}

function unpack(packed: Uint8Array, method: number, size: number): Uint8Array | undefined {
  if (size > maximalSize || size > packed.length * maximalRatio + 64) return undefined;
  try {
    if (method === 0) return packed;
    if (method === 8) return inflateSync(packed, { out: new Uint8Array(size) });
    return method === 93 ? decompress(packed, new Uint8Array(size)) : undefined;
  } catch {
    return undefined;
  }
}

/** The entries that are whole, one after the other from the beginning. */
function scanned(view: DataView, bytes: Uint8Array): readonly ArchiveEntry[] {
  const entries: ArchiveEntry[] = [];
  let at = 0;
  while (at + 30 <= view.byteLength && view.getUint32(at, true) === localHeader) {
    const method = view.getUint16(at + 8, true);
    const packed = view.getUint32(at + 18, true);
    const size = view.getUint32(at + 22, true);
    const nameLength = view.getUint16(at + 26, true);
    const start = at + 30 + nameLength + view.getUint16(at + 28, true);
    if (packed === 0xffffffff || start + packed > view.byteLength) break;
    const data = bytes.subarray(start, start + packed);
    entries.push({ name: nameAt(bytes, at + 30, nameLength), bytes: () => unpack(data, method, size) });
    at = start + packed;
  }
  return entries;
}

function nameAt(bytes: Uint8Array, start: number, length: number): string {
  return Array.from(bytes.subarray(start, start + length), (byte) => String.fromCharCode(byte)).join("");
}
