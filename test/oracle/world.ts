// What one decision of the oracle sees: the events before its call (R-HIST). Made anew for every decision.
import type { Analysis, Tool } from "../../core/src/semantics/analysis.ts";
import { parseStructured } from "../../core/src/trace/encodings/structured.ts";
import type { CallEvent, Event, Json, JsonRecord, MessageEvent, ResultEvent } from "../../core/src/trace/model.ts";
import { blamed, doubt, no, type Truth, truthOf, yes } from "./truth.ts";
import { absent, fromJson, integerValue, textValue, timeValue, truthValue, unclear, unrecorded, type Value, wrong } from "./values.ts";

export interface Call {
  readonly event: CallEvent;
  /** Place among the events. */
  readonly index: number;
  readonly step: number;
}
export interface Message {
  readonly event: MessageEvent;
  readonly index: number;
}
export type Entry =
  | { readonly kind: "call"; readonly index: number; readonly call: Call }
  | { readonly kind: "user" | "system"; readonly index: number; readonly message: Message }
  | { readonly kind: "gap"; readonly index: number };

export class World {
  readonly analysis: Analysis;
  readonly events: readonly Event[];
  readonly context: JsonRecord | undefined;
  /** The call that is decided. */
  readonly now: Call;
  readonly entries: readonly Entry[];
  readonly #results = new Map<number, ResultEvent>();
  /** Calls of which the recording has two results: R-HIST-10. */
  readonly #disputed = new Set<number>();

  constructor(analysis: Analysis, events: readonly Event[], context: JsonRecord | undefined, index: number) {
    this.analysis = analysis;
    this.events = events;
    this.context = context;
    const entries: Entry[] = [];
    const waiting = new Set<number>();
    let step = 0;
    events.slice(0, index).forEach((event, at) => {
      if (event.kind === "call") {
        entries.push({ kind: "call", index: at, call: { event, index: at, step: ++step } });
        waiting.add(event.call);
      } else if (event.kind === "message") {
        const message = { event, index: at };
        if (event.role !== "assistant") entries.push({ kind: event.role, index: at, message });
      } else if (event.kind === "gap") {
        entries.push({ kind: "gap", index: at });
        if (event.about !== undefined) this.#disputed.add(event.about);
      } else if (waiting.delete(event.call)) this.#results.set(event.call, event);
      else {
        entries.push({ kind: "gap", index: at });
        this.#disputed.add(event.call);
      }
    });
    this.entries = entries;
    const event = events[index];
    if (event?.kind !== "call") throw new Error("a decision is about a call");
    this.now = { event, index, step: step + 1 };
  }

  tool(call: Call): Tool | undefined {
    return this.analysis.tools?.get(call.event.tool);
  }
  inCatalogue(call: Call): boolean {
    return this.analysis.tools === undefined || this.tool(call) !== undefined;
  }
  result(call: Call): ResultEvent | undefined {
    return this.#results.get(call.event.call);
  }
  sameBatch(call: Call): boolean {
    return call.event.batch === this.now.event.batch;
  }
  /** Whether a user message stands between the call and now: then a result that has not come is not recorded. */
  #wentOn(call: Call): boolean {
    return this.entries.some((entry) => entry.kind === "user" && entry.index > call.index);
  }
  /** Whether the result of an earlier call may still come, or came for this call's own batch. */
  pending(call: Call): boolean {
    return this.sameBatch(call) || (this.result(call) === undefined && call.event.fate === "unstated" && !this.#wentOn(call));
  }

  /** R-HIST-3. */
  member(call: Call): Truth {
    if (call.event.fate === "refused") return no;
    if (this.pending(call)) return doubt;
    return this.result(call) !== undefined || call.event.fate !== "unstated" ? yes : blamed;
  }
  /** R-HIST-5. */
  failed(call: Call): Truth {
    if (this.sameBatch(call)) return doubt;
    if (this.#disputed.has(call.event.call)) return call.event.fate === "failed" ? yes : blamed;
    if (this.pending(call)) return doubt;
    const result = this.result(call);
    if (result !== undefined) return truthOf(result.failed || call.event.fate === "failed");
    return call.event.fate === "failed" ? yes : blamed;
  }

  args(call: Call): Value {
    const { args } = call.event;
    if (args.kind === "malformed") return wrong;
    if (args.kind === "redacted") return { kind: "unknown", byRecording: true, present: true };
    const params = this.tool(call)?.params ?? [];
    return fromJson(args.value, { kind: "record", fields: params, open: true });
  }
  /** What the result says; undefined where it is text alone. */
  structure(result: ResultEvent): Json | undefined {
    return result.structured ?? parseStructured(result.text, result.form);
  }
  field(call: Call, name: string): Value {
    const disputed = this.#disputed.has(call.event.call) && !this.sameBatch(call);
    const result = disputed || this.pending(call) ? undefined : this.result(call);
    const missing = !disputed && this.pending(call) ? unclear : unrecorded;
    switch (name) {
      case "tool":
        return textValue(call.event.tool);
      case "args":
        return this.args(call);
      case "step":
        return integerValue(call.step);
      case "time":
        return call.event.time === undefined ? unrecorded : timeValue(call.event.time);
      case "failed":
        return truthValue(this.failed(call));
      case "text":
        return result === undefined ? missing : textValue(result.text);
      case "result": {
        if (result === undefined) return missing;
        const declared = this.tool(call)?.returns;
        return fromJson(this.structure(result) ?? result.text, declared, false, true);
      }
      default:
        return absent;
    }
  }
  messageField({ event }: Message, name: string): Value {
    if (name === "text") return textValue(event.text);
    if (name !== "time") return absent;
    return event.time === undefined ? unrecorded : timeValue(event.time);
  }

  /** R-VAL-12. */
  contextValue(): Value {
    if (this.context === undefined) return unrecorded;
    return fromJson(this.context, { kind: "record", fields: this.analysis.context ?? [], open: true });
  }
}
