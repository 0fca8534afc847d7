// Owns the tool definitions that recordings embed, whichever dialect they are in, as MCP's `tools/list` has them.

import { isList, isRecord, member, parseJson, stringAt } from "./encodings/json.ts";
import type { Json, JsonRecord } from "./model.ts";

/** More tools than any agent has are not collected. */
const maximalCount = 5000;

/** Collects definitions; the first of a name stays, unless a later one has a schema that it lacks. */
export class Toolbox {
  readonly #tools = new Map<string, JsonRecord>();

  /** Adds what a definition, a list of them, or the JSON text of either says. */
  add(packed: Json | undefined): void {
    const value = typeof packed === "string" ? parsed(packed) : packed;
    if (isList(value)) {
      for (const one of value) if (isRecord(one) || typeof one === "string") this.add(typeof one === "string" ? parsed(one) : one);
      return;
    }
    if (!isRecord(value)) return;
    const grouped = ["functionDeclarations", "function_declarations", "tools"].map((name) => member(value, name)).find(isList);
    if (grouped !== undefined && !Object.hasOwn(value, "name")) {
      this.add(grouped);
      return;
    }
    const tool = toolOf(value);
    if (tool === undefined) return;
    const name = stringAt(tool, "name") ?? "";
    const known = this.#tools.get(name);
    if (known === undefined ? this.#tools.size < maximalCount : !Object.hasOwn(known, "inputSchema")) this.#tools.set(name, tool);
  }

  /** The definitions, undefined where there is none. */
  list(): readonly JsonRecord[] | undefined {
    return this.#tools.size === 0 ? undefined : [...this.#tools.values()];
  }
}

function parsed(text: string): Json | undefined {
  const { value, broken } = parseJson(text);
  return broken === undefined && typeof value !== "string" ? value : undefined;
}

const schemaNames = ["inputSchema", "input_schema", "parameters", "parametersJsonSchema", "parameters_json_schema"];

/** `{name, description?, inputSchema?, outputSchema?, annotations?}` of one definition. */
function toolOf(definition: JsonRecord): JsonRecord | undefined {
  const inner = ["function", "tool", "toolSpec", "json_schema"].map((name) => member(definition, name)).find(isRecord);
  const named = inner ?? definition;
  const name = stringAt(named, "name");
  if (name === undefined || name === "") return undefined;
  const written = schemaNames.map((key) => member(named, key)).find((one) => one !== undefined && one !== null);
  const unboxed = isRecord(written) && isRecord(member(written, "json")) ? member(written, "json") : written;
  const schema = typeof unboxed === "string" ? parsed(unboxed) : unboxed;
  const tool: { [key: string]: Json } = { name };
  const description = stringAt(named, "description");
  if (description !== undefined) tool.description = description;
  if (isRecord(schema)) tool.inputSchema = schema;
  for (const key of ["outputSchema", "annotations"]) {
    const value = member(named, key);
    if (isRecord(value)) tool[key] = value;
  }
  return tool;
}
