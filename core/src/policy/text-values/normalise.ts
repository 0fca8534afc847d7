// Owns the one normal form in which texts are compared where case and layout do not matter: NFKC, case-folded, white space
// collapsed and trimmed, invisible and bidi controls removed; and the way back to the original offsets. Knows nothing of origins.

const invisible = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]+/gu;
const beyondAscii = /[^\0-\x7f]/;
/** One character with everything that composes with it: marks, Hangul vowels and finals, half-width sound marks, invisibles. */
const cluster = /[\s\S][\p{M}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f\uffa0-\uffdc]*/gu;
const space = /\s/;
const wordCharacter = /[\p{L}\p{N}\p{M}_]/u;

function fold(text: string): string {
  if (!beyondAscii.test(text)) return text.toLowerCase();
  const lower = text.replace(invisible, "").normalize("NFKC").toLowerCase();
  return lower.replaceAll("ß", "ss").replaceAll("ς", "σ").normalize("NFKC");
}

export function normalise(text: string): string {
  return fold(text)
    .replace(/[^\S ]\s*| \s+/g, " ")
    .trim();
}

/** The original range behind a range of the normalised text. Linear in the text: for the few places that are shown. */
export function originalRange(text: string, start: number, end: number): { readonly start: number; readonly end: number } {
  let length = 0;
  let pending = false;
  let from = -1;
  for (const match of characters(text)) {
    const folded = fold(match.text);
    for (let i = 0; i < folded.length; i++) {
      if (space.test(folded.charAt(i))) {
        pending = length > 0;
        continue;
      }
      if (pending) {
        if (length === start && from < 0) from = match.index;
        length++;
        pending = false;
      }
      if (length === start && from < 0) from = match.index;
      length++;
      if (length >= end) return { start: Math.max(0, from), end: match.index + match.text.length };
    }
  }
  return { start: Math.max(0, from), end: text.length };
}

/** The code points of a text, those together that compose to another text. */
function* characters(text: string): Iterable<{ readonly text: string; readonly index: number }> {
  for (const match of text.matchAll(cluster)) {
    const points = [...match[0]];
    if (points.length === 1 || points.map(fold).join("") !== fold(match[0])) {
      yield { text: match[0], index: match.index };
      continue;
    }
    let index = match.index;
    for (const point of points) {
      yield { text: point, index };
      index += point.length;
    }
  }
}

/** Whether a letter, digit, mark or underscore begins at the offset. */
export function wordAt(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  if (unit < 128) return isAsciiWord(unit);
  const point = text.codePointAt(offset);
  return point !== undefined && wordCharacter.test(String.fromCodePoint(point));
}

/** Whether a letter, digit, mark or underscore ends at the offset. */
export function wordBefore(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset - 1);
  return wordAt(text, unit >= 0xdc00 && unit <= 0xdfff && offset >= 2 ? offset - 2 : offset - 1);
}

function isAsciiWord(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || unit === 95;
}

/** A joiner ties a value to a further word behind or before it: `report.pdf`, `a@b`, `50%20`. Hyphens, minus and slashes of other
 * kinds look the same. */
export const joiners = ".-@/%\u2010\u2212\u2044\u2215";
/** What makes another path of one that begins with a slash: `~/x`, `./x`. */
const pathBeginnings = "~.";

/** Whether nothing ties the range to a further word at either end. */
export function standsAlone(text: string, start: number, end: number): boolean {
  if (start > 0) {
    if (wordBefore(text, start)) return false;
    const before = text.charAt(start - 1);
    if (joiners.includes(before) && wordBefore(text, start - 1)) return false;
    if (text.charAt(start) === "/" && pathBeginnings.includes(before)) return false;
  }
  if (end < text.length) {
    if (wordAt(text, end)) return false;
    if (joiners.includes(text.charAt(end)) && wordAt(text, end + 1)) return false;
  }
  return true;
}
