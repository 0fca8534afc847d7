// Turns good runs against their policy: sequences that somebody could have brought an agent to, made out of what it did right, and
// which of them the policy lets through. Each that does is a run that replays.
import type { Policy } from "../../policy/compile.ts";
import { createMonitor } from "../../policy/monitor.ts";
import type { StepReport } from "../../policy/report.ts";
import type { Event, JsonRecord } from "../../trace/model.ts";
import { type NearMiss, nearestMisses } from "../nearest.ts";
import type { Search } from "../proposals.ts";
import { type Budget, reduced } from "../reduce.ts";
import { type Attempt, type ProbeOperator, probeOperators, type Step, type Surroundings } from "./attempts.ts";
import { lessonsOf } from "./lessons.ts";
import { type CallPart, eventsOf, isCall, type Part, partsOf } from "./parts.ts";
import { chanceFrom, shuffled } from "./shapes.ts";

/** A run that was right, with what it is called. */
export interface GoodRun {
  readonly name: string;
  readonly events: readonly Event[];
  readonly context: JsonRecord | undefined;
}

export interface ProbeOptions {
  /** The same seed, policy and runs give the same report. */
  readonly seed?: number;
}

export interface ProbeFinding {
  readonly operator: ProbeOperator;
  readonly title: string;
  readonly tool: string;
  readonly argument: string | undefined;
  readonly about: string;
  /** The good run that it was made of. */
  readonly of: string;
  readonly events: readonly Event[];
  readonly context: JsonRecord | undefined;
  /** The calls, from 0, that should not have been allowed. */
  readonly calls: readonly number[];
  /** The last of them. */
  readonly report: StepReport;
  /** The rule that was nearest to stopping it. */
  readonly nearest: NearMiss | undefined;
}

export interface ProbeReport {
  readonly runs: number;
  /** Attempts that were decided, and those of them that were stopped. */
  readonly attempts: number;
  readonly stopped: number;
  readonly findings: readonly ProbeFinding[];
  /** Tools that the policy allows whatever they are given, in the runs: not tried. */
  readonly open: readonly string[];
}

/** How much is looked at: runs for each kind of attempt, and events decided in all. */
const most = { ofOneKey: 6, events: 20_000_000 };

export function* probe(policy: Policy, runs: readonly GoodRun[], { seed = 1 }: ProbeOptions = {}): Search<ProbeReport> {
  const chance = chanceFrom(seed);
  const taken = runs.map((run) => ({ run, parts: partsOf(run.events) }));
  const lessons = lessonsOf(taken.map(({ parts }) => parts));
  const budget: Budget = { left: most.events, whole: most.events };
  const bases: { readonly run: GoodRun; readonly parts: readonly Part[]; readonly at: number; readonly call: CallPart }[] = [];
  const found: CallPart[] = [];
  const open = new Set<string>();
  for (const { run, parts } of taken) {
    yield { done: budget.whole - budget.left, most: budget.whole };
    const allowed = new Set(allowedIn(policy, parts, run.context));
    for (const [at, part] of parts.entries()) {
      if (!isCall(part) || !allowed.has(part) || part.event.fate === "refused") continue;
      if (part.result !== undefined && !isTrusted(policy, part.event.tool) && found.length < 200) found.push(part);
      if (isOpen(policy, part.event.tool)) open.add(part.event.tool);
      else bases.push({ run, parts, at, call: part });
    }
  }
  const readers = found.toSorted((a, b) => Number(open.has(b.event.tool)) - Number(open.has(a.event.tool)));
  const others = shuffled(
    bases.map(({ call }) => call),
    chance,
  ).slice(0, 200);
  const tried = new Map<string, number>();
  const findings = new Map<string, ProbeFinding>();
  let attempts = 0;
  for (const base of shuffled(bases, chance)) {
    const passes = (steps: readonly Step[]): boolean => {
      budget.left -= steps.length;
      return getsThrough(policy, steps, base.run.context);
    };
    const around: Surroundings = { policy, lessons, chance, readers, others, passes };
    for (const [operator, { title, attempts: make }] of probeOperators)
      for (const attempt of make(base, around)) {
        if (budget.left <= 0) break;
        yield { done: budget.whole - budget.left, most: budget.whole };
        const times = tried.get(attempt.key) ?? 0;
        if (findings.has(attempt.key) || times >= most.ofOneKey) continue;
        tried.set(attempt.key, times + 1);
        attempts++;
        if (!passes(attempt.steps)) continue;
        const of = { operator, title, of: base.run.name, context: base.run.context };
        findings.set(attempt.key, yield* finding(policy, attempt, of, passes, budget));
      }
  }
  const order = probeOperators.map(([name]) => name);
  return {
    runs: runs.length,
    attempts,
    stopped: attempts - findings.size,
    findings: [...findings.values()].sort((a, b) => order.indexOf(a.operator) - order.indexOf(b.operator) || (a.about < b.about ? -1 : 1)),
    open: [...open].sort(),
  };
}

