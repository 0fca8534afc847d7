// Folds over the whole run whose conditions and body speak of the event alone: each settled call is folded once, under its join
// key, so that a step costs the same after a million steps as after ten. Calls whose outcome may still change are folded anew at
// each question. What a fold means is folds.ts's matter; which folds qualify is past.ts's.
import type { Tally } from "./folds.ts";
import { type Frame, frameOf, type Timeline } from "./frame.ts";
import type { CallRecord } from "./history.ts";
import { and3, type Truth3 } from "./truth.ts";
import { joinKey, type Value } from "./values.ts";
import type { View } from "./views.ts";

/** What a fold asks of one event. The event stands in local slot 0 of the frame. */
export interface EventTest {
  /** The conditions that speak of the event alone. */
  readonly holds: (frame: Frame) => Truth3;
  readonly measure: (frame: Frame) => Value;
}

export interface Ledger {
  readonly number: number;
  readonly view: View;
  readonly empty: () => Tally;
  readonly test: EventTest;
}

export interface LedgerState {
  readonly tallies: Map<string, Tally>;
  /** Calls not folded yet, in order. */
  open: CallRecord[];
  /** Settled calls without a join key: they may equal any. */
  readonly keyless: CallRecord[];
  /** Whether what was folded has come into doubt since. */
  spoiled: boolean;
}

export const emptyLedger = (): LedgerState => ({ tallies: new Map(), open: [], keyless: [], spoiled: false });

const everything = "";

/** What has been folded for this call, and the calls that have not; undefined where the list has to be walked, because this call
 * belongs to a batch that was folded already or has no join key, or because something that was folded is in doubt now. */
export function look(ledger: Ledger, frame: Frame): { readonly tally: Tally; readonly rest: readonly CallRecord[] } | undefined {
  const { call, timeline } = frame;
  const state = timeline.ledgers[ledger.number];
  if (state === undefined || state.spoiled || call.batch < timeline.latestBatch) return undefined;
  const { join } = ledger.view;
  const key = join === undefined ? everything : joinKey(join.ofCall(frame));
  if (key === undefined) return undefined;
  settle(ledger, state, timeline);
  const tally = state.tallies.get(key)?.fork() ?? ledger.empty();
  return { tally, rest: state.keyless.length === 0 ? state.open : [...state.keyless, ...state.open] };
}

/** Folds the calls of batches that are over, whose outcome is known. The latest may still go on, whatever is asked meanwhile. */
function settle(ledger: Ledger, state: LedgerState, timeline: Timeline): void {
  const open: CallRecord[] = [];
  for (const record of state.open) {
    if (record.state === "refused") continue;
    if (record.batch >= timeline.latestBatch || record.result === undefined) {
      open.push(record);
      continue;
    }
    const frame = frameOf(timeline, record, [record]);
    const key = ledger.view.join === undefined ? everything : joinKey(ledger.view.join.ofEvent(record, timeline));
    if (key === undefined) {
      state.keyless.push(record);
      continue;
    }
    const holds = and3(true, ledger.test.holds(frame));
    if (holds === false) continue;
    let tally = state.tallies.get(key);
    if (tally === undefined) {
      tally = ledger.empty();
      state.tallies.set(key, tally);
    }
    tally.add(holds, record.event, ledger.test.measure(frame));
  }
  if (open.length !== state.open.length) state.open = open;
}
