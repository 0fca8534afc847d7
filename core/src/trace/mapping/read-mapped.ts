// The way into files of somebody's own format: cuts them into entries and reads them by a mapping, or proposes one.

import { decode } from "../encodings/bytes.ts";
import { parseJson } from "../encodings/json.ts";
import { type Line, TraceBytes, traceBytes } from "../encodings/trace-bytes.ts";
import type { GapEvent, Json, Run, TraceFile } from "../model.ts";
import { Problems } from "../problems.ts";
import { readTrace } from "../read.ts";
import { mappedRuns } from "../readers/mapped.ts";
import { sourceOf } from "../source.ts";
import { type Entry, entriesOfLines } from "../telling/entries.ts";
import type { Mapping } from "./mapping.ts";
import { mappingFor, type ProjectFormats } from "./project-formats.ts";
import { type ProposedMapping, proposeMapping } from "./propose-mapping.ts";

/** The runs of a file: by the mapping that the nearest project file has for it, else by its content. `relative` is the file's path
 * from the folder of that project file, with `/`. */
export function readProjectTrace(
  path: string,
  bytes: Uint8Array | TraceBytes,
  formats: ProjectFormats | undefined,
  relative: string,
): TraceFile {
  const mapping = formats === undefined ? undefined : mappingFor(formats, relative);
  return mapping === undefined ? readTrace(path, bytes) : readMapped(path, bytes, mapping);
}

/** The runs of a file in the mapping's format, which is not looked for in it. Never throws; its runs can be walked once. */
export function readMapped(path: string, bytes: Uint8Array | TraceBytes, mapping: Mapping): TraceFile {
  const problems = new Problems();
  return {
    format: mapping.name,
    runs: numbered(mappedRuns(entriesOf(path, bytes, problems), mapping)),
    get problems() {
      return problems.list();
    },
  };
}

/** How much of a file a proposal looks at. */
const looked = 2000;

/** A mapping for the file, as a project file writes it; undefined where nothing in it looks like a call of a tool. */
export function proposeMappingOf(path: string, bytes: Uint8Array | TraceBytes): ProposedMapping | undefined {
  const values: Json[] = [];
  for (const entry of entriesOf(path, bytes, new Problems())) {
    if (!("kind" in entry)) values.push(entry.value);
    if (values.length >= looked) break;
  }
  return proposeMapping(values);
}

function entriesOf(path: string, content: Uint8Array | TraceBytes, problems: Problems): Iterable<Entry | GapEvent> {
  const bytes = content instanceof TraceBytes ? content : traceBytes(content);
  if (!isOfLines(path, bytes)) return document(bytes.whole(), problems);
  const lines = bytes.lines();
  bytes.release();
  return entriesOfLines(lines, problems);
}

/** Whether each line is a value: the name says so, or the first line is whole and another one follows. */
function isOfLines(path: string, bytes: TraceBytes): boolean {
  if (/\.(?:jsonl|ndjson)$/i.test(path)) return true;
  const lines = bytes.lines();
  const first: Line | undefined = lines.next().value;
  if (first === undefined || lines.next().done === true) return false;
  const text = decode(first.bytes)?.text;
  return text !== undefined && /^\s*[[{]/.test(text) && parseJson(text).broken === undefined;
}

function* document(bytes: Uint8Array, problems: Problems): Iterable<Entry | GapEvent> {
  const decoded = decode(bytes);
  if (decoded === undefined) {
    problems.addAt("too-large", "the file is too large to be held as one text; split it, or convert it to lines", 0, 0);
    return;
  }
  const source = sourceOf({ text: decoded.text, base: "", line: 0 }, problems);
  if (source.broken !== undefined) {
    const { truncated, offset } = source.broken;
    const message = truncated ? "the file ends too early; copy it again if it can be had whole" : "this is no JSON; mend it here";
    problems.addAtOffset(truncated ? "truncated" : "invalid-json", `${message} (what stands before is read)`, source, offset);
  }
  for (const pointer of source.duplicates)
    problems.add("duplicate-key", "this key stands twice in its record; remove one (the last one counts)", source, pointer);
  if (source.root !== undefined) yield { value: source.root, source, pointer: "" };
}

function* numbered(runs: Iterable<Omit<Run, "index">>): Iterable<Run> {
  let index = 0;
  for (const run of runs) yield { index: index++, ...run };
}
