// Owns the question in which texts a value stands. It knows texts and probes; which text belongs to which source, its users say
// by keeping an index for each. Texts are stored when added and indexed once, on the first search of a kind.
import { standsAlone } from "../text-values/normalise.ts";
import type { Doc } from "./doc.ts";
import { mentions, soughtKeys, type ValueKind, valueKind } from "./mentions.ts";
import { isShort, type Probe } from "./probe.ts";
import { createChunkIndex, search } from "./string-search.ts";
import { createSymbolIndex, firstFrom, type SymbolIndex } from "./symbol-index.ts";

/** A place where the value stands. Offsets count in the normalised text, for hosts in the original one. */
export interface Standing {
  readonly doc: Doc;
  readonly start: number;
  readonly end: number;
  /** Not certain: a short value inside a longer text, a time with a zone where the other has none. */
  readonly certain: boolean;
}

export interface OriginIndex {
  readonly size: number;
  add(doc: Doc): void;
  /** Visits the places in the texts from a number on (counted from 0, as added); ends where `visit` gives true. A text in which
   * the value stands is visited at least once, and with a certain place if it has one. */
  each(sought: Probe, from: number, visit: (place: Standing) => boolean): void;
}

interface ValuePlaces {
  readonly texts: number[];
  readonly starts: number[];
  readonly ends: number[];
}

interface ValueIndex {
  readonly places: Map<string, ValuePlaces>;
  indexed: number;
}

/** Where candidates are many and the value is long, each text is searched once instead. */
const longValue = 64;

export function createOriginIndex(): OriginIndex {
  const docs: Doc[] = [];
  const chunks = createChunkIndex();
  let chunked = 0;
  let symbols: SymbolIndex | undefined;
  let symbolised = 0;
  const values = new Map<ValueKind, ValueIndex>();

  function eachString(sought: Probe & { kind: "string" }, from: number, visit: (place: Standing) => boolean): void {
    const { text } = sought;
    if (text === "" || docs.length === 0) return;
    const short = isShort(sought);
    const take = (number: number, start: number): boolean => {
      const doc = docs[number];
      return doc !== undefined && visit({ doc, start, end: start + text.length, certain: !short || doc.normal.length === text.length });
    };
    for (; chunked < docs.length; chunked++) chunks.add(docs[chunked]?.normal ?? "");
    const candidates = chunks.candidates(text);
    if (candidates === undefined) {
      symbols ??= createSymbolIndex();
      for (; symbolised < docs.length; symbolised++) symbols.add(docs[symbolised]?.normal ?? "");
      symbols.each(text, from, take);
      return;
    }
    const { texts, offsets, shift, exact } = candidates;
    let searched = -1;
    for (let i = firstFrom(texts, from); i < texts.length; i++) {
      const number = texts[i] ?? 0;
      if (number === searched) continue;
      const at = (offsets[i] ?? 0) - shift;
      if (exact) {
        if (take(number, at)) return;
        searched = number;
        continue;
      }
      const whole = docs[number]?.normal ?? "";
      if (text.length > longValue && texts[i + 8] === number) {
        searched = number;
        const found = search(text, whole);
        if (found >= 0 && take(number, found)) return;
        continue;
      }
      if (at < 0 || !whole.startsWith(text, at) || !standsAlone(whole, at, at + text.length)) continue;
      if (take(number, at)) return;
      searched = number;
    }
  }

  function valuesOf(kind: ValueKind): ValueIndex {
    const index = values.get(kind) ?? { places: new Map<string, ValuePlaces>(), indexed: 0 };
    values.set(kind, index);
    for (; index.indexed < docs.length; index.indexed++) {
      const doc = docs[index.indexed];
      if (doc === undefined) continue;
      for (const { key, start, end } of mentions(kind, doc)) {
        let known = index.places.get(key);
        if (known === undefined) {
          known = { texts: [], starts: [], ends: [] };
          index.places.set(key, known);
        }
        known.texts.push(index.indexed);
        known.starts.push(start);
        known.ends.push(end);
      }
    }
    return index;
  }

  function eachValue(sought: Exclude<Probe, { kind: "string" }>, from: number, visit: (place: Standing) => boolean): void {
    const { places } = valuesOf(valueKind(sought));
    const keys = soughtKeys(sought);
    const short = isShort(sought);
    /** Texts that hold the value for certain, where others only may: what else stands there says nothing. */
    const sure = new Set<number>();
    for (const [key, open] of [...keys.certain.map((key) => [key, false] as const), ...keys.open.map((key) => [key, true] as const)]) {
      const known = places.get(key);
      if (known === undefined) continue;
      for (let i = firstFrom(known.texts, from); i < known.texts.length; i++) {
        const number = known.texts[i] ?? 0;
        const doc = docs[number];
        const [start, end] = [known.starts[i] ?? 0, known.ends[i] ?? 0];
        if (doc === undefined || (open && sure.has(number))) continue;
        if (keys.open.length > 0 && !open) sure.add(number);
        const certain = !open && (!short || (start === 0 && end === doc.normal.length));
        if (visit({ doc, start, end, certain })) return;
      }
    }
  }

  return {
    get size() {
      return docs.length;
    },
    add: (doc) => {
      docs.push(doc);
    },
    each: (sought, from, visit) => (sought.kind === "string" ? eachString(sought, from, visit) : eachValue(sought, from, visit)),
  };
}

/** How far a value stands in the texts. */
export function stands(index: OriginIndex, sought: Probe): "true" | "doubt" | "false" {
  let found: "true" | "doubt" | "false" = "false";
  index.each(sought, 0, ({ certain }) => {
    found = certain ? "true" : "doubt";
    return certain;
  });
  return found;
}
