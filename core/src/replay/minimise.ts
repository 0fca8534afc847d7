// The shortest run that still gives a call its verdict by the same rules, and the test that says so.
import type { Ruling } from "../policy/report.ts";
import { type Event, ExactNumber, type Json, type JsonRecord, type ResultEvent } from "../trace/model.ts";
import { editedPolicy, remembering, sourceAt } from "./edited-policy.ts";
import { appended } from "./policy-edits.ts";
import type { FileEdits, Minimised, PolicyEdit, Search, StandingPolicy } from "./proposals.ts";
import { type Budget, reduced } from "./reduce.ts";
import { standing } from "./standing.ts";
import { contextOf, type Expected, resultValue, rulingsInTest, testText, type Unit } from "./test-text.ts";
import { runTest } from "./tests.ts";

/** In events decided. */
const most = 3_000_000;
const longestText = 20_000;

export interface MinimiseOptions {
  /** Of the test; one is made where it is left out. */
  readonly title?: string | undefined;
}

/** Undefined where the run has no such call. */
export function* minimise(given: StandingPolicy, options: MinimiseOptions = {}): Search<Minimised | undefined> {
  const asked = { ...given, host: remembering(given.host) };
  const stands = yield* standing(asked);
  if (stands === undefined) return undefined;
  const { ruling, index } = stands;
  const { policy, run, history } = asked;
  const units = unitsOf(run.events, index, run.context);
  const target = units.at(-1);
  if (target?.kind !== "call") return undefined;
  const budget: Budget = { left: most, whole: most };
  const same = (other: Ruling | undefined): boolean =>
    other !== undefined && other.would === ruling.would && other.verdict === ruling.verdict && sameNames(other.rules, ruling.rules);
  const inHistory = (kept: readonly Unit[]): boolean => {
    const events = eventsOf([...kept, target]);
    const call = events.filter(({ kind }) => kind === "call").length - 1;
    const context = run.context === undefined ? undefined : (contextOf(kept) ?? {});
    const search = standing({ policy, run: { ...run, events, context, answers: answersFor(run.answers, kept, units) }, history, call });
    for (;;) {
      const next = search.next();
      if (next.done === true) return same(next.value?.ruling);
    }
  };
  const inTest = (kept: readonly Unit[]): boolean => same(rulingsInTest(policy, [...kept, target])?.at(-1));
  const before = units.slice(0, -1);
  // Odd recordings (a result before its call) are not put together from such parts.
  if (!inHistory(before)) return whole(asked, ruling, index);
  const sayable = inTest(before);
  const shows = sayable ? (kept: readonly Unit[]) => inHistory(kept) && inTest(kept) : inHistory;
  const cost = (kept: number): number => kept + 1;
  const start = likely(
    before,
    stands.explain()?.outcomes.flatMap(({ clauses }) => clauses.flatMap(({ clause }) => eventsFound(clause))) ?? [],
  );
  const kept = yield* reduced(shows(start) ? start : before, shows, budget, cost);
  const events = eventsOf([...kept, target]);
  const at = kept.flatMap((unit) =>
    unit.kind === "context" ? [] : unit.kind === "call" && unit.result ? [unit.index, unit.result.index] : [unit.index],
  );
  const expected: Expected = { would: ruling.would, by: nameIn(asked, ruling) };
  const title = options.title ?? `${target.event.tool}: ${ruling.would}${expected.by === undefined ? "" : ` by ${expected.by}`}`;
  const smaller = sayable ? yield* simplified(kept, inTest, budget) : kept;
  const text = sayable ? testText(policy, [...smaller, target], title, expected) : undefined;
  return {
    events,
    context: run.context === undefined ? undefined : (contextOf(kept) ?? {}),
    kept: [...at, index].toSorted((a, b) => a - b),
    call: events.filter(({ kind }) => kind === "call").length - 1,
    verdict: ruling.would,
    rules: ruling.rules,
    test: text !== undefined && passes(asked, text) ? text : undefined,
  };
}

