// Which rows are on screen while a filter holds: those that pass, and the one at hand even where it does not. No DOM.
import type { FilterError } from "../../../core/src/index.ts";
import type { Model } from "./model.ts";

export interface FilterState {
  /** As last answered by the host. */
  readonly text: string;
  readonly error: FilterError | undefined;
  /** In order; undefined: every row. While a filter is typed and still wrong, the rows of the last right one. */
  readonly rows: Uint32Array | undefined;
  readonly inPart: number;
}
export const noFilter: FilterState = { text: "", error: undefined, rows: undefined, inPart: 0 };

/** Undefined where nothing is filtered. */
export function visibleRows(model: Model): Uint32Array | undefined {
  const { rows } = model.filter;
  if (rows === undefined) return undefined;
  const { selected } = model;
  if (selected < 0 || passesFilter(model, selected)) return rows;
  const known = withSelected.get(rows);
  if (known?.selected === selected) return known.rows;
  const place = placeOf(rows, selected);
  const merged = new Uint32Array(rows.length + 1);
  merged.set(rows.subarray(0, place));
  merged[place] = selected;
  merged.set(rows.subarray(place), place + 1);
  withSelected.set(rows, { selected, rows: merged });
  return merged;
}
const withSelected = new WeakMap<Uint32Array, { readonly selected: number; readonly rows: Uint32Array }>();

export function passesFilter(model: Model, row: number): boolean {
  const { rows } = model.filter;
  return rows === undefined || rows[placeOf(rows, row)] === row;
}

/** The place of a row among rows in order, or where it would stand. */
export function placeOf(rows: Uint32Array, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
