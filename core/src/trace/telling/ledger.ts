// Owns the merging of what a recording tells more than once: prompts that repeat all that was said before, a turn that two
// instruments recorded, a call that stands in a reply and again as the tool's own record. Knows no format.
//
// A call is known again by its tool together with its id, its arguments and the list that it stands in: never by the id alone.

import type { At, Role, SaidAnswer, SaidCall, SaidText, Utterance } from "../dialects/utterances.ts";
import { isDeeperThan, isList, isRecord, maximalDepth, member, parseJson, writeJson } from "../encodings/json.ts";
import type { Arguments, Event, Fate, Json, JsonRecord, Time } from "../model.ts";
import type { Source } from "../source.ts";
import { argumentsOf, Conversation } from "./conversation.ts";

export interface Circumstances {
  readonly source: Source;
  readonly lane: string | undefined;
  readonly time: Time | undefined;
  /** Whether the agent itself wrote the words of the user here: it instructs an agent of its own. */
  readonly instructed: boolean;
}

export interface Execution {
  readonly id: string | undefined;
  readonly tool: string;
  readonly args: Json | undefined;
  readonly argsAt: At;
  readonly at: At;
  readonly fate?: Fate | undefined;
}

export interface Outcome {
  readonly text: string;
  readonly structured: Json | undefined;
  readonly failed: boolean;
  readonly at: At;
}

export interface Entered {
  readonly tool: string;
  id: string | undefined;
  /** The arguments in one form; undefined where none are recorded or they cannot be compared. */
  readonly key: string | undefined;
  readonly lane: string | undefined;
  /** In which turn it was proposed; undefined where only its execution is known. */
  turn: string | undefined;
  executed: boolean;
  /** How many items stood in the ledger when it was entered. */
  readonly place: number;
  list: number;
  args: Json | undefined;
  argsAt: At;
  argsSource: Source;
  batch: string;
  fate: Fate;
  approvedBy: string | undefined;
  result: { outcome: Outcome; readonly source: Source; readonly time: Time | undefined } | undefined;
  number: number;
}

/** A call of a list, by the id that it has there. */
interface Waiting {
  readonly entered: Entered;
  readonly id: string | undefined;
}

type Item =
  | { readonly kind: "message"; readonly role: Role; readonly text: string; readonly time: Time | undefined; readonly at: At }
  | {
      readonly kind: "call";
      readonly entered: Entered;
      readonly source: Source;
      readonly at: At;
      readonly lane: string | undefined;
      readonly time: Time | undefined;
    }
  | { readonly kind: "result"; readonly entered: Entered }
  | { readonly kind: "orphan"; readonly answer: SaidAnswer; readonly source: Source; readonly time: Time | undefined }
  | { readonly kind: "gap"; readonly reason: string; readonly at: At };

/** A look-up that passes over what it need not see again. */
class Shelf {
  readonly #entered: Entered[] = [];
  #executed = 0;
  #listed = 0;
  #list = -1;

  add(entered: Entered): void {
    this.#entered.push(entered);
  }

  /** The first that is not yet told by the list, from where the last look ended. */
  unlisted(list: number, takes: (one: Entered) => boolean): Entered | undefined {
    if (this.#list !== list) {
      this.#list = list;
      this.#listed = 0;
    }
    while (this.#entered[this.#listed]?.list === list) this.#listed++;
    return this.#near(this.#listed, takes);
  }

  unexecuted(takes: (one: Entered) => boolean): Entered | undefined {
    while (this.#entered[this.#executed]?.executed === true) this.#executed++;
    return this.#near(this.#executed, takes);
  }

  last(takes: (one: Entered) => boolean): Entered | undefined {
    for (let at = this.#entered.length - 1, seen = 0; at >= 0 && seen < nearby; at--, seen++) {
      const one = this.#entered[at];
      if (one !== undefined && takes(one)) return one;
    }
    return undefined;
  }

  #near(from: number, takes: (one: Entered) => boolean): Entered | undefined {
    for (let at = from; at < this.#entered.length && at < from + nearby; at++) {
      const one = this.#entered[at];
      if (one !== undefined && takes(one)) return one;
    }
    return undefined;
  }
}

/** How far a look-up goes, so that calls that are all alike cost nothing. */
const nearby = 64;

export class Ledger {
  readonly #items: Item[] = [];
  readonly #shelves = new Map<string, Shelf>();
  readonly #said = new Map<string, number>();
  /** What each turn has said, so that a second record of it adds nothing. */
  readonly #saidInTurn = new Map<string, number>();
  readonly #orphans = new Set<string>();
  /** Texts among the arguments of tools that run. */
  readonly #instructions = new Set<string>();
  readonly #instructed = new Set<string>();
  /** The texts of results. */
  readonly #results = new Set<string>();
  #lists = 0;
  #batches = 0;

