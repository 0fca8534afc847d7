// Owns mappings: where the events of a format of somebody's own stand, as JSON pointers. docs/schemas/project.schema.json is
// its schema and docs/mappings.md its page. Knows no file; readers/mapped.ts reads by one.

import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { segmentsOf } from "../encodings/pointer.ts";
import type { Json, JsonRecord, Pointer } from "../model.ts";

/** The values that a place must have; an empty list asks only that something stands there, other than `false` or an empty text. */
export type Condition = ReadonlyMap<Pointer, readonly (string | number | boolean)[]>;

export interface MessageMapping {
  readonly when: Condition;
  /** Where the role stands; `assistant`, `user` and their like are understood. */
  readonly role: Pointer | undefined;
  /** The role of them all, where none is recorded. */
  readonly is: "system" | "user" | "assistant" | undefined;
  readonly text: Pointer;
  readonly time: Pointer | undefined;
}

export interface CallMapping {
  readonly when: Condition;
  /** A list in the event of which each element is a call; the other places count from the element. */
  readonly list: Pointer | undefined;
  readonly tool: Pointer;
  readonly args: Pointer | undefined;
  readonly id: Pointer | undefined;
  readonly batch: Pointer | undefined;
  readonly lane: Pointer | undefined;
  readonly time: Pointer | undefined;
  readonly approvedBy: Pointer | undefined;
  /** What shows that the call was refused. */
  readonly refused: Condition;
}

export interface ResultMapping {
  readonly when: Condition;
  readonly list: Pointer | undefined;
  /** Where the id of the call stands. */
  readonly call: Pointer | undefined;
  readonly tool: Pointer | undefined;
  readonly output: Pointer | undefined;
  readonly time: Pointer | undefined;
  /** What shows that the tool failed. */
  readonly failed: Condition;
  /** What shows that the call was refused. */
  readonly refused: Condition;
}

export interface Mapping {
  readonly name: string;
  /** In a document, the list of its runs. */
  readonly runs: Pointer | undefined;
  /** In a run, or in the document, or on each line, the list of events. */
  readonly events: Pointer | undefined;
  /** In an event, what all events of one run share. */
  readonly run: Pointer | undefined;
  /** In a run, or in an event. */
  readonly id: Pointer | undefined;
  readonly model: Pointer | undefined;
  readonly task: Pointer | undefined;
  readonly labels: ReadonlyMap<string, Pointer>;
  readonly messages: readonly MessageMapping[];
  readonly calls: readonly CallMapping[];
  readonly results: readonly ResultMapping[];
}

/** The value that the pointer names in the value. */
export function valueAt(value: Json | undefined, pointer: Pointer | undefined): Json | undefined {
  if (pointer === undefined) return undefined;
  let found = value;
  for (const segment of segmentsOf(pointer)) {
    if (isList(found)) found = /^\d{1,9}$/.test(segment) ? found[Number(segment)] : undefined;
    else found = isRecord(found) ? member(found, segment) : undefined;
  }
  return found;
}

export function holds(condition: Condition, value: Json): boolean {
  for (const [pointer, values] of condition) {
    const found = valueAt(value, pointer);
    if (found === undefined || found === null) return false;
    if (values.length === 0 && (found === false || found === "")) return false;
    if (values.length > 0 && !values.some((one) => one === found)) return false;
  }
  return true;
}

/** A mapping as a project file writes it, or what is wrong with it, each as a phrase. */
export function readMapping(written: Json): { readonly mapping: Mapping } | { readonly faults: readonly string[] } {
  const faults: string[] = [];
  const reader = new MappingReader(faults);
  const mapping = reader.mapping(written);
  return faults.length > 0 || mapping === undefined ? { faults } : { mapping };
}

const rootKeys = ["name", "runs", "events", "run", "id", "model", "task", "labels", "messages", "calls", "results"];
const messageKeys = ["when", "role", "is", "text", "time"];
const callKeys = ["when", "list", "tool", "args", "id", "batch", "lane", "time", "approvedBy", "refused"];
const resultKeys = ["when", "list", "call", "tool", "output", "time", "failed", "refused"];

class MappingReader {
  readonly #faults: string[];

  constructor(faults: string[]) {
    this.#faults = faults;
  }

