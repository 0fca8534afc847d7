// Remit's own form: JSON Lines, one event a line, each run begun by a line that says so. docs/trace-format.md is its page
// and docs/schemas/trace.schema.json its schema; write.ts writes it.

import { decode } from "../encodings/bytes.ts";
import { isDeeperThan, isList, isRecord, maximalDepth, member, stringAt, writeJson } from "../encodings/json.ts";
import { findSpan } from "../encodings/place.ts";
import { isNestedTooDeeply } from "../encodings/structured.ts";
import { isoTime } from "../encodings/time.ts";
import type { Line } from "../encodings/trace-bytes.ts";
import {
  type Arguments,
  type Event,
  ExactNumber,
  type Fate,
  type GapEvent,
  type Json,
  type JsonRecord,
  type Run,
  type Time,
} from "../model.ts";
import type { Problems } from "../problems.ts";
import { type Source, sourceOf } from "../source.ts";
import { argumentsOf, Conversation } from "../telling/conversation.ts";
import { Recent } from "../telling/recent.ts";
import { fates, isScalar, type Key, keyAt, sayUnknownMembers, sayWrongTypes } from "./remit-members.ts";

export const remitVersion = 1;

/** Whether the text of a first line begins a file of this form, also where it is cut off. */
export function isRemitHeader(text: string): boolean {
  return /^\s*\{\s*"remit"\s*:/.test(text);
}

/** A line that is no event of the run: what stands in its place. */
interface Unread {
  readonly gap: GapEvent;
}

export function* remitRuns(lines: Iterator<Line>, problems: Problems): Iterable<Omit<Run, "index">> {
  const reader = new LineReader(lines, problems);
  for (let first = reader.next(); first !== undefined; first = reader.next()) {
    const header = "gap" in first ? undefined : headerOf(first);
    if (header === undefined) {
      if (!("gap" in first)) problems.add("invalid-event", 'a run must begin with a line {"remit": 1, "kind": "run"}', first, first.base);
      reader.putBack(first);
    } else if (!isSupported(header, first as Source)) {
      reader.skipToRun();
      continue;
    }
    if (header !== undefined) {
      sayUnknownMembers("run", header, first as Source);
      sayWrongTypes("run", header, first as Source);
    }
    yield { ...aboutRun(header), events: events(reader) };
    reader.skipToRun();
  }
}

/** Gives the lines as sources, one at a time, and can take one back. */
class LineReader {
  readonly #lines: Iterator<Line>;
  readonly #problems: Problems;
  #back: Source | Unread | undefined;

  constructor(lines: Iterator<Line>, problems: Problems) {
    this.#lines = lines;
    this.#problems = problems;
  }

  putBack(line: Source | Unread): void {
    this.#back = line;
  }

  next(): Source | Unread | undefined {
    const back = this.#back;
    if (back !== undefined) {
      this.#back = undefined;
      return back;
    }
    const { value, done } = this.#lines.next();
    return done === true ? undefined : read(value, this.#problems);
  }

  skipToRun(): void {
    for (let line = this.next(); line !== undefined; line = this.next()) {
      if ("gap" in line || headerOf(line) === undefined) continue;
      this.putBack(line);
      return;
    }
  }
}

function read(line: Line, problems: Problems): Source | Unread {
  const base = `/${line.index}`;
  const gap = (reason: string): Unread => ({ gap: { kind: "gap", reason, pointer: base } });
  const decoded = decode(line.bytes);
  if (decoded === undefined) {
    problems.addAt("too-large", "this line is too long to be held; record less in one event", line.index, 0);
    return gap("a line that is too long");
  }
  if (decoded.invalidAt !== undefined)
    problems.addAt(
      "invalid-utf8",
      "these bytes are no UTF-8; save the file as UTF-8 (each is read as a replacement character)",
      line.index,
      decoded.invalidAt,
    );
  const source = sourceOf({ text: decoded.text, base, line: line.index }, problems);
  const { broken } = source;
  if (broken !== undefined) {
    const cut = broken.truncated && !line.ended;
    const message = cut
      ? "the file ends in the middle of this line; what stands before it is read"
      : "this line is not one JSON value; write each event as one object on a line of its own";
    problems.addAt(cut ? "truncated" : "invalid-json", message, line.index, broken.offset);
    return gap(cut ? "the file breaks off here" : "a line that cannot be read");
  }
  for (const pointer of source.duplicates)
    problems.add(
      "duplicate-key",
      "this key stands twice in its record; remove one (arguments that hold a key twice count as malformed)",
      source,
      pointer,
    );
  return source;
}

function headerOf(source: Source): JsonRecord | undefined {
  const { root } = source;
  return isRecord(root) && (Object.hasOwn(root, "remit") || stringAt(root, "kind") === "run") ? root : undefined;
}

function isSupported(header: JsonRecord, source: Source): boolean {
  const version = Object.hasOwn(header, "remit") ? member(header, "remit") : remitVersion;
  if (version === remitVersion) return true;
  const message = `this run is of version ${writeJson(version ?? null)} of the format; this Remit reads version ${remitVersion}; update Remit, or write the run again`;
  source.problems.add("unsupported-version", message, source, source.base);
  return false;
}

function aboutRun(header: JsonRecord | undefined): Omit<Run, "index" | "events"> {
  const labels: Record<string, string | number | boolean | null> = {};
  const written = header === undefined ? undefined : member(header, "labels");
  if (isRecord(written))
    for (const [name, value] of Object.entries(written))
      if (isScalar(value)) {
        const held = value instanceof ExactNumber ? Number(value.digits) : value;
        Object.defineProperty(labels, name, { value: held, writable: true, enumerable: true, configurable: true });
      }
  const described = header === undefined ? undefined : member(header, "tools");
  const tools = isList(described)
    ? described.filter((tool): tool is JsonRecord => isRecord(tool) && stringAt(tool, "name") !== undefined)
    : [];
  const context = header === undefined ? undefined : member(header, "context");
  return {
    id: header && stringAt(header, "id"),
    model: header && stringAt(header, "model"),
    task: header && stringAt(header, "task"),
    labels,
    context: isRecord(context) ? context : undefined,
    ...(tools.length === 0 ? {} : { tools }),
  };
}

function* events(reader: LineReader): Iterable<Event> {
  const writer = new RunReader();
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    if ("gap" in line) yield line.gap;
    else if (headerOf(line) !== undefined) {
      reader.putBack(line);
      break;
    } else yield writer.event(line);
  }
  writer.end();
}

class RunReader {
  readonly #conversation = new Conversation("json");
  /** By the `call` that they gave themselves. */
  readonly #numbers = new Recent<Key, number>();
  readonly #batches = new Recent<Key, number>();

  end(): void {
    this.#conversation.end();
  }

  event(source: Source): Event {
    const { root, base: pointer } = source;
    if (!isRecord(root)) return invalid(source, "an event must be an object");
    sayUnknownMembers(stringAt(root, "kind") ?? "", root, source);
    sayWrongTypes(stringAt(root, "kind") ?? "", root, source);
    switch (stringAt(root, "kind")) {
      case "message":
        return this.#message(root, source);
      case "call":
        return this.#call(root, source);
      case "result":
        return this.#result(root, source);
      case "gap":
        return { kind: "gap", reason: stringAt(root, "reason") ?? "", ...this.#about(root), pointer };
      default:
        return invalid(source, "an event's `kind` is run, message, call, result or gap");
    }
  }

  #message(root: JsonRecord, source: Source): Event {
    const role = stringAt(root, "role");
    const text = stringAt(root, "text");
    if (role !== "system" && role !== "user" && role !== "assistant")
      return invalid(source, "a message's `role` is system, user or assistant");
    if (text === undefined) return invalid(source, "a message must have a string `text`");
    this.#conversation.goOn();
    return { kind: "message", role, text, time: timeAt(root, source), pointer: source.base };
  }

  #call(root: JsonRecord, source: Source): Event {
    const tool = stringAt(root, "tool");
    if (tool === undefined) return invalid(source, "a call must have a string `tool`");
    const fate = Object.hasOwn(root, "fate") ? member(root, "fate") : "unstated";
    if (!isFate(fate)) return unread(source, "a call of which it cannot be read what became");
    this.#enterBatch(root);
    const event = this.#conversation.call(source, {
      id: stringAt(root, "id") ?? stringAt(root, "call"),
      tool,
      args: recordedArguments(root, source),
      lane: stringAt(root, "lane"),
      time: timeAt(root, source),
      fate,
      approvedBy: stringAt(root, "approvedBy"),
      pointer: source.base,
    });
    // A number as `id`, and a text as `call`, are meant as what they are.
    for (const name of ["id", "call"]) {
      const number = typeof member(root, name) === "string" ? undefined : keyAt(root, name);
      if (number !== undefined) this.#numbers.set(number, event.call);
    }
    return event;
  }

  /** A batch that cannot be read may be the one at hand: what is one a batch must not be had twice by it. */
  #enterBatch(root: JsonRecord): void {
    const conversation = this.#conversation;
    const key = keyAt(root, "batch");
    const known = key === undefined ? undefined : this.#batches.get(key);
    if (known !== undefined) conversation.continueBatch(known);
    else if (key !== undefined) this.#batches.set(key, conversation.beginBatch());
    else if (!Object.hasOwn(root, "batch")) conversation.beginBatch();
  }

  /** The call that a gap speaks of. */
  #about(root: JsonRecord): Pick<GapEvent, "about"> {
    const named = member(root, "about");
    const key = keyAt(root, "about");
    if (key === undefined) return {};
    const about = typeof named === "string" ? this.#conversation.answeredBefore({ call: undefined, id: named }) : this.#numbers.get(key);
    return about === undefined ? {} : { about };
  }

  #result(root: JsonRecord, source: Source): Event {
    const { text, structured } = content(root, source);
    if (text === undefined) return invalid(source, "a result must have a string `text`");
    // Whether it failed, and whose it is, must be certain: a failed call uses up no limit, and a success meets what is required.
    if (member(root, "failed") !== undefined && typeof member(root, "failed") !== "boolean")
      return unread(source, "a result of which it cannot be read whether it failed");
    const named = member(root, "call");
    const number = typeof named === "string" ? undefined : keyAt(root, "call");
    if (named !== undefined && typeof named !== "string" && number === undefined)
      return unread(source, "a result of which it cannot be read whose it is");
    // A number that no call has is one that certainly waits for no result.
    const call = number === undefined ? undefined : (this.#numbers.get(number) ?? -1);
    const event = this.#conversation.result(source, {
      call,
      id: typeof named === "string" ? named : undefined,
      tool: stringAt(root, "tool"),
      text,
      structured,
      failed: hasFailed(root),
      time: timeAt(root, source),
      pointer: source.base,
    });
    return event.kind === "result" && stringAt(root, "form") === "yaml" ? { ...event, form: "yaml" } : event;
  }
}

