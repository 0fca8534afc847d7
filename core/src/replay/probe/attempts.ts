// THE table of ways in which a good run is turned against its policy. Each makes attempts: a sequence, and the calls in it that
// would have to be allowed for it to get through. Whether they are is for the engine to say.
import type { Policy } from "../../policy/compile.ts";
import type { Tool } from "../../semantics/analysis.ts";
import { argumentNamed, within } from "../../semantics/references.ts";
import { writeJson } from "../../trace/encodings/json.ts";
import type { CallEvent, Json, JsonRecord } from "../../trace/model.ts";
import { changedCall, type Place, pathOf, placesOf } from "../flip-values.ts";
import { conditionsWithin } from "../reach.ts";
import { callKey, type Lessons } from "./lessons.ts";
import { byItself, type CallPart, isCall, type Part } from "./parts.ts";
import { another, type Chance } from "./shapes.ts";

export type ProbeOperator = keyof typeof operators;

/** One part of a sequence, and what it is to the attempt: `target` would have to be allowed, `bait` is needed for it. */
export interface Step {
  readonly part: Part;
  readonly is: "target" | "bait" | undefined;
}

export interface Attempt {
  /** What it is an attempt at; of several with one key the first that gets through is enough. */
  readonly key: string;
  readonly tool: string;
  readonly argument: string | undefined;
  readonly steps: readonly Step[];
  /** One sentence of what it does. */
  readonly about: string;
}

/** A run, and one call in it that the policy allows. */
export interface Base {
  readonly parts: readonly Part[];
  readonly at: number;
  readonly call: CallPart;
}

export interface Surroundings {
  readonly policy: Policy;
  readonly lessons: Lessons;
  readonly chance: Chance;
  /** Allowed calls that brought texts which nobody vouches for; those that nothing stops first. */
  readonly readers: readonly CallPart[];
  /** Allowed calls of other runs. */
  readonly others: readonly CallPart[];
  /** Whether all targets of a sequence are allowed. Costs as much as a decision of the run. */
  readonly passes: (steps: readonly Step[]) => boolean;
}

interface Operator {
  /** What got through, as a heading. */
  readonly title: string;
  readonly attempts: (base: Base, around: Surroundings) => Iterable<Attempt>;
}

