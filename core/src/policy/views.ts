// `past …`: which earlier calls a condition can see. Keeps one list a `past` as the run goes on, bucketed by an equality between
// the event and something of this call where the condition has one. Calls are visited from the newest back, so that a look-up
// ends where its window does.
import type { Window } from "../language/ast.ts";
import type { TimeWindow } from "./clock.ts";
import type { Holes } from "./folds.ts";
import type { Code, Frame, Timeline, ViewState } from "./frame.ts";
import type { CallRecord } from "./history.ts";
import type { TracePlace, Unknown } from "./report.ts";
import { and3, doubt, mergeReasons, type Truth3 } from "./truth.ts";
import { cut, joinKey, type Value } from "./values.ts";
import { spend } from "./work.ts";

export interface View {
  readonly number: number;
  readonly matches: (tool: string) => boolean;
  /** The equality that finds candidates: the event's side (sees the event alone) and this call's side. */
  readonly join: Join | undefined;
  /** How far back it is looked into, by each `past` that does. */
  readonly reaches: Reach[];
}
export interface Join {
  readonly ofEvent: (record: CallRecord, timeline: Timeline) => Value;
  readonly ofCall: Code;
  /** The condition that it is, where it is one. */
  readonly condition: unknown;
}

export const emptyView = (): ViewState => ({ all: [], byKey: new Map(), keyless: [], forgotten: Number.NEGATIVE_INFINITY });

/** Takes a newly proposed call, of a tool that matches, into the view. */
export function extend(view: View, state: ViewState, record: CallRecord, timeline: Timeline): void {
  state.all.push(record);
  if (view.join === undefined) return;
  const key = joinKey(view.join.ofEvent(record, timeline));
  if (key === undefined) state.keyless.push(record);
  else {
    const bucket = state.byKey.get(key);
    if (bucket === undefined) state.byKey.set(key, [record]);
    else bucket.push(record);
  }
}

const none: readonly CallRecord[] = [];

/** The lists that hold all candidates, each in order. */
function candidates(view: View, frame: Frame): readonly [readonly CallRecord[], readonly CallRecord[]] {
  const state = frame.timeline.views[view.number] ?? emptyView();
  if (view.join === undefined) return [state.all, none];
  const key = joinKey(view.join.ofCall(frame));
  if (key === undefined) return [state.all, none];
  return [state.byKey.get(key) ?? none, state.keyless];
}

/** Where a `since` begins: the first event that belongs, and what may have moved that place on. */
export interface Start {
  readonly from: number;
  /** From the newest back: whether what stands before such an event, and itself, lies inside. */
  readonly doubts: readonly { readonly event: number; readonly truth: Truth3 }[];
}
const beginning: Start = { from: -1, doubts: [] };

/** How far back a `past` reaches. */
export interface Reach {
  readonly since: ((frame: Frame) => Start) | undefined;
  readonly within: Window | "batch" | undefined;
  /** Whether it ends at the last user message. */
  readonly turn?: boolean;
}
export const wholeRun: Reach = { since: undefined, within: undefined };
export const thisBatch: Reach = { since: undefined, within: "batch" };

/** A reach as it is for one call. */
export interface Reached extends Start {
  readonly within: Reach["within"];
}
export function reached(reach: Reach, frame: Frame): Reached {
  const { from, doubts } = reach.since?.(frame) ?? beginning;
  return { from, doubts, within: reach.within };
}

/** Visits the earlier calls with their membership, newest first, until `each` has seen enough, or the decision is too much work:
 * then whatever it comes to is unknown. True where it would have gone on to calls that are forgotten. */
