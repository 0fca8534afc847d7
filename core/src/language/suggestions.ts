// Which word of the language someone may have meant at the beginning of a statement.
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
  const lower = word.toLowerCase();
  const meant = foreign.get(lower);
  if (meant !== undefined) return { word: meant, habit: true };
  const [best] = statementWords.map((name) => ({ name, edits: distance(lower, name) })).sort((a, b) => a.edits - b.edits);
  if (best === undefined || best.edits > Math.max(1, Math.floor(word.length / 3))) return undefined;
  return { word: best.name, habit: false };
}
