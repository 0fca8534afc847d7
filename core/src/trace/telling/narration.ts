// Owns the reading of runs that are recorded event by event, one entry after the other, so that no more of a file is held
// than is needed to name its run. Knows no format: a narrator does.

import { isRecord } from "../encodings/json.ts";
import type { Event, GapEvent, JsonRecord, Run } from "../model.ts";
import type { Entry } from "./entries.ts";
import { Session } from "./session.ts";

/** What is known of a run; narrators fill it in as they read. */
export interface About {
  id?: string | undefined;
  model?: string | undefined;
  task?: string | undefined;
  readonly labels: Record<string, string | number | boolean | null>;
}

export interface RecordEntry extends Entry {
  readonly value: JsonRecord;
}

/** Reads the entries of one run into its session. */
export interface Narrator {
  readonly about: About;
  /** Whether the entry belongs to another run, which begins with it. */
  begins?(entry: RecordEntry): boolean;
  read(entry: RecordEntry): void;
  /** Nothing follows. */
  end?(): void;
}

/** How many entries are read ahead in search of the run's name, model and task. */
const lookahead = 100;

type UnnumberedRun = Omit<Run, "index">;

export function* narrated(entries: Iterable<Entry | GapEvent>, narratorOf: (session: Session) => Narrator): Iterable<UnnumberedRun> {
  const stream = new EntryStream(entries);
  while (stream.peek() !== undefined) {
    const session = new Session();
    const narrator = narratorOf(session);
    const events = eventsOf(stream, session, narrator);
    const ahead: Event[] = [];
    for (let count = 0; count < lookahead && !isNamed(narrator.about); count++) {
      const next = events.next();
      if (next.done === true) break;
      for (const event of next.value) ahead.push(event);
    }
    const { id, model, task, labels } = narrator.about;
    yield { id, model, task, labels, context: undefined, events: inTurn(ahead, events) };
    // Whoever takes the next run before reading this one may still read it.
    for (const some of events) for (const event of some) ahead.push(event);
  }
}

const isNamed = ({ id, model, task }: About): boolean => id !== undefined && model !== undefined && task !== undefined;

function* inTurn(ahead: readonly Event[], events: Iterable<readonly Event[]>): Iterable<Event> {
  yield* ahead;
  for (const some of events) yield* some;
}

/** The events of one run, as they come with each entry. An iterator of its own, since leaving a loop must not end it. */
function eventsOf(stream: EntryStream, session: Session, narrator: Narrator): IterableIterator<readonly Event[]> {
  let first = true;
  let over = false;
  const done = { done: true, value: undefined } as const;
  return {
    [Symbol.iterator]() {
      return this;
    },
    next() {
      if (over) return done;
      const entry = stream.peek();
      const record = entry !== undefined && !("kind" in entry) && isRecord(entry.value) ? (entry as RecordEntry) : undefined;
      if (entry === undefined || (!first && record !== undefined && narrator.begins?.(record) === true)) {
        over = true;
        narrator.end?.();
        return { done: false, value: session.end() };
      }
      first = false;
      stream.pass();
      if (record !== undefined) narrator.read(record);
      else if ("kind" in entry) session.gap(entry.reason, entry.pointer);
      else session.unread(entry.source, entry.pointer, "an event must be an object", "an event that is no object");
      return { done: false, value: session.take() };
    },
  };
}

class EntryStream {
  readonly #entries: Iterator<Entry | GapEvent>;
  #next: Entry | GapEvent | undefined;

  constructor(entries: Iterable<Entry | GapEvent>) {
    this.#entries = entries[Symbol.iterator]();
  }

  peek(): Entry | GapEvent | undefined {
    if (this.#next === undefined) {
      const { value, done } = this.#entries.next();
      this.#next = done === true ? undefined : value;
    }
    return this.#next;
  }

  pass(): void {
    this.#next = undefined;
  }
}
