// What the view knows: one immutable value, and how a message of the host changes it. No DOM.

import type { FilterWord, NearMiss, StepReport } from "../../../core/src/index.ts";
import {
  type Body,
  type Decisions,
  fateNames,
  type HostToView,
  happeningNames,
  type ItemKind,
  itemKinds,
  type Notice,
  type PolicySummary,
  type RawPart,
  type RunRows,
  type ShownProposal,
  type TraceSummary,
  verdictNames,
} from "../../src/replay/messages.ts";
import { type FilterState, noFilter, placeOf } from "./visible-rows.ts";

export type VerdictName = (typeof verdictNames)[number];

/** The run on screen, with the look-ups between its rows, calls and events. */
export interface ShownRun {
  readonly index: number;
  readonly rows: RunRows;
  readonly length: number;
  /** Row of each call, in order of the calls. */
  readonly rowOfCall: Uint32Array;
  /** Call of each row, or -1. */
  readonly callOfRow: Int32Array;
}

/** A part of a row's text that an explanation cites. */
export interface Citation {
  readonly part: "message" | "result";
  readonly start: number;
  readonly end: number;
  readonly excerpt: string;
}

type Suggestions = Extract<HostToView, { kind: "suggestions" }>;

export interface Model {
  readonly empty: Extract<HostToView, { kind: "empty" }> | undefined;
  readonly trace: TraceSummary | undefined;
  readonly run: ShownRun | undefined;
  readonly policy: PolicySummary | undefined;
  readonly notices: readonly Notice[];
  readonly decisions: Decisions | undefined;
  readonly stale: boolean;
  readonly progress: { readonly done: number; readonly total: number } | undefined;
  readonly selected: number;
  /** The row whose verdict is explained: the selected one, unless a cited place was followed from there. */
  readonly explaining: number;
  readonly bodies: ReadonlyMap<number, Body>;
  readonly report: StepReport | undefined;
  /** What the call of `report` was short of, the nearest first. */
  readonly nearest: readonly NearMiss[];
  /** What would have decided the call of `report` otherwise; undefined while it is searched for. */
  readonly suggestions: Suggestions | undefined;
  readonly proposal: ShownProposal | undefined;
  /** Revision of the decisions that `report` belongs to. */
  readonly reported: number;
  /** Call that `report` explains. */
  readonly focus: { readonly name: string; readonly fires: ReadonlySet<number>; readonly looks: ReadonlySet<number> } | undefined;
  readonly folds: ReadonlySet<number>;
  /** Rows whose recorded JSON is shown; undefined while it is being read. */
  readonly raws: ReadonlyMap<number, readonly RawPart[] | undefined>;
  /** The place last followed from the explanation, to scroll its mark into sight. */
  readonly followed: { readonly row: number; readonly citation: Citation } | undefined;
  readonly filter: FilterState;
  /** Grows each time that a key asks for the filter's field. */
  readonly filtering: number;
  readonly filterWords: readonly FilterWord[];
  readonly sheet: boolean;
  readonly goingTo: boolean;
  /** Said to screen readers. */
  readonly said: string;
  /** Shown for a moment, where a key led nowhere or around the end; the number tells two equal ones apart. */
  readonly hint: { readonly text: string; readonly number: number } | undefined;
}

export const initialModel: Model = {
  empty: undefined,
  trace: undefined,
  run: undefined,
  policy: undefined,
  notices: [],
  decisions: undefined,
  stale: false,
  progress: undefined,
  selected: -1,
  explaining: -1,
  bodies: new Map(),
  report: undefined,
  nearest: [],
  suggestions: undefined,
  proposal: undefined,
  reported: -1,
  focus: undefined,
  folds: new Set(),
  raws: new Map(),
  followed: undefined,
  filter: noFilter,
  filtering: 0,
  filterWords: [],
  sheet: false,
  goingTo: false,
  said: "",
  hint: undefined,
};

export function kindOf(run: ShownRun, row: number): ItemKind {
  return itemKinds[run.rows.kinds[row] ?? 4] ?? "gap";
}

export function toolOf(run: ShownRun, row: number): string {
  return run.rows.toolNames[run.rows.tools[row] ?? 0] ?? "";
}

export function callOf(run: ShownRun, row: number): number {
  return run.callOfRow[row] ?? -1;
}

export function fateOf(run: ShownRun, row: number): (typeof fateNames)[number] {
  return fateNames[run.rows.fates[row] ?? 0] ?? "unstated";
}

/** All that a cell or card says about the decision of one call. */
export interface ShownDecision {
  readonly verdict: VerdictName;
  readonly would: VerdictName;
  readonly rules: readonly string[];
  /** No rule spoke: the default decided. */
  readonly byDefault: boolean;
  /** The verdict of the saved policy, where it is another one. */
  readonly saved: VerdictName | undefined;
  readonly differs: boolean;
  readonly flagged: boolean;
  readonly happening: (typeof happeningNames)[number];
  /** What the reader answered where the policy asks. */
  readonly answer: "approved" | "refused" | undefined;
}

