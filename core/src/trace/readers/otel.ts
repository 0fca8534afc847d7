// OpenTelemetry's GenAI spans and OpenInference's; both stand in the same files. otel-spans.ts says what each span is.

import { isList, isRecord } from "../encodings/json.ts";
import type { GapEvent, Json, Pointer, Run } from "../model.ts";
import type { Source } from "../source.ts";
import { holdsSpans, rawSpans } from "../spans/otel-shapes.ts";
import { spanOf } from "../spans/otel-spans.ts";
import { runsOfSpans, type Span } from "../spans/spans.ts";
import type { Entry } from "../telling/entries.ts";

export const isOpenTelemetry = (root: Json): boolean => holdsSpans(root);

/** How many spans are looked at to tell which convention names the file. */
const looked = 200;

export function isOpenInference(root: Json): boolean {
  return holdsSpans(root) && mentions(root, 0, { left: looked * 40 });
}

function mentions(value: Json, depth: number, budget: { left: number }): boolean {
  if (depth > 8 || budget.left-- < 0) return false;
  if (typeof value === "string") return value.startsWith("openinference.");
  if (isList(value)) return value.slice(0, looked).some((one) => mentions(one, depth + 1, budget));
  if (!isRecord(value)) return false;
  return Object.keys(value).some((key) => key.startsWith("openinference.") || mentions(value[key] ?? null, depth + 1, budget));
}

export function* openTelemetryRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  yield* runsOfEntries([{ value: root, source, pointer: at }]);
}

/** Exporters write a line for each batch; the spans of one trace stand in many of them. */
export function* openTelemetryLines(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  yield* runsOfEntries(entries);
}

function* runsOfEntries(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  const spans: Span[] = [];
  let first: Entry | undefined;
  let gap: GapEvent | undefined;
  for (const entry of entries) {
    if ("kind" in entry) {
      gap ??= entry;
      continue;
    }
    const { value, source, pointer } = entry;
    first ??= entry;
    if (source.broken !== undefined) gap ??= { kind: "gap", reason: "the file breaks off here", pointer };
    for (const raw of rawSpans(value, source, pointer)) spans.push(spanOf(raw));
  }
  let count = 0;
  for (const run of runsOfSpans(spans, gap)) {
    count++;
    yield run;
  }
  if (count === 0 && first !== undefined)
    first.source.problems.add(
      "invalid-event",
      "no span here is of a model, a tool or an agent; record those of one",
      first.source,
      first.pointer,
    );
}
