// Owns the telling of messages, in any dialect, one after the other. Knows no format.

import { atPointer, type Utterance, utterancesOf } from "../dialects/utterances.ts";
import type { Event, Json, Pointer, Time } from "../model.ts";
import type { Source } from "../source.ts";
import { argumentsOf } from "./conversation.ts";
import { Session } from "./session.ts";

export interface Circumstance {
  readonly time?: Time | undefined;
  readonly lane?: string | undefined;
  /** Whether the agent itself wrote the words of the user here. */
  readonly instructed?: boolean | undefined;
}

/** A call that was told, by the number that results name. */
export interface ToldCall {
  readonly id: string | undefined;
  readonly call: number;
}

export function tell(
  session: Session,
  source: Source,
  said: readonly Utterance[],
  { time, lane, instructed }: Circumstance = {},
): ToldCall[] {
  const told: ToldCall[] = [];
  for (const one of said) {
    switch (one.kind) {
      case "text":
        session.message(instructed === true && one.role === "user" ? "assistant" : one.role, one.text, time, one.at.pointer);
        break;
      case "call": {
        if (told.length === 0) session.batch();
        const args = argumentsOf(source, one.args, one.argsAt.pointer);
        const call = session.call(source, { id: one.id, tool: one.tool, args, pointer: one.at.pointer, lane, time });
        told.push({ id: one.id, call });
        break;
      }
      case "answer":
        session.result(source, { ...one, time, pointer: one.at.pointer, fate: one.refused ? "refused" : undefined });
        break;
      case "unread":
        session.gap(`content that is not read: ${one.what}`, one.at.pointer);
    }
  }
  return told;
}

/** The events of a list of messages, up to where the file breaks off. */
export function* spokenEvents(messages: readonly Json[], source: Source, at: Pointer, lane?: string): Iterable<Event> {
  const session = new Session();
  for (const [index, message] of messages.entries()) {
    if (source.isOpen(message)) break;
    const pointer = `${at}/${index}`;
    const said = utterancesOf(message, atPointer(pointer));
    if (said === undefined) session.unread(source, pointer, "this is no message with a known role", "a message that cannot be read");
    else tell(session, source, said, { lane });
    yield* session.take();
  }
  if (source.isOpen(messages)) session.gap("the file breaks off here", at);
  yield* session.end();
}

/** What the user said first. */
export function taskAmong(messages: readonly Json[]): string | undefined {
  for (const message of messages.slice(0, 50))
    for (const one of utterancesOf(message, atPointer("")) ?? []) if (one.kind === "text" && one.role === "user") return one.text;
  return undefined;
}