/** What a result says. Nothing below hands out values so deep that walking them could exhaust the stack. */
function content(root: JsonRecord, source: Source): { readonly text: string | undefined; readonly structured: Json | undefined } {
  const structured = member(root, "structured");
  const text = stringAt(root, "text");
  if (text === undefined && structured !== undefined && Object.hasOwn(root, "text")) {
    const message = "the `text` of a result is a text; `structured` alone is read";
    source.problems.add("invalid-event", message, source, `${source.base}/text`);
  }
  if (structured !== undefined && isDeeperThan(structured, maximalDepth)) {
    sayTooDeep("structured", source);
    const span = findSpan(source.text, "/structured");
    return { text: text ?? (span === undefined ? "" : source.text.slice(span.start, span.end)), structured: undefined };
  }
  if (text !== undefined && structured === undefined && isNestedTooDeeply(text)) sayTooDeep("text", source);
  return { text: text ?? (structured === undefined ? undefined : writeJson(structured)), structured };
}

function sayTooDeep(name: string, source: Source): void {
  const message = `this is nested more than ${maximalDepth} deep, so it is read as text alone; what a policy reads inside it is unknown`;
  source.problems.add("too-deep", message, source, `${source.base}/${name}`);
}

/** Whatever is no plain "it did not fail" is a failure, also where other forms would say it. */
function hasFailed(root: JsonRecord): boolean {
  if (member(root, "failed") === true) return true;
  return ["error", "isError", "is_error"].some((name) => ![undefined, null, false].some((no) => no === member(root, name)));
}

