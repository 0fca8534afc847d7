// Owns flat attributes: `gen_ai.prompt.0.role` and its like become lists of records again. Knows no convention.

import { isList, isRecord, parseJson } from "../encodings/json.ts";
import { setOwn } from "../encodings/tolerant.ts";
import type { Json, JsonRecord } from "../model.ts";

/** Deeper keys are not unfolded. */
const maximalDepth = 24;

export interface Indexed {
  readonly value: Json;
  /** The first attribute that is part of it. */
  readonly key: string;
}

type Tree = Map<string, Tree | Json>;

/** What stands under `prefix.0`, `prefix.1`, …, by number; or the elements of a list that stands at `prefix` itself. */
export function indexedAttributes(attributes: JsonRecord, prefix: string): readonly Indexed[] {
  if (Object.hasOwn(attributes, prefix)) {
    const whole = attributes[prefix];
    const list = typeof whole === "string" && /^\s*\[/.test(whole) ? parseJson(whole).value : whole;
    if (isList(list)) return list.map((value) => ({ value: unfolded(value), key: prefix }));
  }
  const found = new Map<number, { readonly tree: Tree; readonly key: string }>();
  for (const key of Object.keys(attributes)) {
    if (!key.startsWith(prefix) || key[prefix.length] !== ".") continue;
    const [index = "", ...path] = key.slice(prefix.length + 1).split(".");
    if (!/^\d{1,6}$/.test(index) || path.length === 0 || path.length > maximalDepth) continue;
    const one = found.get(Number(index)) ?? { tree: new Map(), key };
    found.set(Number(index), one);
    plant(one.tree, path, attributes[key] ?? null);
  }
  return [...found.entries()].sort(([a], [b]) => a - b).map(([, { tree, key }]) => ({ value: grown(tree), key }));
}

/** Records with dotted keys, as some stores hold them, as records in records. */
function unfolded(value: Json, depth = 0): Json {
  if (depth > maximalDepth) return null;
  if (isList(value)) return value.map((one) => unfolded(one, depth + 1));
  if (!isRecord(value)) return value;
  const tree: Tree = new Map();
  for (const key of Object.keys(value)) {
    const path = key.split(".");
    plant(tree, path.length > maximalDepth ? [key] : path, unfolded(value[key] ?? null, depth + 1));
  }
  return grown(tree);
}

function plant(tree: Tree, path: readonly string[], value: Json): void {
  let node = tree;
  for (const [index, segment] of path.entries()) {
    if (index === path.length - 1) {
      if (!(node.get(segment) instanceof Map)) node.set(segment, value);
      return;
    }
    const next = node.get(segment);
    if (next instanceof Map) node = next;
    else {
      const fresh: Tree = new Map();
      node.set(segment, fresh);
      node = fresh;
    }
  }
}

function grown(tree: Tree | Json): Json {
  if (!(tree instanceof Map)) return tree;
  const keys = [...tree.keys()];
  if (keys.length > 0 && keys.every((key) => /^\d{1,6}$/.test(key)))
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => grown(tree.get(key) ?? null));
  const record: { [key: string]: Json } = {};
  for (const [key, value] of tree) setOwn(record, key, grown(value));
  return record;
}
