// Proposes a mapping for a sample of a format that nobody knows: looks for the list of events, the field that tells their
// kinds, and fields by the names that people give them. A proposal is shown to a person, who decides.

import { roleOf } from "../dialects/utterances.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { pointerTo, segmentsOf } from "../encodings/pointer.ts";
import type { Json, JsonRecord, Pointer } from "../model.ts";

export interface ProposedMapping {
  /** As a project file writes it. */
  readonly mapping: JsonRecord;
  /** What the proposal rests on, and what a person should look at, each a sentence. */
  readonly notes: readonly string[];
}

/** How many events are looked at, and how deep. */
const looked = 500;
const maximalDepth = 4;
/** A field that tells kinds has no more of them. */
const maximalKinds = 24;

const names = {
  tool: [
    "tool",
    "tool_name",
    "toolName",
    "function_name",
    "functionName",
    "function",
    "name",
    "action",
    "operation",
    "command_name",
    "method",
  ],
  args: ["args", "arguments", "input", "tool_input", "toolInput", "tool_args", "params", "parameters", "payload", "kwargs"],
  output: [
    "output",
    "result",
    "tool_output",
    "toolOutput",
    "response",
    "observation",
    "return",
    "returned",
    "content",
    "data",
    "text",
    "body",
  ],
  id: ["call_id", "callId", "tool_call_id", "toolCallId", "tool_use_id", "invocation_id", "request_id", "id", "span_id", "uuid"],
  run: [
    "session_id",
    "sessionId",
    "run_id",
    "runId",
    "conversation_id",
    "conversationId",
    "trace_id",
    "traceId",
    "thread_id",
    "threadId",
    "episode_id",
    "task_id",
  ],
  text: ["text", "content", "message", "body", "utterance", "value", "prompt"],
  role: ["role", "speaker", "from", "author", "sender", "source", "actor"],
  time: ["timestamp", "time", "ts", "created_at", "createdAt", "start_time", "startTime", "date", "at"],
  lane: ["agent", "agent_name", "agentName", "agent_id", "lane", "worker"],
  batch: ["turn", "turn_id", "turnId", "step", "message_id", "response_id"],
  failed: ["error", "is_error", "isError", "failed", "exception"],
  model: ["model", "model_name", "modelName", "llm"],
  task: ["task", "goal", "instruction", "objective", "prompt", "question"],
} as const;

const kindNames = ["type", "event", "kind", "event_type", "eventType", "evt", "action", "category", "name", "role"];
const callKinds = /call|invoke|use|start|request|action|exec/i;
const resultKinds = /result|output|response|end|finish|return|observ|complete/i;

/** A proposal for the values of a file: its lines, or the one value of a document. */
export function proposeMapping(values: readonly Json[]): ProposedMapping | undefined {
  const notes: string[] = [];
  const found = eventsOf(values);
  if (found === undefined) return undefined;
  const { events, runs, within } = found;
  const mapping: { [key: string]: Json } = {};
  if (runs !== undefined) mapping.runs = runs;
  if (within !== undefined) mapping.events = within;
  notes.push(`${events.length} events were looked at${within === undefined ? "" : `, at ${within === "" ? "the top" : within}`}.`);
  const calls = new Set<JsonRecord>();
  const kind = kindField(events);
  const groups = kind === undefined ? new Map<string | undefined, readonly JsonRecord[]>([[undefined, events]]) : grouped(events, kind);
  const list: { calls: Json[]; results: Json[]; messages: Json[] } = { calls: [], results: [], messages: [] };
  for (const [value, members] of groups) {
    const when = value === undefined || kind === undefined ? {} : { when: { [kind]: value } };
    const read = describe(members, kind, value);
    if (read === undefined) continue;
    if (read.call !== undefined) {
      list.calls.push({ ...when, ...read.call });
      for (const one of members) calls.add(one);
    }
    if (read.result !== undefined) list.results.push({ ...when, ...read.result });
    if (read.message !== undefined) list.messages.push({ ...when, ...read.message });
  }
  if (list.calls.length === 0) return undefined;
  const run = runs === undefined && within === undefined ? field(events, names.run, isScalar) : undefined;
  if (run !== undefined) {
    mapping.run = run;
    notes.push(`Runs are told apart by ${run}.`);
  } else if (runs === undefined) notes.push("Nothing tells runs apart: the file is read as one.");
  const holders = runs === undefined ? values.filter(isRecord) : recordsAt(values, runs);
  const about = within === undefined ? events : holders;
  for (const key of ["model", "task"] as const) {
    const pointer = field(about, names[key], (one) => typeof one === "string");
    if (pointer !== undefined) mapping[key] = pointer;
  }
  if (within !== undefined) {
    const id = field(about, [...names.run, "id"], isScalar);
    if (id !== undefined) mapping.id = id;
  }
  for (const key of ["messages", "calls", "results"] as const) if (list[key].length > 0) mapping[key] = list[key];
  if (list.results.length === 0) notes.push("No results were found: what a tool gave stays unknown.");
  else if (!list.results.some((one) => isRecord(one) && Object.hasOwn(one, "failed"))) notes.push("Nothing says that a tool failed.");
  if (!list.messages.some((one) => isRecord(one))) notes.push("No messages were found: nothing is known to be the user's words.");
  if (list.calls.some((one) => isRecord(one) && !Object.hasOwn(one, "id"))) notes.push("Calls have no ids: results are matched by order.");
  return { mapping, notes };
}

