// Inspect's logs: one document of samples. A sample tells its run twice, as messages and as events; the events know times,
// agents, approvals and calls that the messages lack, and come first. inspect-archive.ts reads the packed form.

import { type At, atPointer, below, outcomeOf, plainText, type Utterance, utterancesOf } from "../dialects/utterances.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import { setOwn } from "../encodings/tolerant.ts";
import type { Event, Fate, Json, JsonRecord, Pointer, Run, Time } from "../model.ts";
import type { Source } from "../source.ts";
import { type Circumstances, type Entered, Ledger, type Outcome } from "../telling/ledger.ts";
import { Toolbox } from "../tools.ts";

export function isInspectLog(root: Json): boolean {
  if (!isRecord(root) || !isRecord(member(root, "eval"))) return false;
  return Object.hasOwn(root, "version") && (Object.hasOwn(root, "samples") || Object.hasOwn(root, "plan") || Object.hasOwn(root, "status"));
}

export function* inspectRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  if (!isRecord(root)) return;
  const evaluation = member(root, "eval");
  const samples = member(root, "samples");
  for (const [index, sample] of (isList(samples) ? samples : []).entries()) {
    const pointer = `${at}/samples/${index}`;
    if (isRecord(sample)) yield sampleRun(sample, isRecord(evaluation) ? evaluation : {}, source, pointer);
    else if (!source.isOpen(sample)) source.problems.add("invalid-event", "a sample must be an object", source, pointer);
  }
}

/** One sample in one epoch is one run. */
export function sampleRun(sample: JsonRecord, evaluation: JsonRecord, source: Source, at: Pointer): Omit<Run, "index"> {
  const reader = new SampleReader(sample, source, atPointer(at));
  const id = member(sample, "id");
  const epoch = member(sample, "epoch");
  const name = [stringAt(evaluation, "task"), id, epoch].filter((part) => typeof part === "string" || typeof part === "number").join("/");
  return {
    id: name === "" ? undefined : name,
    model: stringAt(evaluation, "model"),
    task: reader.task(),
    labels: labelsOf(sample, evaluation),
    context: undefined,
    tools: reader.tools(),
    events: reader.events(),
  };
}

type Labels = Record<string, string | number | boolean | null>;

function labelsOf(sample: JsonRecord, evaluation: JsonRecord): Labels {
  const labels: Labels = {};
  const add = (name: string, value: Json | undefined): void => {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      setOwn(labels as { [key: string]: Json }, name, value);
  };
  add("task", member(evaluation, "task"));
  add("sample", member(sample, "id"));
  add("epoch", member(sample, "epoch"));
  const scores = member(sample, "scores");
  for (const name of isRecord(scores) ? Object.keys(scores) : []) {
    const score = isRecord(scores) ? member(scores, name) : undefined;
    add(name, isRecord(score) ? member(score, "value") : score);
  }
  const limit = member(sample, "limit");
  if (isRecord(limit)) add("limit", member(limit, "type"));
  const error = member(sample, "error");
  if (isRecord(error)) add("error", member(error, "message"));
  return labels;
}

/** A tool that was begun and whose result is told once all that happened inside it is. */
interface Running {
  readonly entered: Entered;
  readonly outcome: Outcome | undefined;
  readonly circumstances: Circumstances;
  readonly until: number;
}

class SampleReader {
  readonly #sample: JsonRecord;
  readonly #source: Source;
  readonly #at: At;
  readonly #attachments: JsonRecord;
  readonly #pool: readonly Json[];
  readonly #spans = new Map<
    string,
    { readonly parent: string | undefined; readonly agent: string | undefined; readonly inTool: boolean }
  >();
  #running: Running[] = [];
  /** Whether a text is named by its place that is not there. */
  #missing = false;

  constructor(sample: JsonRecord, source: Source, at: At) {
    this.#sample = sample;
    this.#source = source;
    this.#at = at;
    const attachments = member(sample, "attachments");
    const [transcript] = eventListOf(sample);
    const held = transcript === undefined ? undefined : member(transcript, "content");
    this.#attachments = isRecord(attachments) && Object.keys(attachments).length > 0 ? attachments : isRecord(held) ? held : {};
    const pool = member(sample, "message_pool");
    this.#pool = isList(pool) ? pool : [];
  }

