// A recorded run taken apart, so that calls can be left out, put in and moved, and put together again as events. Decides nothing.
import type { CallEvent, Event, ResultEvent } from "../../trace/model.ts";

export type Part = CallPart | { readonly kind: "other"; readonly event: Exclude<Event, CallEvent | ResultEvent> };

export interface CallPart {
  readonly kind: "call";
  readonly event: CallEvent;
  readonly result: ResultEvent | undefined;
}

export const isCall = (part: Part | undefined): part is CallPart => part?.kind === "call";

/** In order; a result that answers no call, or comes before it, is a gap. */
export function partsOf(events: readonly Event[]): readonly Part[] {
  const parts: Part[] = [];
  const places = new Map<number, number>();
  for (const event of events) {
    if (event.kind === "call") {
      places.set(event.call, parts.length);
      parts.push({ kind: "call", event, result: undefined });
    } else if (event.kind === "result") {
      const at = places.get(event.call);
      const part = at === undefined ? undefined : parts[at];
      if (at !== undefined && isCall(part) && part.result === undefined) parts[at] = { ...part, result: event };
      else parts.push({ kind: "other", event: { kind: "gap", reason: "a result without its call", pointer: event.pointer } });
    } else parts.push({ kind: "other", event });
  }
  return parts;
}

/** Numbered anew. Calls that stand beside each other and were proposed together still are. */
export function eventsOf(parts: readonly Part[]): readonly Event[] {
  const events: Event[] = [];
  let results: ResultEvent[] = [];
  let batch = -1;
  let recorded: number | undefined;
  let call = 0;
  const end = (): void => {
    events.push(...results);
    results = [];
    recorded = undefined;
  };
  for (const part of parts) {
    if (part.kind === "other") {
      end();
      events.push(part.event);
      continue;
    }
    if (recorded !== part.event.batch) {
      end();
      batch++;
      recorded = part.event.batch;
    }
    events.push({ ...part.event, call, batch });
    if (part.result !== undefined) results.push({ ...part.result, call });
    call++;
  }
  end();
  return events;
}

/** The call in a turn of its own: no batch equals this one, itself neither. */
export const byItself = (part: CallPart): CallPart => ({ ...part, event: { ...part.event, batch: Number.NaN } });
