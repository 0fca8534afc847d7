// Reads what a server says of its tools (MCP's `tools/list`, or a tools array of OpenAI, Anthropic or Gemini) and writes it as the
// catalogue that a policy names. The list is somebody else's text: what has no name is left out and counted, nothing is believed.
import { isDeeperThan, isList, isRecord, maximalDepth, member, parseJson, stringAt, writeJson } from "./encodings/json.ts";
import type { Json, JsonRecord } from "./model.ts";
import { Toolbox } from "./tools.ts";

export interface ToolList {
  readonly tools: readonly { readonly name: string; readonly about: string | undefined }[];
  /** The text of the catalogue, as MCP's `tools/list` has it. */
  readonly catalogue: string;
  /** Entries that are no tools. */
  readonly leftOut: number;
  /** Whether the server had more to say: the list names a next page. */
  readonly isPartial: boolean;
}

/** The tools of a text, or the phrase that says why there are none. */
export function toolList(text: string): ToolList | { readonly reason: string } {
  const { value, broken } = parseJson(text.replace(/^\uFEFF/, ""));
  if (broken !== undefined || value === undefined) return { reason: "it is not JSON" };
  if (isDeeperThan(value, maximalDepth)) return { reason: "it is nested too deeply" };
  return toolListOf(pagesOf(value));
}

/** The same of values: responses, pages, lists. */
export function toolListOf(pages: readonly Json[]): ToolList | { readonly reason: string } {
  const toolbox = new Toolbox();
  let entries = 0;
  let isPartial = false;
  for (const page of pages) {
    const listed = entriesOf(page);
    if (listed === undefined) continue;
    entries += listed.length;
    toolbox.add(listed);
    isPartial = isRecord(page) && stringAt(page, "nextCursor") !== undefined;
  }
  const tools = toolbox.list() ?? [];
  if (tools.length === 0) return { reason: entries === 0 ? "it has no list of tools" : "none of its entries is a tool with a name" };
  return {
    tools: tools.map((tool) => ({ name: stringAt(tool, "name") ?? "", about: stringAt(tool, "description") })),
    catalogue: `${JSON.stringify(JSON.parse(writeJson({ tools })), undefined, 2)}\n`,
    leftOut: Math.max(0, entries - tools.length),
    isPartial,
  };
}

/** One page, or, as a log of a session has them, several; of JSON-RPC responses what they answer. */
function pagesOf(value: Json): readonly Json[] {
  const isPage = (one: Json): boolean => isRecord(one) && (isList(member(one, "tools")) || isRecord(member(one, "result")));
  const pages = isList(value) && value.some(isPage) ? value : [value];
  return pages.map((page) => (isRecord(page) ? (resultOf(page) ?? page) : page));
}

function resultOf(response: JsonRecord): JsonRecord | undefined {
  const result = member(response, "result");
  return isRecord(result) ? result : undefined;
}

function entriesOf(page: Json): readonly Json[] | undefined {
  if (isList(page)) return page;
  const tools = isRecord(page) ? member(page, "tools") : undefined;
  return isList(tools) ? tools : undefined;
}
