// Keeps the last semantic tokens that a client was given for each document, so that it can be told only what has changed.
import type { SemanticTokens, SemanticTokensDelta } from "vscode-languageserver";

export interface TokenResults {
  /** Remembers an answer, and names it. */
  full(uri: string, data: number[]): SemanticTokens;
  /** What has changed since an answer; all where that is not known any more. */
  delta(uri: string, previous: string, data: number[]): SemanticTokens | SemanticTokensDelta;
  forget(uri: string): void;
}

export function tokenResults(): TokenResults {
  const kept = new Map<string, { readonly resultId: string; readonly data: readonly number[] }>();
  let count = 0;
  const full = (uri: string, data: number[]): SemanticTokens => {
    const resultId = String(++count);
    kept.set(uri, { resultId, data });
    return { resultId, data };
  };
  return {
    full,
    delta(uri, previous, data) {
      const before = kept.get(uri);
      const now = full(uri, data);
      if (before?.resultId !== previous || now.resultId === undefined) return now;
      return { resultId: now.resultId, edits: changes(before.data, data) };
    },
    forget: (uri) => void kept.delete(uri),
  };
}

/** One edit: from the first number that differs to the last. */
function changes(before: readonly number[], after: readonly number[]): SemanticTokensDelta["edits"] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const deleteCount = before.length - start - end;
  const data = after.slice(start, after.length - end);
  return deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data: [...data] }];
}
