// The shape of a row of the vocabulary.

export type WordKind =
  /** Begins a statement. */
  | "statement"
  /** An effect: begins a statement, and stands after `default`, `else`, `=>` and in a test's `expect`. */
  | "effect"
  /** Begins a clause of a decision. */
  | "clause"
  /** Belongs to the form of a statement or expression. */
  | "form"
  /** An operator written as a word, perhaps as two. */
  | "operator"
  /** An operator written with signs. */
  | "symbol"
  /** A name with a fixed meaning in expressions. */
  | "value"
  /** Where a value can come from. */
  | "source"
  /** Makes a list of earlier events, or asks about it. */
  | "history"
  | "fold"
  | "function"
  /** Stands in the body of a test. */
  | "test"
  /** A field of a call (`it`, list elements of `past`). */
  | "field"
  /** A field of an element of `commands(…)`. */
  | "command-field"
  | "type";

export interface WordRow {
  readonly name: string;
  readonly kind: WordKind;
  /** How it is written, for signature help and completion. */
  readonly signature?: string;
  /** The types of a function's parameters and of its result, in the words of `describeType`. */
  readonly params?: readonly string[];
  readonly result?: string;
  /** One sentence. */
  readonly summary: string;
  readonly example: string;
  /** True for a word that may also be a name, because it has its meaning in one place only. */
  readonly soft?: boolean;
}
