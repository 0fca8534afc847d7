// Where each movement key leads. Pure: (model) -> row, or a sentence why there is nowhere to go.
import type { ViewCommand } from "../../src/replay/messages.ts";
import { countsOf, type Model } from "./model.ts";
import { passesFilter, placeOf, visibleRows } from "./visible-rows.ts";

export interface Move {
  readonly row: number;
  readonly said: string;
}

/** The row that a command leads to. Searches wrap around and say so. */
export function moveTo(model: Model, command: ViewCommand): Move | undefined {
  const { run } = model;
  if (run === undefined || run.length === 0) return undefined;
  const rows = visibleRows(model);
  const count = rows?.length ?? run.length;
  const at = rows === undefined ? model.selected : placeOf(rows, model.selected);
  const go = (place: number): Move => {
    const shown = Math.max(0, Math.min(count - 1, place));
    return { row: rows === undefined ? shown : (rows[shown] ?? model.selected), said: "" };
  };
  switch (command) {
    case "next":
      return go(at + 1);
    case "previous":
      return go(at - 1);
    case "first":
      return go(0);
    case "last":
      return go(count - 1);
    case "nextBlocked":
      return seek(model, 1, blocked(model), "no step is stopped by this policy");
    case "previousBlocked":
      return seek(model, -1, blocked(model), "no step is stopped by this policy");
    case "nextChanged":
      return seek(model, 1, ...changed(model));
    case "previousChanged":
      return seek(model, -1, ...changed(model));
    case "nextOfRule":
      return seek(model, 1, ...ofRule(model));
    case "previousOfRule":
      return seek(model, -1, ...ofRule(model));
    default:
      return undefined;
  }
}

type Test = (call: number) => boolean;

function blocked(model: Model): Test {
  const verdicts = model.decisions?.verdicts;
  return (call) => verdicts !== undefined && verdicts[call] !== 0;
}

/** With an edit in hand: what it changes. Without: where the policy contradicts the recording. */
function changed(model: Model): [Test, string] {
  const { decisions } = model;
  if (decisions !== undefined && countsOf(decisions).changed > 0) return [(call) => decisions.saved[call] !== 0, ""];
  return [(call) => decisions?.differs[call] === 1, "no step changed"];
}

function ofRule(model: Model): [Test, string] {
  const { focus } = model;
  if (focus === undefined) return [() => false, "put the caret in a rule of the policy first"];
  const set = focus.fires.size > 0 ? focus.fires : focus.looks;
  return [(call) => set.has(call), `${focus.name} touches no step of this run`];
}

function seek(model: Model, direction: 1 | -1, test: Test, otherwise: string): Move | undefined {
  const { run } = model;
  if (run === undefined) return undefined;
  for (let distance = 1; distance <= run.length; distance++) {
    const raw = model.selected + direction * distance;
    const row = ((raw % run.length) + run.length) % run.length;
    const call = run.callOfRow[row] ?? -1;
    if (call >= 0 && test(call) && passesFilter(model, row))
      return { row, said: row === raw ? "" : row === model.selected ? "this is the only one" : "from the other end" };
  }
  return { row: model.selected, said: model.filter.rows === undefined ? otherwise : `${otherwise}, of those that pass the filter` };
}

/** What `go to step` understands: a step number, `first`, `last`. */
export function rowOfStep(model: Model, text: string): Move {
  const { run, selected } = model;
  const step = Number.parseInt(text.trim(), 10);
  const row = run === undefined || Number.isNaN(step) ? undefined : run.rowOfCall[step - 1];
  return row === undefined ? { row: selected, said: `there is no step ${text.trim()}` } : { row, said: "" };
}
