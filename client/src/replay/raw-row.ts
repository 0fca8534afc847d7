// The recorded JSON of a row: its event and the result that answers it, with what an explanation cites lit.
import { type Event, rawJson, type TraceText } from "../../../core/src/index.ts";
import type { CitedPlace, RawPart, RunRows } from "./messages.ts";

/** More texts than an explanation cites are not looked for. */
const mostLit = 40;

export function rawRow(
  item: number,
  cited: readonly CitedPlace[],
  rows: RunRows,
  events: readonly Event[],
  trace: TraceText,
): readonly RawPart[] {
  const lit = new Set<string>();
  for (const { event, start, end } of cited.slice(0, mostLit)) {
    const found = events[event];
    if (found?.kind === "message" || found?.kind === "result") lit.add(found.text.slice(start, end));
  }
  return [rows.events[item], rows.results[item]].flatMap((index) => {
    const event = events[index ?? -1];
    const source = event && trace.source(event.pointer);
    return event === undefined || source === undefined ? [] : [{ title: event.kind, ...rawJson(source, [...lit]) }];
  });
}
