// Owns the step from bytes to text: UTF-8 with or without a byte order mark.

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
