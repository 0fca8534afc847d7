// Owns one text of a source and a place in it. Knows nothing of how texts are searched.
import { normalise, originalRange } from "../text-values/normalise.ts";

/** One text of a source. */
export class Doc {
  readonly text: string;
  /** Opaque: which event it belongs to. */
  readonly owner: number;
  /** The keys inside the result, lists stepped through; none for a text that is no part of one. */
  readonly path: readonly string[];
  #normal: string | undefined;
  constructor(text: string, owner: number, path: readonly string[] = []) {
    this.text = text;
    this.owner = owner;
    this.path = path;
  }
  /** The text normalised, once. */
  get normal(): string {
    this.#normal ??= normalise(this.text);
    return this.#normal;
  }
}

/** A place in a document's text; the offsets, of the original text, are computed when they are read. */
export class Hit {
  readonly doc: Doc;
  readonly #start: number;
  readonly #end: number;
  readonly #normalised: boolean;
  #range: { readonly start: number; readonly end: number } | undefined;
  /** `normalised` says that the offsets given count in the normalised text. */
  constructor(doc: Doc, start: number, end: number, normalised: boolean) {
    this.doc = doc;
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
