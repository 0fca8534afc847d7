// Takes out of a run what is nobody else's business: secrets, e-mail addresses, the names of home folders. The same thing gets the same
// stand-in everywhere in the run, so that what came from where stays as it was. Who finds secrets is given: the core knows none.

import { isList, isRecord } from "./encodings/json.ts";
import type { Arguments, Event, Json, JsonRecord, Run } from "./model.ts";

export interface Redacted {
  readonly run: Run;
  /** How many different ones were taken out. */
  readonly counts: RedactionCounts;
}

export interface RedactionCounts {
  readonly secrets: number;
  readonly addresses: number;
  readonly homes: number;
}

/** The secrets that stand in a text, as they stand there. */
export type SecretFinder = (text: string) => Promise<readonly string[]>;

const address = /[\p{L}\p{N}._%+-]+@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)/gu;
/** What stands before the name of a person's folder; backslashes stand twice, or more often, in JSON within JSON. */
const home = /((?:\/home\/|\/Users\/|[A-Za-z]:(?:\\{1,4}|\/)Users(?:\\{1,4}|\/)))([^\\/\s"'`<>|:*?]+)/g;
/** Folders beside people's that are no person's. */
const nobody = new Set(["Shared", "Public", "Default", "user"]);
/** A shorter text is no secret that anybody could tell from a word. */
const shortest = 6;

/** The run with stand-ins. Its events are walked, and held. */
export async function redactedRun(run: Run, find: SecretFinder): Promise<Redacted> {
  const events = [...run.events];
  const texts: string[] = [];
  const collect = (text: string): string => {
    texts.push(text);
    return text;
  };
  mapRun(run, events, collect);
  const secrets = new Map<string, string>();
  // One search over all: finders cost more by the call than by the letter.
  for (const secret of await find(texts.join("\n\n")))
    if (secret.length >= shortest && !secrets.has(secret)) secrets.set(secret, `[secret ${secrets.size + 1}]`);
  // A secret that is part of another would leave the rest of it.
  const longestFirst = [...secrets].sort(([a], [b]) => b.length - a.length);
  const [people, domains, homes] = [new Map<string, string>(), new Map<string, string>(), new Map<string, string>()];
  const redact = (text: string): string => {
    let out = text;
    for (const [secret, standIn] of longestFirst) if (out.includes(secret)) out = out.replaceAll(secret, standIn);
    out = out.replace(address, (whole, domain: string) => {
      const known = numbered(domains, domain.toLowerCase(), (at) => `domain-${at}.example`);
      return numbered(people, whole.toLowerCase(), (at) => `person-${at}@${known}`);
    });
    return out.replace(home, (whole, before: string, name: string) =>
      nobody.has(name) ? whole : before + numbered(homes, name, (at) => (at === 1 ? "user" : `user-${at}`)),
    );
  };
  const redacted = mapRun(run, events, redact);
  return { run: redacted, counts: { secrets: secrets.size, addresses: people.size, homes: homes.size } };
}

function numbered(known: Map<string, string>, key: string, make: (at: number) => string): string {
  const there = known.get(key);
  if (there !== undefined) return there;
  const made = make(known.size + 1);
  known.set(key, made);
  return made;
}

type Change = (text: string) => string;

function mapRun(run: Run, events: readonly Event[], change: Change): Run {
  const labels = Object.entries(run.labels).map(([name, value]) => [name, typeof value === "string" ? change(value) : value] as const);
  return {
    ...run,
    id: run.id === undefined ? undefined : change(run.id),
    task: run.task === undefined ? undefined : change(run.task),
    labels: Object.fromEntries(labels),
    context: run.context === undefined ? undefined : mapRecord(run.context, change),
    tools: run.tools?.map((tool) => mapRecord(tool, change)),
    events: events.map((event) => mapEvent(event, change)),
  };
}

function mapEvent(event: Event, change: Change): Event {
  switch (event.kind) {
    case "message":
      return { ...event, text: change(event.text) };
    case "call":
      return {
        ...event,
        args: mapArguments(event.args, change),
        approvedBy: event.approvedBy === undefined ? undefined : change(event.approvedBy),
      };
    case "result":
      return {
        ...event,
        text: change(event.text),
        structured: event.structured === undefined ? undefined : mapJson(event.structured, change),
      };
    case "gap":
      return { ...event, reason: change(event.reason) };
  }
}

function mapArguments(args: Arguments, change: Change): Arguments {
  if (args.kind === "record") return { kind: "record", value: mapRecord(args.value, change) };
  return args.kind === "malformed" ? { kind: "malformed", raw: change(args.raw) } : args;
}

/** Readers hand out no values so deep that this could exhaust the stack. */
function mapJson(value: Json, change: Change): Json {
  if (typeof value === "string") return change(value);
  if (isList(value)) return value.map((item) => mapJson(item, change));
  return isRecord(value) ? mapRecord(value, change) : value;
}

function mapRecord(record: JsonRecord, change: Change): JsonRecord {
  const mapped: { [key: string]: Json } = {};
  // `__proto__` is a key like any other.
  for (const [key, value] of Object.entries(record))
    Object.defineProperty(mapped, change(key), { value: mapJson(value, change), enumerable: true, writable: true, configurable: true });
  return mapped;
}
