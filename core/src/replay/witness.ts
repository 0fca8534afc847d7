// A call that two policies decide differently, made up where no recorded run shows one: values that the policies themselves write,
// after a short history. What is found was decided by both; that nothing is found proves nothing.
import type { Policy } from "../policy/compile.ts";
import { callEvent } from "../policy/literals.ts";
import { createMonitor } from "../policy/monitor.ts";
import type { Ruling, StrictVerdict } from "../policy/report.ts";
import type { Type } from "../semantics/types.ts";
import { writeJson } from "../trace/encodings/json.ts";
import type { Event, Json, JsonRecord } from "../trace/model.ts";
import { literalsFor } from "./flip-values.ts";
import { type Chance, chanceFrom } from "./probe/shapes.ts";
import type { Search } from "./proposals.ts";

export interface Witness {
  readonly tool: string;
  readonly args: JsonRecord;
  /** What came before, in words; empty where nothing did. */
  readonly after: string;
  readonly change: "looser" | "stricter";
  readonly from: Ruling;
  readonly to: Ruling;
  /** The run, the call last. */
  readonly events: readonly Event[];
}

export interface WitnessOptions {
  /** Which tools may differ. */
  readonly about?: (tool: string) => boolean;
  /** How many calls of a tool are tried. */
  readonly calls?: number;
}

const most = { calls: 600, values: 14 };
const strictness: Readonly<Record<StrictVerdict, number>> = { allow: 0, ask: 1, deny: 2 };

/** For each tool and change of verdict one, with as little history as was found; what got looser first. */
export function* witnesses(
  before: Policy,
  after: Policy,
  { about = () => true, calls = most.calls }: WitnessOptions = {},
): Search<readonly Witness[]> {
  const tools = [...new Set([...toolNames(before), ...toolNames(after)])].filter(about);
  const found = new Map<string, Witness>();
  const chance = chanceFrom(1);
  for (const [at, tool] of tools.entries()) {
    yield { done: at, most: tools.length };
    for (const [round, history] of histories(before, after, tool).entries()) {
      yield { done: at, most: tools.length };
      for (const args of argumentsFor(before, after, tool, round === 0 ? calls : calls / 2, chance)) {
        const events = history.events(args);
        const [from, to] = [decided(before, events, tool, args), decided(after, events, tool, args)];
        if (from.would === to.would) continue;
        const key = writeJson([tool, from.would, to.would]);
        if (found.has(key)) continue;
        const change = strictness[to.would] < strictness[from.would] ? "looser" : "stricter";
        found.set(key, { tool, args, after: history.about, change, from, to, events: [...events, callOf(tool, args, events)] });
      }
    }
  }
  const leap = ({ from, to }: Witness): number => strictness[to.would] - strictness[from.would];
  return [...found.values()].sort((a, b) => leap(a) - leap(b) || (a.tool < b.tool ? -1 : 1));
}

const toolNames = ({ analysis }: Policy): readonly string[] => [
  ...(analysis.tools?.keys() ?? []),
  ...analysis.decisions.flatMap(({ decision: { head } }) =>
    "selector" in head ? head.selector.tools.flatMap(({ text }) => (text.includes("*") || analysis.groups.has(text) ? [] : [text])) : [],
  ),
];

function decided(policy: Policy, events: readonly Event[], tool: string, args: JsonRecord): Ruling {
  const monitor = createMonitor(policy);
  for (const event of events) monitor.onEvent(event);
  return monitor.decide(callOf(tool, args, events));
}

const callOf = (tool: string, args: JsonRecord, before: readonly Event[]): ReturnType<typeof callEvent> => {
  const call = before.filter(({ kind }) => kind === "call").length;
  return callEvent({ tool, args: { kind: "record", value: args }, call, batch: call + 1 });
};

interface History {
  readonly about: string;
  readonly events: (args: JsonRecord) => readonly Event[];
}

function histories(before: Policy, after: Policy, tool: string): readonly History[] {
  const said = (args: JsonRecord): Event => ({
    kind: "message",
    role: "user",
    text: Object.values(args)
      .map((value) => (typeof value === "string" ? value : writeJson(value)))
      .join(", "),
    time: undefined,
    pointer: "",
  });
  const others = [...new Set([...toolNames(before), ...toolNames(after)])].filter((name) => name !== tool).slice(0, 20);
  const reader = others.find((name) =>
    [before, after].every(({ environment }) => !environment.trusted.some(({ matches }) => matches(name))),
  );
  const done = (name: string, args: JsonRecord, call: number, text: string): readonly Event[] => [
    callEvent({ tool: name, args: { kind: "record", value: args }, call, batch: call }),
    { kind: "result", call, text, structured: undefined, form: "json", failed: false, time: undefined, pointer: "" },
  ];
  return [
    { about: "", events: () => [] },
    { about: "after the user said its values", events: (args) => [said(args)] },
    ...(reader === undefined
      ? []
      : [
          {
            about: `after its values stood in the result of ${reader}`,
            events: (args: JsonRecord) => done(reader, {}, 0, writeJson(args)),
          },
        ]),
    { about: "after the user said its values and the same call was made", events: (args) => [said(args), ...done(tool, args, 0, "")] },
    ...others.map((name) => ({
      about: `after the user said its values and ${name} was called`,
      events: (args: JsonRecord) => [said(args), ...done(name, args, 0, "")],
    })),
  ];
}

/** Calls of the tool: every argument alone with each of its values, and then all of them by chance. */
function* argumentsFor(before: Policy, after: Policy, tool: string, count: number, chance: Chance): Iterable<JsonRecord> {
  const params = after.analysis.tools?.get(tool)?.params ?? before.analysis.tools?.get(tool)?.params ?? [];
  const literals = [...literalsFor(before, tool), ...literalsFor(after, tool)];
  const values = params.map(({ name, optional, type }) => ({ name, optional, values: valuesOf(type, literals) }));
  const plain = recordOf(values.filter(({ optional }) => !optional).map(({ name, values: [first = null] }) => [name, first]));
  yield plain;
  let left = count;
  for (const { name, values: all } of values)
    for (const value of all) {
      if (left-- <= 0) return;
      yield recordOf([...Object.entries(plain).filter(([key]) => key !== name), [name, value]]);
    }
  if (params.length < 2) return;
  for (; left > 0; left--)
    yield recordOf(
      values.flatMap(({ name, optional, values: all }) => {
        const value = all[Math.floor(chance() * all.length)];
        return value === undefined || (optional && chance() < 0.3) ? [] : [[name, value] as const];
      }),
    );
}

const recordOf = (entries: readonly (readonly [string, Json])[]): JsonRecord => Object.fromEntries(entries);

function valuesOf(type: Type, literals: readonly Json[]): readonly Json[] {
  const texts = literals.filter((value) => typeof value === "string");
  const numbers = literals.filter((value) => typeof value === "number");
  switch (type.kind) {
    case "number":
      return [...new Set([1, ...numbers.flatMap((value) => [value, value + 1, value - 1]), 0, 1_000_000_000])].slice(0, most.values * 2);
    case "boolean":
      return [true, false];
    case "list":
      return [[], ...valuesOf(type.element, literals).map((one) => [one])].slice(0, most.values);
    default:
      return [...new Set(["value", ...texts, "https://example.com/a", "someone@example.com", "/tmp/a", ""])].slice(0, most.values);
  }
}
