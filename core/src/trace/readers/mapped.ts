// Recordings of somebody's own format, by a mapping: JSON Lines of events or of runs, or one document of either.

import { outcomeOf, plainText, roleOf } from "../dialects/utterances.ts";
import { isList, isRecord } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import { setOwn } from "../encodings/tolerant.ts";
import { type CallMapping, holds, type Mapping, type MessageMapping, type ResultMapping, valueAt } from "../mapping/mapping.ts";
import type { GapEvent, Json, Pointer, Run } from "../model.ts";
import type { Source } from "../source.ts";
import { argumentsOf } from "../telling/conversation.ts";
import type { Entry } from "../telling/entries.ts";
import { type Session, sessionRun } from "../telling/session.ts";

interface Bundle {
  /** What stands around the events, and may name the run. */
  readonly about: Json | undefined;
  readonly events: (Entry | GapEvent)[];
}

export function* mappedRuns(entries: Iterable<Entry | GapEvent>, mapping: Mapping): Iterable<Omit<Run, "index">> {
  let waiting: Bundle = { about: undefined, events: [] };
  const byKey = new Map<string, Bundle>();
  const take = (about: Json | undefined, events: readonly (Entry | GapEvent)[]): void => {
    for (const event of events) {
      const key = "kind" in event || mapping.run === undefined ? undefined : plainText(valueAt(event.value, mapping.run));
      let bundle = waiting;
      if (key !== undefined) {
        bundle = byKey.get(key) ?? { about, events: [...waiting.events] };
        if (!byKey.has(key)) waiting = { about: undefined, events: [] };
        byKey.set(key, bundle);
      }
      bundle.events.push(event);
    }
  };
  for (const entry of entries) {
    if ("kind" in entry) {
      take(undefined, [entry]);
      continue;
    }
    for (const { about, events } of bundlesOf(entry, mapping)) {
      if (mapping.run !== undefined || events === undefined) take(about, events ?? [entry]);
      else yield runOf({ about, events: [...waiting.events.splice(0), ...events] }, mapping);
    }
  }
  const rest = [...byKey.values()];
  // What names no run belongs to the last one.
  if (waiting.events.length > 0) {
    const last = rest.at(-1);
    if (last === undefined) rest.push(waiting);
    else last.events.push(...waiting.events);
  }
  for (const bundle of rest) yield runOf(bundle, mapping);
}

/** The runs that an entry holds, with the events of each; without any where the entry is one event. */
function* bundlesOf(
  entry: Entry,
  mapping: Mapping,
): Iterable<{ readonly about: Json | undefined; readonly events: readonly (Entry | GapEvent)[] | undefined }> {
  const { value, source, pointer } = entry;
  if (mapping.runs === undefined) {
    yield eventsIn(value, source, pointer, mapping);
    return;
  }
  const runs = valueAt(value, mapping.runs);
  if (!isList(runs)) {
    source.problems.add("invalid-event", `no list of runs stands at ${mapping.runs === "" ? "the top" : mapping.runs}`, source, pointer);
    return;
  }
  for (const [index, run] of runs.entries()) yield eventsIn(run, source, `${pointer}${mapping.runs}/${index}`, mapping);
}

function eventsIn(
  run: Json,
  source: Source,
  at: Pointer,
  mapping: Mapping,
): { readonly about: Json; readonly events: readonly (Entry | GapEvent)[] | undefined } {
  if (mapping.events === undefined) return { about: run, events: isList(run) ? elements(run, source, at) : undefined };
  const list = valueAt(run, mapping.events);
  if (isList(list)) return { about: run, events: elements(list, source, at + mapping.events) };
  source.problems.add("invalid-event", `no list of events stands at ${mapping.events === "" ? "the top" : mapping.events}`, source, at);
  return { about: run, events: [{ kind: "gap", reason: "a run without events", pointer: at }] };
}

function elements(list: readonly Json[], source: Source, at: Pointer): readonly (Entry | GapEvent)[] {
  const entries: (Entry | GapEvent)[] = [];
  for (const [index, value] of list.entries()) if (!source.isOpen(value)) entries.push({ value, source, pointer: `${at}/${index}` });
  if (source.isOpen(list)) entries.push({ kind: "gap", reason: "the file breaks off here", pointer: at });
  return entries;
}

function runOf(bundle: Bundle, mapping: Mapping): Omit<Run, "index"> {
  const { about, events } = bundle;
  const found = (pointer: Pointer | undefined): Json | undefined => {
    if (pointer === undefined) return undefined;
    const own = about === undefined ? undefined : valueAt(about, pointer);
    if (own !== undefined) return own;
    for (const event of events.slice(0, 1000)) {
      const one = "kind" in event ? undefined : valueAt(event.value, pointer);
      if (one !== undefined && one !== null) return one;
    }
    return undefined;
  };
  const text = (pointer: Pointer | undefined): string | undefined => {
    const value = found(pointer);
    return value === undefined || value === null ? undefined : plainText(value);
  };
  const labels: { [key: string]: string | number | boolean | null } = {};
  for (const [name, pointer] of mapping.labels) {
    const value = found(pointer);
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") setOwn(labels, name, value);
  }
  const run = {
    id: text(mapping.id ?? mapping.run),
    model: text(mapping.model),
    task: text(mapping.task) ?? firstWords(events, mapping),
    labels,
  };
  return sessionRun(run, (session) => {
    for (const event of events) {
      if ("kind" in event) session.gap(event.reason, event.pointer);
      else new EventReader(session, event).read(mapping);
    }
  });
}