interface Events {
  readonly events: readonly JsonRecord[];
  readonly runs: Pointer | undefined;
  readonly within: Pointer | undefined;
}

/** The events: the values themselves, or the records of the longest list in them that look like events. */
function eventsOf(values: readonly Json[]): Events | undefined {
  const records = values.slice(0, looked).filter(isRecord);
  const lists = new Map<string, { readonly runs: Pointer | undefined; readonly within: Pointer; readonly events: JsonRecord[] }>();
  const add = (runs: Pointer | undefined, within: Pointer, events: readonly Json[]): void => {
    const key = JSON.stringify([runs ?? null, within]);
    const one = lists.get(key) ?? { runs, within, events: [] };
    lists.set(key, one);
    for (const event of events) if (isRecord(event) && one.events.length < looked) one.events.push(event);
  };
  const walk = (value: Json, at: Pointer, runs: Pointer | undefined, depth: number): void => {
    if (depth > maximalDepth) return;
    if (isList(value)) {
      add(runs, at, value);
      // A list may be of runs, each with its events.
      if (runs === undefined) for (const one of value.slice(0, 50)) if (isRecord(one)) walk(one, "", at, depth + 1);
      return;
    }
    if (isRecord(value)) for (const key of Object.keys(value)) walk(member(value, key) ?? null, pointerTo(at, key), runs, depth + 1);
  };
  const alone = values.length === 1;
  for (const value of alone ? values : records.slice(0, 50)) walk(value, "", undefined, 0);
  const own = alone ? 0 : score(records);
  let best: { readonly score: number; readonly found: Events } | undefined =
    own > 0 ? { score: own, found: { events: records, runs: undefined, within: undefined } } : undefined;
  for (const { runs, within, events } of lists.values()) {
    const worth = score(events) * (runs === undefined ? 1 : 0.95);
    if (worth > (best?.score ?? 0)) best = { score: worth, found: { events, runs, within } };
  }
  return best?.found;
}

/** How many of the records hold a tool's name and arguments or output beside it. */
function score(records: readonly JsonRecord[]): number {
  let count = 0;
  for (const record of records) {
    const tool = field([record], names.tool, (one) => typeof one === "string");
    if (tool === undefined) continue;
    if (field([record], [...names.args, ...names.output], () => true) !== undefined) count++;
  }
  return count;
}

function recordsAt(values: readonly Json[], at: Pointer): readonly JsonRecord[] {
  return values.flatMap((value) => {
    let found: Json | undefined = value;
    for (const segment of segmentsOf(at)) found = isRecord(found) ? member(found, segment) : undefined;
    return isList(found) ? found.filter(isRecord) : [];
  });
}

const isScalar = (value: Json): boolean => typeof value === "string" || typeof value === "number";

/** The first of the names under which at least a third of the records have such a value, at the top or one level down. */
function field(
  records: readonly JsonRecord[],
  wanted: readonly string[],
  takes: (value: Json) => boolean,
  except: readonly (Pointer | undefined)[] = [],
): Pointer | undefined {
  const least = Math.max(1, Math.ceil(records.length / 3));
  const has = (pointer: Pointer, read: (record: JsonRecord) => Json | undefined): boolean => {
    if (except.includes(pointer)) return false;
    let count = 0;
    for (const record of records) {
      const value = read(record);
      if (value !== undefined && value !== null && value !== "" && takes(value) && ++count >= least) return true;
    }
    return false;
  };
  for (const name of wanted) if (has(pointerTo("", name), (record) => member(record, name))) return pointerTo("", name);
  const holders = new Set(records.slice(0, 20).flatMap((record) => Object.keys(record).filter((key) => isRecord(member(record, key)))));
  for (const name of wanted)
    for (const holder of holders) {
      const pointer = pointerTo(pointerTo("", holder), name);
      const inner = (record: JsonRecord): Json | undefined => {
        const held = member(record, holder);
        return isRecord(held) ? member(held, name) : undefined;
      };
      if (has(pointer, inner)) return pointer;
    }
  return undefined;
}

