// Reads a file of tools, in any of the shapes that agents list them in. Names are keys of maps, never of objects.
import type { Tool } from "./analysis.ts";
import { isRecord, own, propertiesOf, textOf, typeOfSchema } from "./schema.ts";
import { json } from "./types.ts";

export type ReadCatalogue = { readonly tools: readonly Tool[] } | { readonly reason: string };

export function readCatalogue(path: string, text: string): ReadCatalogue {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return { reason: "it is not JSON" };
  }
  const list = listIn(value);
  if (list === undefined) return { reason: "it has no list of tools" };
  const tools: Tool[] = [];
  for (const [index, entry] of list.entries()) {
    const tool = toolOf(entry, path);
    if (tool === undefined) return { reason: `entry ${index + 1} is no tool with a name` };
    tools.push(tool);
  }
  return { tools };
}

/** The list itself, or what `tools`, or the `result` of a JSON-RPC response, holds. */
function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) return undefined;
  const tools = own(value, "tools");
  if (Array.isArray(tools)) return tools;
  const result = own(value, "result");
  return isRecord(result) ? listIn(own(result, "tools")) : undefined;
}

function toolOf(entry: unknown, path: string): Tool | undefined {
  if (!isRecord(entry)) return undefined;
  const wrapped = own(entry, "function");
  const at = isRecord(wrapped) ? wrapped : entry;
  const name = own(at, "name");
  if (typeof name !== "string" || name === "") return undefined;
  const schema = own(at, "inputSchema") ?? own(at, "input_schema") ?? own(at, "parameters");
  const output = own(at, "outputSchema");
  const annotations = own(at, "annotations");
  const destructive = isRecord(annotations) ? own(annotations, "destructiveHint") : undefined;
  return {
    name,
    description: textOf(own(at, "description")),
    params: propertiesOf(schema),
    returns: output === undefined ? json : typeOfSchema(output),
    destructive: typeof destructive === "boolean" ? destructive : undefined,
    declared: { path, span: undefined },
  };
}
