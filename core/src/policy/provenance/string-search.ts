// Owns finding a normalised value in normalised texts: the linear search, and the index over word runs. Knows nothing of documents.
import { standsAlone } from "../text-values/normalise.ts";

const wordRun = /[\p{L}\p{N}\p{M}_]+/gu;
const asciiRun = /[a-z0-9_]+/g;
const beyondAscii = /[^\0-\x7f]/;

/** The maximal runs of word characters of a normalised text. */
export function wordRuns(text: string): RegExpStringIterator<RegExpExecArray> {
  return text.matchAll(beyondAscii.test(text) ? wordRun : asciiRun);
}

/** The first offset not before `from` at which the value stands, or -1. Linear in both texts (Knuth, Morris and Pratt) for long
 * values; for short ones the platform's search is as good. */
export function search(value: string, text: string, from = 0): number {
  if (value.length === 0 || value.length > text.length) return -1;
  if (value.length <= 32) {
    for (let at = text.indexOf(value, from); at >= 0; at = text.indexOf(value, at + 1)) {
      if (standsAlone(text, at, at + value.length)) return at;
    }
    return -1;
  }
  const borders = new Int32Array(value.length);
  for (let i = 1, k = 0; i < value.length; i++) {
    while (k > 0 && value.charCodeAt(i) !== value.charCodeAt(k)) k = borders[k - 1] ?? 0;
    if (value.charCodeAt(i) === value.charCodeAt(k)) k++;
    borders[i] = k;
  }
  for (let i = from, k = 0; i < text.length; i++) {
    while (k > 0 && text.charCodeAt(i) !== value.charCodeAt(k)) k = borders[k - 1] ?? 0;
    if (text.charCodeAt(i) === value.charCodeAt(k)) k++;
    if (k < value.length) continue;
    const at = i - value.length + 1;
    if (standsAlone(text, at, i + 1)) return at;
    k = borders[k - 1] ?? 0;
  }
  return -1;
}

/** A place of a word run: the text's number and the offset. */
export interface Places {
  readonly texts: readonly number[];
  readonly offsets: readonly number[];
}

export interface RunIndex {
  add(id: number, text: string): void;
  /** Every place where the value can stand, by its rarest run; undefined for a value without word characters. */
  candidates(value: string): { readonly places: Places; readonly shift: number } | undefined;
}

const nowhere: Places = { texts: [], offsets: [] };

export function createRunIndex(): RunIndex {
  const places = new Map<string, { texts: number[]; offsets: number[] }>();
  return {
    add(id, text) {
      for (const match of wordRuns(text)) {
        const known = places.get(match[0]);
        if (known === undefined) places.set(match[0], { texts: [id], offsets: [match.index] });
        else {
          known.texts.push(id);
          known.offsets.push(match.index);
        }
      }
    },
    candidates(value) {
      let best: Places | undefined;
      let shift = 0;
      for (const match of wordRuns(value)) {
        const found = places.get(match[0]);
        if (found === undefined) return { places: nowhere, shift: 0 };
        if (best !== undefined && found.texts.length >= best.texts.length) continue;
        best = found;
        shift = match.index;
      }
      return best === undefined ? undefined : { places: best, shift };
    },
  };
}
