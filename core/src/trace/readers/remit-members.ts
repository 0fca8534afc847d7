// Which members the events of Remit's own form have. One that it does not name changes nothing, which may not be what its
// writer thinks: `"error": true` on a result would pass for a success.

import { distance } from "fastest-levenshtein";
import { pointerTo } from "../encodings/pointer.ts";
import type { JsonRecord } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";

const members: Readonly<Record<string, readonly string[]>> = {
  run: ["remit", "kind", "id", "model", "task", "labels", "context", "tools"],
  message: ["kind", "role", "text", "time"],
  call: ["kind", "tool", "args", "id", "call", "batch", "lane", "time", "fate", "approvedBy", "raw", "redacted"],
  result: ["kind", "call", "tool", "text", "structured", "form", "failed", "time"],
  gap: ["kind", "reason"],
};

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
  const known = Object.hasOwn(members, kind) ? members[kind] : undefined;
  if (known === undefined) return;
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
