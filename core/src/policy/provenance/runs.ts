// Owns which runs of 24 characters texts have: every one is in a table, by a rolling hash that is only a guess, since what is found
// is compared character by character. Knows nothing of documents.
//
// The hash is seeded anew in each process, so that no text can be written whose runs all meet in one place of the table; a
// collision costs time and never an answer. A run that occurs again is not stored again, so that repetitive texts stay cheap.

/** A shared run of so many characters (code points) counts. */
export const runLength = 24;

/** A run in a text: offsets in code units. */
export interface RunPlace {
  readonly text: number;
  readonly start: number;
  readonly end: number;
}

export interface RunTable {
  add(text: string): void;
  /** The first run of the text, from its start, that the table has: where it stands in both. */
  find(text: string): { readonly start: number; readonly end: number; readonly place: RunPlace } | undefined;
}

let randoms: Int32Array | undefined;
/** A random number for each character, the same throughout a process. */
function randomOf(numbers: Int32Array, point: number): number {
  const random = numbers[point & 0xffff] ?? 0;
  return point > 0xffff ? random ^ Math.imul(point, 0x9e3779b1) : random;
}

function seeded(): Int32Array {
  randoms ??= Int32Array.from({ length: 0x10000 }, () => Math.floor(Math.random() * 0x100000000));
  return randoms;
}

/** Calls `visit` with the range and hash of each run of the text; ends where it gives true. */
function eachRun(text: string, visit: (start: number, end: number, hash: number) => boolean): void {
  const numbers = seeded();
  let hash = 0;
  let start = 0;
  let characters = 0;
  for (let end = 0; end < text.length; ) {
    const point = text.codePointAt(end) ?? 0;
    end += point > 0xffff ? 2 : 1;
    hash = (hash << 1) | (hash >>> 31);
    hash ^= randomOf(numbers, point);
    characters++;
    if (characters < runLength) continue;
    if (characters > runLength) {
      const gone = text.codePointAt(start) ?? 0;
      start += gone > 0xffff ? 2 : 1;
      const random = randomOf(numbers, gone);
      hash ^= (random << runLength) | (random >>> (32 - runLength));
      characters--;
    }
    if (visit(start, end, hash === 0 ? 1 : hash)) return;
  }
}

const smallest = 1 << 10;

export function createRunTable(): RunTable {
  const texts: string[] = [];
  /** Where each text begins if all were written one behind the other. */
  const begins: number[] = [];
  let total = 0;
  let size = smallest;
  let filled = 0;
  /** By slot: the hash of the run, 0 where it is free, and its place. */
  let hashes = new Int32Array(size);
  let places = new Uint32Array(size);

  const textAt = (place: number): number => {
    let low = 0;
    let high = begins.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((begins[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const slotOf = (hash: number): number => {
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    return (mixed ^ (mixed >>> 13)) & (size - 1);
  };

  /** The slot of the run, or the free one where it would be, as `-1 - slot`. */
  function probe(text: string, start: number, end: number, hash: number): number {
    for (let slot = slotOf(hash); ; slot = (slot + 1) & (size - 1)) {
      const stored = hashes[slot];
      if (stored === 0) return -1 - slot;
      if (stored !== hash) continue;
      const place = places[slot] ?? 0;
      const number = textAt(place);
      if (equalAt(text, start, end, texts[number] ?? "", place - (begins[number] ?? 0))) return slot;
    }
  }

  function grow(): void {
    const [oldHashes, oldPlaces] = [hashes, places];
    size *= 2;
    hashes = new Int32Array(size);
    places = new Uint32Array(size);
    for (let old = 0; old < oldHashes.length; old++) {
      const hash = oldHashes[old] ?? 0;
      if (hash === 0) continue;
      let slot = slotOf(hash);
      while (hashes[slot] !== 0) slot = (slot + 1) & (size - 1);
      hashes[slot] = hash;
      places[slot] = oldPlaces[old] ?? 0;
    }
  }

  return {
    add(text) {
      const begin = total;
      texts.push(text);
      begins.push(begin);
      total += text.length + 1;
      eachRun(text, (start, end, hash) => {
        const slot = probe(text, start, end, hash);
        if (slot >= 0) return false;
        hashes[-1 - slot] = hash;
        places[-1 - slot] = begin + start;
        filled++;
        if (filled * 8 > size * 5) grow();
        return false;
      });
    },
    find(text) {
      let found: { start: number; end: number; place: RunPlace } | undefined;
      if (filled === 0) return undefined;
      eachRun(text, (start, end, hash) => {
        const slot = probe(text, start, end, hash);
        if (slot < 0) return false;
        const place = places[slot] ?? 0;
        const number = textAt(place);
        const other = texts[number] ?? "";
        const begin = place - (begins[number] ?? 0);
        const longer = commonFrom(text, end, other, begin + end - start);
        found = { start, end: end + longer, place: { text: number, start: begin, end: begin + end - start + longer } };
        return true;
      });
      return found;
    },
  };
}

function equalAt(text: string, start: number, end: number, other: string, at: number): boolean {
  for (let i = start, j = at; i < end; i++, j++) if (text.charCodeAt(i) !== other.charCodeAt(j)) return false;
  return true;
}

/** How many code units two texts share from two offsets on. */
function commonFrom(text: string, start: number, other: string, at: number): number {
  let length = 0;
  while (start + length < text.length && at + length < other.length && text.charCodeAt(start + length) === other.charCodeAt(at + length))
    length++;
  // No half of a pair of surrogates.
  const last = length === 0 ? 0 : text.charCodeAt(start + length - 1);
  return last >= 0xd800 && last <= 0xdbff ? length - 1 : length;
}
