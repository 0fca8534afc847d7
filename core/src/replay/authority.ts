// What a policy grants against what good runs used of it: tools that no run needed, arguments that may be more than they ever were
// (with a narrower rule, and how that does on runs it was not made from), and what runs did beyond the policy.
import { parse } from "../language/parse.ts";
import { analyze } from "../policy/checks/analyze.ts";
import { compile, type Policy } from "../policy/compile.ts";
import { createMonitor } from "../policy/monitor.ts";
import type { StrictVerdict } from "../policy/report.ts";
import type { Host } from "../semantics/analysis.ts";
import type { CallEvent, Event, Json, JsonRecord } from "../trace/model.ts";
import { draftPolicy } from "./draft.ts";
import { changedCall, type Place, placesOf } from "./flip-values.ts";
import { type Share, shareOf } from "./metrics.ts";
import { another, chanceFrom } from "./probe/shapes.ts";
import type { Search } from "./proposals.ts";

export interface AuthorityRun {
  readonly name: string;
  readonly events: readonly Event[];
  readonly context: JsonRecord | undefined;
}
export interface AuthorityOptions {
  /** What the policy, and drafts beside it, are read by. */
  readonly host: Host;
  /** In how many parts the runs are held back, one after the other. */
  readonly folds?: number;
}

/** A value that an argument never had, with which the policy allows a call of a good run all the same. */
export interface LooseArgument {
  readonly name: string;
  readonly was: Json | undefined;
  readonly witness: Json;
}
export interface Slack {
  readonly tool: string;
  /** The rules that allowed it; none where the default did. */
  readonly rules: readonly string[];
  readonly calls: number;
  readonly runs: number;
  readonly loose: readonly LooseArgument[];
  /** A rule that allows each of these calls; undefined where nothing could be inferred. */
  readonly narrower: string | undefined;
  /** Of the calls in runs held back, those that a rule made in the same way of the others allows. */
  readonly heldBack: Share;
}
export interface Excess {
  readonly tool: string;
  readonly verdict: StrictVerdict;
  readonly rules: readonly string[];
  /** Calls count from 0. */
  readonly steps: readonly { readonly run: string; readonly call: number }[];
}
export interface Authority {
  readonly runs: number;
  readonly calls: number;
  /** Tools that a rule allows and no run called. */
  readonly unused: readonly { readonly tool: string; readonly rules: readonly string[] }[];
  readonly slack: readonly Slack[];
  readonly excess: readonly Excess[];
}

interface Exercised {
  readonly rules: Set<string>;
  readonly runs: Set<AuthorityRun>;
  readonly loose: Map<string, LooseArgument>;
  calls: number;
  tried: number;
}

/** Calls of a tool whose arguments are tried with other values. */
const mostTried = 12;

/** Every run must be one that was right. */
export function* authority(policy: Policy, runs: readonly AuthorityRun[], { host, folds = 5 }: AuthorityOptions): Search<Authority> {
  const whole = runs.length + folds + 1;
  const exercised = new Map<string, Exercised>();
  const excess = new Map<string, Excess & { readonly steps: { run: string; call: number }[] }>();
  let calls = 0;
  const within: AuthorityRun[] = [];
  for (const [at, run] of runs.entries()) {
    yield { done: at, most: whole };
    const events = exercise(policy, run, exercised, excess);
    calls += events.filter(({ kind }) => kind === "call").length;
    within.push({ ...run, events });
  }
  const narrower = yield* narrowest(policy, within, host);
  const held = yield* heldBack(policy, within, host, folds);
  const slack = [...exercised].flatMap(([tool, { rules, loose, calls: count, runs: of }]): Slack[] => {
    if (loose.size === 0) return [];
    const { hits = 0, of: tried = 0 } = held.get(tool) ?? {};
    return [
      {
        tool,
        rules: [...rules],
        calls: count,
        runs: of.size,
        loose: [...loose.values()],
        narrower: narrower.get(tool),
        heldBack: shareOf(hits, tried),
      },
    ];
  });
  return {
    runs: runs.length,
    calls,
    unused: unusedTools(policy, exercised),
    slack: slack.sort((a, b) => b.loose.length - a.loose.length || b.calls - a.calls),
    excess: [...excess.values()].sort((a, b) => b.steps.length - a.steps.length),
  };
}

function unusedTools(policy: Policy, exercised: ReadonlyMap<string, Exercised>): Authority["unused"] {
  return [...(policy.analysis.tools?.keys() ?? [])].flatMap((tool) => {
    const rules = policy.on(tool).rules.filter(({ effect }) => effect === "allow");
    const granted = rules.length > 0 || policy.defaultEffect === "allow";
    return granted && !exercised.has(tool) ? [{ tool, rules: rules.map(({ name }) => name) }] : [];
  });
}

