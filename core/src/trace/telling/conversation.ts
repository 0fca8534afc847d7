// Owns what every reader must do alike: number calls and batches, read arguments, and find the call that a result answers.
// Ids help, but are never trusted alone: recordings repeat them, leave them empty or leave them out.

import { isDeeperThan, isRecord, maximalDepth, parseJson } from "../encodings/json.ts";
import { findSpan } from "../encodings/place.ts";
import type { Arguments, CallEvent, Event, GapEvent, Json, JsonRecord, Pointer, ResultEvent, Time } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import { type PendingCall, PendingCalls } from "./pending-calls.ts";
import { Recent } from "./recent.ts";

export interface ProposedCall {
  readonly id: string | undefined;
  readonly tool: string;
  readonly args: Arguments;
  readonly pointer: Pointer;
  readonly lane?: string | undefined;
  readonly time?: Time | undefined;
  readonly fate?: CallEvent["fate"];
  readonly approvedBy?: string | undefined;
}

export interface Answer {
  /** The `call` of the call, where the format numbers them itself. */
  readonly call?: number | undefined;
  readonly id: string | undefined;
  /** The tool that the result names, if it names one. */
  readonly tool?: string | undefined;
  /** The lane that the result stands in, null for the main one; left out, it may answer a call of any. */
  readonly lane?: string | null | undefined;
  readonly text: string;
  readonly structured?: Json | undefined;
  readonly failed: boolean;
  readonly time?: Time | undefined;
  readonly pointer: Pointer;
}

export class Conversation {
  readonly #form: "json" | "yaml";
  readonly #pending = new PendingCalls();
  /** Calls that have their results, by id, the latest of each; and the last one of all. */
  readonly #answered = new Recent<string, number>();
  #lastAnswered: CallEvent | undefined;
  #calls = 0;
  #batch = 0;
  #batches = 0;
  #saidRepeated = false;

  constructor(form: "json" | "yaml") {
    this.#form = form;
  }

  /** A message stands here: a result that is still to come is late. */
  goOn(): void {
    this.#pending.goOn();
  }

  /** Calls from here on were proposed together, until the next batch begins or an earlier one goes on. */
  beginBatch(): number {
    this.goOn();
    this.#batch = this.#batches;
    return this.#batch;
  }

  continueBatch(batch: number): void {
    this.#batch = batch;
  }

