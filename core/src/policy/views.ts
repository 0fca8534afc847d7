// `past …`: which earlier calls a condition can see. Keeps one list a `past` as the run goes on, bucketed by an equality between
// the event's arguments and something of this call where the condition has one, so that a look-up does not scan the run.
import type { Expr, Window } from "../language/ast.ts";
import type { Time } from "../trace/model.ts";
import { type Hole, type Member, truthOf } from "./folds.ts";
import type { Code, Frame, Timeline, ViewState } from "./frame.ts";
import type { CallRecord } from "./history.ts";
import type { TracePlace, Unknown } from "./report.ts";
import { and3, type Doubt, doubt, mergeReasons, type Truth3, unknown } from "./truth.ts";
import { cut, joinKey, type Value } from "./values.ts";

export interface View {
  readonly number: number;
  readonly matches: (tool: string) => boolean;
  /** The equality that finds candidates: the event's side (sees the event alone) and this call's side. */
  readonly join: { readonly ofEvent: (record: CallRecord, timeline: Timeline) => Value; readonly ofCall: Code } | undefined;
}

export const emptyView = (): ViewState => ({ all: [], byKey: new Map(), keyless: [] });

/** Takes a newly proposed call into the view. */
export function extend(view: View, state: ViewState, record: CallRecord, timeline: Timeline): void {
  if (!view.matches(record.tool)) return;
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

function candidates(view: View, frame: Frame): readonly CallRecord[] {
  const state = frame.timeline.views[view.number] ?? emptyView();
  if (view.join === undefined) return state.all;
  const key = joinKey(view.join.ofCall(frame));
  if (key === undefined) return state.all;
  const bucket = state.byKey.get(key) ?? [];
  if (state.keyless.length === 0) return bucket;
  return [...bucket, ...state.keyless].sort((a, b) => a.step - b.step);
}

/** How far back a `past` reaches: `since` and `within` as tests of one call. */
export interface Reach {
  readonly since:
    | ((frame: Frame) => { readonly from: number; readonly doubts: readonly { readonly event: number; readonly reason: Doubt }[] })
    | undefined;
  readonly within: Window | undefined;
}

/** The earlier calls with their membership, oldest first, before any condition. */
export function membersOf(
  view: View,
  reach: Reach,
  frame: Frame,
): { readonly members: readonly { readonly record: CallRecord; readonly member: Truth3 }[]; readonly holes: readonly Hole[] } {
  const start = reach.since?.(frame) ?? { from: -1, doubts: [] };
  const members: { record: CallRecord; member: Truth3 }[] = [];
  for (const record of candidates(view, frame)) {
    if (record.step >= frame.call.step || record.event < start.from) continue;
    let member = record.member(frame.call.batch);
    for (const { event, reason } of start.doubts) if (record.event < event) member = and3(member, reason);
    if (reach.within !== undefined && member !== false) member = and3(member, inWindow(reach.within, record, frame));
    if (member !== false) members.push({ record, member });
  }
  const holes = frame.timeline.gaps.filter((gap) => gap.event >= start.from).map((gap) => ({ order: gap.event, reason: gap.reason }));
  return { members, holes };
}

/** Whether something recorded then lies in a sliding window that ends now, both ends included. Steps are counted in calls alone. */
export function withinTime(window: Window, then: Time | undefined, now: Time | undefined): Truth3 {
  if (window.kind === "steps") return unknown("type", "a window of steps over what is no call");
  if (then === undefined || now === undefined) return unknown("not recorded", "the time of a call or message");
  if (then.zoned !== now.zoned) return unknown("malformed", "a time with a zone against one without");
  return now.milliseconds - then.milliseconds <= window.milliseconds;
}

function inWindow(window: Window, record: CallRecord, frame: Frame): Truth3 {
  if (window.kind === "duration") return withinTime(window, record.time, frame.call.time);
  let certain = 0;
  let doubtful = 0;
  let reasons: readonly Unknown[] = [];
  const calls = frame.timeline.calls;
  for (let at = calls.length - 1; at >= 0 && certain < window.steps; at--) {
    const other = calls[at];
    if (other === undefined || other.step >= frame.call.step) continue;
    if (other.step <= record.step) break;
    const member = other.member(frame.call.batch);
    if (member === true) certain++;
    else if (member !== false) {
      doubtful++;
      reasons = mergeReasons(reasons, member.reasons);
    }
  }
  if (certain >= window.steps) return false;
  const gap = frame.timeline.gaps.find((candidate) => candidate.event > record.event);
  if (gap === undefined && certain + doubtful < window.steps) return true;
  return doubt(gap === undefined ? reasons : mergeReasons(reasons, [gap.reason]));
}

/** The members under a condition that is compiled with the event in a local slot. */
export function conditioned(
  view: View,
  reach: Reach,
  where: Code | undefined,
  slot: number,
  body: Code | undefined,
  what: string,
  frame: Frame,
): { readonly members: readonly Member[]; readonly holes: readonly Hole[] } {
  const { members, holes } = membersOf(view, reach, frame);
  const kept: Member[] = [];
  for (const { record, member } of members) {
    frame.locals[slot] = record;
    const holds = where === undefined ? member : and3(member, truthOf(where(frame), what));
    if (holds === false) continue;
    if (holds === true) frame.found?.push(placeOf(record));
    kept.push({
      value: record,
      member: holds,
      order: record.event,
      body:
        body === undefined
          ? undefined
          : () => {
              frame.locals[slot] = record;
              return body(frame);
            },
    });
  }
  return { members: kept, holes };
}

function placeOf(record: CallRecord): TracePlace {
  return {
    event: record.event,
    step: record.step,
    pointer: record.pointer,
    label: `call of ${record.tool}`,
    range: undefined,
    excerpt: cut(JSON.stringify(record.given.kind === "record" ? record.given.value : {})),
  };
}

/** Splits a condition at its conjunctions. */
export function conjuncts(condition: Expr | undefined): readonly Expr[] {
  if (condition === undefined) return [];
  return condition.kind === "and" ? condition.operands.flatMap(conjuncts) : [condition];
}