export function visit(view: View, start: Reached, frame: Frame, each: (record: CallRecord, member: Truth3) => boolean): boolean {
  const { call, timeline } = frame;
  const { within } = start;
  let moved: Truth3 = true;
  let next = 0;
  const see = (record: CallRecord, known: Truth3): boolean => {
    for (let doubt = start.doubts[next]; doubt !== undefined && record.event <= doubt.event; doubt = start.doubts[++next])
      moved = and3(moved, doubt.truth);
    const member = and3(known, moved);
    return !spend(frame, 1) || (member !== false && each(record, member));
  };
  if (typeof within === "object" && within.kind === "steps") {
    let more = false;
    for (const { record, member, last } of lastSteps(within.steps, frame)) {
      if (record.event < start.from) return false;
      if (view.matches(record.tool) && see(record, member)) return false;
      more = last;
    }
    return more;
  }
  const forgotten = timeline.views[view.number]?.forgotten ?? Number.NEGATIVE_INFINITY;
  const window = timeWindow(within, frame);
  const [some, more] = candidates(view, frame);
  let [a, b] = [some.length - 1, more.length - 1];
  while (a >= 0 || b >= 0) {
    const [left, right] = [some[a], more[b]];
    const record = right === undefined || (left !== undefined && left.step > right.step) ? left : right;
    if (record === left) a--;
    else b--;
    if (record === undefined || record.step >= call.step) continue;
    if (record.event < start.from) return false;
    let member = record.member(call.batch);
    if (within === "batch" && record.batch !== call.batch) {
      if (call.batch >= timeline.latestBatch) return false;
      continue;
    }
    if (window !== undefined) {
      if (record.event <= window.begins) return false;
      if (member !== false) member = and3(member, window.holds(record.event, record.time));
    }
    if (member !== false && see(record, member)) return false;
  }
  if (forgotten < start.from || (window !== undefined && forgotten <= window.begins)) return false;
  return Number.isFinite(forgotten) && (within !== "batch" || call.batch < timeline.latestBatch);
}

const outOfSight: Unknown = {
  kind: "malformed",
  what: "calls that were forgotten, since by clock, batches and steps nothing could reach them any more",
};

/** The gaps that a `past` reaches over, and the calls that are `forgotten` though it reaches them. */
export function holesOf(reach: Reached, frame: Frame, forgotten = false): Holes | undefined {
  const { gaps, calls } = frame.timeline;
  const last = gaps[gaps.length - 1];
  if (forgotten) return { first: -1, last: last?.event ?? -1, reason: outOfSight };
  if (last === undefined) return undefined;
  let { from } = reach;
  if (reach.within === "batch") {
    // A gap may hold calls of this batch where it stands behind every call of another.
    for (let at = calls.length - 1; at >= 0; at--) {
      const record = calls[at];
      if (record === undefined || record.step >= frame.call.step || record.batch === frame.call.batch) continue;
      from = Math.max(from, record.event);
      break;
    }
  }
  if (typeof reach.within === "object" && reach.within.kind === "steps") {
    let certain = 0;
    for (let at = calls.length - 1; at >= 0 && certain < reach.within.steps; at--) {
      const record = calls[at];
      if (record === undefined || record.step >= frame.call.step || record.member(frame.call.batch) !== true) continue;
      certain++;
      if (certain === reach.within.steps) from = Math.max(from, record.event);
    }
  }
  if (last.event < from) return undefined;
  let [low, high] = [0, gaps.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((gaps[middle]?.event ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return { first: gaps[low]?.event ?? last.event, last: last.event, reason: last.reason };
}

/** The window of time that ends at this call, where it is one. */
export function timeWindow(within: Reach["within"], { call, timeline }: Frame): TimeWindow | undefined {
  if (typeof within !== "object" || within.kind === "steps") return undefined;
  return timeline.clock.window(within.milliseconds, call.time, timeline.gaps);
}

/** The last so many executed calls of any tool, newest first; where it is in doubt which were executed, so is which belong. `last`
 * where more belong, but are forgotten. */
function* lastSteps(
  steps: number,
  frame: Frame,
): Generator<{ readonly record: CallRecord; readonly member: Truth3; readonly last: boolean }> {
  const { calls, gaps, forgotten } = frame.timeline;
  let certain = 0;
  let doubtful = 0;
  let reasons: readonly Unknown[] = [];
  let gap = gaps.length - 1;
  for (let at = calls.length - 1; at >= 0 && certain < steps; at--) {
    const record = calls[at];
    if (record === undefined || record.step >= frame.call.step) continue;
    for (; gap >= 0 && (gaps[gap]?.event ?? -1) > record.event; gap--) reasons = mergeReasons(reasons, [gaps[gap]?.reason ?? never]);
    const executed = record.member(frame.call.batch);
    const surely = gap === gaps.length - 1 && certain + doubtful < steps;
    const more = certain + (executed === true ? 1 : 0) < steps;
    yield { record, member: surely ? executed : and3(executed, doubt(reasons)), last: at === 0 && more && forgotten > 0 };
    if (executed === true) certain++;
    else if (executed !== false) {
      doubtful++;
      reasons = mergeReasons(reasons, executed.reasons);
    }
  }
}
const never: Unknown = { kind: "gap", what: "a gap in the recording" };

export function placeOf(record: CallRecord): TracePlace {
  return {
    event: record.event,
    step: record.step,
    pointer: record.pointer,
    label: `call of ${record.tool}`,
    range: undefined,
    excerpt: cut(JSON.stringify(record.given.kind === "record" ? record.given.value : {})),
  };
}
