// Owns finding a normalised value in normalised texts: the linear search, and the index by chunks. Knows nothing of documents.
//
// A chunk is a maximal run of words tied together by single joiners: `report.pdf`, `a@corp.example`, `smith`. Where a value stands
// alone in a text, its chunks are chunks of the text; so a value that is one chunk is found by one look-up.
import { joiners, standsAlone } from "../text-values/normalise.ts";

const wordRun = /[\p{L}\p{N}\p{M}_]+/gu;
const asciiRun = /[a-z0-9_]+/g;
const beyondAscii = /[^\0-\x7f]/;

export interface Chunk {
  readonly start: number;
  readonly end: number;
}

/** The chunks of a normalised text, from an offset that lies in none. */
function* chunks(text: string, ascii: boolean, from = 0): Generator<Chunk> {
  const runs = new RegExp(ascii ? asciiRun : wordRun);
  runs.lastIndex = from;
  let start = -1;
  let end = -1;
  for (let match = runs.exec(text); match !== null; match = runs.exec(text)) {
    if (start >= 0 && match.index === end + 1 && joiners.includes(text.charAt(end))) {
      end = runs.lastIndex;
      continue;
    }
    if (start >= 0) yield { start, end };
    start = match.index;
    end = runs.lastIndex;
  }
  if (start >= 0) yield { start, end };
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

/** Places of a sequence of chunks, in order: the text's number and the offset. Longer sequences are told apart on demand. */
class Places {
  readonly texts: number[] = [];
  readonly offsets: number[] = [];
  /** From what follows (up to the end of the next chunk) to the places where it does; the first `told` places are in it. */
  readonly next = new Map<string, Places>();
  told = 0;
  /** In how many texts they are. */
  holders = 0;
  add(text: number, offset: number): void {
    if (this.texts.at(-1) !== text) this.holders++;
    this.texts.push(text);
    this.offsets.push(offset);
  }
}

export interface Candidates {
  /** Ascending. */
  readonly texts: readonly number[];
  /** Where in the text the value begins, if it stands there. */
  readonly offsets: readonly number[];
  readonly shift: number;
  /** Whether the value stands at every candidate. */
  readonly exact: boolean;
}

export interface ChunkIndex {
  add(text: string): void;
  /** Every place where the value can stand; undefined for a value without words. */
  candidates(value: string): Candidates | undefined;
}

const nowhere: Candidates = { texts: [], offsets: [], shift: 0, exact: true };
/** Places in so few texts are looked at one by one. */
const few = 64;
/** Longer sequences of chunks are not told apart, so that repetitive texts stay cheap. */
const longestSequence = 8;

export function createChunkIndex(): ChunkIndex {
  const texts: string[] = [];
  const ascii: boolean[] = [];
  const places = new Map<string, Places>();

  /** Tells the places of a sequence of the given length (in code units) apart by the chunk that follows. */
  function tell(sequence: Places, length: number): void {
    for (; sequence.told < sequence.texts.length; sequence.told++) {
      const [number, offset] = [sequence.texts[sequence.told] ?? 0, sequence.offsets[sequence.told] ?? 0];
      const text = texts[number] ?? "";
      const following = chunks(text, ascii[number] === true, offset + length).next();
      if (following.done === true) continue;
      const key = text.slice(offset + length, following.value.end);
      let longer = sequence.next.get(key);
      if (longer === undefined) {
        longer = new Places();
        sequence.next.set(key, longer);
      }
      longer.add(number, offset);
    }
  }

  return {
    add(text) {
      const plain = !beyondAscii.test(text);
      for (const { start, end } of chunks(text, plain)) {
        const chunk = text.slice(start, end);
        let known = places.get(chunk);
        if (known === undefined) {
          known = new Places();
          places.set(chunk, known);
        }
        known.add(texts.length, start);
      }
      texts.push(text);
      ascii.push(plain);
    },
    candidates(value) {
      let rarest: Places | undefined;
      let shift = 0;
      const leading: Chunk[] = [];
      for (const chunk of chunks(value, !beyondAscii.test(value))) {
        const found = places.get(value.slice(chunk.start, chunk.end));
        if (found === undefined) return nowhere;
        if (leading.length < longestSequence) leading.push(chunk);
        if (rarest !== undefined && found.texts.length >= rarest.texts.length) continue;
        rarest = found;
        shift = chunk.start;
      }
      const [first] = leading;
      if (rarest === undefined || first === undefined) return undefined;
      if (first.start === 0 && first.end === value.length) return { ...candidatesOf(rarest, 0), exact: true };
      if (rarest.holders <= few) return candidatesOf(rarest, shift);
      let sequence = places.get(value.slice(first.start, first.end)) ?? rarest;
      let end = first.end;
      for (const chunk of leading.slice(1)) {
        if (sequence.holders <= few) break;
        tell(sequence, end - first.start);
        const longer = sequence.next.get(value.slice(end, chunk.end));
        if (longer === undefined) return nowhere;
        sequence = longer;
        end = chunk.end;
      }
      return sequence.texts.length <= rarest.texts.length ? candidatesOf(sequence, first.start) : candidatesOf(rarest, shift);
    },
  };
}

function candidatesOf({ texts, offsets }: Places, shift: number): Candidates {
  return { texts, offsets, shift, exact: false };
}
