// OpenAI's Responses: a request with its `input`, a response with its `output`, bare items, and the events of a stream.

import { ItemReader, isResponsesItem, partsOf } from "../dialects/responses-items.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { GapEvent, Json, JsonRecord, Pointer, Run } from "../model.ts";
import type { Source } from "../source.ts";
import type { Entry } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import { type Session, sessionRun } from "../telling/session.ts";

export function isOpenAiResponses(root: Json): boolean {
  if (!isRecord(root)) return false;
  const input = member(root, "input");
  const isResponse = stringAt(root, "object") === "response" && isList(member(root, "output"));
  const isRequest =
    (typeof input === "string" && Object.hasOwn(root, "instructions")) ||
    (isList(input) && input.some((item) => isRecord(item) && (isResponsesItem(item) || isInputMessage(item))));
  return isResponse || (isRequest && Object.hasOwn(root, "model"));
}

const isInputMessage = (item: JsonRecord): boolean =>
  ["user", "system", "developer", "assistant"].includes(stringAt(item, "role") ?? "") && Object.hasOwn(item, "content");

export function* openAiResponsesRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  if (!isRecord(root)) return;
  const about: About = { id: stringAt(root, "id"), model: stringAt(root, "model"), labels: {} };
  const input = member(root, "input");
  about.task = typeof input === "string" ? input : taskOf(input);
  yield sessionRun(about, (session) => {
    const items = new ItemReader(session);
    tellRequest(session, items, root, source, at);
    tellItems(session, items, member(root, "output"), source, `${at}/output`, root);
  });
}

/** The instructions and the input. */
function tellRequest(session: Session, items: ItemReader, request: JsonRecord, source: Source, at: Pointer): void {
  const instructions = stringAt(request, "instructions");
  if (instructions !== undefined) session.message("system", instructions, undefined, `${at}/instructions`);
  const input = member(request, "input");
  if (typeof input === "string") session.message("user", input, undefined, `${at}/input`);
  else tellItems(session, items, input, source, `${at}/input`, request);
}

function tellItems(session: Session, items: ItemReader, list: Json | undefined, source: Source, at: Pointer, about: JsonRecord): void {
  const time = timeOf(member(about, "created_at"));
  for (const [index, item] of (isList(list) ? list : []).entries()) {
    if (source.isOpen(item)) break;
    if (isRecord(item)) items.read(item, source, `${at}/${index}`, { time });
    else session.unread(source, `${at}/${index}`, "an item must be an object", "an item that is no object");
  }
  if (list !== undefined && source.isOpen(list)) session.gap("the file breaks off here", at);
}

function taskOf(input: Json | undefined): string | undefined {
  const user = isList(input) ? input.find((item) => isRecord(item) && stringAt(item, "role") === "user") : undefined;
  return isRecord(user) ? partsOf(member(user, "content")).text : undefined;
}

export function isResponsesEvent(entry: Json): boolean {
  return (
    isResponsesItem(entry) ||
    (isRecord(entry) && /^response\.(?:created|in_progress|output_item\.|completed)/.test(stringAt(entry, "type") ?? ""))
  );
}

export function responsesEventRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new ResponsesEvents(session));
}

/** Items one after the other, bare or in the events of a stream, where each stands several times. */
class ResponsesEvents implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  readonly #items: ItemReader;
  /** Items that the stream began and has not ended, by place. */
  #begun = new Map<string, { readonly item: JsonRecord; readonly entry: RecordEntry }>();
  #told = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
    this.#items = new ItemReader(session);
  }

  read(entry: RecordEntry): void {
    const { value, source, pointer } = entry;
    const type = stringAt(value, "type") ?? "";
    if (!type.startsWith("response.")) {
      if (type === "error") this.#session.gap("the response failed here", pointer);
      else this.#item(value, entry, pointer);
      return;
    }
    const response = member(value, "response");
    const item = member(value, "item");
    const place = String(member(value, "output_index") ?? stringAt(value, "item_id") ?? "");
    if (type === "response.created") {
      this.#flush();
      this.#told = new Set();
      if (isRecord(response)) this.#nameRun(response);
    } else if (type === "response.output_item.added" && isRecord(item)) this.#begun.set(place, { item, entry });
    else if (type === "response.output_item.done" && isRecord(item)) {
      this.#begun.delete(place);
      this.#told.add(place);
      this.#item(item, entry, `${pointer}/item`);
    } else if (isRecord(response) && /^response\.(?:completed|incomplete|failed)$/.test(type)) this.#complete(response, source, pointer);
  }

  #nameRun(response: JsonRecord): void {
    this.about.id ??= stringAt(response, "id");
    this.about.model ??= stringAt(response, "model");
  }

  #item(item: JsonRecord, { source }: RecordEntry, pointer: Pointer): void {
    if (stringAt(item, "role") === "user") this.about.task ??= partsOf(member(item, "content")).text;
    this.#items.read(item, source, pointer, { time: timeOf(member(item, "created_at")) });
  }

  /** The whole response again: what the stream told is passed over. */
  #complete(response: JsonRecord, source: Source, pointer: Pointer): void {
    this.#nameRun(response);
    const output = member(response, "output");
    for (const [index, item] of (isList(output) ? output : []).entries()) {
      if (!isRecord(item) || this.#told.has(String(index))) continue;
      this.#begun.delete(String(index));
      this.#items.read(item, source, `${pointer}/response/output/${index}`, {});
    }
    this.#flush();
    this.#items.breakBatch();
  }

  /** What was begun and never ended: a call whose arguments are not all there. */
  #flush(): void {
    for (const { entry } of this.#begun.values()) this.#session.gap("an item that the stream did not end", entry.pointer);
    this.#begun = new Map();
  }

  end(): void {
    this.#flush();
  }
}
