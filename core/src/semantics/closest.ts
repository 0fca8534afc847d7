// Which declared name someone may have meant.
import { distance } from "fastest-levenshtein";

/** The nearest of the candidates, where one is near enough to be a typing error. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = (name.length < 4 ? 1 : Math.ceil(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < least && candidate !== name) {
      best = candidate;
      least = edits;
    }
  }
  return best;
}
