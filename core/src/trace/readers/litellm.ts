// LiteLLM's logs of completions: the conversation so far and the reply to it. Where the model was asked without function
// calling, the same turns stand twice, once with their calls written out as text.

import { contentOf } from "../dialects/content.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import type { Json, JsonRecord, Pointer, Run } from "../model.ts";
import type { Source } from "../source.ts";
import { sessionRun } from "../telling/session.ts";
import { chatMessageEvents } from "./openai-chat.ts";

const listAt = (record: JsonRecord, key: string): readonly Json[] => {
  const list = member(record, key);
  return isList(list) ? list : [];
};

export function isLiteLlm(root: Json): boolean {
  return isRecord(root) && isList(member(root, "messages")) && replyIn(root, "response") !== undefined;
}

/** The message that a response gives. */
function replyIn(root: JsonRecord, key: string): JsonRecord | undefined {
  const response = member(root, key);
  const choice = isRecord(response) ? listAt(response, "choices")[0] : undefined;
  const message = choice !== undefined && isRecord(choice) ? member(choice, "message") : undefined;
  return isRecord(message) ? message : undefined;
}

const hasCalls = (message: Json): boolean => isRecord(message) && listAt(message, "tool_calls").length > 0;

export function* liteLlmRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  if (!isRecord(root)) return;
  const messages = listAt(root, "raw_messages").some(hasCalls) || listAt(root, "messages").length === 0 ? "raw_messages" : "messages";
  const reply = ["response", "raw_response"].find((key) => hasCalls(replyIn(root, key) ?? null)) ?? "response";
  const response = member(root, "response");
  const user = listAt(root, messages).find((message) => isRecord(message) && stringAt(message, "role") === "user");
  const about = {
    id: isRecord(response) ? stringAt(response, "id") : undefined,
    model: isRecord(response) ? stringAt(response, "model") : undefined,
    task: user !== undefined && isRecord(user) ? contentOf(member(user, "content")).text : undefined,
    labels: {},
  };
  yield sessionRun(about, (session) => {
    const tell = (message: Json, pointer: Pointer): void => {
      if (isRecord(message)) session.through((conversation) => chatMessageEvents(message, source, pointer, conversation));
      else session.unread(source, pointer, "a message must be an object", "a message that is no object");
    };
    for (const [index, message] of listAt(root, messages).entries()) {
      if (source.isOpen(message)) break;
      tell(message, `${at}/${messages}/${index}`);
    }
    const last = replyIn(root, reply);
    if (last !== undefined && !source.isOpen(last)) tell(last, `${at}/${reply}/choices/0/message`);
    if (source.isOpen(root)) session.gap("the file breaks off here", at);
  });
}
