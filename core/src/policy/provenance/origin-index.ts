// Owns the question in which texts a value stands. It knows texts and probes; which text belongs to which source, the caller
// says by the predicate. Texts are stored when added and indexed once, on the first search of a kind.
import { normalise, originalRange, standsAlone } from "../text-values/normalise.ts";
import { mentions, soughtKeys, type ValueKind, valueKind } from "./mentions.ts";
import { isShort, type Probe } from "./probe.ts";
import { createRunIndex, type RunIndex, search } from "./string-search.ts";

export * from "./probe.ts";
export { type TextOf, textsOf } from "./texts-of.ts";

/** One text of a source. */
export interface Doc {
  readonly text: string;
  /** A whole scalar, key, text without structure or message: an equal value is certain even if it is short. */
  readonly whole: boolean;
  /** Opaque: which event it belongs to. */
  readonly owner: number;
  /** The keys inside the result, lists stepped through; none for a text that is no part of one. */
  readonly path: readonly string[];
  readonly key: boolean;
}

/** A place where a value stands; the offsets, of the original text, are computed when they are read. */
export interface Hit {
  readonly doc: Doc;
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

export interface Found {
  readonly certain: Hit | undefined;
  /** The first place that leaves it open: a short value inside a longer text, a time with a zone where the other has none. */
  readonly doubtful: Hit | undefined;
}

export interface OriginIndex {
  /** Stores the text and gives its id, counted from 0. */
  add(doc: Doc): number;
  /** Looks through the accepted texts in the order in which they were added; the first certain place ends the search. */
  find(sought: Probe, accept: (doc: Doc, id: number) => boolean): Found;
}

class LazyHit implements Hit {
  readonly doc: Doc;
  readonly id: number;
  readonly #start: number;
  readonly #end: number;
  readonly #normalised: boolean;
  #range: { readonly start: number; readonly end: number } | undefined;
  constructor(doc: Doc, id: number, start: number, end: number, normalised: boolean) {
    this.doc = doc;
    this.id = id;
    this.#start = start;
    this.#end = end;
    this.#normalised = normalised;
  }
  get #original(): { readonly start: number; readonly end: number } {
    this.#range ??= this.#normalised ? originalRange(this.doc.text, this.#start, this.#end) : { start: this.#start, end: this.#end };
    return this.#range;
  }
  get start(): number {
    return this.#original.start;
  }
  get end(): number {
    return this.#original.end;
  }
}