const operators = {
  "foreign-value": {
    title: "a value out of content that nobody vouches for",
    *attempts(base, around) {
      for (const { place, steps, value, from } of foreign(base, around))
        yield {
          key: `foreign-value ${base.call.event.tool} ${argumentOf(place)}`,
          tool: base.call.event.tool,
          argument: argumentOf(place),
          steps,
          about: `${pathOf(place)} of ${base.call.event.tool} was ${told(place.value)}; now it is ${told(value)}, ${from === undefined ? "which nobody gave" : `which stands in the result of ${from} alone`}`,
        };
    },
  },
  "drop-prerequisite": {
    title: "an action without what came before it each time",
    *attempts({ parts, at, call }, { lessons }) {
      const { tool } = call.event;
      const { tools, runs } = lessons.before(tool);
      if (runs < leastRuns) return;
      for (const needed of tools) {
        const kept = parts.filter((part, place) => place <= at && !(isCall(part) && part.event.tool === needed));
        yield {
          key: `drop-prerequisite ${tool} ${needed}`,
          tool,
          argument: undefined,
          steps: kept.map((part) => ({ part, is: part === call ? "target" : undefined })),
          about: `${tool} came after ${needed} in each of ${runs} runs; now ${needed} is left out`,
        };
      }
    },
  },
  reorder: {
    title: "an action before what came before it each time",
    *attempts({ parts, at, call }, { lessons, passes }) {
      const { tool } = call.event;
      const { tools, runs } = lessons.before(tool);
      if (runs < leastRuns) return;
      for (const needed of tools) {
        const first = parts.findIndex((part) => isCall(part) && part.event.tool === needed);
        const before = parts.slice(0, first);
        const without = before.map((part): Step => ({ part, is: undefined }));
        const target: Step = { part: byItself(call), is: "target" };
        // Where it goes without, its place says nothing more.
        if (first < 0 || passes([...without, target])) continue;
        const after = parts.slice(first, at).map((part): Step => ({ part, is: undefined }));
        yield {
          key: `reorder ${tool} ${needed}`,
          tool,
          argument: undefined,
          steps: [...without, target, ...after],
          about: `${tool} came after ${needed} in each of ${runs} runs; now it comes first`,
        };
      }
    },
  },
  repeat: {
    title: "the same action again",
    *attempts({ parts, at, call }, { lessons }) {
      const { tool } = call.event;
      if (lessons.isRepeated(tool)) return;
      const before = parts.slice(0, at + 1).map((part): Step => ({ part, is: part === call ? "bait" : undefined }));
      yield {
        key: `repeat ${tool}`,
        tool,
        argument: undefined,
        steps: [...before, { part: byItself(call), is: "target" }],
        about: `no run made the same call of ${tool} twice; now it is made twice`,
      };
    },
  },
  split: {
    title: "one large action as several small ones",
    *attempts(base, around) {
      const { parts, at, call } = base;
      const { tool } = call.event;
      const held = heldNumbers(around.policy, tool);
      for (const place of numbersIn(around.policy, call.event)) {
        if (!held.has(argumentOf(place))) continue;
        const start = Number(place.value);
        const having = (amount: number, is: Step["is"]): Step => ({ part: byItself(withValue(call, place, amount)), is });
        const before = parts.slice(0, at).map((part): Step => ({ part, is: undefined }));
        const goes = (amount: number): boolean => around.passes([...before, having(amount, "target")]);
        const stopped = growing(start).find((amount) => !goes(amount));
        if (stopped === undefined) continue;
        const piece = largest(start, stopped, Number.isInteger(start), goes);
        const count = Math.ceil(stopped / piece);
        if (count < 2 || count > mostPieces) continue;
        const pieces = Array.from({ length: count }, () => having(piece, "target"));
        yield {
          key: `split ${tool} ${argumentOf(place)}`,
          tool,
          argument: argumentOf(place),
          steps: [...before, ...pieces],
          about: `${tool} with ${pathOf(place)} ${stopped} is stopped; ${count} calls with ${piece} each come to as much`,
        };
      }
    },
  },
  "other-tool": {
    title: "the same effect by another tool",
    *attempts(base, around) {
      const { call } = base;
      const { tool } = call.event;
      if (call.event.args.kind !== "record") return;
      for (const { place, steps } of foreign(base, around)) {
        if (around.passes(steps)) continue;
        for (const other of likeTools(around, call.event)) {
          const argument = argumentOf(place);
          if (!(other.args.includes(argument) && Object.hasOwn(call.event.args.value, argument))) continue;
          yield {
            key: `other-tool ${tool} ${other.name}`,
            tool: other.name,
            argument,
            steps: steps.map((step) => (step.is === "target" && isCall(step.part) ? { ...step, part: other.instead(step.part) } : step)),
            about: `${tool} with ${pathOf(place)} out of the result of a tool is stopped; ${other.name} takes the same`,
          };
        }
      }
    },
  },
  insert: {
    title: "an action that this user did not ask for",
    *attempts({ parts, at, call }, { others, lessons }) {
      const said = parts.map((part) => textIn(part)).join("\n");
      for (const other of others) {
        if (other.event.tool !== call.event.tool || callKey(other.event) === callKey(call.event)) continue;
        if (other.event.args.kind !== "record") continue;
        const values = Object.values(other.event.args.value).filter((value) => typeof value === "string" && value.length > 1);
        if (values.length === 0 || values.some((value) => said.includes(String(value)))) continue;
        yield {
          key: `insert ${other.event.tool} ${lessons.before(other.event.tool).tools.join()}`,
          tool: other.event.tool,
          argument: undefined,
          steps: [...parts.slice(0, at + 1).map((part): Step => ({ part, is: undefined })), { part: byItself(other), is: "target" }],
          about: `a call of ${other.event.tool} out of another run, whose values nobody named in this one`,
        };
        return;
      }
    },
  },
} satisfies Readonly<Record<string, Operator>>;

export const probeOperators = Object.entries(operators) as readonly (readonly [ProbeOperator, Operator])[];

const leastRuns = 2;
const mostPieces = 20;
const mostReaders = 5;
const longestTold = 60;

const argumentOf = ({ keys }: Place): string => String(keys[0] ?? "");

function told(value: Json | undefined): string {
  const text = value === undefined ? "absent" : writeJson(value);
  return text.length > longestTold ? `${text.slice(0, longestTold)}…` : text;
}

const withValue = (call: CallPart, { keys }: Place, to: Json): CallPart => ({
  ...call,
  event: changedCall(call.event, [{ keys, to }]),
});

/** The call with a text argument that only the result of a tool names, one for each such argument. */
function* foreign(
  { parts, at, call }: Base,
  { policy, chance, readers, passes }: Surroundings,
): Iterable<{ readonly place: Place; readonly value: string; readonly steps: readonly Step[]; readonly from: string | undefined }> {
  const own = new Set<string>();
  const before = parts.slice(0, at).map((part): Step => ({ part, is: undefined }));
  const reader = [...readers.filter((one) => parts.slice(0, at).includes(one)).slice(0, 1), ...readers.slice(0, mostReaders)].find((one) =>
    passes([...before, { part: saying(one, ""), is: "target" }]),
  );
  for (const place of placesOf(policy, call.event, () => true)) {
    const text = place.value;
    // One element of a list stands for all.
    if (typeof text !== "string" || text.length < 3 || own.has(argumentOf(place))) continue;
    const value = another(text, chance);
    if (value === text) continue;
    own.add(argumentOf(place));
    const bait = reader === undefined ? [] : [{ part: saying(reader, value), is: "bait" } as const];
    yield {
      place,
      value,
      from: reader?.event.tool,
      steps: [...before, ...bait, { part: byItself(withValue(call, place, value)), is: "target" }],
    };
  }
}

