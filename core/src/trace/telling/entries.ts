// Owns how a file that records a run event by event is cut into entries: its lines, or the elements of a list inside one
// document. What cannot be read is a gap in its place. Knows no format.

import { decode } from "../encodings/bytes.ts";
import type { Line } from "../encodings/trace-bytes.ts";
import type { GapEvent, Json, Pointer } from "../model.ts";
import type { Problems } from "../problems.ts";
import { type Source, sourceOf } from "../source.ts";

export interface Entry {
  readonly value: Json;
  readonly source: Source;
  readonly pointer: Pointer;
}

/** More values on one line are not told apart: looking for the next costs as much as the rest of the line is long. */
export const maximalGlued = 100;

/** One entry a line, or several where values are glued together on one. */
export function* entriesOfLines(lines: Iterable<Line>, problems: Problems): Iterable<Entry | GapEvent> {
  for (const line of lines) yield* entriesOfLine(line, problems);
}

function* entriesOfLine(line: Line, problems: Problems): Iterable<Entry | GapEvent> {
  const base = `/${line.index}`;
  const gap = (reason: string): GapEvent => ({ kind: "gap", reason, pointer: base });
  const decoded = decode(line.bytes);
  if (decoded === undefined) {
    problems.addAt("too-large", "this line is too long to be held; record less in one event", line.index, 0);
    yield gap("a line that is too long");
    return;
  }
  if (decoded.invalidAt !== undefined)
    problems.addAt(
      "invalid-utf8",
      "these bytes are no UTF-8; save the file as UTF-8 (each is read as a replacement character)",
      line.index,
      decoded.invalidAt,
    );
  let rest = decoded.text;
  let column = 0;
  for (let count = 1; ; count++) {
    const source = sourceOf({ text: rest, base, line: line.index }, problems);
    const { broken } = source;
    if (broken === undefined) {
      if (source.root !== undefined) yield entryOf(source);
      return;
    }
    const ahead = rest.slice(broken.offset);
    if (count < maximalGlued && !broken.truncated && broken.offset > 0 && /^[[{]/.test(ahead)) {
      const whole = sourceOf({ text: rest.slice(0, broken.offset), base, line: line.index }, problems);
      if (whole.broken === undefined && whole.root !== undefined) {
        problems.addAt(
          "invalid-json",
          "two values stand on this line; write each on a line of its own (both are read)",
          line.index,
          column + broken.offset,
        );
        yield entryOf(whole);
        rest = ahead;
        column += broken.offset;
        continue;
      }
    }
    const cut = broken.truncated && !line.ended;
    const message = cut
      ? "the file ends in the middle of this line; what stands before it is read"
      : "this line is not one JSON value; mend it here (the run goes on after it)";
    problems.addAt(cut ? "truncated" : "invalid-json", message, line.index, column + broken.offset);
    yield gap(cut ? "the file breaks off here" : "a line that cannot be read");
    return;
  }
}

function entryOf(source: Source): Entry {
  for (const pointer of source.duplicates)
    source.problems.add("duplicate-key", "this key stands twice in its record; remove one (the last one counts)", source, pointer);
  return { value: source.root ?? null, source, pointer: source.base };
}

/** The elements of a list, up to where the file breaks off. */
export function* entriesOfList(
  list: readonly Json[],
  source: Source,
  at: Pointer,
  pointerOf = (index: number): Pointer => `${at}/${index}`,
): Iterable<Entry | GapEvent> {
  for (const [index, value] of list.entries()) {
    if (source.isOpen(value)) break;
    yield { value, source, pointer: pointerOf(index) };
  }
  if (source.isOpen(list) || list.some((value) => source.isOpen(value)))
    yield { kind: "gap", reason: "the file breaks off here", pointer: at };
}
