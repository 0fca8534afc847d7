// Anthropic's messages: a request, a response, a plain list of messages, and the events of a stream.

import { readAnthropicBlock, readAnthropicContent } from "../dialects/anthropic-blocks.ts";
import { isList, isRecord, member, parseJson, stringAt } from "../encodings/json.ts";
import type { GapEvent, Json, JsonRecord, Pointer, Run } from "../model.ts";
import { quoted } from "../problems.ts";
import type { Source } from "../source.ts";
import type { Entry } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import { type Session, sessionRun } from "../telling/session.ts";

const ownBlocks =
  /^(?:tool_use|tool_result|server_tool_use|mcp_tool_use|mcp_tool_result|web_search_tool_result|thinking|redacted_thinking)$/;

export function isAnthropicMessages(root: Json): boolean {
  if (!isRecord(root)) return isMessageList(root);
  if (isResponse(root)) return true;
  const holder = requestIn(root);
  const messages = member(holder, "messages");
  if (isMessageList(messages)) return true;
  const first = isList(messages) ? messages[0] : undefined;
  const isRequest = ["anthropic_version", "anthropic_beta", "betas", "max_tokens", "stop_sequences"].some((key) =>
    Object.hasOwn(holder, key),
  );
  return isRecord(first) && isMessage(first) && isRequest && (Object.hasOwn(holder, "system") || isClaude(holder));
}

/** A reply by itself. OpenAI's items say `message` too, of parts with other names. */
function isResponse(root: JsonRecord): boolean {
  const content = member(root, "content");
  const blocks = isList(content) ? content.map((block) => (isRecord(block) ? (stringAt(block, "type") ?? "") : "")) : [];
  const isReply = stringAt(root, "type") === "message" && stringAt(root, "role") === "assistant";
  return isReply && isList(content) && !blocks.some((type) => type === "output_text" || type === "input_text" || type === "refusal");
}

const isClaude = (request: JsonRecord): boolean => (stringAt(request, "model") ?? "").includes("claude");

/** Some recorders put the request below `arguments`. */
function requestIn(root: JsonRecord): JsonRecord {
  const inner = member(root, "arguments");
  return isRecord(inner) && isList(member(inner, "messages")) ? inner : root;
}

const isMessage = (value: Json): boolean =>
  isRecord(value) && ["user", "assistant"].includes(stringAt(value, "role") ?? "") && Object.hasOwn(value, "content");

/** A list of messages of which one holds a block that no other format has. */
function isMessageList(value: Json | undefined): boolean {
  if (!isList(value) || value[0] === undefined || !isRecord(value[0]) || !Object.hasOwn(value[0], "role")) return false;
  return value.some((message) => {
    const content = isRecord(message) ? member(message, "content") : undefined;
    return isList(content) && content.some((block) => isRecord(block) && ownBlocks.test(stringAt(block, "type") ?? ""));
  });
}

export function* anthropicMessagesRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const about: About = { labels: {} };
  if (!isRecord(root)) {
    about.task = taskOf(root);
    yield sessionRun(about, (session) => tellMessages(session, root, source, at));
    return;
  }
  const request = requestIn(root);
  const base = request === root ? at : `${at}/arguments`;
  about.id = stringAt(root, "id");
  about.model = stringAt(request, "model");
  about.task = taskOf(member(request, "messages"));
  yield sessionRun(about, (session) => {
    if (isMessage(root)) tellMessage(session, root, source, at);
    else {
      readAnthropicContent(session, source, member(request, "system"), `${base}/system`, { role: "system" });
      tellMessages(session, member(request, "messages"), source, `${base}/messages`);
    }
  });
}

function taskOf(messages: Json | undefined): string | undefined {
  for (const message of isList(messages) ? messages : []) {
    if (!isRecord(message) || stringAt(message, "role") !== "user") continue;
    const content = member(message, "content");
    if (typeof content === "string") return content;
    const block = isList(content) ? content.find((one) => isRecord(one) && stringAt(one, "type") === "text") : undefined;
    if (isRecord(block)) return stringAt(block, "text");
  }
  return undefined;
}

