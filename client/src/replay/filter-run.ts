// Which rows of a run pass a filter: the recording, with the decisions that the view shows. Works in slices like the deciding
// does. Knows no VS Code.
import { type Event, type FilterDecision, type FilterRow, passes, type StepFilter } from "../../../core/src/index.ts";
import type { Watch } from "./decide-run.ts";
import { type Decisions, fateNames, happeningNames, itemKinds, type RunRows, verdictNames } from "./messages.ts";

export interface Filtered {
  /** In order. */
  readonly rows: Uint32Array;
  /** How many rows hold a text longer than an expression looks. */
  readonly inPart: number;
}

const slice = 12;

/** Undefined where it was not wanted any more. */
export async function filterRun(
  filter: StepFilter,
  rows: RunRows,
  events: readonly Event[],
  decisions: Decisions | undefined,
  watch: Pick<Watch, "wanted">,
): Promise<Filtered | undefined> {
  const found: number[] = [];
  let inPart = 0;
  let call = -1;
  let resumed = performance.now();
  for (let row = 0; row < rows.kinds.length; row++) {
    if (itemKinds[rows.kinds[row] ?? 4] === "call") call++;
    const passed = passes(filter, filterRow(row, call, rows, events, decisions));
    if (passed.passes) found.push(row);
    if (passed.inPart) inPart++;
    if (performance.now() - resumed < slice) continue;
    await new Promise((resume) => setImmediate(resume));
    if (!watch.wanted()) return undefined;
    resumed = performance.now();
  }
  return { rows: Uint32Array.from(found), inPart };
}

function filterRow(row: number, call: number, rows: RunRows, events: readonly Event[], decisions: Decisions | undefined): FilterRow {
  const event = events[rows.events[row] ?? -1];
  if (event?.kind === "message") return { kind: event.role, text: event.text };
  if (event?.kind !== "call") return { kind: "gap", text: event?.kind === "gap" ? event.reason : "" };
  const result = events[rows.results[row] ?? -1];
  return {
    kind: "call",
    call: {
      step: call + 1,
      tool: event.tool,
      lane: event.lane ?? "",
      decision: decisionAt(decisions, call),
      recorded: fateNames[rows.fates[row] ?? 0] ?? "unstated",
      args: event.args,
      result: result?.kind === "result" ? result : undefined,
    },
  };
}

function decisionAt(decisions: Decisions | undefined, call: number): FilterDecision | undefined {
  const verdict = verdictNames[decisions?.verdicts[call] ?? -1];
  if (decisions === undefined || verdict === undefined) return undefined;
  const saved = decisions.saved[call] ?? 0;
  const happening = happeningNames[decisions.happenings[call] ?? 0] ?? "happened";
  return {
    verdict,
    before: saved === 0 ? verdict : (verdictNames[saved - 1] ?? verdict),
    rules: decisions.speakerNames[decisions.speakers[call] ?? 0] ?? [],
    flagged: decisions.flagged[call] === 1,
    differs: decisions.differs[call] === 1,
    history: happening === "would not have happened" ? "gone" : happening,
  };
}
