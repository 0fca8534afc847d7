// Values as trees that a client unfolds level by level: nothing below a closed node is made.
import type { Environment } from "../policy/environment.ts";
import { CallRecord, UserMessage } from "../policy/history.ts";
import { Doubt } from "../policy/truth.ts";
import { fromJson, History, isNumber, Mistyped, Range, RecordValue, show, Tagged, type Value } from "../policy/values.ts";
import { visiblyQuoted } from "../text/visible.ts";
import { isRecord } from "../trace/encodings/json.ts";
import type { Arguments, Json } from "../trace/model.ts";

/** Children by number; `at` gives those from `start` on, at most `count`. */
export interface Children {
  readonly named: number;
  readonly indexed: number;
  readonly at: (start: number, count: number) => readonly Node[];
}
export interface Node {
  readonly name: string;
  readonly value: string;
  readonly type?: string | undefined;
  /** The expression that gives it. */
  readonly path?: string | undefined;
  readonly children?: Children | undefined;
}

export const named = (all: readonly Node[]): Children => ({
  named: all.length,
  indexed: 0,
  at: (start, count) => all.slice(start, start + count),
});

/** How much of a text a value shows: what is longer is read by copying it. */
const shownLength = 2_000;

/** A text in quotes, controls made visible. */
export function quote(text: string): string {
  return visiblyQuoted(text.length > shownLength ? `${text.slice(0, shownLength - 1)}…` : text);
}

export function jsonNode(name: string, value: Json, path: string | undefined): Node {
  if (typeof value === "string") return { name, value: quote(value), type: "string", path };
  if (value === null || typeof value !== "object")
    return { name, value: String(value), type: value === null ? "null" : typeof value, path };
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    const at = (start: number, count: number): Node[] =>
      list.slice(start, start + count).map((item, index) => jsonNode(`[${start + index}]`, item, path && `${path}[${start + index}]`));
    return {
      name,
      value: show(fromJson(value)),
      type: `list of ${list.length}`,
      path,
      children: list.length === 0 ? undefined : { named: 0, indexed: list.length, at },
    };
  }
  if (!isRecord(value)) return { name, value: show(fromJson(value)), type: "number", path };
  const keys = Object.keys(value);
  const at = (start: number, count: number): Node[] =>
    keys.slice(start, start + count).map((key) => jsonNode(key, value[key] ?? null, path && fieldPath(path, key)));
  return {
    name,
    value: show(fromJson(value)),
    type: "record",
    path,
    children: keys.length === 0 ? undefined : { named: keys.length, indexed: 0, at },
  };
}

export function fieldPath(path: string, key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

export function argumentsNode(name: string, args: Arguments, path: string | undefined): Node {
  if (args.kind === "record") return jsonNode(name, args.value, path);
  if (args.kind === "redacted") return { name, value: "withheld by the recording", path };
  return { name, value: `malformed: ${quote(args.raw)}`, path };
}

/** A value of the language. */
export function valueNode(name: string, value: Value, path: string | undefined, environment: Environment): Node {
  const inner = (label: string, each: Value, eachPath: string | undefined): Node => valueNode(label, each, eachPath, environment);
  const node = { name, value: show(value), path, type: typeName(value) };
  if (typeof value === "string") return { ...node, value: quote(value) };
  if (value instanceof Doubt) return { ...node, children: named(value.reasons.map(({ kind, what }) => ({ name: kind, value: what }))) };
  if (value instanceof Mistyped) return { ...node, children: named([jsonNode("value", value.value, undefined)]) };
  if (value instanceof History) {
    const { elements } = value;
    const at = (start: number, count: number): Node[] =>
      elements.slice(start, start + count).map((each, index) => inner(`[${start + index}]`, each.value, undefined));
    return { ...node, children: elements.length === 0 ? undefined : { named: 0, indexed: elements.length, at } };
  }
  if (value instanceof CallRecord) return { ...node, children: named(recordNodes(value, path)) };
  if (value instanceof UserMessage) return { ...node, children: named([{ name: "text", value: quote(value.text) }]) };
  if (Array.isArray(value)) {
    const list = value as readonly Value[];
    const at = (start: number, count: number): Node[] =>
      list.slice(start, start + count).map((item, index) => inner(`[${start + index}]`, item, path && `${path}[${start + index}]`));
    return { ...node, children: list.length === 0 ? undefined : { named: 0, indexed: list.length, at } };
  }
  if (value instanceof RecordValue) {
    const keys = value.keys();
    const at = (start: number, count: number): Node[] =>
      keys.slice(start, start + count).map((key) => inner(key, value.get(key), path && fieldPath(path, key)));
    return { ...node, children: keys.length === 0 ? undefined : { named: keys.length, indexed: 0, at } };
  }
  return node;
}

function recordNodes(record: CallRecord, path: string | undefined): readonly Node[] {
  const of = (field: string): string | undefined => path && `${path}.${field}`;
  return [
    { name: "tool", value: record.tool, path: of("tool") },
    argumentsNode("args", record.given, of("args")),
    ...(record.result === undefined ? [] : [jsonNode("result", record.structure(), of("result"))]),
    { name: "step", value: String(record.step), path: of("step") },
  ];
}

function typeName(value: Value): string {
  if (value === undefined) return "absent";
  if (value instanceof Doubt) return "unknown";
  if (typeof value === "boolean" || typeof value === "string") return typeof value;
  if (isNumber(value) || value instanceof Range) return "number";
  if (value instanceof Tagged) return value.kind;
  if (value instanceof Mistyped) return `not ${value.expected}`;
  if (value instanceof RecordValue) return "record";
  if (value instanceof CallRecord) return "call";
  if (value instanceof UserMessage) return "message";
  return "list";
}
