// The way into trace files: tells formats apart, hands the text to its reader, says what cannot be read. Never throws.

import { beginsAsUtf16 } from "../text/encoding.ts";
import { isArchive, openArchive } from "./encodings/archive.ts";
import { decode } from "./encodings/bytes.ts";
import { isList, isRecord, parseJson } from "./encodings/json.ts";
import { pointerTo } from "./encodings/pointer.ts";
import { parseTolerantly } from "./encodings/tolerant.ts";
import { type Line, TraceBytes, traceBytes } from "./encodings/trace-bytes.ts";
import { catalogueFormat, type EventFormat, eventFormats, type Format, formats, isCatalogue, remitFormat, understood } from "./formats.ts";
import type { Json, Pointer, Run, TraceFile } from "./model.ts";
import { Problems } from "./problems.ts";
import { inspectArchiveRuns, isInspectArchive } from "./readers/inspect-archive.ts";
import { isRemitHeader, remitRuns } from "./readers/remit.ts";
import { type Source, sourceOf } from "./source.ts";
import { entriesOfLines, entriesOfList, maximalGlued } from "./telling/entries.ts";

type UnnumberedRun = Omit<Run, "index">;

/** The runs of a file, told apart by its content; the path only names it. Never throws. `runs` reads as it is walked, once, and
 * `problems` has those of what was read so far. Of a file that is lines and comes in pieces, a line and a piece are held. */
export function readTrace(path: string, content: Uint8Array | TraceBytes): TraceFile {
  const bytes = content instanceof TraceBytes ? content : traceBytes(content);
  const problems = new Problems();
  const file = (format: string, runs: Iterable<UnnumberedRun>): TraceFile => ({
    format,
    runs: numbered(runs),
    get problems() {
      return problems.list();
    },
  });
  const begin = bytes.head();
  if (isArchive(begin)) {
    const runs = inspectArchiveRuns(bytes.whole(), problems);
    if (runs !== undefined) return file("inspect", runs);
  }
  const unreadable = obstacle(begin);
  if (unreadable !== undefined) {
    problems.addAt(unreadable.code, unreadable.message, 0, 0);
    return file("unknown", []);
  }
  const lines = bytes.lines();
  const first = lines.next().value;
  if (first === undefined) {
    problems.addAt("unknown-format", "the file is empty; open a recorded run", 0, 0);
    return file("unknown", []);
  }
  if (isRemit(path, first)) {
    bytes.release();
    return file(remitFormat.name, remitRuns(again(first, lines), problems));
  }
  const head = headOf(first, lines);
  if (!isOfLines(path, head)) return document(bytes.whole(), problems, file);
  const told = formatOfLines(head);
  if (told !== undefined) bytes.release();
  if (told?.kind === "events") return file(told.format.name, told.format.runs(entriesOfLines(all(head, lines), problems)));
  if (told === undefined) {
    const source = read(first.bytes, `/${first.index}`, first.index, problems, first.ended);
    return file(source === undefined ? "unknown" : unknown(source), []);
  }
  return file(told.format?.name ?? "json-lines", lineRuns(all(head, lines), problems));
}

/** The format of a file by its first bytes; undefined where they do not tell, or tell that it is no trace. */
export function sniffTrace(path: string, bytes: Uint8Array): string | undefined {
  if (isArchive(bytes) && isInspectArchive(openArchive(bytes))) return "inspect";
  if (obstacle(bytes) !== undefined) return undefined;
  const lines = traceBytes(bytes).lines();
  const first = lines.next().value;
  if (first === undefined) return undefined;
  if (isRemit(path, first)) return remitFormat.name;
  const head = headOf(first, lines);
  if (isOfLines(path, head)) return formatOfLines(head)?.format?.name;
  const { value } = parseTolerantly(decode(bytes)?.text ?? "");
  return value === undefined ? undefined : (formatOf(value) ?? eventsWithin(value)?.format)?.name;
}

/** How the names of files end that may be traces: whatever lists, watches or opens traces reads this. */
export const traceExtensions: readonly string[] = ["json", "jsonl", "ndjson", "eval", "traj"];

