// fast-agent's histories: messages whose calls and results are maps by id, the calls as MCP's requests.

import { isList, isRecord, member } from "../encodings/json.ts";
import type { Json, Pointer, Run } from "../model.ts";
import type { Source } from "../source.ts";
import { spokenEvents, taskAmong } from "../telling/spoken.ts";

function messagesOf(root: Json): { readonly list: readonly Json[]; readonly at: Pointer } | undefined {
  const list = isRecord(root) ? member(root, "messages") : root;
  return isList(list) ? { list, at: isRecord(root) ? "/messages" : "" } : undefined;
}

export function isFastAgent(root: Json): boolean {
  const messages = messagesOf(root);
  return (
    messages?.list
      .slice(0, 50)
      .some((one) => isRecord(one) && (isRecord(member(one, "tool_calls")) || isRecord(member(one, "tool_results")))) === true
  );
}

export function* fastAgentRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const messages = messagesOf(root);
  if (messages === undefined) return;
  const task = taskAmong(messages.list);
  const events = spokenEvents(messages.list, source, at + messages.at);
  yield { id: undefined, model: undefined, task, labels: {}, context: undefined, events };
}
