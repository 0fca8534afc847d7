// Turns the events of a run into the rows and bodies that the view shows. Plain data in and out; knows neither policies
// nor VS Code.
import type { CallEvent, Event, Json, ResultEvent, Time } from "../../../core/src/index.ts";
import {
  type ArgumentsBody,
  type Body,
  type BodyPart,
  type CutText,
  fateNames,
  itemKinds,
  type RunRows,
  textLimits,
  type ValueType,
} from "./messages.ts";

export function runRows(events: readonly Event[]): RunRows {
  const kinds: number[] = [];
  const indices: number[] = [];
  const results: number[] = [];
  const tools: number[] = [];
  const batches: number[] = [];
  const lanes: number[] = [];
  const fates: number[] = [];
  const toolNumbers = new Map<string, number>();
  const laneNumbers = new Map<string, number>([["", 0]]);
  const rowOfCall = new Map<number, number>();
  for (const [index, event] of events.entries()) {
    if (event.kind === "result") {
      const row = rowOfCall.get(event.call);
      if (row !== undefined && results[row] === -1) {
        results[row] = index;
        if (fates[row] === 0) fates[row] = fateNames.indexOf(event.failed ? "failed" : "executed");
      }
      continue;
    }
    const call = event.kind === "call" ? event : undefined;
    if (call !== undefined) rowOfCall.set(call.call, kinds.length);
    kinds.push(itemKinds.indexOf(event.kind === "message" ? event.role : event.kind));
    indices.push(index);
    results.push(-1);
    tools.push(call === undefined ? 0 : numberOf(toolNumbers, call.tool));
    batches.push(call?.batch ?? 0);
    lanes.push(call === undefined ? 0 : numberOf(laneNumbers, call.lane ?? ""));
    fates.push(call === undefined ? 0 : fateNames.indexOf(call.fate));
  }
  return {
    kinds: Uint8Array.from(kinds),
    events: Uint32Array.from(indices),
    results: Int32Array.from(results),
    tools: Uint32Array.from(tools),
    batches: Uint32Array.from(batches),
    lanes: Uint16Array.from(lanes),
    fates: Uint8Array.from(fates),
    toolNames: [...toolNumbers.keys()],
    laneNames: [...laneNumbers.keys()],
  };
}

function numberOf(numbers: Map<string, number>, name: string): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}

/** What one row holds, texts cut at a limit. */
export function rowBody(item: number, rows: RunRows, events: readonly Event[], limit: number = textLimits.first): Body {
  const cut = (text: string): CutText => cutText(text, limit);
  const event = events[rows.events[item] ?? -1];
  if (event === undefined) return { item, kind: "gap", reason: "this row is not in the run" };
  if (event.kind === "gap") return { item, kind: "gap", reason: event.reason };
  if (event.kind === "message") return { item, kind: "message", text: cut(event.text), time: clock(event.time) };
  const result = events[rows.results[item] ?? -1];
  const call = event.kind === "call" ? event : undefined;
  return {
    item,
    kind: "call",
    args: call === undefined ? { kind: "redacted" } : argumentsBody(call, cut),
    result: result?.kind === "result" ? { text: cut(resultText(result)), failed: result.failed } : undefined,
    approvedBy: call?.approvedBy,
    time: clock(event.time),
  };
}

function argumentsBody({ args }: CallEvent, cut: (text: string) => CutText): ArgumentsBody {
  switch (args.kind) {
    case "redacted":
      return { kind: "redacted" };
    case "malformed":
      return { kind: "malformed", raw: cut(args.raw) };
    case "record":
      return {
        kind: "record",
        entries: Object.entries(args.value).map(([name, value]) => ({ name, type: typeOf(value), text: cut(jsonText(value)) })),
      };
  }
}

function resultText(result: ResultEvent): string {
  return result.text !== "" || result.structured === undefined ? result.text : jsonText(result.structured);
}

function cutText(text: string, limit: number): CutText {
  const most = Math.min(Math.max(limit, textLimits.first), textLimits.most);
  return { text: text.length > most ? text.slice(0, most) : text, length: text.length };
}

/** A text of a row, whole. */
export function rowText(item: number, part: BodyPart, rows: RunRows, events: readonly Event[]): string | undefined {
  const event = events[rows.events[item] ?? -1];
  if (part.kind === "argument") {
    if (event?.kind !== "call" || event.args.kind !== "record" || !Object.hasOwn(event.args.value, part.name)) return undefined;
    const value = event.args.value[part.name];
    return value === undefined ? undefined : jsonText(value);
  }
  if (part.kind === "message") return event?.kind === "message" ? event.text : undefined;
  if (part.kind === "raw arguments") return event?.kind === "call" && event.args.kind === "malformed" ? event.args.raw : undefined;
  const result = events[rows.results[item] ?? -1];
  return result?.kind === "result" ? resultText(result) : undefined;
}

function typeOf(value: Json): ValueType {
  if (value === null) return "null";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return typeof value as ValueType;
  if (isDigits(value)) return "number";
  return Array.isArray(value) ? "list" : "record";
}

/** A number that no double holds carries its digits; told by shape, so that the class itself need not be loaded. */
function isDigits(value: object): value is { readonly digits: string } {
  return Object.getPrototypeOf(value) !== null && "digits" in value;
}

/** A value as people read it: a text without quotes, everything else as JSON on one line. */
export function jsonText(value: Json): string {
  return typeof value === "string" ? value : json(value, 0);
}

function json(value: Json, depth: number): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isDigits(value)) return String(value.digits);
  // Deeper than anyone reads; readers bound the depth, this bounds the stack.
  if (depth > 60) return "…";
  if (Array.isArray(value)) return `[${value.map((one: Json) => json(one, depth + 1)).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, one]) => `${JSON.stringify(key)}: ${json(one, depth + 1)}`)
    .join(", ")}}`;
}

function clock(time: Time | undefined): string {
  if (time === undefined || !Number.isFinite(time.milliseconds) || Math.abs(time.milliseconds) > 8.64e15) return "";
  return new Date(time.milliseconds).toISOString().slice(11, 19);
}
