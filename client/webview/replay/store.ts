// Holds the one model, tells the view when it changed, and does what keys, clicks and the host ask for.
import { useEffect, useState } from "preact/hooks";
import { type HostToView, historyNames, type ProposedEdit, type ViewCommand } from "../../src/replay/messages.ts";
import {
  type Citation,
  callOf,
  citationsOf,
  decisionOf,
  fateOf,
  initialModel,
  kindOf,
  type Model,
  receive,
  rowOfEvent,
  toolOf,
} from "./model.ts";
import { moveTo, rowOfStep } from "./navigation.ts";
import { keep, keptState, post } from "./vscode-api.ts";

let model: Model = initialModel;
let whySize: number | undefined = keptState()?.whySize;
let filterText = keptState()?.filter ?? "";
const listeners = new Set<() => void>();
const requested = new Set<number>();
let explainScheduled = false;
let explained = "";

export function currentModel(): Model {
  return model;
}

export function useModel(): Model {
  const [shown, show] = useState(model);
  useEffect(() => {
    const listener = (): void => show(model);
    listeners.add(listener);
    listener();
    return () => void listeners.delete(listener);
  }, []);
  return shown;
}

export function update(change: (model: Model) => Model): void {
  const before = model;
  model = change(model);
  if (model === before) return;
  if (model.run !== before.run) requested.clear();
  // A run that came anew is filtered as before; the host keeps no filter of a view that it closed.
  if (model.run !== undefined && model.run !== before.run && filterText !== "")
    post({ kind: "filter", run: model.run.index, text: filterText });
  if (model.selected !== before.selected || model.run !== before.run) remember();
  if (model.report !== before.report) for (const row of model.raws.keys()) askForRaw(row);
  askForExplanation();
  for (const listener of listeners) listener();
}

function remember(): void {
  if (model.run !== undefined && model.selected >= 0) keep({ run: model.run.index, selected: model.selected, whySize, filter: filterText });
}

/** Shows only what passes; an empty text shows all. */
export function filterBy(text: string): void {
  if (text === filterText) return;
  filterText = text;
  remember();
  if (model.run !== undefined) post({ kind: "filter", run: model.run.index, text });
}
export function keptFilter(): string {
  return filterText;
}

export function keepWhySize(size: number): void {
  whySize = size;
  remember();
}
export function keptWhySize(): number | undefined {
  return whySize;
}

export function onHostMessage(message: HostToView): void {
  if (message.kind === "command") run(message.command);
  else update((before) => announced(before, receive(before, message, keptState())));
}

/** Re-decisions are told to those who cannot see the strip change. */
function announced(before: Model, after: Model): Model {
  if (after.decisions === undefined || after.decisions === before.decisions || before.decisions === undefined) return after;
  let stopped = 0;
  for (const verdict of after.decisions.verdicts) if (verdict === 2) stopped++;
  return { ...after, said: `decided again: ${stopped} denied` };
}

export function select(row: number, hint = ""): void {
  update((before) => {
    if (row < 0 || (row === before.selected && row === before.explaining && hint === "")) return before;
    const said = hint === "" ? spoken(before, row) : row === before.selected ? hint : `${spoken(before, row)}, ${hint}`;
    const number = (before.hint?.number ?? 0) + 1;
    return { ...before, selected: row, explaining: row, followed: undefined, said, hint: hint === "" ? undefined : { text: hint, number } };
  });
}

export const happeningWords = {
  happened: "",
  stopped: "stopped here",
  hypothetical: "hypothetical",
  "would not have happened": "would not have happened",
  unknown: "nobody knows whether it would have happened",
} as const;

/** What a screen reader hears of a row. */
export function spoken(on: Model, row: number): string {
  const { run: shown } = on;
  if (shown === undefined) return "";
  const call = callOf(shown, row);
  if (call < 0) return kindOf(shown, row) === "gap" ? "gap in the recording" : `${kindOf(shown, row)} message`;
  const decision = decisionOf(on.decisions, call);
  const by =
    decision === undefined ? "not decided" : `${decision.verdict} ${decision.byDefault ? "by default" : `by ${decision.rules.join(", ")}`}`;
  const changed = decision?.saved === undefined ? "" : `, ${decision.saved} by ${on.policy?.baseline ?? "the saved policy"}`;
  const recorded = fateOf(shown, row) === "unstated" ? "" : `, recorded as ${fateOf(shown, row)}`;
  const happening = decision === undefined || decision.happening === "happened" ? "" : `, ${happeningWords[decision.happening]}`;
  return `step ${call + 1}, ${toolOf(shown, row)}, ${by}${changed}${recorded}${happening}`;
}

export function run(command: ViewCommand): void {
  switch (command) {
    case "showKeys":
      update((before) => ({ ...before, sheet: !before.sheet }));
      break;
    case "filter":
      update((before) => (before.run === undefined ? before : { ...before, filtering: before.filtering + 1 }));
      break;
    case "goToStep":
      update((before) => ({ ...before, goingTo: before.run !== undefined }));
      break;
    case "toggleFold":
      toggleFold(model.selected);
      break;
    case "toggleRaw":
      toggleRaw(model.selected);
      break;
    case "nextHistory": {
      const at = historyNames.indexOf(model.decisions?.history ?? "recorded");
      const history = historyNames[(at + 1) % historyNames.length] ?? "recorded";
      post({ kind: "history", history });
      update((before) => ({ ...before, said: `as ${history}` }));
      break;
    }
    case "debug":
      debug(model.selected);
      break;
    case "copyTest":
    case "minimise":
      withCall((shown, call) => post({ kind: command, run: shown, call }));
      break;
    case "compare":
      post({ kind: "compare" });
      break;
    case "exportPage":
      if (model.run !== undefined) post({ kind: "export", run: model.run.index });
      break;
    case "makeTest":
    case "denyThis":
    case "allowExactly":
    case "allowPattern":
    case "askInstead":
      propose({ kind: editOf[command] });
      break;
    case "approve":
    case "refuse":
      answer(model.selected, command === "approve");
      break;
    default: {
      const move = moveTo(model, command);
      if (move !== undefined) select(move.row, move.said);
    }
  }
}

