// What another policy decides otherwise on recorded runs, call by call: what got looser first. Both take the run as recorded.
import type { Policy } from "../policy/compile.ts";
import { createMonitor } from "../policy/monitor.ts";
import type { Ruling, StrictVerdict, Verdict } from "../policy/report.ts";
import type { Event, JsonRecord } from "../trace/model.ts";

/** `doubt`: the strict verdict is the same, and only whether it is certain differs. `flags`: the verdict is the same altogether. */
export type ChangeKind = "looser" | "stricter" | "doubt" | "flags";

export interface StepDiff {
  /** From 0 in the run. */
  readonly call: number;
  readonly event: number;
  readonly tool: string;
  readonly change: ChangeKind;
  readonly from: Ruling;
  readonly to: Ruling;
}

/** Where a changed step stands. */
export interface DiffPlace {
  readonly trace: string;
  readonly run: number;
  readonly call: number;
  readonly tool: string;
}

/** Steps that changed in the same way: from the same rules to the same rules. */
export interface DiffGroup {
  readonly change: ChangeKind;
  readonly from: Ruling;
  readonly to: Ruling;
  readonly runs: number;
  /** In the order of the runs. */
  readonly steps: readonly DiffPlace[];
}

export interface PolicyDiff {
  readonly runs: number;
  readonly changedRuns: number;
  readonly calls: number;
  readonly counts: Readonly<Record<ChangeKind, number>>;
  /** `deny` to `allow` first, and what changed most before what changed less. */
  readonly groups: readonly DiffGroup[];
}

const strictness: Readonly<Record<StrictVerdict, number>> = { allow: 0, ask: 1, deny: 2 };

/** The calls of a run that one policy decides otherwise than another. Returns how many calls there are. */
export function* diffRun(
  before: Policy,
  after: Policy,
  run: { readonly events: Iterable<Event>; readonly context: JsonRecord | undefined },
): Generator<StepDiff, number> {
  const old = createMonitor(before, { context: run.context });
  const fresh = createMonitor(after, { context: run.context });
  let call = 0;
  let index = -1;
  for (const event of run.events) {
    index++;
    if (event.kind !== "call") {
      old.onEvent(event);
      fresh.onEvent(event);
      continue;
    }
    const [from, to] = [old.decide(event), fresh.decide(event)];
    const change = changeOf(from, to);
    if (change !== undefined) yield { call, event: index, tool: event.tool, change, from, to };
    call++;
  }
  return call;
}

function changeOf(from: Ruling, to: Ruling): ChangeKind | undefined {
  const more = strictness[to.would] - strictness[from.would];
  if (more !== 0) return more < 0 ? "looser" : "stricter";
  if (from.verdict !== to.verdict) return "doubt";
  return sorted(from.flags) === sorted(to.flags) ? undefined : "flags";
}

const sorted = (names: readonly string[]): string => JSON.stringify(names.toSorted());

interface OpenGroup extends DiffGroup {
  runs: number;
  readonly steps: DiffPlace[];
}

/** Adds up what changed in many runs. */
export class DiffCounter {
  readonly #groups = new Map<string, OpenGroup>();
  readonly #counts: Record<ChangeKind, number> = { looser: 0, stricter: 0, doubt: 0, flags: 0 };
  #runs = 0;
  #changedRuns = 0;
  #calls = 0;

  /** Takes all changes of one run. */
  addRun(trace: string, run: number, calls: number, changes: readonly StepDiff[]): void {
    this.#runs++;
    this.#calls += calls;
    if (changes.length > 0) this.#changedRuns++;
    const touched = new Set<OpenGroup>();
    for (const { change, from, to, call, tool } of changes) {
      this.#counts[change]++;
      const key = [side(from), side(to), ...(change === "flags" ? [sorted(from.flags), sorted(to.flags)] : [])].join("\n");
      let group = this.#groups.get(key);
      if (group === undefined) {
        group = { change, from, to, runs: 0, steps: [] };
        this.#groups.set(key, group);
      }
      group.steps.push({ trace, run, call, tool });
      touched.add(group);
    }
    for (const group of touched) group.runs++;
  }

  report(): PolicyDiff {
    const groups = [...this.#groups.values()].sort((a, b) => loudness(a) - loudness(b) || b.steps.length - a.steps.length);
    return { runs: this.#runs, changedRuns: this.#changedRuns, calls: this.#calls, counts: { ...this.#counts }, groups };
  }
}

const side = ({ verdict, would, rules }: Ruling): string => JSON.stringify([verdict, would, rules.toSorted()]);

const leaps: readonly (readonly [from: Verdict, to: Verdict])[] = [
  ["deny", "allow"],
  ["deny", "ask"],
  ["ask", "allow"],
];

/** Low is loud. */
function loudness({ change, from, to }: DiffGroup): number {
  const leap = leaps.findIndex(([old, fresh]) => old === from.would && fresh === to.would);
  if (leap >= 0) return leap;
  return leaps.length + ["stricter", "doubt", "flags"].indexOf(change);
}
