// Inspect's packed logs (*.eval): a zip archive with one entry for each sample. Only one sample is unpacked at a time.

import { type Archive, type ArchiveEntry, openArchive } from "../encodings/archive.ts";
import { decode } from "../encodings/bytes.ts";
import { isRecord, member, parseJson } from "../encodings/json.ts";
import { pointerTo } from "../encodings/pointer.ts";
import type { JsonRecord, Run } from "../model.ts";
import type { Problems } from "../problems.ts";
import { type Source, sourceOf } from "../source.ts";
import { sampleRun } from "./inspect.ts";

const sampleName = /^samples\/.+\.json$/;

/** Whether the archive is such a log; one that was cut off may have lost all but the beginning. */
export function isInspectArchive(archive: Archive): boolean {
  return archive.entries.some(({ name }) => name === "header.json" || name === "_journal/start.json" || sampleName.test(name));
}

export function inspectArchiveRuns(bytes: Uint8Array, problems: Problems): Iterable<Omit<Run, "index">> | undefined {
  const archive = openArchive(bytes);
  return isInspectArchive(archive) ? runsOf(archive, problems) : undefined;
}

function* runsOf(archive: Archive, problems: Problems): Iterable<Omit<Run, "index">> {
  const evaluation = evaluationOf(archive);
  if (!archive.whole)
    problems.addAt("truncated", "the archive ends too early; copy it again if it can be had whole (what stands before is read)", 0, 0);
  for (const entry of archive.entries) {
    if (!sampleName.test(entry.name)) continue;
    const source = sourceIn(entry, problems);
    if (source === undefined) continue;
    if (isRecord(source.root)) yield sampleRun(source.root, evaluation, source, source.base);
    else if (source.broken === undefined) problems.addAt("invalid-event", `${entry.name}: a sample must be an object`, 0, 0);
  }
}

/** The head of the log: written last, and a shorter one first. */
function evaluationOf(archive: Archive): JsonRecord {
  for (const name of ["header.json", "_journal/start.json"]) {
    const bytes = archive.entries.find((entry) => entry.name === name)?.bytes();
    const text = bytes === undefined ? undefined : decode(bytes)?.text;
    const { value } = text === undefined ? { value: undefined } : parseJson(text);
    const evaluation = isRecord(value) ? member(value, "eval") : undefined;
    if (isRecord(evaluation)) return evaluation;
  }
  return {};
}

/** The entry's text, whose pointers begin with its name. Lines and columns count in the entry. */
function sourceIn(entry: ArchiveEntry, problems: Problems): Source | undefined {
  const bytes = entry.bytes();
  const decoded = bytes === undefined ? undefined : decode(bytes);
  if (decoded === undefined) {
    problems.addAt("unreadable-file", `${entry.name} in the archive cannot be unpacked; copy the file again if it can be had whole`, 0, 0);
    return undefined;
  }
  const source = sourceOf({ text: decoded.text, base: pointerTo("", entry.name), line: 0 }, problems);
  if (source.broken !== undefined) {
    const message = `${entry.name} in the archive is no whole JSON; what stands before is read`;
    problems.addAtOffset(source.broken.truncated ? "truncated" : "invalid-json", message, source, source.broken.offset);
  }
  return source;
}
