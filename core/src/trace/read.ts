// The way into trace files: tells formats apart, hands the text to its reader, says what cannot be read. Never throws.

import { decode, type Line, linesOf } from "./bytes.ts";
import { catalogueFormat, type Format, formats, isCatalogue, remitFormat, understood } from "./formats.ts";
import { parseJson } from "./json.ts";
import type { Json, Run, TraceFile } from "./model.ts";
import { Problems } from "./problems.ts";
import { isRemitHeader, remitRuns } from "./readers/remit.ts";
import { type Source, sourceOf } from "./source.ts";
import { parseTolerantly } from "./tolerant.ts";

type UnnumberedRun = Omit<Run, "index">;

export function readTrace(path: string, bytes: Uint8Array): TraceFile {
  const problems = new Problems();
  const file = (format: string, runs: Iterable<UnnumberedRun>): TraceFile => ({
    format,
    runs: numbered(runs),
    get problems() {
      return problems.list();
    },
  });
  const unreadable = obstacle(bytes);
  if (unreadable !== undefined) {
    problems.addAt(unreadable.code, unreadable.message, 0, 0);
    return file("unknown", []);
  }
  const lines = linesOf(bytes);
  const first = lines.next().value;
  if (first === undefined) {
    problems.addAt("unknown-format", "the file is empty; open a recorded run", 0, 0);
    return file("unknown", []);
  }
  if (isRemit(path, first)) return file(remitFormat.name, remitRuns(again(first, lines), problems));
  const second = lines.next().value;
  if (!isLineDocument(path, first, second)) return document(bytes, problems, file);
  return lineDocuments(first, second === undefined ? lines : again(second, lines), problems, file);
}

/** The format of a file by its first bytes; undefined where they do not tell, or tell that it is no trace. */
export function sniffTrace(path: string, head: Uint8Array): string | undefined {
  if (obstacle(head) !== undefined) return undefined;
  const first = linesOf(head).next().value;
  if (first === undefined) return undefined;
  if (isRemit(path, first)) return remitFormat.name;
  const text = decode(head)?.text ?? "";
  const { value } = parseTolerantly(text);
  return value === undefined ? undefined : formatOf(value)?.name;
}

/** Whether a file of this name, found in a folder, may be a trace. */
export function isTraceName(path: string): boolean {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase();
  if (!/\.(json|jsonl|ndjson)$/.test(name)) return false;
  return !/^(?:(?:.*\.)?tools|remit|package|package-lock|tsconfig(?:\..*)?)\.json$/.test(name);
}

const formatOf = (root: Json): Format | undefined => formats.find((format) => format.recognises(root));

/** What shows, before anything is parsed, that the bytes are no text of ours. */
function obstacle(bytes: Uint8Array): { readonly code: "unknown-format" | "invalid-utf8"; readonly message: string } | undefined {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
    return { code: "invalid-utf8", message: "the file is UTF-16; save it as UTF-8" };
  if (a === 0x50 && b === 0x4b && c === 3 && d === 4)
    return { code: "unknown-format", message: `the file is a zip archive; what is understood: ${understood}` };
  return undefined;
}

function isRemit(path: string, first: Line): boolean {
  return path.toLowerCase().endsWith(".trace.jsonl") || isRemitHeader(decode(first.bytes.subarray(0, 200))?.text ?? "");
}

/** Whether the first line is a JSON value of its own. Where nothing follows it, the file's name tells. */
function isLineDocument(path: string, first: Line, second: Line | undefined): boolean {
  if (second === undefined) return /\.(jsonl|ndjson)$/i.test(path);
  const opening = first.bytes.find((byte) => byte > 32);
  const closing = first.bytes.findLast((byte) => byte > 32);
  if (!(opening === 0x7b && closing === 0x7d) && !(opening === 0x5b && closing === 0x5d)) return false;
  const decoded = decode(first.bytes);
  return decoded !== undefined && parseJson(decoded.text).broken === undefined;
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
  const format = source.root === undefined ? undefined : formatOf(source.root);
  if (format === undefined || source.root === undefined) return file(unknown(source), []);
  return file(format.name, format.runs(source.root, source, ""));
}

/** JSON Lines of a document format, each line a file's worth. The first line tells the format; others may differ. */
function lineDocuments(first: Line, rest: Iterator<Line>, problems: Problems, file: Give): TraceFile {
  const source = read(first.bytes, `/${first.index}`, first.index, problems, first.ended);
  const about = source?.root !== undefined && isMetadata(source.root);
  const format = source?.root === undefined ? undefined : formatOf(source.root);
  if (source !== undefined && format === undefined && !about) return file(unknown(source), []);
  return file(format?.name ?? "json-lines", lineRuns(source, rest, problems));
}

function* lineRuns(first: Source | undefined, rest: Iterator<Line>, problems: Problems): Iterable<UnnumberedRun> {
  if (first !== undefined) yield* runsOf(first);
  for (let next = rest.next(); next.done !== true; next = rest.next()) {
    const { bytes, index, ended } = next.value;
    const source = read(bytes, `/${index}`, index, problems, ended);
    if (source !== undefined) yield* runsOf(source);
  }
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
