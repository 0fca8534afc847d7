// Which word of the language someone may have meant.
import { distance } from "fastest-levenshtein";
import { wordsOfKind } from "./vocabulary.ts";

const statementWords = [...wordsOfKind("statement"), ...wordsOfKind("effect")].map((row) => row.name);
/** The words of other policy languages. */
const foreign: ReadonlyMap<string, string> = new Map([
  ["permit", "allow"],
  ["forbid", "deny"],
  ["block", "deny"],
  ["reject", "deny"],
  ["confirm", "ask"],
  ["approve", "ask"],
  ["warn", "flag"],
  ["include", "import"],
  ["var", "let"],
  ["const", "let"],
  ["def", "let"],
]);

export interface Suggestion {
  readonly word: string;
  /** Whether it is a habit of another language rather than a typing error. */
  readonly habit: boolean;
}

export function statementLike(word: string): Suggestion | undefined {
  const meant = foreign.get(word.toLowerCase());
  return meant === undefined ? misspelt(word, statementWords) : { word: meant, habit: true };
}

/** The nearest of some words, if it is near enough to have been meant. */
export function misspelt(word: string, words: readonly string[]): Suggestion | undefined {
  const lower = word.toLowerCase();
  const [best] = words.map((name) => ({ name, edits: edits(lower, name) })).sort((a, b) => a.edits - b.edits);
  if (best === undefined || best.edits > Math.max(1, Math.floor(word.length / 3))) return undefined;
  // Nearly every word of two letters is one letter away from another.
  return word.length < 3 && best.edits > 0 ? undefined : { word: best.name, habit: false };
}

/** Single letters that differ; two neighbours that changed places count as one. */
function edits(written: string, name: string): number {
  const all = distance(written, name);
  if (all !== 2 || written.length !== name.length) return all;
  const at = [...name].findIndex((letter, index) => letter !== written[index]);
  return written[at] === name[at + 1] && written[at + 1] === name[at] ? 1 : all;
}