/** The same call, which brought the text alone. */
function saying(reader: CallPart, text: string): CallPart {
  const { result } = reader;
  const said = result === undefined ? undefined : { ...result, text, structured: undefined, form: "json" as const, failed: false };
  return byItself({ ...reader, result: said });
}

function* numbersIn(policy: Policy, call: CallEvent): Iterable<Place> {
  for (const place of placesOf(policy, call, () => true))
    if (typeof place.value === "number" && place.value > 0 && Number.isFinite(place.value)) yield place;
}

/** The arguments of a tool that a rule about it holds against a number, or adds up. */
function heldNumbers(policy: Policy, tool: string): ReadonlySet<string> {
  const held = new Set<string>();
  for (const { decision } of policy.on(tool).rules)
    for (const expr of conditionsWithin(decision, policy)) {
      const isLimit = decision.head.kind === "limit" || (expr.kind === "compare" && expr.op !== "==" && expr.op !== "!=");
      if (isLimit)
        for (const inner of within(expr)) {
          const name = argumentNamed(inner);
          if (name !== undefined) held.add(name);
        }
    }
  return held;
}

const growing = (start: number): readonly number[] => [2, 3, 5, 10, 30, 100, 1000, 10_000, 1_000_000].map((times) => start * times);

/** The largest amount below one that is stopped which still goes, as far as halving finds it. */
function largest(goesAt: number, stopsAt: number, whole: boolean, goes: (amount: number) => boolean): number {
  let [low, high] = [goesAt, stopsAt];
  for (let round = 0; round < 24 && high - low > (whole ? 1 : low / 1000); round++) {
    const middle = whole ? Math.floor((low + high) / 2) : (low + high) / 2;
    if (goes(middle)) low = middle;
    else high = middle;
  }
  return low;
}

interface LikeTool {
  readonly name: string;
  readonly args: readonly string[];
  readonly instead: (part: CallPart) => CallPart;
}

/** Tools that take what a call gave: of the same group and with an argument in common, or with two. */
function* likeTools({ policy, lessons }: Surroundings, { tool, args }: CallEvent): Iterable<LikeTool> {
  const given = args.kind === "record" ? args.value : {};
  const names = new Set([...(policy.analysis.tools?.keys() ?? []), ...lessons.seen.keys()]);
  for (const name of names) {
    if (name === tool) continue;
    const declared = policy.analysis.tools?.get(name);
    const known = lessons.seen.get(name) ?? {};
    const takes = declared?.params.map((param) => param.name) ?? Object.keys(known);
    const shared = takes.filter((one) => Object.hasOwn(given, one));
    if (shared.length < 2 && !(shared.length === 1 && areGrouped(policy, tool, name))) continue;
    const filled = filledFor(declared, known, given);
    if (filled === undefined) continue;
    yield {
      name,
      args: shared,
      instead: (part) => ({ ...part, event: { ...part.event, tool: name, args: { kind: "record", value: argumentsOf(part, filled) } } }),
    };
  }
}

/** The arguments of the call that the other tool takes, with what else it needs. */
function argumentsOf({ event: { args } }: CallPart, filled: JsonRecord): JsonRecord {
  const given = args.kind === "record" ? args.value : {};
  return Object.fromEntries(
    Object.entries(filled).map(([name, value]) => [name, Object.hasOwn(given, name) ? (given[name] ?? null) : value]),
  );
}

/** What the tool needs, out of the call's arguments and of a call that was seen; undefined where one is missing. */
function filledFor(declared: Tool | undefined, known: JsonRecord, given: JsonRecord): JsonRecord | undefined {
  if (declared === undefined) return { ...known };
  const filled: Record<string, Json> = {};
  for (const { name, optional, type } of declared.params) {
    const value = Object.hasOwn(given, name) ? given[name] : Object.hasOwn(known, name) ? known[name] : undefined;
    const made = type.kind === "string" ? "x" : type.kind === "number" ? 1 : type.kind === "boolean" ? false : undefined;
    if (value !== undefined) filled[name] = value;
    else if (!optional && made === undefined) return undefined;
    else if (!optional && made !== undefined) filled[name] = made;
  }
  return filled;
}

function areGrouped({ analysis, on }: Policy, one: string, other: string): boolean {
  const named = (tool: string): ReadonlySet<unknown> => new Set(on(tool).rules.map(({ decision }) => decision));
  const both = named(other);
  return analysis.groups.size > 0 && [...named(one)].some((decision) => both.has(decision));
}

/** What a part of a run says, for whether a value was named. */
function textIn(part: Part): string {
  if (!isCall(part)) return part.event.kind === "message" && part.event.role !== "assistant" ? part.event.text : "";
  const { result } = part;
  if (result === undefined) return "";
  return result.structured === undefined ? result.text : `${result.text} ${writeJson(result.structured)}`;
}