  /** How much is entered; a later call was entered at this place or after it. */
  get size(): number {
    return this.#items.length;
  }

  /** Messages of which any may be known: a prompt, with all that was said before. */
  history(messages: readonly (readonly Utterance[])[], circumstances: Circumstances): void {
    const list = this.#lists++;
    const counts = new Map<string, number>();
    /** The calls of this list that wait for an answer of this list. */
    const waiting: Waiting[] = [];
    for (const message of messages) {
      const batch = `list ${this.#batches++}`;
      for (const one of message) {
        if (one.kind === "text") {
          const role = this.#spokenBy(one, circumstances);
          const key = `${role} ${one.text.trim()}`;
          const count = (counts.get(key) ?? 0) + 1;
          counts.set(key, count);
          if (count > (this.#said.get(key) ?? 0)) this.#say(key, role, one.text, circumstances, one.at);
        } else if (one.kind === "call") {
          const known = this.#listed(list, one, () => true) ?? this.#renamed(list, one, circumstances.lane);
          const entered = known ?? this.#enter(one, circumstances, batch, batch);
          this.#isTold(entered, one, circumstances.source);
          entered.list = list;
          waiting.push({ entered, id: one.id });
        } else if (one.kind === "answer") this.#answered(one, waiting, circumstances);
        else this.#unread(one.what, one.at);
      }
    }
  }

  /** What the model said in a turn. A turn may be recorded more than once. `since` is the ledger's size when it began. */
  reply(messages: readonly (readonly Utterance[])[], turn: string, since: number, circumstances: Circumstances): void {
    const list = this.#lists++;
    const counts = new Map<string, number>();
    for (const message of messages) {
      for (const one of message) {
        if (one.kind === "text") {
          const key = `${one.role} ${one.text.trim()}`;
          const count = (counts.get(key) ?? 0) + 1;
          counts.set(key, count);
          const inTurn = `${turn} ${key}`;
          if (count <= (this.#saidInTurn.get(inTurn) ?? 0)) continue;
          this.#saidInTurn.set(inTurn, count);
          this.#say(key, one.role, one.text, circumstances, one.at);
        } else if (one.kind === "call") {
          const known = this.#listed(list, one, (call) => call.turn === turn || (call.turn === undefined && call.place >= since));
          const entered = known ?? this.#enter(one, circumstances, turn, turn);
          this.#isTold(entered, one, circumstances.source);
          if (entered.turn === undefined) entered.batch = turn;
          entered.turn = turn;
          entered.list = list;
        } else if (one.kind === "answer") this.#answered(one, [], circumstances);
        else this.#unread(one.what, one.at);
      }
    }
  }

  /** A tool begins to run: the call that was proposed, or one of which only this is recorded. */
  begin(execution: Execution, circumstances: Circumstances): Entered {
    const said: SaidCall = { kind: "call", ...execution };
    const entered = this.#proposed(said) ?? this.#enter(said, circumstances, undefined, `run ${this.#batches++}`);
    this.#isTold(entered, said, circumstances.source);
    entered.executed = true;
    // Whoever refused a call is not contradicted by the record of its error.
    if (entered.fate !== "refused") entered.fate = execution.fate ?? "executed";
    for (const text of textsIn(entered.args)) this.#instructions.add(text);
    return entered;
  }

  /** What somebody decided of a call that was proposed, or of one of which nothing else is recorded. */
  decide(call: SaidCall, fate: Fate | undefined, approvedBy: string | undefined, circumstances: Circumstances): void {
    const entered = this.#proposed(call) ?? this.#enter(call, circumstances, undefined, `run ${this.#batches++}`);
    this.#isTold(entered, call, circumstances.source);
    if (fate !== undefined) entered.fate = fate;
    if (approvedBy !== undefined) entered.approvedBy = approvedBy;
  }

  /** A tool has ended. */
  end(entered: Entered, outcome: Outcome | undefined, { source, time }: Circumstances): void {
    for (const text of textsIn(entered.args)) this.#instructions.delete(text);
    if (outcome !== undefined) this.#result(entered, outcome, source, time);
  }

  gap(reason: string, at: At): void {
    this.#items.push({ kind: "gap", reason, at });
  }

  *events(): Iterable<Event> {
    const conversation = new Conversation("json");
    const batches = new Map<string, number>();
    for (const item of this.#items) {
      switch (item.kind) {
        case "message":
          conversation.goOn();
          yield { kind: "message", role: item.role, text: item.text, time: item.time, pointer: item.at.pointer };
          break;
        case "call":
          yield callEvent(item, conversation, batches);
          break;
        case "result": {
          const { result, number } = item.entered;
          if (result === undefined) break;
          const { outcome, source, time } = result;
          yield conversation.result(source, { ...outcome, call: number, id: undefined, time, pointer: outcome.at.pointer });
          break;
        }
        case "orphan":
          yield conversation.result(item.source, { ...item.answer, time: item.time, pointer: item.answer.at.pointer });
          break;
        case "gap":
          yield { kind: "gap", reason: item.reason, pointer: item.at.pointer };
      }
    }
    conversation.end();
  }

  /** The words of the user, unless the agent wrote them: as an argument of a tool that runs, or where it runs another agent. */
  #spokenBy({ role, text }: SaidText, { instructed }: Circumstances): Role {
    if (role !== "user") return role;
    const said = text.trim();
    const passedOn = this.#instructions.has(said) && !this.#said.has(`user ${said}`);
    if (!instructed && !passedOn && !this.#instructed.has(said)) return role;
    if (passedOn) this.#instructed.add(said);
    return "assistant";
  }

  #say(key: string, role: Role, text: string, { time }: Circumstances, at: At): void {
    this.#said.set(key, (this.#said.get(key) ?? 0) + 1);
    this.#items.push({ kind: "message", role, text, time, at });
  }

  #unread(what: string, at: At): void {
    const key = `unread ${what}`;
    if (this.#orphans.has(key)) return;
    this.#orphans.add(key);
    this.gap(`content that is not read: ${what}`, at);
  }

  #enter(call: SaidCall, circumstances: Circumstances, turn: string | undefined, batch: string): Entered {
    const entered: Entered = {
      tool: call.tool,
      id: call.id,
      key: argumentsKey(call.args),
      lane: circumstances.lane,
      turn,
      executed: false,
      place: this.#items.length,
      list: -1,
      args: call.args,
      argsAt: call.argsAt,
      argsSource: circumstances.source,
      batch,
      fate: "unstated",
      approvedBy: undefined,
      result: undefined,
      number: -1,
    };
    for (const key of shelvesOf(entered)) this.#shelve(key, entered);
    const { source, lane, time } = circumstances;
    this.#items.push({ kind: "call", entered, source, at: call.at, lane, time });
    return entered;
  }

  #shelve(key: string, entered: Entered): void {
    const shelf = this.#shelves.get(key) ?? new Shelf();
    this.#shelves.set(key, shelf);
    shelf.add(entered);
  }

  /** What the record of a call says that was not known of it. */
  #isTold(entered: Entered, call: SaidCall, source: Source): void {
    if (entered.id === undefined && call.id !== undefined) {
      entered.id = call.id;
      for (const key of [idShelf(call.tool, call.id), ` ${call.id}`]) this.#shelve(key, entered);
    }
    if (entered.key !== undefined || argumentsKey(call.args) === undefined) return;
    entered.args = call.args;
    entered.argsAt = call.argsAt;
    entered.argsSource = source;
  }