/** Whether a file that somebody points at may be a trace, by the end of its name. */
export const hasTraceExtension = (path: string): boolean =>
  traceExtensions.some((extension) => path.toLowerCase().endsWith(`.${extension}`));

/** Whether a file of this name, found in a folder, may be a trace. */
export function isTraceName(path: string): boolean {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase();
  if (!hasTraceExtension(name)) return false;
  return !/^(?:(?:.*\.)?tools|remit|package|package-lock|tsconfig(?:\..*)?)\.json$/.test(name);
}

const formatOf = (root: Json): Format | undefined => formats.find((format) => format.recognises(root));

/** What shows, before anything is parsed, that the bytes are no text of ours. */
function obstacle(bytes: Uint8Array): { readonly code: "unknown-format" | "invalid-utf8"; readonly message: string } | undefined {
  if (beginsAsUtf16(bytes)) return { code: "invalid-utf8", message: "the file is UTF-16; save it as UTF-8" };
  if (isArchive(bytes)) return { code: "unknown-format", message: `the file is a zip archive; what is understood: ${understood}` };
  return undefined;
}

function isRemit(path: string, first: Line): boolean {
  return path.toLowerCase().endsWith(".trace.jsonl") || isRemitHeader(decode(first.bytes.subarray(0, 200))?.text ?? "");
}

/** How many lines are looked at to tell a format. Files begin with lines of many kinds, and some of them may be broken. */
const headLength = 24;

function headOf(first: Line, rest: Iterator<Line, undefined>): readonly Line[] {
  const head = [first];
  while (head.length < headLength) {
    const { value, done } = rest.next();
    if (done === true) break;
    head.push(value);
  }
  return head;
}

/** Whether lines are JSON values of their own: the first one is, or at least half of those looked at. Where there is one
 * line alone, the file's name tells. */
function isOfLines(path: string, head: readonly Line[]): boolean {
  const [first, second] = head;
  if (first === undefined) return false;
  if (second === undefined) return /\.(jsonl|ndjson)$/i.test(path);
  return isWhole(first) || head.filter(isWhole).length * 2 >= head.length;
}

function isWhole(line: Line): boolean {
  const opening = line.bytes.find((byte) => byte > 32);
  const closing = line.bytes.findLast((byte) => byte > 32);
  if (!(opening === 0x7b && closing === 0x7d) && !(opening === 0x5b && closing === 0x5d)) return false;
  const decoded = decode(line.bytes);
  return decoded !== undefined && parseJson(decoded.text).broken === undefined;
}

type Told =
  | { readonly kind: "events"; readonly format: EventFormat }
  /** Each line is a document; the format is that of the first, undefined where that is a line about the file. */
  | { readonly kind: "documents"; readonly format: Format | undefined };

/** What the first line that tells anything tells. */
function formatOfLines(head: readonly Line[]): Told | undefined {
  for (const line of head) {
    const { value } = parseJson(decode(line.bytes)?.text ?? "");
    if (value === undefined) continue;
    if (isMetadata(value)) return { kind: "documents", format: undefined };
    const format = formatOf(value);
    if (format?.lines !== undefined) return { kind: "events", format: { ...format, runs: format.lines } };
    if (format !== undefined) return { kind: "documents", format };
    const events = eventFormatOf(value);
    if (events !== undefined) return { kind: "events", format: events };
  }
  return undefined;
}

const eventFormatOf = (value: Json): EventFormat | undefined => eventFormats.find((format) => format.recognises(value));

interface EventsWithin {
  readonly format: EventFormat;
  readonly list: readonly Json[];
  /** Where the list stands in the document. */
  readonly at: Pointer;
}

/** The events that a document holds as one list: itself, or a member of it. */
function eventsWithin(root: Json): EventsWithin | undefined {
  const lists = isList(root) ? [["", root] as const] : isRecord(root) ? Object.entries(root) : [];
  for (const [name, list] of lists) {
    if (!isList(list)) continue;
    for (const value of list.slice(0, headLength)) {
      const format = eventFormatOf(value);
      if (format !== undefined) return { format, list, at: list === root ? "" : pointerTo("", name) };
    }
  }
  const format = eventFormatOf(root);
  return format === undefined ? undefined : { format, list: [root], at: "" };
}