function tellMessages(session: Session, messages: Json | undefined, source: Source, at: Pointer): void {
  for (const [index, message] of (isList(messages) ? messages : []).entries()) {
    if (source.isOpen(message)) break;
    const pointer = `${at}/${index}`;
    if (isRecord(message)) tellMessage(session, message, source, pointer);
    else session.unread(source, pointer, "a message must be an object", "a message that is no object");
  }
  if (messages !== undefined && source.isOpen(messages)) session.gap("the file breaks off here", at);
}

/** One message of a request or a response. */
export function tellMessage(session: Session, message: JsonRecord, source: Source, pointer: Pointer): void {
  const role = stringAt(message, "role");
  if (role === "user" || role === "assistant" || role === "system")
    readAnthropicContent(session, source, member(message, "content"), `${pointer}/content`, { role });
  else session.unread(source, pointer, `a message's role is user or assistant, not ${quoted(role)}`, "a message of an unknown role");
}

export function isAnthropicEvent(entry: Json): boolean {
  if (!isRecord(entry)) return false;
  const type = stringAt(entry, "type") ?? "";
  return (
    (type === "message_start" && isRecord(member(entry, "message"))) ||
    (/^content_block_(?:start|delta|stop)$/.test(type) && Object.hasOwn(entry, "index"))
  );
}

export function anthropicEventRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new AnthropicEvents(session));
}

interface Begun {
  readonly block: JsonRecord;
  readonly entry: RecordEntry;
  readonly pieces: string[];
  readonly texts: string[];
}

/** A stream: each block is begun, comes in pieces and is ended. What repeats it whole is passed over. */
class AnthropicEvents implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  #begun = new Map<string, Begun>();
  #message = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  read(entry: RecordEntry): void {
    const { value, pointer } = entry;
    const block = member(value, "content_block");
    const delta = member(value, "delta");
    const index = String(member(value, "index") ?? "");
    switch (stringAt(value, "type")) {
      case "message_start": {
        this.#flush();
        this.#message++;
        const message = member(value, "message");
        if (!isRecord(message)) break;
        this.about.id ??= stringAt(message, "id");
        this.about.model ??= stringAt(message, "model");
        break;
      }
      case "content_block_start":
        if (isRecord(block)) this.#begun.set(index, { block, entry, pieces: [], texts: [] });
        break;
      case "content_block_delta": {
        const begun = this.#begun.get(index);
        if (begun === undefined || !isRecord(delta)) break;
        begun.pieces.push(stringAt(delta, "partial_json") ?? "");
        begun.texts.push(stringAt(delta, "text") ?? "");
        break;
      }
      case "content_block_stop": {
        const begun = this.#begun.get(index);
        this.#begun.delete(index);
        if (begun !== undefined) this.#tell(begun);
        break;
      }
      case "error":
        this.#session.gap("the response failed here", pointer);
        break;
      default:
    }
  }

  #tell({ block, entry, pieces, texts }: Begun): void {
    const written = pieces.join("");
    // Arguments in pieces count as the text that they are together.
    const whole: JsonRecord = {
      ...block,
      ...(written === "" ? {} : { input: written }),
      ...(texts.join("") === "" ? {} : { text: `${stringAt(block, "text") ?? ""}${texts.join("")}` }),
    };
    readAnthropicBlock(this.#session, entry.source, whole, `${entry.pointer}/content_block`, {
      role: "assistant",
      batch: String(this.#message),
    });
  }

  #flush(): void {
    for (const begun of this.#begun.values()) {
      const type = stringAt(begun.block, "type") ?? "";
      // A call whose arguments are all there is whole, though the stream does not say so.
      if (type.endsWith("_use") && parseJson(begun.pieces.join("")).broken === undefined) this.#tell(begun);
      else if (type !== "thinking") this.#session.gap("a block that the stream did not end", begun.entry.pointer);
    }
    this.#begun = new Map();
  }

  end(): void {
    this.#flush();
  }
}
