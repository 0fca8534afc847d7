// LangChain's messages, serialised by its constructors, as `{type, data}`, or flat with `type` for the role; also the states
// of LangGraph that hold them. A call stands in the content and beside it, and is one.

import { atPointer, utterancesOf } from "../dialects/utterances.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import type { GapEvent, Json, Pointer, Run } from "../model.ts";
import type { Source } from "../source.ts";
import type { Entry } from "../telling/entries.ts";
import { Session } from "../telling/session.ts";
import { spokenEvents, taskAmong, tell } from "../telling/spoken.ts";

const types = new Set(["human", "ai", "tool", "system", "function", "AIMessageChunk", "HumanMessageChunk"]);

export function isLangChainMessage(value: Json | undefined): boolean {
  if (!isRecord(value) || Object.hasOwn(value, "role")) return false;
  const path = member(value, "id");
  if (Object.hasOwn(value, "lc") && isRecord(member(value, "kwargs")))
    return isList(path) && /Message(?:Chunk)?$/.test(String(path.at(-1)));
  if (!types.has(stringAt(value, "type") ?? "")) return false;
  const data = member(value, "data");
  return isRecord(data) ? Object.hasOwn(data, "content") : Object.hasOwn(value, "content");
}

interface Listed {
  readonly list: readonly Json[];
  readonly at: Pointer;
}

/** The messages of the value: itself, or those of a state, which may stand under `values`. */
function messagesOf(root: Json, depth = 0): Listed | undefined {
  if (isList(root)) return isLangChainMessage(root[0]) ? { list: root, at: "" } : undefined;
  if (!isRecord(root) || depth > 2) return undefined;
  for (const name of ["messages", "values", "channel_values", "state", "output"]) {
    const found = Object.hasOwn(root, name) ? messagesOf(member(root, name) ?? null, depth + 1) : undefined;
    if (found !== undefined) return { list: found.list, at: `/${name}${found.at}` };
  }
  return undefined;
}

export const isLangChain = (root: Json): boolean => messagesOf(root) !== undefined;

export function* langChainRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const messages = messagesOf(root);
  if (messages === undefined) return;
  const id = isRecord(root) ? (stringAt(root, "thread_id") ?? stringAt(root, "id")) : undefined;
  const events = spokenEvents(messages.list, source, at + messages.at);
  yield { id, model: modelAmong(messages.list), task: taskAmong(messages.list), labels: {}, context: undefined, events };
}

function modelAmong(messages: readonly Json[]): string | undefined {
  for (const message of messages.slice(0, 50)) {
    const inner = isRecord(message) ? (member(message, "kwargs") ?? member(message, "data") ?? message) : undefined;
    const metadata = isRecord(inner) ? member(inner, "response_metadata") : undefined;
    const model = isRecord(metadata) ? (stringAt(metadata, "model_name") ?? stringAt(metadata, "model")) : undefined;
    if (model !== undefined) return model;
  }
  return undefined;
}

/** One message a line. */
export function* langChainLines(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  const session = new Session();
  let task: string | undefined;
  for (const entry of entries) {
    if ("kind" in entry) {
      session.gap(entry.reason, entry.pointer);
      continue;
    }
    const { value, source, pointer } = entry;
    const said = utterancesOf(value, atPointer(pointer));
    if (said === undefined) session.unread(source, pointer, "this is no message with a known role", "a message that cannot be read");
    else {
      task ??= taskAmong([value]);
      tell(session, source, said);
    }
  }
  yield { id: undefined, model: undefined, task, labels: {}, context: undefined, events: session.end() };
}
