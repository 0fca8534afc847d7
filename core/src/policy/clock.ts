// The times of the calls so far, held against the order in which they were proposed. Answers, for a window of time, up to where
// calls are certainly older than it and from where on all of them lie in it: where the times contradict the order nobody can tell.
// Knows no conditions. What it asks of the past costs a binary search.
import type { Time } from "../trace/model.ts";
import type { Gap } from "./history.ts";
import type { Unknown } from "./report.ts";
import { type Doubt, doubt, mergeReasons, type Truth3, unknown } from "./truth.ts";
import { isTime } from "./values.ts";

/** A call with a time, by its event. */
interface Tick {
  readonly event: number;
  readonly milliseconds: number;
}

/** From where to where calls of one sort stand. */
class Extent {
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;

  take({ event }: Tick): void {
    this.first = Math.min(this.first, event);
    this.last = event;
  }
}

/** Calls whose times are of one sort: zoned, or without a zone. */
class Ticks extends Extent {
  /** Calls that no call before them is later than. */
  #highs: Tick[] = [];
  /** Calls earlier than every one after them. */
  #floors: Tick[] = [];
  /** Calls later than every one after them. */
  #ceilings: Tick[] = [];

  override take(tick: Tick): void {
    super.take(tick);
    if ((this.#highs.at(-1)?.milliseconds ?? Number.NEGATIVE_INFINITY) <= tick.milliseconds) this.#highs.push(tick);
    while ((this.#floors.at(-1)?.milliseconds ?? Number.NEGATIVE_INFINITY) >= tick.milliseconds) this.#floors.pop();
    this.#floors.push(tick);
    while ((this.#ceilings.at(-1)?.milliseconds ?? Number.POSITIVE_INFINITY) <= tick.milliseconds) this.#ceilings.pop();
    this.#ceilings.push(tick);
  }
  /** Forgets what tells nothing of calls after an event: of each list, all but the last at or before it. */
  forget(event: number): void {
    const since = (ticks: readonly Tick[]): Tick[] => ticks.slice(Math.max(0, boundary(ticks, (tick) => tick.event <= event) - 1));
    this.#highs = since(this.#highs);
    this.#floors = since(this.#floors);
    this.#ceilings = since(this.#ceilings);
  }
  /** The first call later than a time. */
  firstAfter(milliseconds: number): number {
    return this.#highs[boundary(this.#highs, (tick) => tick.milliseconds <= milliseconds)]?.event ?? Number.POSITIVE_INFINITY;
  }
  /** The last call that is earlier than a time and that no call before it is later than, of those before an event. */
  lastHigh(milliseconds: number, event: number): number {
    return last(this.#highs, (tick) => tick.milliseconds < milliseconds && tick.event < event);
  }
  lastBefore(milliseconds: number): number {
    return last(this.#floors, (tick) => tick.milliseconds < milliseconds);
  }
  lastAfter(milliseconds: number): number {
    return last(this.#ceilings, (tick) => tick.milliseconds > milliseconds);
  }
}

/** How many ticks at the front of a list hold, where none does that follows one that does not. */
function boundary(ticks: readonly Tick[], holds: (tick: Tick) => boolean): number {
  let [low, high] = [0, ticks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const tick = ticks[middle];
    if (tick !== undefined && holds(tick)) low = middle + 1;
    else high = middle;
  }
  return low;
}
const last = (ticks: readonly Tick[], holds: (tick: Tick) => boolean): number =>
  ticks[boundary(ticks, holds) - 1]?.event ?? Number.NEGATIVE_INFINITY;

export class Clock {
  readonly #zoned = new Ticks();
  readonly #unzoned = new Ticks();
  /** Calls without a time, and calls with one that is none. */
  readonly #untimed = new Extent();
  readonly #odd = new Extent();

  /** The windows that end with the call last asked about, by their length: many rules ask for the same. */
  readonly #windows = new Map<number, TimeWindow>();
  #now: Time | undefined;
  #gap: Gap | undefined;

  /** Takes the next call. */
  take(event: number, time: Time | undefined): void {
    this.#windows.clear();
    const ticks = time === undefined ? this.#untimed : isTime(time) ? this.#like(time) : this.#odd;
    ticks.take({ event, milliseconds: time?.milliseconds ?? 0 });
  }

  /** The window that ends with a call, which may have been taken. */
  window(milliseconds: number, now: Time | undefined, gaps: readonly Gap[]): TimeWindow {
    const gap = gaps.at(-1);
    if (now !== this.#now || gap !== this.#gap) this.#windows.clear();
    [this.#now, this.#gap] = [now, gap];
    let window = this.#windows.get(milliseconds);
    if (window === undefined) {
      window = this.#windowAt(milliseconds, now, gap);
      this.#windows.set(milliseconds, window);
    }
    return window;
  }

  #windowAt(milliseconds: number, now: Time | undefined, gap: Gap | undefined): TimeWindow {
    const [own, untimed] = [this.#like(now), this.#untimed];
    const other = own === this.#zoned ? this.#unzoned : this.#zoned;
    const end = now?.milliseconds ?? 0;
    const begin = end - milliseconds;
    const unlike = Math.min(other.first, this.#odd.first);
    return new TimeWindow({
      milliseconds,
      now,
      contradicted: Math.max(own.lastBefore(begin), own.lastAfter(end), other.last, this.#odd.last),
      untimed: untimed.last,
      gap,
      old: own.lastHigh(begin, Math.min(unlike, untimed.first)),
      perhapsOld: own.lastHigh(begin, unlike),
      firstAfter: (time) => Math.min(own.firstAfter(time), unlike),
      firstUntimed: untimed.first,
    });
  }

  /** Forgets what tells nothing of calls after an event, up to which all are outside of every window that is asked about. */
  forget(event: number): void {
    this.#windows.clear();
    this.#zoned.forget(event);
    this.#unzoned.forget(event);
  }

  #like(time: Time | undefined): Ticks {
    return time?.zoned === true ? this.#zoned : this.#unzoned;
  }
}

/** Events are those of the calls meant. */
interface Sight {
  readonly milliseconds: number;
  readonly now: Time | undefined;
  /** The last call that is not in the window for certain, by its time, and the last without one. */
  readonly contradicted: number;
  readonly untimed: number;
  readonly gap: Gap | undefined;
  /** The last call that is certainly older, and the last that is so if calls without a time say nothing else. */
  readonly old: number;
  readonly perhapsOld: number;
  /** The first call that speaks against a time. */
  readonly firstAfter: (milliseconds: number) => number;
  readonly firstUntimed: number;
}

export class TimeWindow {
  readonly #sight: Sight;
  /** Calls up to this event are all outside. */
  readonly begins: number;

  constructor(sight: Sight) {
    this.#sight = sight;
    this.begins = unreadableTime(sight.now) === undefined ? sight.old : Number.NEGATIVE_INFINITY;
  }

  /** Whether a call or message lies inside. */
  holds(event: number, time: Time | undefined): Truth3 {
    const { milliseconds, now, contradicted, untimed, gap, old, perhapsOld, firstAfter, firstUntimed } = this.#sight;
    const recent = withinTime(milliseconds, time, now);
    if (recent === true) {
      return event < contradicted
        ? contradiction
        : (missing(event < untimed, gap !== undefined && event < gap.event ? gap : undefined) ?? true);
    }
    if (recent !== false || time === undefined || event <= old) return recent;
    if (event < firstAfter(time.milliseconds)) return missing(firstUntimed < event, undefined) ?? false;
    return event <= perhapsOld ? untimedCall : contradiction;
  }
}

const what = "the time of a call or message";
const contradiction = unknown("malformed", "times that contradict the order of the calls");
const untimedCall = unknown("not recorded", what);

function missing(untimed: boolean, gap: Gap | undefined): Doubt | undefined {
  const reasons: readonly Unknown[] = mergeReasons(untimed ? untimedCall.reasons : [], gap === undefined ? [] : [gap.reason]);
  return reasons.length === 0 ? undefined : doubt(reasons);
}

const unreadable = unknown("malformed", what);

const unreadableTime = (time: Time | undefined): Doubt | undefined =>
  time === undefined ? untimedCall : isTime(time) ? undefined : unreadable;

/** What the two times say alone: whether the first is no older than the second by more than so much. A later one is in doubt. */
export function withinTime(milliseconds: number, then: Time | undefined, now: Time | undefined): Truth3 {
  const [one, other] = [unreadableTime(then), unreadableTime(now)];
  if (one !== undefined || other !== undefined) return doubt(mergeReasons(one?.reasons ?? [], other?.reasons ?? []));
  if (then === undefined || now === undefined) return untimedCall;
  if (then.zoned !== now.zoned) return unknown("malformed", "a time with a zone against one without");
  const age = now.milliseconds - then.milliseconds;
  return age < 0 ? contradiction : age <= milliseconds;
}
