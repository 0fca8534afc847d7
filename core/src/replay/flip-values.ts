// Which other values an argument of a recorded call could have had: what the policy itself writes, what the run holds, and the
// bounds between. Whether one changes a verdict is for the engine to say, not for this file.
import type { Policy } from "../policy/compile.ts";
import { parseStructured } from "../trace/encodings/structured.ts";
import type { CallEvent, Event, Json, JsonRecord } from "../trace/model.ts";
import { ExactNumber } from "../trace/model.ts";
import type { ArgumentChange } from "./proposals.ts";
import { conditionsWithin } from "./reach.ts";

/** A place inside the arguments of a call. */
export interface Place {
  readonly keys: readonly (string | number)[];
  readonly value: Json | undefined;
  /** Whether the call may come without it: an element of a list, or an argument that may be left out. */
  readonly mayGo: boolean;
}
export interface Candidate {
  readonly value: Json | undefined;
  readonly origin: string;
}

const most = { places: 40, literals: 60, seen: 400, candidates: 160, text: 300 };

/** The places that could have had other values: scalars, inside lists and records too, and arguments that were left out. */
export function placesOf(policy: Policy, call: CallEvent, reads: (name: string) => boolean): readonly Place[] {
  if (call.args.kind !== "record") return [];
  const params = policy.analysis.tools?.get(call.tool)?.params;
  const optional = (name: string): boolean => params?.find((param) => param.name === name)?.optional !== false;
  const found: Place[] = [];
  const look = (keys: readonly (string | number)[], value: Json, mayGo: boolean): void => {
    if (found.length >= most.places) return;
    if (isScalar(value) || mayGo) found.push({ keys, value, mayGo });
    if (Array.isArray(value)) for (const [at, inner] of value.entries()) look([...keys, at], inner as Json, true);
    else if (!isScalar(value) && keys.length < 3)
      for (const [key, inner] of Object.entries(value as JsonRecord)) look([...keys, key], inner, false);
  };
  for (const [name, value] of Object.entries(call.args.value)) if (reads(name)) look([name], value, optional(name));
  for (const { name } of params ?? [])
    if (reads(name) && optional(name) && !Object.hasOwn(call.args.value, name))
      found.push({ keys: [name], value: undefined, mayGo: false });
  return found;
}

const isScalar = (value: Json): boolean => value === null || typeof value !== "object" || value instanceof ExactNumber;

/** The call with some of its arguments changed; undefined takes an element or argument away. The places must not lie in each other. */
export function changedCall(call: CallEvent, changes: readonly Pick<ArgumentChange, "keys" | "to">[]): CallEvent {
  if (call.args.kind !== "record") return call;
  let args: Json = call.args.value;
  // From the back, so that the places of earlier elements hold.
  const inOrder = changes.toSorted((a, b) => indexIn(b) - indexIn(a));
  for (const { keys, to } of inOrder) args = put(args, keys, to);
  return { ...call, args: { kind: "record", value: args as JsonRecord } };
}

const indexIn = ({ keys }: Pick<ArgumentChange, "keys">): number => Number(keys.findLast((key) => typeof key === "number") ?? -1);

function put(into: Json, [key, ...rest]: readonly (string | number)[], value: Json | undefined): Json {
  if (key === undefined) return value ?? null;
  if (Array.isArray(into)) {
    const list = into as readonly Json[];
    if (rest.length === 0 && value === undefined) return list.filter((_, at) => at !== key);
    return list.map((inner, at) => (at === key ? put(inner, rest, value) : inner));
  }
  const entries = Object.entries(into as JsonRecord).filter(([name]) => !(rest.length === 0 && value === undefined && name === key));
  const has = entries.some(([name]) => name === key);
  if (value === undefined && rest.length === 0) return recordOf(entries);
  if (!has) return recordOf([...entries, [String(key), value ?? null]]);
  return recordOf(entries.map(([name, inner]) => [name, name === key ? put(inner, rest, value) : inner]));
}

/** As readers make them: `__proto__` is a key like any other. */
function recordOf(entries: readonly (readonly [string, Json])[]): JsonRecord {
  const record: Record<string, Json> = {};
  for (const [key, value] of entries) Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  return record;
}

/** As a policy names it. */
export function pathOf({ keys }: Place): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === "number") return `${path}[${key}]`;
    return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
  }, "args");
}

/** What the policy writes in the conditions of its rules about a tool. */
export function literalsFor(policy: Policy, tool: string): readonly Json[] {
  const found = new Map<string, Json>();
  for (const { decision } of policy.on(tool).rules)
    for (const expr of conditionsWithin(decision, policy)) {
      const value = expr.kind === "string" ? expr.value : expr.kind === "number" ? Number(expr.text) : undefined;
      if (value !== undefined && found.size < most.literals) found.set(`${typeof value} ${value}`, value);
    }
  return [...found.values()];
}

export interface Seen {
  readonly key: string | undefined;
  readonly value: Json;
  readonly origin: string;
}

