// Makes a catalogue of tools of recorded runs: what the recordings say of a tool counts; of the others it is inferred from
// their calls, with how often each thing was seen. An inferred catalogue is a hint, and marked as one.

import { isList, isRecord, member, stringAt } from "./encodings/json.ts";
import { setOwn } from "./encodings/tolerant.ts";
import { type Event, ExactNumber, type Json, type JsonRecord, type Run } from "./model.ts";

/** More tools, or more members of one record, are not collected. */
const maximalTools = 5000;
const maximalMembers = 300;
/** Records and lists are looked into so far. */
const maximalDepth = 4;
/** Texts that are as few as these may be the names of choices. */
const fewTexts = 12;

type Kind = "string" | "integer" | "number" | "boolean" | "object" | "array" | "null";

export interface SeenValue {
  /** How often it was there. */
  readonly count: number;
  readonly kinds: ReadonlyMap<Kind, number>;
  /** The texts, while they are few. */
  readonly texts: ReadonlySet<string> | undefined;
  /** Of records, how many there were, and their members. */
  readonly records: number;
  readonly members: ReadonlyMap<string, SeenValue>;
  /** Of lists, their elements. */
  readonly elements: SeenValue | undefined;
}

export interface SeenTool {
  readonly name: string;
  readonly calls: number;
  /** Calls whose arguments are withheld or no object. */
  readonly unreadable: number;
  /** What a recording says of it, as MCP's `tools/list` has it. */
  readonly described: JsonRecord | undefined;
  readonly args: SeenValue;
}

class Value implements SeenValue {
  count = 0;
  records = 0;
  readonly kinds = new Map<Kind, number>();
  readonly members = new Map<string, Value>();
  texts: Set<string> | undefined = new Set();
  elements: Value | undefined;

  see(value: Json, depth: number): void {
    this.count++;
    const kind = kindOf(value);
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    if (typeof value === "string") {
      if (value.length > 40) this.texts = undefined;
      else this.texts?.add(value);
      if ((this.texts?.size ?? 0) > fewTexts) this.texts = undefined;
    }
    if (depth >= maximalDepth) return;
    if (isList(value)) {
      this.elements ??= new Value();
      for (const one of value.slice(0, 100)) this.elements.see(one, depth + 1);
    } else if (isRecord(value)) {
      this.records++;
      for (const key of Object.keys(value)) {
        let inner = this.members.get(key);
        if (inner === undefined) {
          if (this.members.size >= maximalMembers) continue;
          inner = new Value();
          this.members.set(key, inner);
        }
        inner.see(member(value, key) ?? null, depth + 1);
      }
    }
  }
}

function kindOf(value: Json): Kind {
  if (value === null) return "null";
  if (value instanceof ExactNumber) return /[.eE]/.test(value.digits) ? "number" : "integer";
  if (isList(value)) return "array";
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    case "number":
      return Number.isInteger(value) ? "integer" : "number";
    default:
      return "object";
  }
}

interface Tool {
  readonly name: string;
  calls: number;
  unreadable: number;
  described: JsonRecord | undefined;
  readonly args: Value;
}

/** Collects what runs show of tools. Its size is that of the tools, not that of the runs. */
export class ToolsSeen {
  readonly #tools = new Map<string, Tool>();

  /** What the run says of its tools; its events are given one by one. */
  run({ tools }: Pick<Run, "tools">): void {
    for (const described of tools ?? []) {
      const tool = this.#tool(stringAt(described, "name") ?? "");
      if (tool !== undefined && (tool.described === undefined || !Object.hasOwn(tool.described, "inputSchema"))) tool.described = described;
    }
  }

  event(event: Event): void {
    if (event.kind !== "call") return;
    const tool = this.#tool(event.tool);
    if (tool === undefined) return;
    tool.calls++;
    if (event.args.kind === "record") tool.args.see(event.args.value, 0);
    else tool.unreadable++;
  }

  list(): readonly SeenTool[] {
    return [...this.#tools.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #tool(name: string): Tool | undefined {
    if (name === "") return undefined;
    const known = this.#tools.get(name);
    if (known !== undefined || this.#tools.size >= maximalTools) return known;
    const tool: Tool = { name, calls: 0, unreadable: 0, described: undefined, args: new Value() };
    this.#tools.set(name, tool);
    return tool;
  }
}

/** The mark of a tool that is inferred, under MCP's `_meta`. */
export const inferredMark = "remit/inferred";

/** The catalogue, as MCP's `tools/list` gives it. Tools that nothing describes are marked, with how often they were seen. */
export function catalogueOf(tools: readonly SeenTool[]): JsonRecord {
  return {
    tools: tools.map((tool): JsonRecord => {
      if (tool.described !== undefined && Object.hasOwn(tool.described, "inputSchema")) return tool.described;
      const inferred: { [key: string]: Json } = { calls: tool.calls };
      if (tool.unreadable > 0) inferred.unreadable = tool.unreadable;
      return {
        name: tool.name,
        description:
          (tool.described === undefined ? undefined : stringAt(tool.described, "description")) ??
          `Inferred from ${count(tool.calls, "call")}.`,
        inputSchema: { ...schemaOf(tool.args), type: "object" },
        _meta: { [inferredMark]: inferred },
      };
    }),
  };
}

function schemaOf(value: SeenValue): JsonRecord {
  const schema: { [key: string]: Json } = {};
  const kinds = [...value.kinds.keys()];
  // An integer is a number.
  const plain = kinds.includes("number") ? kinds.filter((kind) => kind !== "integer") : kinds;
  const [only] = plain;
  if (plain.length === 1 && only !== undefined) schema.type = only;
  else if (plain.length > 1) schema.type = plain;
  if (value.members.size > 0) {
    const properties: { [key: string]: Json } = {};
    const required: string[] = [];
    for (const [name, member] of value.members) {
      setOwn(properties, name, {
        ...schemaOf(member),
        description: `Seen in ${member.count} of ${count(value.records, "call")}${kindsSeen(member)}.`,
      });
      if (member.count === value.records) required.push(name);
    }
    schema.properties = properties;
    if (required.length > 0) schema.required = required;
  }
  if (value.elements !== undefined && value.elements.count > 0) schema.items = schemaOf(value.elements);
  return schema;
}

/** Where the kinds differ, how often each was seen; where texts are few and come again, which. */
function kindsSeen(value: SeenValue): string {
  if (value.kinds.size > 1) return `; ${[...value.kinds].map(([kind, times]) => `${kind} ${times}`).join(", ")}`;
  const { texts } = value;
  if (texts === undefined || texts.size === 0 || !value.kinds.has("string") || value.count < texts.size * 3) return "";
  return `; one of ${[...texts]
    .sort()
    .map((text) => JSON.stringify(text))
    .join(", ")}`;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
