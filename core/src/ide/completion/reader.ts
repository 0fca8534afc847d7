// Steps through the words of a statement and notes what is tried at the caret. Reading ends by `stop` at the caret, however
// deep the grammar has gone; nothing else throws.

import type { Word } from "./caret.ts";
import type { Expected, Place } from "./expectations.ts";

/** Thrown at the caret, caught by `run`. */
const caretReached = Symbol("caret");

export class Reader {
  index = 0;
  readonly expected: Expected;
  readonly words: readonly Word[];
  /** Whether the caret stands inside a string. */
  readonly string: boolean;
  /** Whether the last word ends where the word at the caret begins. */
  readonly touching: boolean;

  constructor(words: readonly Word[], string: boolean, touching: boolean) {
    this.words = words;
    this.string = string;
    this.touching = touching;
    this.expected = {
      words: new Set(),
      places: new Set(),
      names: [],
      it: false,
      left: undefined,
      call: undefined,
      path: undefined,
      glob: undefined,
    };
  }

  run(read: () => void): void {
    try {
      read();
      // What follows a whole statement is another one.
      while (!this.atCaret()) this.skip();
      this.at("statement");
    } catch (reached) {
      if (reached !== caretReached) throw reached;
    }
  }

  atCaret(): boolean {
    return this.index >= this.words.length;
  }
  stop(): never {
    throw caretReached;
  }
  stopAt(place: Place): never {
    this.expected.places.add(place);
    return this.stop();
  }
  skip(): void {
    if (this.atCaret()) this.stop();
    this.index++;
  }

  /** Notes a place, if this is the caret. */
  at(place: Place): void {
    if (this.atCaret()) this.expected.places.add(place);
  }

  /** The text of a word or sign ahead; undefined at the caret and for literals. */
  peek(ahead: number): string | undefined {
    const word = this.words[this.index + ahead];
    return word?.kind === "word" || word?.kind === "sign" ? word.text : undefined;
  }

  /** Passes over the word if it stands here; at the caret notes it as expected. */
  accept(text: string): boolean {
    if (this.atCaret()) {
      this.expected.words.add(text);
      return false;
    }
    return this.acceptSign(text);
  }
  /** The same without a note: for what is not worth offering. */
  acceptSign(text: string): boolean {
    if (this.peek(0) !== text) return false;
    this.index++;
    return true;
  }
  /** One of the words must stand here. */
  oneOf(...texts: readonly string[]): void {
    const found = texts.some((text) => this.accept(text));
    if (!found && this.atCaret()) this.stop();
  }

  /** A name that the author makes up: nothing is offered. */
  newName(): string {
    if (this.atCaret()) this.stop();
    const word = this.words[this.index];
    if (word?.kind === "sign") return "";
    this.index++;
    return word?.text ?? "";
  }
  nameThatIsNo(words: ReadonlySet<string>): boolean {
    const word = this.words[this.index];
    if (word?.kind !== "word" || words.has(word.text)) return false;
    this.index++;
    return true;
  }
  literal(): boolean {
    const kind = this.words[this.index]?.kind;
    if (kind !== "string" && kind !== "number") return false;
    this.index++;
    return true;
  }
  number(): boolean {
    if (this.atCaret()) this.stop();
    if (this.words[this.index]?.kind !== "number") return false;
    this.index++;
    return true;
  }
  regex(): void {
    if (this.atCaret()) this.stop();
    if (this.words[this.index]?.kind === "regex") this.index++;
  }
  text(place: Place): void {
    if (this.atCaret()) {
      this.expected.places.add(place);
      this.stop();
    }
    if (this.words[this.index]?.kind === "string") this.index++;
  }
  path(tools: readonly string[]): void {
    const segments: string[] = [];
    do {
      if (this.atCaret()) {
        this.expected.path = { tools, segments };
        this.stopAt("trusted-path");
      }
      segments.push(this.words[this.index]?.text ?? "");
      this.skip();
    } while (this.acceptSign("."));
  }

  /** A tool, group or glob; returns its text. */
  tool(): string {
    if (this.atCaret()) {
      this.expected.places.add(this.string ? "tool-text" : "selector");
      this.stop();
    }
    const first = this.words[this.index];
    if (first === undefined || (first.kind === "sign" && first.text !== "*")) return "";
    this.index++;
    if (first.kind === "string") return first.text.slice(1, -1);
    let text = first.text;
    let end = first.end;
    for (let word = this.words[this.index]; word !== undefined && word.start === end; word = this.words[this.index]) {
      if (word.kind !== "word" && word.text !== "*") break;
      text += word.text;
      end = word.end;
      this.index++;
    }
    if (this.atCaret() && this.touching && !this.string && text.includes("*")) {
      this.expected.places.add("selector");
      this.expected.glob = first.start;
      this.stop();
    }
    return text;
  }

  /** Elements up to the closing sign, with commas between. */
  list(close: string, element: () => void): void {
    while (!this.acceptSign(close)) {
      const from = this.index;
      element();
      if (this.atCaret()) this.expected.words.add(",");
      this.acceptSign(",");
      if (this.atCaret() && this.index === from) this.stop();
      if (this.index === from) {
        // A statement's own word ends a list that was never closed.
        this.skip();
      }
    }
  }

  field(from: number): void {
    if (!this.atCaret()) {
      if (this.words[this.index]?.kind === "word") this.index++;
      return;
    }
    this.expected.places.add("field");
    this.expected.left = this.spanFrom(from, this.index - 2);
    this.stop();
  }
  operator(from: number): void {
    const first = this.words[from];
    // `has x` and `after x` are conditions already.
    if (!this.atCaret() || this.index === from || (first?.kind === "word" && ["has", "after"].includes(first.text))) return;
    this.expected.places.add("operator");
    this.expected.left = this.spanFrom(from, this.index - 1);
  }
  argument(tool: string, given: readonly string[]): void {
    if (!this.atCaret()) return;
    this.expected.places.add("argument");
    this.expected.call = { tool, given: [...given] };
    this.stop();
  }
  private spanFrom(first: number, last: number): { start: number; end: number } | undefined {
    const [a, b] = [this.words[first], this.words[last]];
    return a === undefined || b === undefined ? undefined : { start: a.start, end: b.end };
  }

  bind(name: string): void {
    if (name !== "") this.expected.names.push(name);
  }
  scoped<T>(read: () => T): T {
    const depth = this.expected.names.length;
    const result = read();
    this.expected.names.length = depth;
    return result;
  }
  withIt(it: boolean, read: () => void): void {
    const outer = this.expected.it;
    this.expected.it = outer || it;
    read();
    this.expected.it = outer;
  }
}