interface ValuePlace {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

interface ValueIndex {
  readonly places: Map<string, ValuePlace[]>;
  indexed: number;
}

/** Where candidates are many and the value is long, each text is searched once instead. */
const longValue = 64;

export function createOriginIndex(): OriginIndex {
  const docs: Doc[] = [];
  const normalised: string[] = [];
  const runs: RunIndex = createRunIndex();
  const values = new Map<ValueKind, ValueIndex>();

  function normalisedOf(id: number): string {
    for (let next = normalised.length; next <= id; next++) {
      const text = normalise(docs[next]?.text ?? "");
      normalised.push(text);
      runs.add(next, text);
    }
    return normalised[id] ?? "";
  }

  function valuesOf(kind: ValueKind): ValueIndex {
    const index = values.get(kind) ?? { places: new Map<string, ValuePlace[]>(), indexed: 0 };
    values.set(kind, index);
    for (; index.indexed < docs.length; index.indexed++) {
      for (const { key, start, end } of mentions(kind, docs[index.indexed]?.text ?? "")) {
        const known = index.places.get(key);
        if (known === undefined) index.places.set(key, [{ id: index.indexed, start, end }]);
        else known.push({ id: index.indexed, start, end });
      }
    }
    return index;
  }

  function findString(sought: Probe & { kind: "string" }, accept: (doc: Doc, id: number) => boolean): Found {
    const { text } = sought;
    if (text === "" || docs.length === 0) return { certain: undefined, doubtful: undefined };
    const short = isShort(sought);
    let doubtful: Hit | undefined;
    /** Takes a place; true where it settles the search. */
    const take = (doc: Doc, id: number, start: number): Hit | undefined => {
      const hit = new LazyHit(doc, id, start, start + text.length, true);
      if (!short || (doc.whole && normalisedOf(id).length === text.length)) return hit;
      doubtful ??= hit;
      return undefined;
    };
    normalisedOf(docs.length - 1);
    const candidates = runs.candidates(text);
    if (candidates === undefined) {
      for (const [id, doc] of docs.entries()) {
        if (!accept(doc, id)) continue;
        const at = search(text, normalisedOf(id));
        const certain = at < 0 ? undefined : take(doc, id, at);
        if (certain !== undefined) return { certain, doubtful };
      }
      return { certain: undefined, doubtful };
    }
    const { places, shift } = candidates;
    let doc: Doc | undefined;
    let wanted = -1;
    for (let i = 0; i < places.texts.length; i++) {
      const id = places.texts[i] ?? 0;
      if (id !== wanted) {
        wanted = id;
        const next = docs[id];
        doc = next !== undefined && accept(next, id) ? next : undefined;
        if (doc !== undefined && text.length > longValue && places.texts[i + 8] === id) {
          const at = search(text, normalisedOf(id));
          const certain = at < 0 ? undefined : take(doc, id, at);
          if (certain !== undefined) return { certain, doubtful };
          doc = undefined;
        }
      }
      if (doc === undefined) continue;
      const at = (places.offsets[i] ?? 0) - shift;
      const whole = normalisedOf(id);
      if (at < 0 || !whole.startsWith(text, at) || !standsAlone(whole, at, at + text.length)) continue;
      const certain = take(doc, id, at);
      if (certain !== undefined) return { certain, doubtful };
    }
    return { certain: undefined, doubtful };
  }

  function findValue(sought: Exclude<Probe, { kind: "string" }>, accept: (doc: Doc, id: number) => boolean): Found {
    const kind = valueKind(sought);
    const { places } = valuesOf(kind);
    const keys = soughtKeys(sought);
    const short = isShort(sought);
    let certain: ValuePlace | undefined;
    let doubtful: ValuePlace | undefined;
    const accepted = (place: ValuePlace): boolean => {
      const doc = docs[place.id];
      return doc !== undefined && accept(doc, place.id);
    };
    for (const key of keys.certain) {
      for (const place of places.get(key) ?? []) {
        if (certain !== undefined && certain.id <= place.id) break;
        if (!accepted(place)) continue;
        if (short && !isWhole(docs[place.id], place)) doubtful ??= place;
        else {
          certain = place;
          break;
        }
      }
    }
    for (const key of keys.open) doubtful ??= places.get(key)?.find(accepted);
    return { certain: hitOf(kind, certain), doubtful: hitOf(kind, doubtful) };
  }

  function hitOf(kind: ValueKind, place: ValuePlace | undefined): Hit | undefined {
    const doc = place === undefined ? undefined : docs[place.id];
    return place === undefined || doc === undefined ? undefined : new LazyHit(doc, place.id, place.start, place.end, kind !== "host");
  }

  return {
    add: (doc) => docs.push(doc) - 1,
    find: (sought, accept) => (sought.kind === "string" ? findString(sought, accept) : findValue(sought, accept)),
  };
}

function isWhole(text: { readonly text: string; readonly whole: boolean } | undefined, place: { start: number; end: number }): boolean {
  return text?.whole === true && place.start === 0 && place.end === normalise(text.text).length;
}

/** The same relation against a few texts, without an index. */
export function standsIn(sought: Probe, texts: Iterable<{ readonly text: string; readonly whole: boolean }>): "true" | "doubt" | "false" {
  const short = isShort(sought);
  let doubt = false;
  for (const entry of texts) {
    if (sought.kind === "string") {
      const text = normalise(entry.text);
      if (search(sought.text, text) < 0) continue;
      if (!short || (entry.whole && text.length === sought.text.length)) return "true";
      doubt = true;
      continue;
    }
    const keys = soughtKeys(sought);
    for (const mention of mentions(valueKind(sought), entry.text)) {
      if (keys.open.includes(mention.key)) doubt = true;
      if (!keys.certain.includes(mention.key)) continue;
      if (!short || isWhole(entry, mention)) return "true";
      doubt = true;
    }
  }
  return doubt ? "doubt" : "false";
}
