// The parts that Gemini's messages are made of, wherever they are recorded: text, calls of functions, their responses.

import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import type { Fate, Json, JsonRecord, Pointer, Time } from "../model.ts";
import type { Source } from "../source.ts";
import { argumentsOf } from "../telling/conversation.ts";
import type { Session } from "../telling/session.ts";
import { contentOf } from "./content.ts";

export interface PartsEnvelope {
  readonly role: "system" | "user" | "assistant";
  readonly time?: Time | undefined;
  readonly batch?: string | undefined;
  /** The role of a text that is not the message's. */
  readonly roleOf?: (text: string) => "system" | "user" | "assistant";
  /** What is said of the call beside its response: of a status. */
  readonly status?: string | undefined;
}

/** Whether a part is one of Gemini's: without a type, named by its only kind. */
export function isGeminiPart(value: Json): boolean {
  return (
    isRecord(value) &&
    !Object.hasOwn(value, "type") &&
    ["text", "functionCall", "functionResponse", "inlineData", "fileData"].some((key) => Object.hasOwn(value, key))
  );
}

export function readGeminiParts(session: Session, source: Source, parts: Json | undefined, at: Pointer, envelope: PartsEnvelope): void {
  let begun = false;
  for (const [index, part] of (isList(parts) ? parts : []).entries()) {
    if (source.isOpen(part)) return;
    const pointer = `${at}/${index}`;
    if (typeof part === "string") session.message(envelope.role, part, envelope.time, pointer);
    else if (!isRecord(part)) session.unread(source, pointer, "a part must be an object", "a part that is no object");
    else if (isRecord(member(part, "functionCall"))) {
      if (!begun) session.batch(envelope.batch);
      begun = true;
      readCall(session, source, member(part, "functionCall") as JsonRecord, `${pointer}/functionCall`, envelope);
    } else if (isRecord(member(part, "functionResponse")))
      readResponse(session, source, member(part, "functionResponse") as JsonRecord, `${pointer}/functionResponse`, envelope);
    else if (typeof member(part, "text") === "string") {
      const text = stringAt(part, "text") ?? "";
      if (member(part, "thought") !== true) session.message(envelope.roleOf?.(text) ?? envelope.role, text, envelope.time, pointer);
    } else if (Object.hasOwn(part, "inlineData") || Object.hasOwn(part, "fileData"))
      session.gap("content that is not read: data of a file", pointer);
    else if (!["thoughtSignature", "executableCode", "codeExecutionResult"].some((key) => Object.hasOwn(part, key)))
      session.unread(source, pointer, "a part of this kind is not known", "a part of an unknown kind");
    else if (Object.hasOwn(part, "executableCode")) session.gap("code that the provider ran is not read", pointer);
  }
}

function readCall(session: Session, source: Source, call: JsonRecord, pointer: Pointer, { time }: PartsEnvelope): void {
  const tool = stringAt(call, "name");
  if (tool === undefined) session.unread(source, pointer, "a call must name its function", "a call that names no tool");
  else
    session.call(source, {
      id: stringAt(call, "id"),
      tool,
      args: argumentsOf(source, member(call, "args"), `${pointer}/args`),
      time,
      pointer,
    });
}

function readResponse(session: Session, source: Source, response: JsonRecord, pointer: Pointer, { time, status }: PartsEnvelope): void {
  const body = responseBody(member(response, "response"));
  const { failed, fate } = outcomeOf(status, body.failed, body.text);
  const { text, structured } = body;
  session.result(source, { id: stringAt(response, "id"), tool: stringAt(response, "name"), text, structured, failed, time, pointer, fate });
}

/** A response's output or error; else the whole of it. */
export function responseBody(response: Json | undefined): {
  readonly text: string;
  readonly structured: Json | undefined;
  readonly failed: boolean;
} {
  if (!isRecord(response)) return { ...contentOf(response), failed: false };
  const error = member(response, "error");
  if (error !== undefined && error !== null) return { ...contentOf(error), failed: true };
  const output = member(response, "output");
  return { ...contentOf(output === undefined ? response : output), failed: false };
}

/** A call that was cancelled before it began was refused; later on it has failed. */
export function outcomeOf(
  status: string | undefined,
  failed: boolean,
  text: string,
): { readonly failed: boolean; readonly fate: Fate | undefined } {
  const isBad = failed || status === "error" || status === "cancelled";
  const refused =
    /did not allow tool call|denied by policy|user (?:denied|rejected|declined)|requires (?:user )?(?:approval|confirmation)/i.test(
      text.slice(0, 300),
    );
  return { failed: isBad, fate: isBad && refused ? "refused" : undefined };
}
