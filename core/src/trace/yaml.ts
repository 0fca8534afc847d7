// Owns the limited YAML in which some recordings print their results: one document with a map or list at its root, without
// tags, anchors, aliases or merges; the core schema, so that dates stay strings; a key that stands twice makes it no YAML.

import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { ExactNumber, type Json } from "./model.ts";
import { numberOf } from "./numbers.ts";
import { setOwn } from "./tolerant.ts";

const maximalLength = 1_000_000;
const maximalDepth = 100;

/** Raised and caught in this file alone: something that the limited YAML does not have. */
class NotLimited extends Error {}

export function parseYaml(text: string): Json | undefined {
  if (text.length > maximalLength || !mayBeStructure(text)) return undefined;
  try {
    const document = parseDocument(text, { schema: "core", merge: false, uniqueKeys: true, logLevel: "silent", prettyErrors: false });
    if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
    const root: unknown = document.contents;
    return isMap(root) || isSeq(root) ? jsonOf(root, 0) : undefined;
  } catch {
    // NotLimited, or nesting so deep that the library's recursion ends.
    return undefined;
  }
}

/** Whether the first line can begin a map or a list; prose mostly cannot, and is not parsed at all. */
function mayBeStructure(text: string): boolean {
  const first = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*[^\n]*/.exec(text)?.[0] ?? "";
  const line = first.slice(first.lastIndexOf("\n") + 1);
  return /^\s*(?:-(?:\s|$)|[[{"'?]|---|%)|:(?:\s|$)/.test(line);
}

function jsonOf(node: unknown, depth: number): Json {
  if (node === null) return null;
  if (depth > maximalDepth || isAlias(node) || isMarked(node as Node)) throw new NotLimited();
  if (isScalar(node)) return scalarOf(node.value, node.source);
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
function isMarked(node: Node): boolean {
  return ("anchor" in node && node.anchor !== undefined) || (node.tag !== undefined && node.tag !== "");
}

function scalarOf(value: unknown, source: string | undefined): Json {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return source ?? null;
    if (source === undefined) return value;
    if (/^0[xo]/.test(source)) return Number.isSafeInteger(value) ? value : new ExactNumber(String(BigInt(source)));
    return numberOf(source.replace(/^\+/, ""));
  }
  return typeof value === "string" || typeof value === "boolean" ? value : null;
}

function keyOf(key: unknown): string {
  if (key === null) return "null";
  if (!isScalar(key) || isMarked(key)) throw new NotLimited();
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}