export function decisionOf(decisions: Decisions | undefined, call: number): ShownDecision | undefined {
  if (decisions === undefined || call < 0 || call >= decisions.verdicts.length) return undefined;
  const rules = decisions.speakerNames[decisions.speakers[call] ?? 0] ?? [];
  const saved = decisions.saved[call] ?? 0;
  return {
    verdict: verdictNames[decisions.verdicts[call] ?? 3] ?? "unknown",
    would: verdictNames[decisions.would[call] ?? 2] ?? "deny",
    rules,
    byDefault: rules.length === 0,
    saved: saved === 0 ? undefined : verdictNames[saved - 1],
    differs: decisions.differs[call] === 1,
    flagged: decisions.flagged[call] === 1,
    happening: happeningNames[decisions.happenings[call] ?? 0] ?? "happened",
    answer: ([undefined, "approved", "refused"] as const)[decisions.answers[call] ?? 0],
  };
}

/** The call from which on the history is hypothetical: the one behind the first that was stopped. */
export function divergenceOf(decisions: Decisions): number | undefined {
  const known = diverging.get(decisions);
  if (known !== undefined) return known < 0 ? undefined : known;
  const found = decisions.happenings.findIndex((happening) => happening > happeningNames.indexOf("stopped"));
  diverging.set(decisions, found);
  return found < 0 ? undefined : found;
}
const diverging = new WeakMap<Decisions, number>();

/** How far a row stands back because of the rule at the caret. */
export function dimOf(model: Model, call: number): "" | "looks" | "apart" {
  if (model.focus === undefined) return "";
  if (model.focus.fires.has(call)) return "";
  return model.focus.looks.has(call) ? "looks" : "apart";
}

function shownRun(index: number, rows: RunRows): ShownRun {
  const length = rows.kinds.length;
  const callOfRow = new Int32Array(length).fill(-1);
  const call = itemKinds.indexOf("call");
  const rowOfCall: number[] = [];
  for (let row = 0; row < length; row++) {
    if (rows.kinds[row] !== call) continue;
    callOfRow[row] = rowOfCall.length;
    rowOfCall.push(row);
  }
  return { index, rows, length, rowOfCall: Uint32Array.from(rowOfCall), callOfRow };
}

/** The row that shows an event: its own, or that of the call whose result it is. */
export function rowOfEvent(run: ShownRun, event: number): { readonly row: number; readonly part: "message" | "result" } | undefined {
  const { events, results } = run.rows;
  let low = 0;
  let high = run.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((events[middle] ?? 0) <= event) low = middle;
    else high = middle - 1;
  }
  if (events[low] === event) return { row: low, part: "message" };
  // A result stands behind its call, most often close by.
  for (let row = low; row >= 0; row--) if (results[row] === event) return { row, part: "result" };
  return undefined;
}

/** Applies one message of the host. `restored` is the row selected before the view was hidden. */
export function receive(model: Model, message: HostToView, restored: { run: number; selected: number } | undefined): Model {
  switch (message.kind) {
    case "empty":
      return { ...initialModel, empty: message, trace: model.trace, policy: model.policy };
    case "run": {
      const run = shownRun(message.run, message.rows);
      const same = model.run?.index === run.index && model.run.length === run.length;
      const selected = same ? model.selected : restored?.run === run.index ? Math.min(restored.selected, run.length - 1) : -1;
      return {
        ...initialModel,
        trace: message.trace,
        policy: model.policy,
        notices: model.notices,
        filterWords: model.filterWords,
        filter: same ? model.filter : noFilter,
        run,
        selected,
        explaining: selected,
      };
    }
    case "policy":
      return { ...model, policy: message.policy };
    case "notices":
      return { ...model, notices: message.notices };
    case "progress":
      return message.run === model.run?.index ? { ...model, progress: { done: message.done, total: message.total } } : model;
    case "decided": {
      if (message.run !== model.run?.index) return model;
      const decided = { ...model, decisions: message.decisions, stale: message.stale, progress: undefined };
      if (decided.selected >= 0) return decided;
      const first = startingRow(model.run, message.decisions);
      return { ...decided, selected: first, explaining: first };
    }
    case "bodies": {
      if (message.run !== model.run?.index) return model;
      const bodies = new Map(model.bodies);
      for (const body of message.bodies) bodies.set(body.item, body);
      for (const item of bodies.keys()) {
        if (bodies.size <= 1000) break;
        bodies.delete(item);
      }
      return { ...model, bodies };
    }
    case "explained":
      return message.run === model.run?.index && message.revision >= model.reported
        ? { ...model, report: message.report, nearest: message.nearest, reported: message.revision, suggestions: undefined }
        : model;
    case "suggestions":
      return message.run === model.run?.index && message.call === model.report?.call && message.revision === model.reported
        ? { ...model, suggestions: message }
        : model;
    case "proposal":
      return message.run === model.run?.index ? hinted({ ...model, proposal: message.proposal }, message.said) : model;
    case "hint":
      return hinted(model, message.text);
    case "focusRule":
      return {
        ...model,
        focus: message.rule && { name: message.rule.name, fires: new Set(message.rule.fires), looks: new Set(message.rule.looks) },
      };
    case "select": {
      const row = model.run?.rowOfCall[message.call];
      return row === undefined ? model : { ...model, selected: row, explaining: row, followed: undefined };
    }
    case "raw":
      // Shut again while it was being read.
      if (message.run !== model.run?.index || !model.raws.has(message.item)) return model;
      return { ...model, raws: new Map(model.raws).set(message.item, message.parts) };
    case "filterWords":
      return { ...model, filterWords: message.words };
    case "filtered":
      return message.run === model.run?.index ? filtered(model, message) : model;
    case "command":
      return model;
  }
}

