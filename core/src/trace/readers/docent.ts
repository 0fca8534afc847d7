// Docent's agent runs: transcripts of messages, and what is known of the run as metadata. Several transcripts are lanes.

import { atPointer, utterancesOf } from "../dialects/utterances.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { pointerTo } from "../encodings/pointer.ts";
import { setOwn } from "../encodings/tolerant.ts";
import type { Json, JsonRecord, Pointer, Run } from "../model.ts";
import type { Source } from "../source.ts";
import { sessionRun } from "../telling/session.ts";
import { taskAmong, tell } from "../telling/spoken.ts";

interface Transcript {
  readonly name: string | undefined;
  readonly messages: readonly Json[];
  readonly at: Pointer;
}

function transcriptsOf(run: Json | undefined): readonly Transcript[] {
  const held = isRecord(run) ? member(run, "transcripts") : undefined;
  const entries: readonly (readonly [string | number, Json])[] = isList(held)
    ? [...held.entries()]
    : isRecord(held)
      ? Object.entries(held)
      : [];
  return entries.flatMap(([key, one]): readonly Transcript[] => {
    const messages = isRecord(one) ? member(one, "messages") : undefined;
    if (!isRecord(one) || !isList(messages)) return [];
    const name = stringAt(one, "name") ?? (typeof key === "string" ? key : stringAt(one, "id"));
    return [{ name, messages, at: `${pointerTo("/transcripts", key)}/messages` }];
  });
}

export function isDocent(root: Json): boolean {
  const first = isList(root)
    ? root[0]
    : isRecord(root)
      ? isList(member(root, "agent_runs"))
        ? (member(root, "agent_runs") as readonly Json[])[0]
        : root
      : undefined;
  return transcriptsOf(first).length > 0;
}

export function* docentRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const listed = isRecord(root) ? member(root, "agent_runs") : root;
  if (!isList(listed)) {
    if (isRecord(root)) yield runOf(root, source, at);
    return;
  }
  const base = isRecord(root) ? `${at}/agent_runs` : at;
  for (const [index, run] of listed.entries()) {
    if (isRecord(run)) yield runOf(run, source, `${base}/${index}`);
    else if (!source.isOpen(run))
      source.problems.add("invalid-event", "a run must be an object with transcripts", source, `${base}/${index}`);
  }
}

function runOf(run: JsonRecord, source: Source, at: Pointer): Omit<Run, "index"> {
  const transcripts = transcriptsOf(run);
  const metadata = member(run, "metadata");
  const labels: { [key: string]: string | number | boolean | null } = {};
  const scores = isRecord(metadata) ? member(metadata, "scores") : undefined;
  for (const part of [metadata, scores])
    for (const [name, value] of isRecord(part) ? Object.entries(part) : [])
      if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") setOwn(labels, name, value);
  const about = {
    id: stringAt(run, "id"),
    model: isRecord(metadata) ? stringAt(metadata, "model") : undefined,
    task: transcripts.map(({ messages }) => taskAmong(messages)).find((task) => task !== undefined),
    labels,
  };
  return sessionRun(about, (session) => {
    if (transcripts.length === 0) session.unread(source, at, "a run must have transcripts with messages", "a run without messages");
    for (const { name, messages, at: place } of transcripts) {
      for (const [index, message] of messages.entries()) {
        if (source.isOpen(message)) break;
        const pointer = `${at}${place}/${index}`;
        const said = utterancesOf(message, atPointer(pointer));
        if (said === undefined) session.unread(source, pointer, "this is no message with a known role", "a message that cannot be read");
        else tell(session, source, said, { lane: transcripts.length > 1 ? name : undefined });
      }
      if (source.isOpen(messages)) session.gap("the file breaks off here", at + place);
    }
  });
}