const editOf = {
  makeTest: "test",
  denyThis: "deny",
  allowExactly: "allow exactly",
  allowPattern: "allow pattern",
  askInstead: "ask",
} as const;

/** Asks for an edit of the policy, from the step that is explained. */
export function propose(edit: ProposedEdit): void {
  withCall((shown, call) => post({ kind: "propose", run: shown, call, edit }));
}

function withCall(act: (run: number, call: number) => void): void {
  const shown = model.run;
  const call = shown === undefined ? -1 : callOf(shown, model.explaining);
  if (shown !== undefined && call >= 0) act(shown.index, call);
  else update((before) => ({ ...before, hint: { text: "choose a step first", number: (before.hint?.number ?? 0) + 1 } }));
}

/** Debugs the run from the call in a row on, or from the next one below. */
function debug(row: number): void {
  const shown = model.run;
  if (shown === undefined) return;
  for (let at = row; at < shown.length; at++) {
    const call = callOf(shown, at);
    if (call < 0) continue;
    post({ kind: "debug", run: shown.index, call });
    return;
  }
  update((before) => ({ ...before, hint: { text: "no step stands here or below", number: (before.hint?.number ?? 0) + 1 } }));
}

/** Answers an `ask`, or takes the same answer back. */
export function answer(row: number, approve: boolean): void {
  const shown = model.run;
  if (shown === undefined) return;
  const call = callOf(shown, row);
  const decision = decisionOf(model.decisions, call);
  if (decision?.would !== "ask") {
    update((before) => ({ ...before, hint: { text: "the policy does not ask here", number: (before.hint?.number ?? 0) + 1 } }));
    return;
  }
  const same = decision.answer === (approve ? "approved" : "refused");
  post({ kind: "answer", run: shown.index, call, approve: same ? undefined : approve });
}

export function goToStep(text: string): void {
  const move = rowOfStep(model, text);
  update((before) => ({ ...before, goingTo: false }));
  select(move.row, move.said);
}

export function toggleFold(row: number): void {
  update((before) => {
    const folds = new Set(before.folds);
    if (!folds.delete(row)) folds.add(row);
    return { ...before, folds };
  });
}

/** Shows the recorded JSON of a row, or hides it again. */
export function toggleRaw(row: number): void {
  if (row < 0) return;
  const shows = !model.raws.has(row);
  update((before) => {
    const raws = new Map(before.raws);
    if (!raws.delete(row)) raws.set(row, undefined);
    return { ...before, raws };
  });
  if (shows) askForRaw(row);
}

function askForRaw(row: number): void {
  const shown = model.run;
  if (shown === undefined) return;
  const cited = [...citationsOf(model)].flatMap(([at, citations]) =>
    citations.map(({ part, start, end }) => ({
      event: (part === "result" ? shown.rows.results[at] : shown.rows.events[at]) ?? -1,
      start,
      end,
    })),
  );
  post({ kind: "raw", run: shown.index, item: row, cited });
}

/** Asks for more of the texts of a row than a card gets at first. */
export function needMore(row: number, limit: number): void {
  if (model.run !== undefined) post({ kind: "bodies", run: model.run.index, items: [row], limit });
}

/** Follows a cited place: its row is selected and unfolded at the mark, the explanation stays where it came from. */
export function follow(event: number, range: { start: number; end: number } | undefined, excerpt: string): void {
  update((before) => {
    const at = before.run === undefined ? undefined : rowOfEvent(before.run, event);
    if (at === undefined) return { ...before, said: "that place is not in the recording" };
    const citation: Citation = { part: at.part, start: range?.start ?? 0, end: range?.end ?? 0, excerpt };
    return { ...before, selected: at.row, followed: { row: at.row, citation }, said: spoken(before, at.row) };
  });
}

/** Asks for the bodies of rows that came into sight, once each. */
export function needBodies(rows: readonly number[]): void {
  const shown = model.run;
  if (shown === undefined) return;
  const missing = rows.filter((row) => !model.bodies.has(row) && !requested.has(row));
  if (missing.length === 0) return;
  // A body that fell out of the cache is asked for again when it comes back into sight.
  if (requested.size > 2000) requested.clear();
  for (const row of missing) requested.add(row);
  post({ kind: "bodies", run: shown.index, items: missing });
}

/** One request a frame at most, so that scrubbing asks only for where it rests. */
function askForExplanation(): void {
  if (explainScheduled) return;
  explainScheduled = true;
  setTimeout(() => {
    explainScheduled = false;
    const { run: shown, decisions, explaining } = model;
    if (shown === undefined || decisions === undefined) return;
    const call = callOf(shown, explaining);
    const key = `${shown.index}/${call}/${decisions.revision}`;
    if (call < 0 || key === explained) return;
    explained = key;
    post({ kind: "explain", run: shown.index, call });
  }, 16);
}
