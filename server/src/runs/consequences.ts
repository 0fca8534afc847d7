// What the client is told of the counts, in the shapes of protocol.ts.
import type { BoundDecision, Verdict } from "../../../core/src/index.ts";
import { ruleKey } from "../../../core/src/index.ts";
import type { Consequences, Flips, StepPlace } from "./protocol.ts";
import type { Standing, Standings } from "./standing.ts";

const stepsTold = 300;
const noVerdicts = (): Record<Verdict, number> => ({ allow: 0, ask: 0, deny: 0, unknown: 0 });
/** What lets more through stands first. */
const strictness: readonly Verdict[] = ["deny", "ask", "unknown", "allow"];
/** Negative for what lets more through. */
const loosening = ({ from, to }: { readonly from: Verdict; readonly to: Verdict }): number =>
  strictness.indexOf(from) - strictness.indexOf(to);

export function consequences(uri: string, standings: Standings, key: string): Consequences {
  const state = standings.state(key);
  if (state.kind !== "counted")
    return { uri, version: undefined, state: state.kind, runs: 0, calls: 0, verdicts: noVerdicts(), against: "saved", flips: undefined };
  const { version, runs, calls, decided, against, changes } = state.standing;
  const verdicts = noVerdicts();
  for (const run of decided.values()) for (const verdict of run.verdicts) verdicts[verdict]++;
  return { uri, version, state: "counted", runs, calls, verdicts, against, flips: changes && toldFlips(changes) };
}

export function toldFlips(changes: NonNullable<Standing["changes"]>): Flips {
  const kinds = new Map<string, { from: Verdict; to: Verdict; count: number }>();
  const all: { readonly run: Run; readonly call: number; readonly from: Verdict; readonly to: Verdict }[] = [];
  for (const { run, flips } of changes)
    for (const { call, from, to } of flips) {
      const kind = kinds.get(`${from} ${to}`) ?? { from, to, count: 0 };
      kinds.set(`${from} ${to}`, kind);
      kind.count++;
      all.push({ run, call, from, to });
    }
  const first = all.sort((a, b) => loosening(a) - loosening(b)).slice(0, stepsTold);
  return {
    count: all.length,
    kinds: [...kinds.values()].sort((a, b) => loosening(a) - loosening(b)),
    steps: first.map(({ run, call, from, to }) => ({ ...placeOf(run, call), from, to })),
  };
}

type Run = Standing["decided"] extends ReadonlyMap<infer R, unknown> ? R : never;

function placeOf({ trace, index, title, events }: Run, call: number): StepPlace {
  let at = -1;
  const event = events.find((one) => one.kind === "call" && ++at === call);
  return { trace, run: index, title: title.slice(0, 200), step: call + 1, tool: event?.kind === "call" ? event.tool : "" };
}

/** How many calls and runs rest on a rule. */
export function ruleCount(standing: Standing, { decision, source }: BoundDecision): { readonly calls: number; readonly runs: number } {
  const key = ruleKey(decision, source);
  let [calls, runs] = [0, 0];
  for (const { decides } of standing.decided.values()) {
    const found = decides.get(key)?.length ?? 0;
    calls += found;
    if (found > 0) runs++;
  }
  return { calls, runs };
}

/** The last steps that rest on a rule, in the order of the runs. */
export function lastRuleSteps(standing: Standing, rule: string, wanted: number): readonly StepPlace[] {
  const places: { readonly run: Run; readonly call: number }[] = [];
  for (const [run, { decides }] of standing.decided)
    for (const call of (decides.get(rule) ?? []).slice(-wanted)) {
      places.push({ run, call });
      if (places.length > wanted) places.shift();
    }
  return places.map(({ run, call }) => placeOf(run, call));
}

export function ruleSteps(standing: Standing, rule: string): readonly StepPlace[] {
  const steps: StepPlace[] = [];
  for (const [run, { decides }] of standing.decided)
    for (const call of decides.get(rule) ?? []) {
      if (steps.length >= stepsTold) return steps;
      steps.push(placeOf(run, call));
    }
  return steps;
}
