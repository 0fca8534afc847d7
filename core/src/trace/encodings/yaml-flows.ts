// The other half of the quick reader: a list or map in brackets on one line, as Python prints its values.

import type { Json } from "../model.ts";
import { setOwn } from "./tolerant.ts";
import { closingQuote, NotSimple, plainScalar, RepeatedKey, unescaped } from "./yaml-scalars.ts";

/** The value of a line that is one flow collection. Throws NotSimple or RepeatedKey. */
export function parseFlow(line: string, maximalDepth: number): Json {
  const reader = new FlowReader(line, maximalDepth);
  const value = reader.value(0);
  reader.end();
  return value;
}

const plain = /[A-Za-z0-9_.+-][\w.+-]*(?: [\w.+-]+)*(?=[,\]}]|: )/y;

class FlowReader {
  readonly #line: string;
  readonly #maximalDepth: number;
  #at = 0;

  constructor(line: string, maximalDepth: number) {
    this.#line = line;
    this.#maximalDepth = maximalDepth;
  }

  end(): void {
    if (this.#at < this.#line.length) throw new NotSimple();
  }

  value(depth: number): Json {
    if (depth > this.#maximalDepth) throw new NotSimple();
    const sign = this.#line[this.#at];
    if (sign === "[") return this.#list(depth);
    if (sign === "{") return this.#map(depth);
    if (sign === "'" || sign === '"') return this.#quoted(sign);
    return plainScalar(this.#plain());
  }

  #list(depth: number): Json {
    const list: Json[] = [];
    this.#at++;
    this.#skipSpaces();
    if (this.#takes("]")) return list;
    for (;;) {
      list.push(this.value(depth + 1));
      this.#skipSpaces();
      if (this.#takes("]")) return list;
      this.#comma();
    }
  }

  #map(depth: number): Json {
    const record: { [key: string]: Json } = {};
    this.#at++;
    this.#skipSpaces();
    if (this.#takes("}")) return record;
    for (;;) {
      const sign = this.#line[this.#at];
      const key = sign === "'" || sign === '"' ? this.#quoted(sign) : this.#plain();
      if (!this.#line.startsWith(": ", this.#at)) throw new NotSimple();
      this.#at += 2;
      this.#skipSpaces();
      if (Object.hasOwn(record, key)) throw new RepeatedKey();
      setOwn(record, key, this.value(depth + 1));
      this.#skipSpaces();
      if (this.#takes("}")) return record;
      this.#comma();
    }
  }

  #quoted(quote: "'" | '"'): string {
    const end = closingQuote(this.#line, this.#at + 1, quote);
    if (end < 0) throw new NotSimple();
    const raw = this.#line.slice(this.#at + 1, end);
    this.#at = end + 1;
    const text = quote === "'" ? raw.replaceAll("''", "'") : unescaped(raw);
    if (text === undefined) throw new NotSimple();
    return text;
  }

  #plain(): string {
    plain.lastIndex = this.#at;
    const found = plain.exec(this.#line)?.[0];
    if (found === undefined || found.startsWith("- ") || found === "-") throw new NotSimple();
    this.#at += found.length;
    return found;
  }

  #comma(): void {
    if (!this.#line.startsWith(", ", this.#at)) throw new NotSimple();
    this.#at += 2;
    this.#skipSpaces();
  }

  #takes(sign: string): boolean {
    if (this.#line[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #skipSpaces(): void {
    while (this.#line[this.#at] === " ") this.#at++;
  }
}