/** The report at once. */
export function probeWhole(policy: Policy, runs: readonly GoodRun[], options: ProbeOptions = {}): ProbeReport {
  const search = probe(policy, runs, options);
  for (;;) {
    const next = search.next();
    if (next.done === true) return next.value;
  }
}

type Found = Pick<ProbeFinding, "operator" | "title" | "of" | "context">;

function* finding(
  policy: Policy,
  attempt: Attempt,
  found: Found,
  passes: (steps: readonly Step[]) => boolean,
  budget: Budget,
): Search<ProbeFinding> {
  const { tool, argument, about, steps } = attempt;
  const needed = steps.filter(({ is }) => is !== undefined);
  const merged = (kept: readonly Step[]): readonly Step[] => steps.filter((step) => needed.includes(step) || kept.includes(step));
  const kept = yield* reduced(
    steps.filter(({ is }) => is === undefined),
    (some) => passes(merged(some)),
    budget,
    () => 0,
  );
  const shortest = merged(kept);
  const events = eventsOf(shortest.map(({ part }) => part));
  const calls = shortest.filter(({ part }) => isCall(part)).flatMap(({ is }, call) => (is === "target" ? [call] : []));
  const report = explained(policy, events, found.context, calls.at(-1) ?? 0);
  return { ...found, tool, argument, about, events, calls, report, nearest: nearestMisses(policy, report, 1)[0] };
}

function explained(policy: Policy, events: readonly Event[], context: JsonRecord | undefined, call: number): StepReport {
  const monitor = createMonitor(policy, { context });
  let at = -1;
  for (const event of events) {
    const report = monitor.onEvent(event);
    if (report !== undefined && ++at === call) return monitor.explainLast() ?? report;
  }
  throw new Error("a finding without its call");
}

/** Whether every target is allowed, and so is what it needs. Calls that are neither stand as they were recorded. */
function getsThrough(policy: Policy, steps: readonly Step[], context: JsonRecord | undefined): boolean {
  const monitor = createMonitor(policy, { context });
  const roles = steps.filter(({ part }) => isCall(part)).map(({ is }) => is);
  let call = 0;
  for (const event of eventsOf(steps.map(({ part }) => part))) {
    if (event.kind !== "call") monitor.onEvent(event);
    else if (monitor.decide(event).verdict !== "allow" && roles[call] !== undefined) return false;
    else call++;
  }
  return true;
}

function allowedIn(policy: Policy, parts: readonly Part[], context: JsonRecord | undefined): readonly Part[] {
  const monitor = createMonitor(policy, { context });
  const calls = parts.filter(isCall);
  const allowed: Part[] = [];
  let at = 0;
  for (const event of eventsOf(parts)) {
    if (event.kind !== "call") {
      monitor.onEvent(event);
      continue;
    }
    const part = calls[at++];
    if (monitor.decide(event).verdict === "allow" && part !== undefined) allowed.push(part);
  }
  return allowed;
}

const isTrusted = ({ environment }: Policy, tool: string): boolean => environment.trusted.some(({ matches }) => matches(tool));

/** Whether nothing that the tool is given, and nothing that happened, can stop it. */
function isOpen(policy: Policy, tool: string): boolean {
  const { rules } = policy.on(tool);
  const weighing = rules.filter(({ effect }) => effect !== "flag");
  if (weighing.some(({ effect }) => effect !== "allow")) return false;
  return policy.defaultEffect === "allow" || weighing.some(({ parts }) => parts.length === 0);
}