function* all(head: readonly Line[], rest: Iterator<Line, undefined>): Iterable<Line> {
  yield* head;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}

function* again<T>(first: T, rest: Iterator<T>): Generator<T, undefined> {
  yield first;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
  return undefined;
}

function* numbered(runs: Iterable<UnnumberedRun>): Iterable<Run> {
  let index = 0;
  for (const run of runs) yield { index: index++, ...run };
}

type Give = (format: string, runs: Iterable<UnnumberedRun>) => TraceFile;

function document(bytes: Uint8Array, problems: Problems, file: Give): TraceFile {
  const source = read(bytes, "", 0, problems);
  if (source === undefined) return file("unknown", []);
  const { root } = source;
  const format = root === undefined ? undefined : formatOf(root);
  if (format !== undefined && root !== undefined) return file(format.name, format.runs(root, source, ""));
  const events = root === undefined ? undefined : eventsWithin(root);
  if (events === undefined) return file(unknown(source), []);
  const { list, at } = events;
  // The document may itself be the one event.
  const entries = list[0] === root ? entriesOfList(list, source, at, () => "") : entriesOfList(list, source, at);
  return file(events.format.name, events.format.runs(entries));
}

/** JSON Lines of document formats, each line a file's worth. */
function* lineRuns(lines: Iterable<Line>, problems: Problems): Iterable<UnnumberedRun> {
  for (const { bytes, index, ended } of lines) {
    let source = read(bytes, `/${index}`, index, problems, ended);
    for (let count = 0; source !== undefined && count < maximalGlued; count++) {
      yield* runsOf(source);
      source = gluedTo(source);
    }
  }
}

/** Another value on the same line. That something stands there was said when the line was read. */
function gluedTo({ broken, root, isOpen, text, base, line, problems }: Source): Source | undefined {
  const rest = broken === undefined || root === undefined || isOpen(root) ? "" : text.slice(broken.offset);
  return /^[[{]/.test(rest) ? sourceOf({ text: rest, base, line }, problems) : undefined;
}

function runsOf(source: Source): Iterable<UnnumberedRun> {
  if (source.root === undefined || isMetadata(source.root)) return [];
  const format = formatOf(source.root);
  if (format !== undefined) return format.runs(source.root, source, source.base);
  unknown(source);
  return [];
}

function isMetadata(root: Json): boolean {
  return typeof root === "object" && root !== null && Object.keys(root).join() === "metadata";
}

/** Decodes and parses a file or a line, and says of it what its text alone shows. */
function read(bytes: Uint8Array, base: string, line: number, problems: Problems, ended = false): Source | undefined {
  const decoded = decode(bytes);
  if (decoded === undefined) {
    problems.addAt("too-large", "the file is too large to be held as one text; split it, or convert it to lines", line, 0);
    return undefined;
  }
  const source = sourceOf({ text: decoded.text, base, line }, problems);
  if (decoded.invalidAt !== undefined)
    problems.addAtOffset(
      "invalid-utf8",
      "these bytes are no UTF-8; save the file as UTF-8 (each is read as a replacement character)",
      source,
      decoded.invalidAt,
    );
  const { broken } = source;
  if (broken !== undefined) {
    const cut = broken.truncated && !ended;
    const message = cut
      ? "the file ends too early; copy it again if it can be had whole (what stands before is read)"
      : "this is no JSON; mend it here (what stands before is read)";
    problems.addAtOffset(cut ? "truncated" : "invalid-json", message, source, broken.offset);
  }
  for (const pointer of source.duplicates)
    problems.add("duplicate-key", "this key stands twice in its record; remove one (the last one counts)", source, pointer);
  return source;
}

/** Says that no format fits, and gives the name for what it is instead. */
function unknown(source: Source): string {
  const catalogue = source.root !== undefined && isCatalogue(source.root);
  const what = catalogue ? "this is a catalogue of tools, no recorded run" : "no recorded run was recognised here";
  source.problems.addAtOffset("unknown-format", `${what}; what is understood: ${understood}`, source, 0);
  return catalogue ? catalogueFormat : "unknown";
}
