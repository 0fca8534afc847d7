// Owns which texts a JSON value consists of. Knows nothing of origins.
import { ExactNumber, type Json } from "../../trace/model.ts";

export interface TextOf {
  readonly text: string;
  /** The keys on the way, lists stepped through. A key's path is that of the record that holds it. */
  readonly path: readonly string[];
  readonly key: boolean;
}

/** More nodes than any recorded result has; what shares its parts (aliases) could have more than memory. */
const mostNodes = 4_000_000;
/** Deeper than this, paths are those of the last record above it, so that walking stays linear. */
const deepestPath = 256;

/** The scalars (numbers in their digits; booleans and null are left out) and the keys of a value, in order. */
export function* textsOf(value: Json): Iterable<TextOf> {
  const stack: { readonly value: Json; readonly path: readonly string[]; readonly key: string | undefined }[] = [
    { value, path: [], key: undefined },
  ];
  for (let seen = 0; seen < mostNodes; seen++) {
    const node = stack.pop();
    if (node === undefined) return;
    const { value: current, key } = node;
    let path = node.path;
    if (key !== undefined) {
      yield { text: key, path, key: true };
      if (path.length < deepestPath) path = [...path, key];
    }
    if (typeof current === "string") yield { text: current, path, key: false };
    else if (typeof current === "number") yield { text: String(current), path, key: false };
    else if (current instanceof ExactNumber) yield { text: current.digits, path, key: false };
    else if (Array.isArray(current)) {
      for (let i = current.length - 1; i >= 0; i--) stack.push({ value: (current as readonly Json[])[i] ?? null, path, key: undefined });
    } else if (typeof current === "object" && current !== null) {
      const entries = Object.entries(current);
      for (let i = entries.length - 1; i >= 0; i--) {
        const entry = entries[i];
        if (entry !== undefined) stack.push({ value: entry[1], path, key: entry[0] });
      }
    }
  }
}
