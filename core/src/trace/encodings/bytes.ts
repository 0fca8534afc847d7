// Owns the step from bytes to text: UTF-8 with or without a byte order mark, and the cutting of line formats.

/** Every host of the core has it, though no ambient type here says so. */
declare class TextDecoder {
  constructor(label: string, options: { readonly fatal: boolean; readonly ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}

const strict = new TextDecoder("utf-8", { fatal: true });
const lenient = new TextDecoder("utf-8", { fatal: false });

export interface Decoded {
  readonly text: string;
  /** Offset in the text of the first replacement for bytes that are no UTF-8. */
  readonly invalidAt: number | undefined;
}

/** The text of the bytes, with replacement characters for what is no UTF-8; undefined where no string can be that long. */
export function decode(bytes: Uint8Array): Decoded | undefined {
  try {
    return { text: strict.decode(bytes), invalidAt: undefined };
  } catch {
    try {
      return { text: lenient.decode(bytes), invalidAt: lenient.decode(bytes.subarray(0, validLength(bytes))).length };
    } catch {
      return undefined;
    }
  }
}

/** How many bytes from the start are whole, well-formed characters. */
function validLength(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  const overlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
  const beyond = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f);
  return overlong || beyond ? 0 : length;
}

export interface Line {
  /** Zero-based, blank lines counted. */
  readonly index: number;
  readonly bytes: Uint8Array;
  /** Whether a line end follows. */
  readonly ended: boolean;
}

/** The lines that hold more than white space, without their ends. Cut before decoding, so that one line is held at a time. */
export function* linesOf(bytes: Uint8Array): Generator<Line, undefined> {
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let index = 0; start < bytes.length; index++) {
    const found = bytes.indexOf(10, start);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(start, bytes[end - 1] === 13 ? end - 1 : end);
    if (!isBlank(line)) yield { index, bytes: line, ended: found >= 0 };
    start = end + 1;
  }
  return undefined;
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}