/** The scalars that stood in the run before an event: in earlier arguments and results, and the words of the user, newest first. */
export function seenBefore(events: readonly Event[], index: number): readonly Seen[] {
  const found: Seen[] = [];
  const steps = new Map<number, number>();
  let step = 0;
  for (const event of events.slice(0, index)) if (event.kind === "call") steps.set(event.call, ++step);
  const look = (value: Json, origin: string, key?: string): void => {
    const open: { readonly value: Json; readonly key: string | undefined }[] = [{ value, key }];
    for (let at = open.pop(); at !== undefined && found.length < most.seen; at = open.pop()) {
      if (isScalar(at.value)) {
        if (at.value !== null && !(typeof at.value === "string" && at.value.length > most.text))
          found.push({ key: at.key, value: at.value, origin });
      } else
        for (const [name, inner] of Object.entries(at.value as JsonRecord))
          open.push({ value: inner, key: Array.isArray(at.value) ? at.key : name });
    }
  };
  for (let at = index - 1; at >= 0 && found.length < most.seen; at--) {
    const event = events[at];
    if (event?.kind === "call" && event.args.kind === "record") look(event.args.value, `from step ${steps.get(event.call) ?? "?"}`);
    else if (event?.kind === "result") {
      const text = event.text.length > 200_000 ? undefined : (event.structured ?? parseStructured(event.text, event.form));
      if (text !== undefined) look(text, `from the result of step ${steps.get(event.call) ?? "?"}`);
    } else if (event?.kind === "message" && event.role === "user")
      for (const word of event.text.slice(0, 20_000).split(/\s+/)) {
        const bare = word.replace(/^[("'<[]+|[)"'>\],.;:!?]+$/g, "");
        if (bare === "") continue;
        look(bare, "from the user");
        if (/^\d+(\.\d+)?$/.test(bare)) look(Number(bare), "from the user");
      }
  }
  return found;
}

/** Other values for a place, the nearest to what it was first; each once, and all of the type that it had. */
export function candidatesFor(
  place: Place,
  policy: Policy,
  call: CallEvent,
  literals: readonly Json[],
  seen: readonly Seen[],
): readonly Candidate[] {
  const { value, keys } = place;
  const found = new Map<string, Candidate>();
  const wanted = value === undefined || value === null ? undefined : value instanceof ExactNumber ? "number" : typeof value;
  const add = (candidate: Json, origin: string): void => {
    if (candidate === value || (wanted !== undefined && typeof candidate !== wanted)) return;
    const key = `${typeof candidate} ${String(candidate)}`;
    if (!found.has(key) && found.size < most.candidates * 2) found.set(key, { value: candidate, origin });
  };
  const name = keys.findLast((key) => typeof key === "string");
  const type = policy.analysis.tools?.get(call.tool)?.params.find((param) => param.name === keys[0])?.type;
  if (type?.kind === "string") for (const one of type.values ?? []) add(one, "from the catalogue");
  if (typeof value === "boolean") add(!value, "the other truth");
  for (const one of seen) if (one.key === name) add(one.value, one.origin);
  for (const literal of literals)
    if (typeof literal === "number") for (const bound of [literal, literal - 1, literal + 1]) add(bound, "from the policy");
    else if (typeof literal === "string") for (const made of textsWith(literal, value)) add(made, "from the policy");
  for (const one of seen) if (one.key !== name && isLike(one.value, value)) add(one.value, one.origin);
  if (typeof value === "number") for (const bound of [0, 1, -1, value * 10, value * 1000 + 1]) add(bound, "a bound");
  const all = [...found.values()];
  const near = typeof value === "number" ? all.sort((a, b) => distance(a, value) - distance(b, value)) : byShape(all, value);
  return near.slice(0, most.candidates);
}

const distance = ({ value }: Candidate, from: number): number => (typeof value === "number" ? Math.abs(value - from) : Infinity);

/** What the text could become so that a condition which names the literal may come out otherwise. */
function textsWith(literal: string, value: Json | undefined): readonly string[] {
  if (typeof value !== "string" || literal === "" || value.length > 5_000) return [literal];
  const made = [literal];
  const [local, host] = value.split("@");
  if (host !== undefined && !literal.includes("@")) made.push(`${local}@${literal}`);
  const link = /^([a-z]+:\/\/)[^/?#]*(.*)$/i.exec(value);
  if (link !== null) made.push(`${link[1]}${literal}${link[2]}`);
  if (value.includes("/")) made.push(`${literal.replace(/\/$/, "")}/${value.split("/").at(-1)}`);
  if (value.includes(literal)) made.push(value.replaceAll(literal, ""));
  else made.push(`${literal}${value}`, `${value}${literal}`, literal.replaceAll("*", value));
  return made.filter((one) => one.length <= 6_000);
}

/** What looks like the value first, in the order given. */
function byShape(all: readonly Candidate[], value: Json | undefined): readonly Candidate[] {
  if (typeof value !== "string") return all;
  const scores = new Map(all.map((one) => [one, unlikeness(String(one.value), value)]));
  return all.toSorted((a, b) => (scores.get(a) ?? 0) - (scores.get(b) ?? 0));
}

/** Whether what stood elsewhere could stand here by its looks. */
const isLike = (seen: Json, value: Json | undefined): boolean =>
  typeof seen !== "string" ? typeof seen === typeof value : typeof value === "string" && unlikeness(seen, value) < 10;

const kindsOfSigns = [/\d/, /\p{L}/u, /@/, /\//, /\s/, /[^\p{L}\d@/\s]/u];

function unlikeness(text: string, value: string): number {
  if (shapeOf(text) === shapeOf(value)) return 0;
  const other = kindsOfSigns.filter((kind) => kind.test(text) !== kind.test(value)).length;
  return 1 + 10 * other + Math.min(9, Math.abs(text.length - value.length));
}

const shapeOf = (text: string): string =>
  text
    .slice(0, 60)
    .replace(/\p{L}+/gu, "a")
    .replace(/\d+/g, "1")
    .replace(/\s+/g, " ");
