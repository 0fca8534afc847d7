// Owns finding values without words (`--`, a thumbs-up) in normalised texts: by their rarest unit. Knows nothing of documents.
import { search } from "./string-search.ts";

export interface SymbolIndex {
  add(text: string): void;
  /** Each text, from a number on, in which the value stands, with the first place; ends where `visit` gives true. */
  each(value: string, from: number, visit: (text: number, at: number) => boolean): void;
}

export function createSymbolIndex(): SymbolIndex {
  const texts: string[] = [];
  const holders = new Map<number, number[]>();
  return {
    add(text) {
      for (const unit of symbols(text)) {
        const known = holders.get(unit);
        if (known === undefined) holders.set(unit, [texts.length]);
        else known.push(texts.length);
      }
      texts.push(text);
    },
    each(value, from, visit) {
      let rarest: readonly number[] | undefined;
      for (const unit of symbols(value)) {
        const known = holders.get(unit) ?? [];
        if (rarest === undefined || known.length < rarest.length) rarest = known;
      }
      if (rarest === undefined) return;
      for (let i = firstFrom(rarest, from); i < rarest.length; i++) {
        const number = rarest[i] ?? 0;
        const at = search(value, texts[number] ?? "");
        if (at >= 0 && visit(number, at)) return;
      }
    },
  };
}

/** The distinct code units that are neither blank nor a letter or digit of ASCII. */
function symbols(text: string): ReadonlySet<number> {
  const found = new Set<number>();
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 32 || (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57)) continue;
    found.add(unit);
  }
  return found;
}

/** The first place in ascending numbers that is not below. */
export function firstFrom(ascending: readonly number[], least: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