  task(): string | undefined {
    const input = member(this.#sample, "input");
    if (typeof input === "string") return this.#resolved(input) as string;
    const user = isList(input) ? input.find((message) => isRecord(message) && stringAt(message, "role") === "user") : undefined;
    const said = user === undefined ? [] : (utterancesOf(this.#resolved(user), this.#at) ?? []);
    return said.find((one) => one.kind === "text")?.text;
  }

  tools(): readonly JsonRecord[] | undefined {
    const toolbox = new Toolbox();
    const [, events] = eventListOf(this.#sample);
    for (const event of events) if (isRecord(event) && stringAt(event, "event") === "model") toolbox.add(member(event, "tools"));
    return toolbox.list();
  }

  *events(): Iterable<Event> {
    const ledger = new Ledger();
    const [, events, place] = eventListOf(this.#sample);
    this.#read(
      ledger,
      events,
      place.reduce<At>((at, name) => below(at, name), this.#at),
      undefined,
    );
    this.#finish(ledger, Number.POSITIVE_INFINITY);
    const messages = member(this.#sample, "messages");
    if (isList(messages)) ledger.history(this.#messages(messages, below(this.#at, "messages")), this.#circumstances(undefined, undefined));
    if (this.#missing) yield { kind: "gap", reason: "a text that stands beside the messages is not recorded", pointer: this.#at.pointer };
    yield* ledger.events();
    if (this.#source.isOpen(this.#sample)) yield { kind: "gap", reason: "the file breaks off here", pointer: this.#at.pointer };
  }

  #read(ledger: Ledger, events: readonly Json[], at: At, lane: string | undefined): void {
    for (const [index, event] of events.entries()) {
      if (this.#source.isOpen(event)) return;
      const place = below(at, index);
      if (!isRecord(event)) {
        this.#source.problems.add("invalid-event", "an event must be an object", this.#source, place.pointer);
        ledger.gap("an event that is no object", place);
        continue;
      }
      this.#event(ledger, event, place, lane);
    }
  }

  #event(ledger: Ledger, event: JsonRecord, at: At, around: string | undefined): void {
    const time = timeOf(member(event, "timestamp"));
    if (time !== undefined) this.#finish(ledger, time.milliseconds);
    const span = stringAt(event, "span_id");
    const lane = (span === undefined ? undefined : this.#agentOf(span)) ?? around;
    switch (stringAt(event, "event")) {
      case "span_begin":
        this.#spanBegins(event);
        break;
      case "model":
        this.#model(ledger, event, at, this.#circumstances(lane, time, this.#isInTool(span)));
        break;
      case "tool":
        this.#tool(ledger, event, at, this.#circumstances(lane, time), lane);
        break;
      case "approval":
        this.#approval(ledger, event, at, this.#circumstances(lane, time));
        break;
      case "subtask": {
        const inner = member(event, "events");
        if (isList(inner)) this.#read(ledger, inner, below(at, "events"), stringAt(event, "name") ?? lane);
        break;
      }
      case "compaction":
        ledger.gap("the conversation was compacted here", at);
        break;
    }
  }

  #spanBegins(event: JsonRecord): void {
    const id = stringAt(event, "id");
    if (id === undefined || this.#spans.has(id)) return;
    const parent = stringAt(event, "parent_id");
    const above = parent === undefined ? undefined : this.#spans.get(parent);
    const type = stringAt(event, "type");
    const agent = type === "agent" || type === "handoff" || type === "subtask" ? (stringAt(event, "name") ?? above?.agent) : above?.agent;
    this.#spans.set(id, { parent, agent, inTool: type === "tool" || above?.inTool === true });
  }

  #agentOf(span: string): string | undefined {
    return this.#spans.get(span)?.agent;
  }

  /** What an agent reads that another one runs as its tool is that one's words. */
  #isInTool(span: string | undefined): boolean {
    return span !== undefined && this.#spans.get(span)?.inTool === true;
  }

  #model(ledger: Ledger, event: JsonRecord, at: At, circumstances: Circumstances): void {
    const since = ledger.size;
    const refs = member(event, "input_refs");
    const input = member(event, "input");
    if (isList(refs) && refs.length > 0) {
      for (const ref of refs) {
        const [from, to] = isList(ref) ? ref : [];
        if (typeof from !== "number" || typeof to !== "number") continue;
        const messages = this.#pool.slice(Math.max(0, from), Math.max(0, to));
        ledger.history(this.#messages(messages, below(this.#at, "message_pool"), Math.max(0, from)), circumstances);
      }
    } else if (isList(input)) ledger.history(this.#messages(input, below(at, "input")), circumstances);
    const output = member(event, "output");
    const choices = isRecord(output) ? member(output, "choices") : undefined;
    const choice = isList(choices) ? choices[0] : undefined;
    const message = isRecord(choice) ? member(choice, "message") : undefined;
    const completed = timeOf(member(event, "completed")) ?? circumstances.time;
    if (message !== undefined) {
      const place = below(at, "output", "choices", 0, "message");
      const said = utterancesOf(this.#resolved(message), place) ?? [];
      ledger.reply([said], `model ${at.pointer}`, since, { ...circumstances, time: completed });
    }
  }

  #tool(ledger: Ledger, event: JsonRecord, at: At, circumstances: Circumstances, lane: string | undefined): void {
    const tool = stringAt(event, "function");
    if (tool === undefined) {
      this.#source.problems.add("invalid-event", "a tool's event must name its function", this.#source, at.pointer);
      ledger.gap("a call that names no tool", at);
      return;
    }
    const error = errorOf(member(event, "error"));
    const args = this.#resolved(member(event, "arguments") ?? null);
    const fate: Fate = error?.type === "approval" ? "refused" : error?.type === "parsing" ? "failed" : "executed";
    const entered = ledger.begin({ id: stringAt(event, "id"), tool, args, argsAt: below(at, "arguments"), at, fate }, circumstances);
    const failed = error !== undefined || member(event, "failed") === true;
    const pending = member(event, "pending") === true;
    const result = outcomeOf(this.#resolved(member(event, "result") ?? null));
    const text = result.text === "" ? (error?.message ?? "") : result.text;
    const outcome: Outcome | undefined = pending
      ? undefined
      : { text, structured: result.structured, failed: failed || result.failed, at: below(at, "result") };
    const nested = member(event, "events");
    if (isList(nested) && nested.length > 0) this.#read(ledger, nested, below(at, "events"), stringAt(event, "agent") ?? lane);
    const completed = timeOf(member(event, "completed"));
    const running: Running = {
      entered,
      outcome,
      circumstances: { ...circumstances, time: completed ?? circumstances.time },
      until: completed?.milliseconds ?? Number.NEGATIVE_INFINITY,
    };
    this.#running.push(running);
    if (completed === undefined) this.#finish(ledger, Number.NEGATIVE_INFINITY);
  }

  /** Tells the results of what had ended by then. */
  #finish(ledger: Ledger, now: number): void {
    const ended = this.#running.filter((one) => one.until <= now).sort((a, b) => a.until - b.until);
    if (ended.length === 0) return;
    this.#running = this.#running.filter((one) => one.until > now);
    for (const { entered, outcome, circumstances } of ended) ledger.end(entered, outcome, circumstances);
  }

  #approval(ledger: Ledger, event: JsonRecord, at: At, circumstances: Circumstances): void {
    const call = member(event, "call");
    const tool = isRecord(call) ? stringAt(call, "function") : undefined;
    if (!isRecord(call) || tool === undefined) return;
    const proposed = { kind: "call", id: stringAt(call, "id"), tool, args: member(call, "arguments"), argsAt: at, at } as const;
    const decision = stringAt(event, "decision");
    const approver = stringAt(event, "approver") ?? "";
    if (decision === "reject" || decision === "terminate") ledger.decide(proposed, "refused", undefined, circumstances);
    else if (decision === "approve" || decision === "modify") ledger.decide(proposed, undefined, approver, circumstances);
  }

  #messages(messages: readonly Json[], at: At, from = 0): readonly (readonly Utterance[])[] {
    return messages.map((message, index) => {
      const place = below(at, from + index);
      const said = this.#source.isOpen(message) ? [] : utterancesOf(this.#resolved(message), place);
      if (said !== undefined) return said;
      this.#source.problems.add("invalid-event", "a message must be an object with a role", this.#source, place.pointer);
      return [{ kind: "unread", what: "a message of no known role", at: place } as const];
    });
  }

  #circumstances(lane: string | undefined, time: Time | undefined, instructed = false): Circumstances {
    return { source: this.#source, lane, time, instructed };
  }

  /** The value with its attachments in the place of their names. */
  #resolved(value: Json, depth = 0): Json {
    if (typeof value === "string") {
      if (!value.includes("://")) return value;
      return value.replaceAll(/(?:attachment|tc):\/\/([0-9a-f]{32,64})/g, (whole, key: string) => {
        const text = stringAt(this.#attachments, key);
        if (text === undefined) this.#missing = true;
        return text ?? whole;
      });
    }
    if (depth > 100 || typeof value !== "object" || value === null) return value;
    if (isList(value)) return value.map((one) => this.#resolved(one, depth + 1));
    if (!isRecord(value)) return value;
    const made: { [key: string]: Json } = {};
    for (const key of Object.keys(value)) setOwn(made, key, this.#resolved(member(value, key) ?? null, depth + 1));
    return made;
  }
}

/** The record that holds the events, if it is one of its own, the events, and where they stand in the sample. */
function eventListOf(sample: JsonRecord): readonly [JsonRecord | undefined, readonly Json[], readonly string[]] {
  const events = member(sample, "events");
  if (isList(events)) return [undefined, events, ["events"]];
  const transcript = member(sample, "transcript");
  if (isList(transcript)) return [undefined, transcript, ["transcript"]];
  const inner = isRecord(transcript) ? member(transcript, "events") : undefined;
  return isRecord(transcript) && isList(inner) ? [transcript, inner, ["transcript", "events"]] : [undefined, [], []];
}

function errorOf(error: Json | undefined): { readonly type: string; readonly message: string } | undefined {
  if (error === undefined || error === null) return undefined;
  if (!isRecord(error)) return { type: "", message: plainText(error) };
  return { type: stringAt(error, "type") ?? "", message: stringAt(error, "message") ?? "" };
}
