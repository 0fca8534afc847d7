// Tells UTF-16, which some editors save, from the UTF-8 that all files of Remit are in.

/** What is said of it. */
export const isUtf16 = "it is UTF-16; save it as UTF-8";

/** Whether bytes begin with the mark of UTF-16. */
export function beginsAsUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

const nul = "\u0000";
/** Whether a text is UTF-16 that was read as UTF-8: every other character of its beginning is none. */
export function readsAsUtf16(text: string): boolean {
  const start = text.startsWith("\uFFFD\uFFFD") ? 2 : 0;
  const head = text.slice(start, start + 8);
  if (head.length < 4) return false;
  const none = [...head].map((sign) => sign === nul);
  return none.every((is, at) => is === (at % 2 === 1)) || none.every((is, at) => is === (at % 2 === 0));
}
