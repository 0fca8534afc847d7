// The neutral trace: what every reader produces and the engine decides on. Plain data; knows no format and no policy.

import type { ProblemCode } from "./problem-codes.ts";

/** JSON as JavaScript holds it, with two exceptions: a number that a double does not hold exactly is an `ExactNumber`, and
 * `__proto__` is an own key like any other; records may have a prototype, so that only own keys count (`Object.hasOwn`). */
export type Json = null | boolean | number | string | ExactNumber | readonly Json[] | JsonRecord;
export interface JsonRecord {
  readonly [key: string]: Json;
}
/** The digits of a JSON number that no double holds (more than 15 significant digits), as written. */
export class ExactNumber {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
  /** The nearest double, for who writes it with JSON.stringify; `writeJson` keeps all digits. */
  toJSON(): number {
    return Number(this.digits);
  }
}

/** A JSON pointer (RFC 6901) into the file. For line formats its first segment is the zero-based line: `/12/args`. */
export type Pointer = string;

export interface Run {
  /** Zero-based place of the run in its file. */
  readonly index: number;
  readonly id: string | undefined;
  readonly model: string | undefined;
  readonly task: string | undefined;
  /** What the format says of the run: reward, utility, security, attack, suite. */
  readonly labels: Readonly<Record<string, string | number | boolean | null>>;
  /** The harness's context (`context.…` of a policy), where the format carries one. */
  readonly context: JsonRecord | undefined;
  /** The tools that the format describes, as MCP's `tools/list` has them; left out where it describes none. */
  readonly tools?: readonly JsonRecord[] | undefined;
  /** The events, lazily read: iterating twice is not allowed. */
  readonly events: Iterable<Event>;
}

export type Event = MessageEvent | CallEvent | ResultEvent | GapEvent;

export interface MessageEvent {
  readonly kind: "message";
  readonly role: "system" | "user" | "assistant";
  readonly text: string;
  readonly time: Time | undefined;
  readonly pointer: Pointer;
}

/** What the recording says became of a call. `unstated`: it says nothing, and a result decides whether it was executed. */
export type Fate = "unstated" | "executed" | "refused" | "failed";

export interface CallEvent {
  readonly kind: "call";
  /** Unique in the run: readers make one where the format repeats or lacks ids. Results name it. */
  readonly call: number;
  /** The id that the format gave. */
  readonly id: string | undefined;
  readonly tool: string;
  readonly args: Arguments;
  /** Calls that were proposed together share it; every call has one. */
  readonly batch: number;
  /** The agent or sub-agent. */
  readonly lane: string | undefined;
  readonly time: Time | undefined;
  readonly fate: Fate;
  readonly approvedBy: string | undefined;
  readonly pointer: Pointer;
}

/** `malformed`: the arguments are no JSON object, or hold a key twice; `raw` is their text as recorded. `redacted`: withheld. */
export type Arguments =
  | { readonly kind: "record"; readonly value: JsonRecord }
  | { readonly kind: "malformed"; readonly raw: string }
  | { readonly kind: "redacted" };

export interface ResultEvent {
  readonly kind: "result";
  /** The `call` of the call that it answers. */
  readonly call: number;
  readonly text: string;
  /** MCP's structured content, where the recording has it beside the text. */
  readonly structured: Json | undefined;
  /** How the text is to be read where nothing is structured: as JSON, or as JSON and then as YAML. */
  readonly form: "json" | "yaml";
  readonly failed: boolean;
  readonly time: Time | undefined;
  readonly pointer: Pointer;
}

/** Something is known to be missing here. */
export interface GapEvent {
  readonly kind: "gap";
  readonly reason: string;
  /** The `call` of a call that has its result already, where another one of it stands here: which of them is true is not known. */
  readonly about?: number | undefined;
  readonly pointer: Pointer;
}

/** An instant as recorded. `zoned` is false where the text named no zone; then `milliseconds` counts as if it were UTC. */
export interface Time {
  readonly milliseconds: number;
  readonly zoned: boolean;
}

/** Something that a reader could not read. Lines and columns count from 1. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** What a reader gives for one file. Never throws; problems are complete once all runs' events were iterated. */
export interface TraceFile {
  readonly format: string;
  readonly runs: Iterable<Run>;
  readonly problems: readonly Problem[];
}
