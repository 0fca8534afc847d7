// Which members the events of Remit's own form have, and of what type. One that it does not name changes nothing, which may not
// be what its writer thinks: `"error": true` on a result would pass for a success. One of another type says nothing that can be
// relied on; remit.ts reads it as is safest.

import { distance } from "fastest-levenshtein";
import { isList, isRecord, member } from "../encodings/json.ts";
import { pointerTo } from "../encodings/pointer.ts";
import { ExactNumber, type Fate, type Json, type JsonRecord } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";

export const fates: readonly Fate[] = ["unstated", "executed", "refused", "failed"];

/** A member's type: what its value must be, in words, and what becomes of the event where it is something else. */
interface Member {
  readonly type: string;
  readonly takes: (value: Json) => boolean;
  readonly otherwise: string;
}

const isText = (value: Json): boolean => typeof value === "string";
const isNumber = (value: Json): boolean => typeof value === "number" || value instanceof ExactNumber;

export function isScalar(value: Json): value is null | string | boolean | number | ExactNumber {
  return typeof value !== "object" || value === null || value instanceof ExactNumber;
}

const anything: Member = { type: "", takes: () => true, otherwise: "" };
const text: Member = { type: "a text", takes: isText, otherwise: "it is ignored" };
const key = (otherwise: string): Member => ({ type: "a text or a number", takes: (one) => isText(one) || isNumber(one), otherwise });

/** Members that are `anything` are held to their type where they are read. */
const members: Readonly<Record<string, Readonly<Record<string, Member>>>> = {
  run: {
    remit: anything,
    kind: anything,
    id: text,
    model: text,
    task: text,
    labels: {
      type: "a record of texts, numbers, `true`, `false` and `null`",
      takes: (value) => isRecord(value) && Object.values(value).every(isScalar),
      otherwise: "what is none is ignored",
    },
    context: { type: "a record", takes: isRecord, otherwise: "the context is unknown" },
    tools: {
      type: "a list of records with a `name`",
      takes: (value) => isList(value) && value.every((tool) => isRecord(tool) && typeof member(tool, "name") === "string"),
      otherwise: "what is none is ignored",
    },
  },
  message: { kind: anything, role: anything, text: anything, time: anything },
  call: {
    kind: anything,
    tool: anything,
    args: anything,
    id: key("it is ignored"),
    call: key("it is ignored"),
    batch: key("the call counts as one of the batch before it"),
    lane: text,
    time: anything,
    fate: {
      type: fates.map((fate) => `"${fate}"`).join(", "),
      takes: (value) => fates.some((fate) => fate === value),
      otherwise: "a gap stands in the place of the call",
    },
    approvedBy: { ...text, otherwise: "the call counts as approved by nobody" },
    raw: { ...text, otherwise: "the arguments are malformed" },
    redacted: { type: "`true` or `false`", takes: (value) => typeof value === "boolean", otherwise: "the arguments count as withheld" },
  },
  result: {
    kind: anything,
    call: key("a gap stands in the place of the result"),
    tool: text,
    text: anything,
    structured: anything,
    form: { type: '"json" or "yaml"', takes: (value) => value === "json" || value === "yaml", otherwise: "the text is read as JSON" },
    failed: {
      type: "`true` or `false`",
      takes: (value) => typeof value === "boolean",
      otherwise: "a gap stands in the place of the result",
    },
    time: anything,
  },
  gap: { kind: anything, reason: text, about: key("the gap speaks of no call") },
};

/** What one event calls another by: a number, or a text. Numbers beyond what a double holds are their digits. */
export type Key = string;

/** The key that a member gives; undefined where it is none. `1` and `"1"` are one key. */
export function keyAt(root: JsonRecord, name: string): Key | undefined {
  const value = member(root, name);
  if (value instanceof ExactNumber) return value.digits;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** Says which members of an event are of another type than they must be. */
export function sayWrongTypes(kind: string, root: JsonRecord, source: Source): void {
  const known = Object.hasOwn(members, kind) ? members[kind] : undefined;
  if (known === undefined) return;
  for (const [name, { type, takes, otherwise }] of Object.entries(known)) {
    const value = member(root, name);
    if (value === undefined || takes(value)) continue;
    const message = `the \`${name}\` of a ${kind} is ${type}; ${otherwise}`;
    source.problems.add("invalid-event", message, source, pointerTo(source.base, name));
  }
}

/** What other forms call it. */
const elsewhere: Readonly<Record<string, string>> = {
  error: "failed",
  iserror: "failed",
  success: "failed",
  name: "tool",
  function: "tool",
  arguments: "args",
  input: "args",
  params: "args",
  parameters: "args",
  content: "text",
  output: "text",
  result: "text",
  data: "structured",
  id: "call",
  callid: "call",
  toolcallid: "call",
  tooluseid: "call",
  timestamp: "time",
  ts: "time",
  agent: "lane",
  status: "fate",
  approved: "approvedBy",
  message: "text",
};

/** Says which members of an event nothing reads. Names beginning with `_` or `x-` are their writer's own. */
export function sayUnknownMembers(kind: string, root: JsonRecord, source: Source): void {
  const types = Object.hasOwn(members, kind) ? members[kind] : undefined;
  if (types === undefined) return;
  const known = Object.keys(types);
  for (const name of Object.keys(root)) {
    if (known.includes(name) || /^(?:_|x-)/.test(name)) continue;
    const meant = meantBy(name, known);
    const shown = quoted(name);
    const message = `a ${kind} has no member ${shown}, so it is ignored${meant === undefined ? "" : `; did you mean "${meant}"?`}`;
    source.problems.add("unknown-member", message, source, pointerTo(source.base, name));
  }
}

function meantBy(name: string, known: readonly string[]): string | undefined {
  const plain = name.slice(0, 40).toLowerCase().replaceAll(/[_-]/g, "");
  const other = Object.hasOwn(elsewhere, plain) ? elsewhere[plain] : undefined;
  if (other !== undefined && known.includes(other)) return other;
  const near = known.map((one) => ({ one, edits: distance(plain, one.toLowerCase()) })).sort((a, b) => a.edits - b.edits)[0];
  return near !== undefined && near.edits <= Math.max(1, Math.floor(plain.length / 3)) ? near.one : undefined;
}
