// OpenTelemetry's GenAI spans and OpenInference's; both stand in the same files. otel-spans.ts says what each span is.

import { isList, isRecord } from "../json.ts";
import type { Json, Pointer, Run } from "../model.ts";
import { holdsSpans, rawSpans } from "../otel-shapes.ts";
import { spanOf } from "../otel-spans.ts";
import type { Source } from "../source.ts";
import { runsOfSpans, type Span } from "../spans.ts";

export interface Spanned {
  readonly root: Json;
  readonly source: Source;
  readonly at: Pointer;
}

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
  yield* spanRuns([{ root, source, at }]);
}

export function* spanRuns(values: Iterable<Spanned>): Iterable<Omit<Run, "index">> {
  const spans: Span[] = [];
  let first: Spanned | undefined;
  for (const value of values) {
    first ??= value;
    for (const raw of rawSpans(value.root, value.source, value.at)) spans.push(spanOf(raw));
  }
  let count = 0;
  for (const run of runsOfSpans(spans)) {
    count++;
    yield run;
  }
  if (count === 0 && first !== undefined)
    first.source.problems.add(
      "invalid-event",
      "no span here is of a model, a tool or an agent; record those of one",
      first.source,
      first.at,
    );
}