  mapping(written: Json): Mapping | undefined {
    if (!isRecord(written)) {
      this.#faults.push("a mapping must be an object");
      return undefined;
    }
    this.#known(written, rootKeys, "the mapping");
    const labels = new Map<string, Pointer>();
    const named = member(written, "labels");
    if (named !== undefined && !isRecord(named)) this.#faults.push('"labels" must be an object of names with pointers');
    for (const name of isRecord(named) ? Object.keys(named) : []) {
      const pointer = isRecord(named) ? this.#pointer(named, name, '"labels"') : undefined;
      if (pointer !== undefined) labels.set(name, pointer);
    }
    const at = (key: string): Pointer | undefined => this.#pointer(written, key, "the mapping");
    const mapping: Mapping = {
      name: stringAt(written, "name") ?? "mapped",
      runs: at("runs"),
      events: at("events"),
      run: at("run"),
      id: at("id"),
      model: at("model"),
      task: at("task"),
      labels,
      messages: this.#list(written, "messages", (one, where) => this.#message(one, where)),
      calls: this.#list(written, "calls", (one, where) => this.#call(one, where)),
      results: this.#list(written, "results", (one, where) => this.#result(one, where)),
    };
    if (mapping.calls.length === 0) this.#faults.push('"calls" must say where at least one kind of call stands');
    return mapping;
  }

  #message(one: JsonRecord, where: string): MessageMapping | undefined {
    this.#known(one, messageKeys, where);
    const is = stringAt(one, "is");
    const role = this.#pointer(one, "role", where);
    const text = this.#needed(one, "text", where);
    if (is !== undefined && is !== "system" && is !== "user" && is !== "assistant")
      this.#faults.push(`"is" of ${where} is system, user or assistant`);
    else if (is === undefined && role === undefined) this.#faults.push(`${where} must have a "role", or say what role it "is"`);
    else if (text !== undefined)
      return { when: this.#condition(one, "when", where), role, is, text, time: this.#pointer(one, "time", where) };
    return undefined;
  }

  #call(one: JsonRecord, where: string): CallMapping | undefined {
    this.#known(one, callKeys, where);
    const tool = this.#needed(one, "tool", where);
    if (tool === undefined) return undefined;
    const at = (key: string): Pointer | undefined => this.#pointer(one, key, where);
    return {
      when: this.#condition(one, "when", where),
      list: at("list"),
      tool,
      args: at("args"),
      id: at("id"),
      batch: at("batch"),
      lane: at("lane"),
      time: at("time"),
      approvedBy: at("approvedBy"),
      refused: this.#condition(one, "refused", where),
    };
  }

  #result(one: JsonRecord, where: string): ResultMapping | undefined {
    this.#known(one, resultKeys, where);
    const at = (key: string): Pointer | undefined => this.#pointer(one, key, where);
    return {
      when: this.#condition(one, "when", where),
      list: at("list"),
      call: at("call"),
      tool: at("tool"),
      output: at("output"),
      time: at("time"),
      failed: this.#condition(one, "failed", where),
      refused: this.#condition(one, "refused", where),
    };
  }

  #list<T>(written: JsonRecord, key: string, read: (one: JsonRecord, where: string) => T | undefined): readonly T[] {
    const value = member(written, key);
    if (value === undefined) return [];
    const list = isList(value) ? value : [value];
    return list.flatMap((one, index): readonly T[] => {
      const where = isList(value) ? `"${key}" ${index + 1}` : `"${key}"`;
      if (!isRecord(one)) {
        this.#faults.push(`${where} must be an object`);
        return [];
      }
      const found = read(one, where);
      return found === undefined ? [] : [found];
    });
  }

  #needed(one: JsonRecord, key: string, where: string): Pointer | undefined {
    if (!Object.hasOwn(one, key)) this.#faults.push(`${where} must say where its "${key}" stands`);
    return this.#pointer(one, key, where);
  }

  #pointer(one: JsonRecord, key: string, where: string): Pointer | undefined {
    const value = member(one, key);
    if (value === undefined) return undefined;
    if (typeof value === "string" && (value === "" || value.startsWith("/"))) return value;
    this.#faults.push(`"${key}" of ${where} must be a JSON pointer, as in "/step/tool"`);
    return undefined;
  }

  /** `"/a"`: something stands there. `{"/a": "x", "/b": ["y", "z"]}`: it is that, or one of these. */
  #condition(one: JsonRecord, key: string, where: string): Condition {
    const value = member(one, key);
    const condition = new Map<Pointer, readonly (string | number | boolean)[]>();
    if (value === undefined) return condition;
    if (typeof value === "string" && value.startsWith("/")) return condition.set(value, []);
    for (const pointer of isRecord(value) ? Object.keys(value) : [""]) {
      const wanted = isRecord(value) ? member(value, pointer) : undefined;
      const list = isList(wanted) ? wanted : [wanted];
      const plain = list.filter((item) => typeof item === "string" || typeof item === "number" || typeof item === "boolean");
      if (!pointer.startsWith("/") || plain.length !== list.length) {
        this.#faults.push(`"${key}" of ${where} must be a JSON pointer, or an object of pointers with the values that count`);
        return condition;
      }
      condition.set(pointer, plain);
    }
    return condition;
  }

  #known(one: JsonRecord, keys: readonly string[], where: string): void {
    for (const key of Object.keys(one))
      if (!keys.includes(key)) this.#faults.push(`${where} has no ${JSON.stringify(key)}; what it can have: ${keys.join(", ")}`);
  }
}