  call(source: Source, { id, tool, args, pointer, lane, time, fate = "unstated", approvedBy }: ProposedCall): CallEvent {
    const known = id === "" ? undefined : id;
    if (known !== undefined) {
      if (!this.#saidRepeated && this.#pending.hasId(known)) {
        this.#saidRepeated = true;
        const message = `the id ${quoted(known)} is that of a call still without result; give each call its own, else results are matched by order`;
        source.problems.add("duplicate-id", message, source, pointer);
      }
    }
    const batch = this.#batch;
    this.#batches = Math.max(this.#batches, batch + 1);
    const event: CallEvent = { kind: "call", call: this.#calls++, id: known, tool, args, batch, lane, time, fate, approvedBy, pointer };
    this.#pending.add(event, source);
    return event;
  }

  /** The result, or a gap where no call waits for it. */
  result(source: Source, answer: Answer): ResultEvent | GapEvent {
    const found = this.#find(answer);
    if (found === undefined) {
      const of =
        answer.id !== undefined && answer.id !== ""
          ? ` with the id ${quoted(answer.id)}`
          : (answer.tool ?? "") === ""
            ? ""
            : ` of ${answer.tool}`;
      const about = this.answeredBefore(answer);
      const twice = about !== undefined;
      const message = twice
        ? `the call${of} has its result already; remove one, or give each call its own id`
        : `no call${of} waits for this result; record the call before it`;
      source.problems.add(twice ? "duplicate-id" : "result-without-call", message, source, answer.pointer);
      return {
        kind: "gap",
        reason: twice ? "a second result of one call" : "a result whose call is not recorded",
        ...(twice ? { about } : {}),
        pointer: answer.pointer,
      };
    }
    this.#pending.answer(found);
    this.#noteAnswered(found.event);
    const { text, structured, failed, time, pointer } = answer;
    return { kind: "result", call: found.event.call, text, structured, form: this.#form, failed, time, pointer };
  }

  /** Says which calls never got a result, though the recording went on. A refused call has none. */
  end(): void {
    for (const { event, source, passed } of this.#pending.rest()) {
      if (!passed || event.fate === "refused") continue;
      const message = `the result of this call of ${event.tool} is not recorded; record it, or what is read from it stays unknown`;
      source.problems.add("call-without-result", message, source, event.pointer);
    }
  }

  /** The call that a result belongs to which no call waits for; where it names none, the last that was answered. */
  answeredBefore({ call, id, tool }: Pick<Answer, "call" | "id" | "tool">): number | undefined {
    if (call !== undefined) return call >= 0 && call < this.#calls ? call : undefined;
    if (id !== undefined && id !== "") return this.#answered.get(id);
    const last = this.#lastAnswered;
    return last === undefined || (tool !== undefined && tool !== "" && tool !== last.tool) ? undefined : last.call;
  }

  #noteAnswered(event: CallEvent): void {
    this.#lastAnswered = event;
    const { id, call } = event;
    if (id !== undefined) this.#answered.set(id, call);
  }

  /** By id, the latest batch first; by order in the latest batch, where the call or the result has no id; a result with the id of an
   * answered call is another one of it. */
  #find({ call, id, tool, lane }: Answer): PendingCall | undefined {
    if (call !== undefined) return this.#pending.numbered(call);
    const unnamed = id === undefined || id === "";
    const named = unnamed ? undefined : this.#pending.named(id);
    if (named !== undefined || (!unnamed && this.#answered.has(id))) return named;
    const anyTool = tool === undefined || tool === "";
    const isHere = (one: CallEvent): boolean => lane === undefined || (one.lane ?? null) === lane;
    return this.#pending.inOrder((one) => (unnamed || one.id === undefined) && (anyTool || one.tool === tool) && isHere(one));
  }
}

/** Arguments given as a value: a record, its JSON text, or nothing at all, which means no arguments. */
export function argumentsOf(source: Source, value: Json | undefined, pointer: Pointer): Arguments {
  if (value === undefined || value === null) return { kind: "record", value: {} };
  if (typeof value === "string") return writtenArguments(source, value, pointer);
  const raw = (): string => {
    const span = findSpan(source.text, pointer.slice(source.base.length));
    return span === undefined ? "" : source.text.slice(span.start, span.end);
  };
  if (!isRecord(value)) return malformed(source, pointer, raw(), 'the arguments are no JSON object; record one, as in {"name": "value"}');
  // That a key stands twice was said when the file was read.
  if (source.holdsDuplicate(pointer)) return { kind: "malformed", raw: raw() };
  return checkDepth(source, value, pointer, raw);
}

/** Arguments given as a text: JSON, or blank for none. */
function writtenArguments(source: Source, text: string, pointer: Pointer): Arguments {
  if (text.trim() === "") return { kind: "record", value: {} };
  const { value, broken, duplicates } = parseJson(text);
  if (broken !== undefined) {
    const where = broken.truncated ? "end too early" : `turn at character ${broken.offset + 1} to something that is no JSON`;
    return malformed(source, pointer, text, `the arguments ${where}; the call is decided as one of malformed arguments`);
  }
  if (!isRecord(value)) return malformed(source, pointer, text, 'the arguments are no JSON object; record one, as in {"name": "value"}');
  if (duplicates.length > 0) return malformed(source, pointer, text, "the arguments hold a key twice; keep one of them", "duplicate-key");
  return checkDepth(source, value, pointer, () => text);
}

/** Arguments that a reader puts together. */
export function madeArguments(source: Source, value: JsonRecord, pointer: Pointer): Arguments {
  return checkDepth(source, value, pointer, () => "");
}

function checkDepth(source: Source, value: Json, pointer: Pointer, raw: () => string): Arguments {
  if (!isRecord(value) || isDeeperThan(value, maximalDepth))
    return malformed(source, pointer, raw(), `the arguments are nested more than ${maximalDepth} deep`, "too-deep");
  return { kind: "record", value };
}

function malformed(
  source: Source,
  pointer: Pointer,
  raw: string,
  message: string,
  code: "invalid-arguments" | "duplicate-key" | "too-deep" = "invalid-arguments",
): Arguments {
  source.problems.add(code, message, source, pointer);
  return { kind: "malformed", raw };
}

/** The events of a list of messages, one after the other, up to where the file breaks off. */
export function* messagesInTurn(
  form: "json" | "yaml",
  messages: readonly Json[],
  source: Source,
  events: (message: JsonRecord, source: Source, pointer: Pointer, conversation: Conversation) => Iterable<Event>,
  at: Pointer,
): Iterable<Event> {
  const conversation = new Conversation(form);
  for (const [index, message] of messages.entries()) {
    if (source.isOpen(message)) break;
    const pointer = `${at}/${index}`;
    if (isRecord(message)) yield* events(message, source, pointer, conversation);
    else {
      source.problems.add("invalid-event", "a message must be an object", source, pointer);
      yield { kind: "gap", reason: "a message that is no object", pointer };
    }
  }
  if (source.isOpen(messages)) yield { kind: "gap", reason: "the file breaks off here", pointer: at };
  conversation.end();
}