function recordedArguments(root: JsonRecord, source: Source): Arguments {
  if (member(root, "args") === null) {
    const message = "`null` is no record of arguments; write {} for none, or leave `args` out";
    source.problems.add("invalid-arguments", message, source, `${source.base}/args`);
    return { kind: "malformed", raw: "null" };
  }
  // Withheld for all that is known, if it does not plainly say no.
  if (![undefined, false].some((no) => no === member(root, "redacted"))) return { kind: "redacted" };
  const written = member(root, "raw");
  const raw = typeof written === "string" || written === undefined ? written : writeJson(written);
  return raw === undefined ? argumentsOf(source, member(root, "args"), `${source.base}/args`) : { kind: "malformed", raw };
}

function timeAt(root: JsonRecord, source: Source): Time | undefined {
  const written = member(root, "time");
  if (written === undefined) return undefined;
  if (typeof written === "number" && Number.isFinite(written)) return { milliseconds: written, zoned: true };
  const time = typeof written === "string" ? isoTime(written) : undefined;
  if (time === undefined)
    source.problems.add("invalid-event", "a `time` is an ISO 8601 instant or a number of milliseconds", source, `${source.base}/time`);
  return time;
}

function isFate(value: Json | undefined): value is Fate {
  return fates.some((fate) => fate === value);
}

function invalid(source: Source, message: string): GapEvent {
  source.problems.add("invalid-event", message, source, source.base);
  return unread(source, "an event that cannot be read");
}

/** In the place of an event whose Problem is said. */
function unread(source: Source, reason: string): GapEvent {
  return { kind: "gap", reason, pointer: source.base };
}