/** The field that nearly all events have and that has few values, some of which name calls or results or roles. */
function kindField(events: readonly JsonRecord[]): Pointer | undefined {
  for (const name of kindNames) {
    const values = new Set<string>();
    let count = 0;
    for (const event of events) {
      const value = stringAt(event, name);
      if (value === undefined) continue;
      count++;
      values.add(value);
    }
    if (count * 10 < events.length * 9 || values.size > maximalKinds || values.size < 2) continue;
    const telling = [...values].filter((value) => callKinds.test(value) || resultKinds.test(value) || roleOf(value) !== undefined);
    if (telling.length >= 2) return pointerTo("", name);
  }
  return undefined;
}

function grouped(events: readonly JsonRecord[], kind: Pointer): ReadonlyMap<string | undefined, readonly JsonRecord[]> {
  const groups = new Map<string | undefined, JsonRecord[]>();
  const name = kind.slice(1).replaceAll("~1", "/").replaceAll("~0", "~");
  for (const event of events) {
    const value = stringAt(event, name);
    if (value === undefined) continue;
    const group = groups.get(value) ?? [];
    groups.set(value, group);
    group.push(event);
  }
  return groups;
}

interface Described {
  readonly call?: JsonRecord | undefined;
  readonly result?: JsonRecord | undefined;
  readonly message?: JsonRecord | undefined;
}

function describe(events: readonly JsonRecord[], kind: Pointer | undefined, value: string | undefined): Described | undefined {
  const isText = (one: Json): boolean => typeof one === "string";
  const time = field(events, names.time, isScalar);
  const shared: { [key: string]: Json } = time === undefined ? {} : { time };
  const role = value === undefined ? undefined : roleOf(value);
  if (kind !== undefined && role !== undefined && role !== "tool") {
    const text = field(events, names.text, (one) => typeof one === "string" || isList(one));
    return text === undefined ? undefined : { message: { is: role, text, ...shared } };
  }
  const tool = field(events, names.tool, isText, [kind]);
  const args = field(events, names.args, (one) => isRecord(one) || typeof one === "string", [tool]);
  const id = field(events, names.id, isScalar, [tool]);
  const output = field(events, names.output, () => true, [tool, args, id, kind]);
  const failed = field(events, names.failed, () => true) ?? fieldOfFew(events, names.failed);
  const ends = value !== undefined && resultKinds.test(value) && !(callKinds.test(value) && args !== undefined);
  const outcome = (): JsonRecord => ({
    ...(id === undefined ? {} : { call: id }),
    ...(tool === undefined ? {} : { tool }),
    ...(output === undefined ? {} : { output }),
    ...(failed === undefined ? {} : { failed }),
    ...shared,
  });
  if (ends && output !== undefined) return { result: outcome() };
  if (tool !== undefined && args !== undefined) {
    const lane = field(events, names.lane, isText, [tool]);
    const batch = field(events, names.batch, isScalar, [tool, id]);
    const call = {
      tool,
      args,
      ...(id === undefined ? {} : { id }),
      ...(batch === undefined ? {} : { batch }),
      ...(lane === undefined ? {} : { lane }),
      ...shared,
    };
    // One event may hold both, unless its kind says that the call only begins with it.
    const both = output !== undefined && (value === undefined || !/start|request|begin/i.test(value));
    return { call, result: both ? outcome() : undefined };
  }
  const speaker = field(events, names.role, (one) => typeof one === "string" && roleOf(one) !== undefined);
  const text = field(events, names.text, isText, [speaker]);
  return speaker === undefined || text === undefined ? undefined : { message: { role: speaker, text, ...shared } };
}

/** Errors are rare: one event that has the field is enough. */
function fieldOfFew(events: readonly JsonRecord[], wanted: readonly string[]): Pointer | undefined {
  const name = wanted.find((one) => events.some((event) => Object.hasOwn(event, one)));
  return name === undefined ? undefined : pointerTo("", name);
}