function firstWords(events: readonly (Entry | GapEvent)[], mapping: Mapping): string | undefined {
  for (const event of events) {
    if ("kind" in event) continue;
    for (const message of mapping.messages) {
      if (!holds(message.when, event.value) || roleIn(message, event.value) !== "user") continue;
      const text = plainText(valueAt(event.value, message.text));
      if (text !== "") return text;
    }
  }
  return undefined;
}

function roleIn(message: MessageMapping, value: Json): "system" | "user" | "assistant" | undefined {
  if (message.is !== undefined) return message.is;
  const role = valueAt(value, message.role);
  const known = typeof role === "string" ? (roleOf(role) ?? (/agent|bot|llm/i.test(role) ? "assistant" : undefined)) : undefined;
  return known === "tool" ? undefined : known;
}

class EventReader {
  readonly #session: Session;
  readonly #value: Json;
  readonly #source: Source;
  readonly #at: Pointer;

  constructor(session: Session, { value, source, pointer }: Entry) {
    this.#session = session;
    this.#value = value;
    this.#source = source;
    this.#at = pointer;
  }

  /** One event may hold a message, calls and their results. What it is not mapped to is passed over. */
  read(mapping: Mapping): void {
    if (!isRecord(this.#value) && !isList(this.#value)) {
      this.#session.unread(this.#source, this.#at, "an event must be an object", "an event that is no object");
      return;
    }
    for (const message of mapping.messages) if (holds(message.when, this.#value)) this.#message(message);
    for (const call of mapping.calls) if (holds(call.when, this.#value)) this.#calls(call);
    for (const result of mapping.results) if (holds(result.when, this.#value)) this.#results(result);
  }

  #message(message: MessageMapping): void {
    const role = roleIn(message, this.#value);
    const text = plainText(valueAt(this.#value, message.text));
    if (text === "") return;
    if (role !== undefined) this.#session.message(role, text, timeOf(valueAt(this.#value, message.time)), this.#at);
    else if (message.role !== undefined)
      this.#session.unread(
        this.#source,
        this.#at + message.role,
        "a message's role is system, user or assistant",
        "a message of an unknown role",
      );
  }

  /** The elements of the list, or the event itself. */
  #parts(list: Pointer | undefined): readonly (readonly [value: Json, at: Pointer])[] {
    if (list === undefined) return [[this.#value, this.#at]];
    const found = valueAt(this.#value, list);
    if (isList(found)) return found.map((one, index) => [one, `${this.#at}${list}/${index}`]);
    return found === undefined || found === null ? [] : [[found, this.#at + list]];
  }

  #calls(mapping: CallMapping): void {
    const key = valueAt(this.#value, mapping.batch);
    let begun = false;
    for (const [value, at] of this.#parts(mapping.list)) {
      const tool = valueAt(value, mapping.tool);
      if (tool === undefined || tool === null || tool === "") {
        // An event that tells of no tool is no call, unless the mapping says that it is one.
        if (mapping.when.size === 0 && mapping.list === undefined) continue;
        this.#session.unread(this.#source, at, "a call must name its tool", "a call that names no tool");
        continue;
      }
      if (!begun) this.#session.batch(key === undefined || key === null ? undefined : plainText(key));
      begun = true;
      const args = argumentsOf(this.#source, valueAt(value, mapping.args), at + (mapping.args ?? ""));
      const refused = mapping.refused.size > 0 && holds(mapping.refused, value);
      this.#session.call(this.#source, {
        id: textIn(value, mapping.id),
        tool: plainText(tool),
        args: mapping.args === undefined ? { kind: "redacted" } : args,
        pointer: at,
        lane: textIn(value, mapping.lane) ?? textIn(this.#value, mapping.lane),
        time: timeOf(valueAt(value, mapping.time)) ?? timeOf(valueAt(this.#value, mapping.time)),
        approvedBy: textIn(value, mapping.approvedBy),
        fate: refused ? "refused" : "unstated",
      });
    }
  }

  #results(mapping: ResultMapping): void {
    for (const [value, at] of this.#parts(mapping.list)) {
      const output = valueAt(value, mapping.output);
      const failed = mapping.failed.size > 0 && holds(mapping.failed, value);
      const refused = mapping.refused.size > 0 && holds(mapping.refused, value);
      // Where one event holds a call and its result, a call that still waits has none.
      if (output === undefined && !failed && !refused && mapping.when.size === 0) continue;
      const outcome = outcomeOf(output);
      this.#session.result(this.#source, {
        id: textIn(value, mapping.call),
        tool: textIn(value, mapping.tool),
        text: outcome.text,
        structured: outcome.structured,
        failed: failed || outcome.failed,
        time: timeOf(valueAt(value, mapping.time)) ?? timeOf(valueAt(this.#value, mapping.time)),
        pointer: at,
        fate: refused ? "refused" : undefined,
      });
    }
  }
}

function textIn(value: Json, pointer: Pointer | undefined): string | undefined {
  const found = valueAt(value, pointer);
  return found === undefined || found === null || found === "" ? undefined : plainText(found);
}
