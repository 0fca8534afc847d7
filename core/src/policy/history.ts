// What has happened in a run so far, as the language sees it: executed calls, user messages, gaps. Owns membership in `past`;
// knows no conditions.

import { parseStructured } from "../trace/encodings/structured.ts";
import type { Arguments, CallEvent, Json, ResultEvent, Time } from "../trace/model.ts";
import type { Unknown } from "./report.ts";
import { type Doubt, type Truth3, unknown } from "./truth.ts";

/** `waiting`: no result yet. `lost`: a user message came before any result. */
export type CallState = "waiting" | "executed" | "refused" | "lost";

/** One call with what became of it. Mutable: the monitor fills in its result. */
export class CallRecord {
  readonly kind = "call";
  /** As the run has it. */
  readonly source: CallEvent;
  readonly step: number;
  /** Zero-based index of the event in the run. */
  readonly event: number;
  state: CallState;
  result: { readonly event: number; readonly recorded: ResultEvent } | undefined = undefined;
  failed: boolean | undefined;
  /** Why its result is not to be relied on, once a second one of it was recorded. */
  disputed: Doubt | undefined = undefined;
  /** The arguments as conditions see them, made on first use by whoever knows the tool's types. */
  conformed: unknown = undefined;
  #structure: { readonly value: Json } | undefined = undefined;

  constructor(source: CallEvent, step: number, event: number) {
    this.source = source;
    this.step = step;
    this.event = event;
    const { fate } = source;
    this.state = fate === "refused" ? "refused" : fate === "unstated" ? "waiting" : "executed";
    this.failed = fate === "failed" ? true : undefined;
  }

  /** The reader's number of the call. */
  get number(): number {
    return this.source.call;
  }
  get tool(): string {
    return this.source.tool;
  }
  get given(): Arguments {
    return this.source.args;
  }
  get batch(): number {
    return this.source.batch;
  }
  get time(): Time | undefined {
    return this.source.time;
  }
  get pointer(): string {
    return this.source.pointer;
  }

  resolve(result: ResultEvent, event: number): void {
    this.result = { event, recorded: result };
    if (this.disputed === undefined) this.failed = this.failed === true || result.failed;
    if (this.state !== "refused") this.state = "executed";
  }

  /** Another result of it stands in the recording: which of them is true is not known. */
  dispute(): void {
    this.disputed = unknown("gap", `the result of step ${this.step} (${this.tool}), of which the recording has two`);
    if (this.source.fate !== "failed") this.failed = undefined;
  }

  /** The result's structure, or its text; read once. Only for calls with a result. */
  structure(): Json {
    if (this.#structure === undefined) {
      const recorded = this.result?.recorded;
      this.#structure = {
        value: recorded === undefined ? null : (recorded.structured ?? parseStructured(recorded.text, recorded.form) ?? recorded.text),
      };
    }
    return this.#structure.value;
  }

  /** Why its outcome is not known. */
  doubt(): Unknown {
    return { kind: this.state === "lost" ? "not recorded" : "pending", what: `the outcome of step ${this.step} (${this.tool})` };
  }

  /** Whether it stands in `past` for a call of the given batch. */
  member(batch: number): Truth3 {
    if (this.state === "refused") return false;
    if (this.batch === batch)
      return unknown("pending", `the outcome of step ${this.step} (${this.tool}), proposed together with this call`);
    if (this.state === "executed") return true;
    const reason = this.doubt();
    return unknown(reason.kind, reason.what);
  }
}

export class UserMessage {
  readonly kind = "user";
  readonly text: string;
  readonly event: number;
  readonly time: Time | undefined;
  readonly pointer: string;
  constructor(text: string, event: number, time: Time | undefined, pointer: string) {
    this.text = text;
    this.event = event;
    this.time = time;
    this.pointer = pointer;
  }
}

export interface Gap {
  readonly event: number;
  readonly reason: Unknown;
}