function whole({ run, call }: StandingPolicy, { would, rules }: Ruling, index: number): Minimised {
  const events = run.events.slice(0, index + 1);
  return { events, context: run.context, kept: events.map((_, at) => at), call, verdict: would, rules, test: undefined };
}

/** The test of a step as an edit of the policy: at the end of its file. Undefined where a test cannot say it. */
export function* testEdit(asked: StandingPolicy, options: MinimiseOptions = {}): Search<PolicyEdit | undefined> {
  const { test } = (yield* minimise(asked, options)) ?? {};
  return test === undefined ? undefined : { title: "Make a test of this step", files: [atTheEnd(asked, test)] };
}

function atTheEnd({ policy }: StandingPolicy, test: string): FileEdits {
  const { path } = policy.analysis.source;
  return appended(path, sourceAt(policy.analysis, path) ?? "", test);
}

/** Whether the policy with the test passes it. */
function passes(asked: StandingPolicy, test: string): boolean {
  const tested = editedPolicy(asked.policy, [atTheEnd(asked, test)], asked.host);
  const statement = tested?.analysis.source.file.statements.at(-1);
  if (tested === undefined || statement?.kind !== "test") return false;
  return runTest(tested, statement, () => ({ reason: "no test of one step replays another" })).passed;
}

/** The first deciding rule that has a name. */
function nameIn({ policy }: StandingPolicy, { rules }: Ruling): string | undefined {
  return policy.rules.find(({ name, decision }) => decision.name !== undefined && rules.includes(name))?.name;
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean => JSON.stringify(a.toSorted()) === JSON.stringify(b.toSorted());

/** What stands up to a call, and the call last. Results that came later belong to their calls all the same. */
export function unitsOf(events: readonly Event[], index: number, context: JsonRecord | undefined): readonly Unit[] {
  const units: Unit[] = Object.entries(context ?? {}).map(([key, value]) => ({ kind: "context", key, value }));
  const results = new Map<number, { event: ResultEvent; index: number }>();
  const called = new Set<number>();
  for (const [at, event] of events.slice(0, index).entries()) {
    if (event.kind === "call") called.add(event.call);
    else if (event.kind === "result" && called.has(event.call) && !results.has(event.call)) results.set(event.call, { event, index: at });
  }
  for (let at = 0; at <= index; at++) {
    const event = events[at];
    // A result that answers no call is a gap in the recording.
    if (event?.kind === "result" && results.get(event.call)?.index !== at)
      units.push({
        kind: "gap",
        event: { kind: "gap", reason: "the call of a result that stands alone", pointer: event.pointer },
        index: at,
      });
    if (event?.kind === "message") units.push({ kind: "message", event, index: at });
    else if (event?.kind === "gap") units.push({ kind: "gap", event, index: at });
    else if (event?.kind === "call") units.push({ kind: "call", event, index: at, result: results.get(event.call) });
  }
  return units;
}

/** The events of the units in the order in which they were recorded. */
function eventsOf(units: readonly Unit[]): readonly Event[] {
  return units
    .flatMap((unit): { readonly event: Event; readonly index: number }[] => {
      if (unit.kind === "context") return [];
      return unit.kind === "call" && unit.result !== undefined ? [unit, unit.result] : [unit];
    })
    .toSorted((a, b) => a.index - b.index)
    .map(({ event }) => event);
}

/** The reader's answers, by the calls that are left. */
function answersFor(
  answers: ReadonlyMap<number, boolean> | undefined,
  kept: readonly Unit[],
  all: readonly Unit[],
): ReadonlyMap<number, boolean> | undefined {
  if (answers === undefined) return undefined;
  const numbers = new Map(all.filter(({ kind }) => kind === "call").map((unit, at) => [unit, at]));
  const found = new Map<number, boolean>();
  for (const [at, unit] of kept.filter(({ kind }) => kind === "call").entries()) {
    const answer = answers.get(numbers.get(unit) ?? -1);
    if (answer !== undefined) found.set(at, answer);
  }
  return found;
}

/** What the evidence speaks of, with what the user said. */
function likely(units: readonly Unit[], found: readonly number[]): readonly Unit[] {
  const places = new Set(found);
  return units.filter((unit) => {
    if (unit.kind === "context" || unit.kind === "message") return true;
    return places.has(unit.index) || (unit.kind === "call" && unit.result !== undefined && places.has(unit.result.index));
  });
}

interface Found {
  readonly found: readonly { readonly event: number }[];
  readonly children: readonly Found[];
}
const eventsFound = ({ found, children }: Found): readonly number[] => [
  ...found.map(({ event }) => event),
  ...children.flatMap(eventsFound),
];

/** Texts and arguments cut to what the verdict rests on. */
function* simplified(kept: readonly Unit[], shows: (kept: readonly Unit[]) => boolean, budget: Budget): Search<readonly Unit[]> {
  let units = kept;
  for (const [at, unit] of kept.entries()) {
    const having = (other: Unit): readonly Unit[] => units.map((one, place) => (place === at ? other : one));
    const cost = (): number => kept.length + 1;
    if (unit.kind === "message") {
      const text = yield* shortened(
        unit.event.text,
        (shorter) => shows(having({ ...unit, event: { ...unit.event, text: shorter } })),
        budget,
        cost,
      );
      units = having({ ...unit, event: { ...unit.event, text } });
    } else if (unit.kind === "call" && unit.event.args.kind === "record") {
      const { result } = unit;
      const call = (args: readonly (readonly [string, Json])[], value?: Json): Unit => ({
        ...unit,
        event: { ...unit.event, args: { kind: "record", value: Object.fromEntries(args) } },
        result: value === undefined || result === undefined ? result : { ...result, event: resultWith(result.event, value) },
      });
      const args = yield* reduced(Object.entries(unit.event.args.value), (some) => shows(having(call(some))), budget, cost);
      const value = resultValue(result?.event);
      const shorter = yield* shortenedValue(value, (less) => shows(having(call(args, less))), budget, cost);
      units = having(call(args, shorter));
    }
  }
  return units;
}

const resultWith = (result: ResultEvent, value: Json): ResultEvent =>
  typeof value === "string" ? { ...result, text: value, structured: undefined, form: "json" } : { ...result, text: "", structured: value };

const deepest = 4;

function* shortenedValue(value: Json, shows: (value: Json) => boolean, budget: Budget, cost: () => number, depth = 0): Search<Json> {
  if (typeof value === "string") return value === "" ? value : yield* shortened(value, shows, budget, cost);
  if (depth === 0 && shows("")) return "";
  if (Array.isArray(value)) {
    let list = yield* reduced(value as readonly Json[], shows, budget, cost);
    if (depth < deepest)
      for (const [at, item] of list.entries()) {
        const having = (other: Json): readonly Json[] => list.map((one, place) => (place === at ? other : one));
        list = having(yield* shortenedValue(item, (less) => shows(having(less)), budget, cost, depth + 1));
      }
    return list;
  }
  if (typeof value !== "object" || value === null || value instanceof ExactNumber) return value;
  let entries = yield* reduced(Object.entries(value as JsonRecord), (some) => shows(Object.fromEntries(some)), budget, cost);
  if (depth < deepest)
    for (const [at, [key, inner]] of entries.entries()) {
      const having = (other: Json): readonly (readonly [string, Json])[] =>
        entries.map((one, place) => (place === at ? ([key, other] as const) : one)) as readonly (readonly [string, Json])[];
      entries = having(
        yield* shortenedValue(inner, (less) => shows(Object.fromEntries(having(less))), budget, cost, depth + 1),
      ) as typeof entries;
    }
  return Object.fromEntries(entries);
}

/** Fewer lines, then fewer words. */
function* shortened(text: string, shows: (text: string) => boolean, budget: Budget, cost: () => number): Search<string> {
  if (text.length > longestText) return text;
  const lines = yield* reduced(text.split("\n"), (some) => shows(some.join("\n")), budget, cost);
  const words = yield* reduced(lines.join("\n").split(" "), (some) => shows(some.join(" ")), budget, cost);
  return words.join(" ");
}