  /** The call of a list among those known: the same id and arguments first, then whichever of them is recorded. */
  #listed(list: number, call: SaidCall, takes: (one: Entered) => boolean): Entered | undefined {
    const key = argumentsKey(call.args);
    const look = (shelf: string, fits: (one: Entered) => boolean): Entered | undefined =>
      this.#shelves.get(shelf)?.unlisted(list, (one) => one.list !== list && takes(one) && fits(one));
    const byId = call.id === undefined ? undefined : idShelf(call.tool, call.id);
    return (
      (byId === undefined ? undefined : look(byId, (one) => one.key === key || one.key === undefined || key === undefined)) ??
      (key === undefined ? undefined : look(argumentsShelf(call.tool, key), (one) => one.id === undefined || call.id === undefined)) ??
      look(toolShelf(call.tool), (one) => (one.key === undefined || key === undefined) && (one.id === undefined || call.id === undefined))
    );
  }

  /** A prompt may give a call another id than the reply that proposed it; then as many of the same arguments are known. */
  #renamed(list: number, call: SaidCall, lane: string | undefined): Entered | undefined {
    const key = argumentsKey(call.args);
    if (key === undefined || call.id === undefined || this.#shelves.has(` ${call.id}`)) return undefined;
    return this.#shelves.get(argumentsShelf(call.tool, key))?.unlisted(list, (one) => one.list !== list && one.lane === lane);
  }

