// Owns the limited YAML in which some recordings print their results: one document with a map or list at its root, without
// tags, anchors, aliases or merges; the core schema, so that dates stay strings; a key that stands twice makes it no YAML.
//
// What programs print is read by yaml-blocks.ts, twenty times as fast as the library, which reads the rest. The library
// takes a time that grows with the square of some texts, so that it gets short ones alone.

import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Json } from "../model.ts";
import { setOwn } from "./tolerant.ts";
import { parseBlocks } from "./yaml-blocks.ts";
import { NotSimple, plainScalar, RepeatedKey } from "./yaml-scalars.ts";

const maximalLength = 1_000_000;
const maximalLibraryLength = 50_000;
const maximalDepth = 100;

export function parseYaml(text: string): Json | undefined {
  if (text.length > maximalLength || !mayBeStructure(text)) return undefined;
  try {
    return parseBlocks(text, maximalDepth);
  } catch (error) {
    if (error instanceof RepeatedKey) return undefined;
    if (!(error instanceof NotSimple)) throw error;
    return parseByLibrary(text);
  }
}

/** Raised and caught in this file alone: something that the limited YAML does not have. */
class NotLimited extends Error {}

export function parseByLibrary(text: string): Json | undefined {
  if (text.length > maximalLibraryLength || isNested(text)) return undefined;
  try {
    const options = { schema: "core", merge: false, uniqueKeys: false, logLevel: "error", prettyErrors: false } as const;
    const { contents, errors, warnings } = parseDocument(text, options);
    if (errors.length > 0 || warnings.length > 0) return undefined;
    const root: unknown = contents;
    return isMap(root) || isSeq(root) ? jsonOf(root, 0) : undefined;
  } catch {
    // NotLimited, or something that the library did not see coming.
    return undefined;
  }
}

/** Whether the first line can begin a map or a list; prose mostly cannot, and is not parsed at all. */
function mayBeStructure(text: string): boolean {
  const first = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*[^\n]*/.exec(text)?.[0] ?? "";
  const line = first.slice(first.lastIndexOf("\n") + 1);
  return /^\s*(?:-(?:\s|$)|[[{"'?]|---|%)|:(?:\s|$)/.test(line);
}

/** Whether brackets, or dashes on one line, nest deeper than any value may: the library would take long to say so. */
function isNested(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (sign === "[" || sign === "{") depth++;
    else if (sign === "]" || sign === "}") depth = Math.max(0, depth - 1);
    if (depth > maximalDepth) return true;
  }
  return /(?:[-?] ){100}/.test(text);
}

function jsonOf(node: unknown, depth: number): Json {
  if (node === null) return null;
  if (depth > maximalDepth || typeof node !== "object" || isMarked(node)) throw new NotLimited();
  if (isScalar(node)) return node.type === "PLAIN" ? plainScalar(node.source ?? "") : typeof node.value === "string" ? node.value : null;
  if (isSeq(node)) return node.items.map((item) => jsonOf(item, depth + 1));
  if (!isMap(node)) throw new NotLimited();
  const record: { [key: string]: Json } = {};
  for (const { key, value } of node.items) {
    const name = keyOf(key);
    if (Object.hasOwn(record, name)) throw new NotLimited();
    setOwn(record, name, jsonOf(value, depth + 1));
  }
  return record;
}

/** A tag that was written, or an anchor. */
function isMarked(node: object): boolean {
  return ("anchor" in node && node.anchor !== undefined) || ("tag" in node && node.tag !== undefined);
}

function keyOf(key: unknown): string {
  if (key === null || !isScalar(key) || isMarked(key)) throw new NotLimited();
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}