function hinted(model: Model, text: string | undefined): Model {
  return text === undefined ? model : { ...model, said: text, hint: { text, number: (model.hint?.number ?? 0) + 1 } };
}

/** A new filter moves the selection to what passes; a new decision under the same filter leaves it where it is. */
function filtered(model: Model, { text, error, rows, inPart }: Extract<HostToView, { kind: "filtered" }>): Model {
  const kept = error === undefined ? { rows, inPart } : model.filter;
  const after: Model = { ...model, filter: { text, error, rows: kept.rows, inPart: kept.inPart } };
  if (rows === undefined || rows.length === 0 || text === model.filter.text) return after;
  const nearest = rows[Math.min(placeOf(rows, model.selected), rows.length - 1)] ?? model.selected;
  return nearest === model.selected ? after : { ...after, selected: nearest, explaining: nearest, followed: undefined };
}

/** Where a reader begins: at the first denied call, else at the first that is not plainly allowed, else at what the user said. */
function startingRow(run: ShownRun, decisions: Decisions | undefined): number {
  if (run.length === 0) return -1;
  const verdicts = decisions?.verdicts ?? new Uint8Array();
  const denied = verdicts.indexOf(verdictNames.indexOf("deny"));
  const stopped = denied >= 0 ? denied : verdicts.findIndex((verdict) => verdict !== verdictNames.indexOf("allow"));
  if (stopped >= 0) return run.rowOfCall[stopped] ?? 0;
  return Math.max(0, run.rows.kinds.indexOf(itemKinds.indexOf("user")));
}

export interface Counts {
  readonly calls: number;
  readonly verdicts: Readonly<Record<VerdictName, number>>;
  readonly byDefault: number;
  readonly changed: number;
  readonly flagged: number;
  /** Calls that would not have happened in the history shown. */
  readonly gone: number;
}
const counted = new WeakMap<Decisions, Counts>();

export function countsOf(decisions: Decisions): Counts {
  const known = counted.get(decisions);
  if (known !== undefined) return known;
  const verdicts = { allow: 0, ask: 0, deny: 0, unknown: 0 };
  let byDefault = 0;
  let changed = 0;
  let flagged = 0;
  let gone = 0;
  for (let call = 0; call < decisions.verdicts.length; call++) {
    const name = verdictNames[decisions.verdicts[call] ?? 3] ?? "unknown";
    verdicts[name]++;
    if ((decisions.speakerNames[decisions.speakers[call] ?? 0] ?? []).length === 0) byDefault++;
    if (decisions.saved[call] !== 0) changed++;
    if (decisions.flagged[call] === 1) flagged++;
    if (happeningNames[decisions.happenings[call] ?? 0] === "would not have happened") gone++;
  }
  const counts = { calls: decisions.verdicts.length, verdicts, byDefault, changed, flagged, gone };
  counted.set(decisions, counts);
  return counts;
}

/** The row's places that the current explanation cites, from clauses of the rules that spoke. */
export function citationsOf(model: Model): ReadonlyMap<number, readonly Citation[]> {
  const { report, run } = model;
  if (report === undefined || run === undefined) return new Map();
  const known = cited.get(report);
  if (known !== undefined && known.run === run) return known.citations;
  const citations = new Map<number, Citation[]>();
  for (const outcome of report.outcomes) {
    if (outcome.outcome === "does not apply") continue;
    for (const { clause } of outcome.clauses) collect(clause);
  }
  cited.set(report, { run, citations });
  return citations;

  function collect(clause: StepReport["outcomes"][number]["clauses"][number]["clause"]): void {
    for (const place of clause.found) {
      const at = run === undefined ? undefined : rowOfEvent(run, place.event);
      if (at === undefined || place.range === undefined) continue;
      const list = citations.get(at.row) ?? [];
      const { start, end } = place.range;
      if (!list.some((one) => one.part === at.part && one.start === start && one.end === end))
        list.push({ part: at.part, start, end, excerpt: place.excerpt });
      citations.set(at.row, list);
    }
    for (const child of clause.children) collect(child);
  }
}
const cited = new WeakMap<StepReport, { readonly run: ShownRun; readonly citations: ReadonlyMap<number, readonly Citation[]> }>();