/** Takes one run in. Gives its events with the calls that the policy does not allow marked as refused: no rule is made of them. */
function exercise(
  policy: Policy,
  run: AuthorityRun,
  exercised: Map<string, Exercised>,
  excess: Map<string, Excess & { readonly steps: { run: string; call: number }[] }>,
): readonly Event[] {
  const monitor = createMonitor(policy, { context: run.context });
  let call = -1;
  return run.events.map((event) => {
    if (event.kind !== "call") {
      monitor.onEvent(event);
      return event;
    }
    call++;
    const now = monitor.consider(event);
    if (now.verdict === "allow" && event.fate !== "refused") {
      const tally = tallyOf(exercised, event.tool);
      tally.calls++;
      tally.runs.add(run);
      for (const name of now.rules) tally.rules.add(name);
      if (tally.tried++ < mostTried)
        for (const place of placesOf(policy, event, () => true)) {
          const name = String(place.keys[0] ?? "");
          const witness = tally.loose.has(name) ? undefined : otherValue(place);
          if (witness === undefined) continue;
          const changed: CallEvent = changedCall(event, [{ keys: place.keys, to: witness }]);
          if (monitor.consider(changed).verdict === "allow") tally.loose.set(name, { name, was: place.value, witness });
        }
    } else if (event.fate !== "refused") {
      const key = JSON.stringify([event.tool, now.would, now.rules]);
      const known = excess.get(key) ?? { tool: event.tool, verdict: now.would, rules: now.rules, steps: [] };
      known.steps.push({ run: run.name, call });
      excess.set(key, known);
    }
    monitor.decide(event);
    return now.verdict === "allow" ? event : { ...event, fate: "refused" };
  });
}

function tallyOf(exercised: Map<string, Exercised>, tool: string): Exercised {
  const known = exercised.get(tool);
  if (known !== undefined) return known;
  const made: Exercised = { rules: new Set(), runs: new Set(), loose: new Map(), calls: 0, tried: 0 };
  exercised.set(tool, made);
  return made;
}

/** One that nobody named, of the same form. */
function otherValue({ value }: Place): Json | undefined {
  if (typeof value === "string") {
    const other = another(value, chanceFrom(value.length));
    return other === value ? undefined : other;
  }
  if (typeof value === "number" && Number.isSafeInteger(value * 1000)) return value === 0 ? 1000 : value * 1000;
  return undefined;
}

/** The rule of a draft of all runs, by tool. */
function* narrowest(policy: Policy, runs: readonly AuthorityRun[], host: Host): Search<ReadonlyMap<string, string>> {
  const text = yield* drafted(policy, runs, host);
  const { file } = parse(text);
  const slice = ({ start, end }: { readonly start: number; readonly end: number }): string => text.slice(start, end);
  const lets = new Map(file.statements.flatMap((one) => (one.kind === "let" ? [[one.name.text, slice(one.value.span)] as const] : [])));
  const rules = new Map<string, string>();
  for (const one of file.statements) {
    if (one.kind !== "decision" || !("selector" in one.head) || one.clauses.length === 0) continue;
    const written = slice(one.span).replace(/\b(?:known|most)_\w+\b/g, (name) => lets.get(name) ?? name);
    for (const { text: tool } of one.head.selector.tools) rules.set(tool, written.replace(/\s*\n\s*/g, " "));
  }
  return rules;
}

function* drafted({ analysis }: Policy, runs: readonly AuthorityRun[], host: Host): Search<string> {
  const steps = draftPolicy(runs, { path: analysis.source.path, host });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value.text;
    yield { done: runs.length, most: runs.length + 1 };
  }
}

/** Runs of one task are held back together: else what is tried would be known. */
function* heldBack(
  policy: Policy,
  runs: readonly AuthorityRun[],
  host: Host,
  folds: number,
): Search<ReadonlyMap<string, { hits: number; of: number }>> {
  const found = new Map<string, { hits: number; of: number }>();
  const tasks = new Map<string, number>();
  const foldOf = new Map(
    runs.map((run) => {
      const said = run.events.flatMap((event) => (event.kind === "message" && event.role === "user" ? [event.text] : [])).join("\n");
      const task = said === "" ? run.name : said;
      const number = tasks.get(task) ?? tasks.size;
      tasks.set(task, number);
      return [run, number % folds] as const;
    }),
  );
  for (let fold = 0; fold < folds; fold++) {
    const back = runs.filter((run) => foldOf.get(run) === fold);
    const others = runs.filter((run) => foldOf.get(run) !== fold);
    if (back.length === 0 || others.length === 0) continue;
    const compiled = compile(analyze(policy.analysis.source.path, yield* drafted(policy, others, host), host));
    if ("errors" in compiled) continue;
    for (const { events, context } of back) {
      const monitor = createMonitor(compiled.policy, { context });
      for (const event of events) {
        if (event.kind !== "call") {
          monitor.onEvent(event);
          continue;
        }
        const kept = monitor.decide(event).verdict === "allow";
        if (event.fate === "refused") continue;
        const tally = found.get(event.tool) ?? { hits: 0, of: 0 };
        tally.of++;
        if (kept) tally.hits++;
        found.set(event.tool, tally);
      }
    }
  }
  return found;
}
