// Owns the events of one run that is recorded event by event: what became of a call is often said after it, so that calls
// are held back, and all that follows them, until it is known. Knows no format.

import type { Event, Fate, Pointer, ResultEvent, Run, Time } from "../model.ts";
import type { Source } from "../source.ts";
import { type Answer, Conversation, type ProposedCall } from "./conversation.ts";

/** More events are not held back: what is said of a call so late is not known when the call is shown. */
const patience = 1000;

export interface Told extends Answer {
  /** What the result says of the call itself: refused, or failed before it began. */
  readonly fate?: Fate | undefined;
}

export class Session {
  readonly #conversation: Conversation;
  readonly #batches = new Map<string, number>();
  #next: { readonly key: string | undefined } | undefined;
  #held: Event[] = [];
  /** Calls among those held whose fate may still be told, with their place. */
  readonly #open = new Map<number, number>();
  /** How many events were given away: places count from the first event of the run. */
  #given = 0;

  constructor(form: "json" | "yaml" = "json") {
    this.#conversation = new Conversation(form);
  }

  message(role: "system" | "user" | "assistant", text: string, time: Time | undefined, pointer: Pointer): void {
    this.#conversation.goOn();
    if (text !== "") this.#held.push({ kind: "message", role, text, time, pointer });
  }

  /** Calls from here on were proposed together with those of the same key; without one, they begin a batch. */
  batch(key?: string): void {
    this.#conversation.goOn();
    this.#next = { key };
  }

  /** A batch is begun by its first call, so that one without calls has no number. */
  #enterBatch(): void {
    const next = this.#next;
    if (next === undefined) return;
    this.#next = undefined;
    const known = next.key === undefined ? undefined : this.#batches.get(next.key);
    if (known !== undefined) this.#conversation.continueBatch(known);
    else {
      const begun = this.#conversation.beginBatch();
      if (next.key !== undefined) this.#batches.set(next.key, begun);
    }
  }

  /** The number of the call, by which its fate can be told. */
  call(source: Source, proposed: ProposedCall): number {
    this.#enterBatch();
    const event = this.#conversation.call(source, proposed);
    this.#open.set(event.call, this.#given + this.#held.length);
    this.#held.push(event);
    return event.call;
  }

  /** The result that was added; undefined where it answers no call, which is a gap. */
  result(source: Source, told: Told): ResultEvent | undefined {
    const event = this.#conversation.result(source, told);
    this.#held.push(event);
    if (event.kind === "gap") return undefined;
    if (told.fate !== undefined) this.tell(event.call, told.fate);
    this.#open.delete(event.call);
    return event;
  }

  /** What became of a call, said after it. Later words count. */
  tell(call: number, fate: Fate, approvedBy?: string): void {
    const place = this.#open.get(call);
    const index = place === undefined ? -1 : place - this.#given;
    const event = this.#held[index];
    if (event?.kind === "call") this.#held[index] = { ...event, fate, approvedBy: approvedBy ?? event.approvedBy };
  }

  /** The same of the latest call with the id that is held; without a fate, only who approved it. */
  tellNamed(id: string, fate: Fate | undefined, approvedBy?: string): boolean {
    for (const [call, place] of [...this.#open].reverse()) {
      const event = this.#held[place - this.#given];
      if (event?.kind !== "call" || event.id !== id) continue;
      this.tell(call, fate ?? event.fate, approvedBy);
      return true;
    }
    return false;
  }

  /** Events that another reader makes of its own kind of message, of which nothing is said later. */
  through(read: (conversation: Conversation) => Iterable<Event>): void {
    for (const event of read(this.#conversation)) this.#held.push(event);
  }

  gap(reason: string, pointer: Pointer): void {
    this.#held.push({ kind: "gap", reason, pointer });
  }

  /** A gap that the reader has not expected: something stands here that is no event of the format. */
  unread(source: Source, pointer: Pointer, message: string, reason: string): void {
    source.problems.add("invalid-event", message, source, pointer);
    this.gap(reason, pointer);
  }

  /** The events that nothing can change any more. */
  take(): readonly Event[] {
    while (this.#held.length > patience) {
      const [oldest] = this.#open.keys();
      if (oldest === undefined) break;
      this.#open.delete(oldest);
      if (this.#firstOpen() > 0) break;
    }
    const count = this.#firstOpen();
    if (count === 0) return [];
    const taken = this.#held.slice(0, count);
    this.#held = this.#held.slice(count);
    this.#given += count;
    return taken;
  }

  #firstOpen(): number {
    const [place] = this.#open.values();
    return place === undefined ? this.#held.length : place - this.#given;
  }

  /** The rest of the events; the run is over. */
  end(): readonly Event[] {
    this.#open.clear();
    this.#conversation.end();
    return this.take();
  }
}

/** A run whose events are told at once, when somebody asks for them. */
export function sessionRun(
  about: { id?: string | undefined; model?: string | undefined; task?: string | undefined; labels: Run["labels"] },
  tell: (session: Session) => void,
  form: "json" | "yaml" = "json",
): Omit<Run, "index"> {
  const { id, model, task, labels } = about;
  return { id, model, task, labels, context: undefined, events: told(tell, form) };
}

function* told(tell: (session: Session) => void, form: "json" | "yaml"): Iterable<Event> {
  const session = new Session(form);
  tell(session);
  yield* session.end();
}