  /** The proposed call that is run: by its id, by its arguments, else by order among those of the tool. */
  #proposed(call: SaidCall): Entered | undefined {
    const key = argumentsKey(call.args);
    const look = (shelf: string, fits: (one: Entered) => boolean): Entered | undefined =>
      this.#shelves.get(shelf)?.unexecuted((one) => !one.executed && one.result === undefined && fits(one));
    const ids = (one: Entered): boolean => one.id === undefined || call.id === undefined;
    return (
      (call.id === undefined ? undefined : look(idShelf(call.tool, call.id), () => true)) ??
      (key === undefined ? undefined : look(argumentsShelf(call.tool, key), ids)) ??
      look(toolShelf(call.tool), ids)
    );
  }

  #answered(answer: SaidAnswer, waiting: Waiting[], { source, time }: Circumstances): void {
    const anyTool = answer.tool === undefined || answer.tool === "";
    const fits = ({ entered, id }: Waiting): boolean =>
      answer.id !== undefined && id !== undefined ? id === answer.id : anyTool || entered.tool === answer.tool;
    // In the list itself the latest call of the id comes first, and the earliest where there is no id.
    const at = answer.id === undefined ? waiting.findIndex(fits) : waiting.findLastIndex(fits);
    const [listed] = at < 0 ? [] : waiting.splice(at, 1);
    const known = listed?.entered ?? (answer.id === undefined ? undefined : this.#shelves.get(` ${answer.id}`)?.last(() => true));
    if (known !== undefined) {
      if (answer.refused) known.fate = "refused";
      this.#result(known, answer, source, time);
      return;
    }
    // A prompt may leave out the call, and name no id: a text that a known call has given is no other's.
    if (answer.id === undefined && this.#results.has(answer.text.trim())) return;
    const key = `${answer.id ?? ""} ${answer.tool ?? ""} ${answer.text}`;
    if (this.#orphans.has(key)) return;
    this.#orphans.add(key);
    this.#items.push({ kind: "orphan", answer, source, time });
  }

  #result(entered: Entered, outcome: Outcome, source: Source, time: Time | undefined): void {
    const known = entered.result;
    if (outcome.text.trim() !== "") this.#results.add(outcome.text.trim());
    if (known === undefined) {
      entered.result = { outcome, source, time };
      this.#items.push({ kind: "result", entered });
    } else if (known.outcome.text.trim() === "" && known.outcome.structured === undefined)
      known.outcome = { ...outcome, failed: outcome.failed || known.outcome.failed };
    else if (outcome.failed && !known.outcome.failed) known.outcome = { ...known.outcome, failed: true };
  }
}

function callEvent(item: Item & { readonly kind: "call" }, conversation: Conversation, batches: Map<string, number>): Event {
  const { entered, source, lane, time, at } = item;
  const known = batches.get(entered.batch);
  if (known !== undefined) conversation.continueBatch(known);
  else batches.set(entered.batch, conversation.beginBatch());
  const { id, tool, fate, approvedBy } = entered;
  // That a tool ran is recorded, but not with what: that is not to say that it had no arguments.
  const withheld = entered.args === undefined && entered.turn === undefined;
  const args: Arguments = withheld ? { kind: "redacted" } : argumentsOf(entered.argsSource, entered.args, entered.argsAt.pointer);
  const event = conversation.call(source, { id, tool, args, pointer: at.pointer, lane, time, fate, approvedBy });
  entered.number = event.call;
  return event;
}

const idShelf = (tool: string, id: string): string => `id ${JSON.stringify(tool)} ${id}`;
const argumentsShelf = (tool: string, key: string): string => `arguments ${JSON.stringify(tool)} ${key}`;
const toolShelf = (tool: string): string => `tool ${tool}`;

function shelvesOf({ tool, id, key }: Entered): readonly string[] {
  const shelves = [toolShelf(tool)];
  if (id !== undefined) shelves.push(idShelf(tool, id), ` ${id}`);
  if (key !== undefined) shelves.push(argumentsShelf(tool, key));
  return shelves;
}

function textsIn(args: Json | undefined): readonly string[] {
  const value = typeof args === "string" ? readRecord(args) : args;
  if (!isRecord(value)) return [];
  return Object.values(value).flatMap((one) => (typeof one === "string" && one.trim() !== "" ? [one.trim()] : []));
}

/** One text for the same arguments, however they are written. */
export function argumentsKey(args: Json | undefined): string | undefined {
  const value = typeof args === "string" ? readRecord(args) : args;
  if (!isRecord(value) || isDeeperThan(value, maximalDepth)) return undefined;
  return writeJson(sorted(value));
}

function readRecord(text: string): Json | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const { value, broken } = parseJson(text);
  return broken === undefined ? value : undefined;
}

function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const record: { [key: string]: Json } = {};
  for (const key of Object.keys(value).sort())
    Object.defineProperty(record, key, { value: sorted(member(value, key) ?? null), enumerable: true, configurable: true, writable: true });
  return record as JsonRecord;
}
