// Owns what an OpenTelemetry span is, by the GenAI conventions, old and new, by OpenInference's, and by the vendors' own.

import {
  type At,
  below,
  generationOf,
  messagesIn,
  outcomeOf,
  plainText,
  type SaidAnswer,
  unpacked,
  utterancesOf,
} from "../dialects/utterances.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import type { Json, JsonRecord } from "../model.ts";
import type { Execution, Outcome } from "../telling/ledger.ts";
import { indexedAttributes } from "./attributes.ts";
import { conversedIn, valueMessages } from "./otel-messages.ts";
import { type RawEvent, type RawSpan, scalarText } from "./otel-shapes.ts";
import type { Span } from "./spans.ts";

const modelOperations = new Set(["chat", "text_completion", "generate_content", "completion", "generate", "inference", "response"]);

/** What a span is; a store that has a kind of its own for it says which. */
export function spanOf(raw: RawSpan, told?: Span["kind"]): Span {
  const { attributes } = raw;
  const kind = told ?? kindOf(raw);
  const described = bodyOf(raw);
  const of = described?.kind ?? kind;
  const conversed = described ?? (of === "model" || of === "agent" ? conversedWithin(raw, of) : { before: [], after: [] });
  const agent = stringAt(attributes, "gen_ai.agent.name") ?? stringAt(attributes, "agent.name") ?? stringAt(attributes, "agent_name");
  const named =
    of === "agent"
      ? (agent ?? (openInferenceKind(attributes) === "AGENT" && !Object.hasOwn(attributes, "target") ? raw.name : undefined))
      : undefined;
  return {
    id: raw.id,
    parent: raw.parent,
    trace: raw.trace ?? "",
    conversation:
      [
        "gen_ai.conversation.id",
        "session.id",
        "gcp.vertex.agent.session_id",
        "langfuse.session.id",
        "traceloop.association.properties.session_id",
      ]
        .map((key) => scalarText(member(attributes, key)))
        .find((id) => id !== undefined && id !== "") ?? raw.session,
    source: raw.source,
    at: raw.at,
    start: raw.start,
    end: raw.end,
    kind: of,
    agent: named ?? (of === "tool" || of === "model" ? undefined : agent),
    model: ["gen_ai.response.model", "gen_ai.request.model", "llm.model_name", "ai.model.id"]
      .map((key) => stringAt(attributes, key))
      .find((one) => one !== undefined),
    before: conversed.before,
    after: conversed.after,
    tool: of === "tool" ? (described?.tool ?? toolOf(raw)) : undefined,
    tools: definitionsOf(attributes),
    labels: {},
    gap: undefined,
  };
}

function openInferenceKind(attributes: JsonRecord): string | undefined {
  return (stringAt(attributes, "openinference.span.kind") ?? stringAt(attributes, "aws.genai.span_kind"))?.toUpperCase();
}

export function kindOf(raw: RawSpan): Span["kind"] {
  const { attributes, name } = raw;
  const operation = stringAt(attributes, "gen_ai.operation.name");
  const inference = openInferenceKind(attributes);
  const loop = stringAt(attributes, "traceloop.span.kind");
  const sdk = stringAt(attributes, "ai.operationId") ?? "";
  const mcp = stringAt(attributes, "mcp.method.name") === "tools/call";
  if (operation === "execute_tool" || loop === "tool" || sdk === "ai.toolCall" || (mcp && Object.hasOwn(attributes, "gen_ai.tool.name")))
    return "tool";
  // A handoff is written as a tool, and is none: it has a name of its own, not a tool's.
  if (inference === "TOOL") return !Object.hasOwn(attributes, "tool.name") && /^handoff\b/i.test(name) ? "other" : "tool";
  if (operation !== undefined && modelOperations.has(operation)) return "model";
  if (inference === "LLM" || /\.do(?:Generate|Stream)$/.test(sdk)) return "model";
  if (operation === "invoke_agent" || inference === "AGENT" || inference === "CHAIN" || loop === "agent" || loop === "workflow")
    return "agent";
  if (stringAt(attributes, "gcp.vertex.agent.llm_request")?.includes('"contents"') === true) return "model";
  const keys = Object.keys(attributes);
  if (
    keys.some(
      (key) => key.startsWith("gen_ai.prompt.0.") || key.startsWith("gen_ai.completion.0.") || key.startsWith("llm.input_messages."),
    )
  )
    return "model";
  return keys.includes("gen_ai.output.messages") || keys.includes("gen_ai.input.messages") ? "agent" : "other";
}

function conversedWithin(raw: RawSpan, kind: Span["kind"]): { readonly before: Span["before"]; readonly after: Span["after"] } {
  const { before, after } = conversedIn(raw);
  const given = (key: string, role: "user" | "assistant"): Span["before"] => {
    const value = member(raw.attributes, key);
    // The prompt of a model is no words of a user: all that was said may be printed in it.
    // What a step of a graph gives is often the name of the next one; the whole graph's is what the user said and was told.
    const step = openInferenceKind(raw.attributes) === "CHAIN" && raw.parent !== undefined;
    const plain = (kind === "agent" && !step) || (kind === "model" && role === "assistant" && value !== "None");
    return plain ? valueMessages(value, raw.attributeAt(key), role) : (messagesIn(value, raw.attributeAt(key)) ?? []);
  };
  return {
    before: before.length > 0 ? before : given("input.value", "user"),
    after: after.length > 0 ? after : given("output.value", "assistant"),
  };
}

function definitionsOf(attributes: JsonRecord): readonly (JsonRecord | string)[] {
  const found: (JsonRecord | string)[] = [];
  const add = (value: Json | undefined): void => {
    if (typeof value === "string" || isRecord(value)) found.push(value);
    else if (isList(value)) value.forEach(add);
  };
  for (const key of ["gen_ai.tool.definitions", "ai.prompt.tools", "gen_ai.agent.tools"]) add(member(attributes, key));
  for (const prefix of ["llm.tools", "llm.request.functions", "gen_ai.request.tools"])
    for (const { value } of indexedAttributes(attributes, prefix)) {
      const tool = isRecord(value) ? member(value, "tool") : undefined;
      add(
        (isRecord(tool) ? member(tool, "json_schema") : undefined) ?? (isRecord(value) ? (member(value, "json_schema") ?? value) : value),
      );
    }
  for (const key of ["input.value", "output.value", "gcp.vertex.agent.llm_request", "model_request_parameters"])
    for (const list of requestedTools(member(attributes, key))) add(list);
  const name = stringAt(attributes, "gen_ai.tool.name") ?? stringAt(attributes, "tool.name");
  const schema = unpacked(member(attributes, "tool.parameters"), { pointer: "", inString: true }).value;
  if (name !== undefined && isSchema(schema))
    found.push({ name, inputSchema: schema, description: stringAt(attributes, "tool.description") ?? "" });
  return found;
}

/** The tools of a request or response that is recorded whole. */
function requestedTools(packed: Json | undefined): readonly Json[] {
  if (typeof packed === "string" && !packed.includes("tools") && !packed.includes('"function"')) return [];
  const { value } = unpacked(packed, { pointer: "", inString: true });
  if (isList(value)) return value.flatMap((message) => (isRecord(message) ? definitionAmong(message) : []));
  if (!isRecord(value)) return [];
  const config = member(value, "config");
  const lists = [member(value, "tools"), member(value, "function_tools"), isRecord(config) ? member(config, "tools") : undefined];
  return lists.filter((list) => isList(list));
}

/** LangChain's recorders put the definitions of the tools among the messages. */
function definitionAmong(message: JsonRecord): readonly Json[] {
  const content = member(message, "content");
  return stringAt(message, "role") === "tool" && isRecord(content) && Object.hasOwn(content, "function") ? [content] : [];
}

function isSchema(value: Json | undefined): value is JsonRecord {
  return isRecord(value) && stringAt(value, "type") === "object" && isRecord(member(value, "properties"));
}

const argumentKeys = [
  "gen_ai.tool.call.arguments",
  "gcp.vertex.agent.tool_call_args",
  "ai.toolCall.args",
  "input.value",
  "tool.parameters",
  "tool_arguments",
  "traceloop.entity.input",
  "gen_ai.tool.arguments",
];
const resultKeys = [
  "gen_ai.tool.call.result",
  "gcp.vertex.agent.tool_response",
  "ai.toolCall.result",
  "output.value",
  "tool_response",
  "traceloop.entity.output",
  "gen_ai.tool.result",
];
const idKeys = ["gen_ai.tool.call.id", "tool.id", "tool_call.id", "ai.toolCall.id"];
const nameKeys = ["gen_ai.tool.name", "tool.name", "ai.toolCall.name", "traceloop.entity.name"];

function toolOf(raw: RawSpan): NonNullable<Span["tool"]> {
  const { attributes } = raw;
  const said = spokenByTool(raw.events);
  const key = argumentKeys.find((name) => isGiven(attributes, name));
  const written = key === undefined ? said.args : member(attributes, key);
  const argsAt = key === undefined ? (said.at ?? raw.at) : raw.attributeAt(key);
  const resultKey = resultKeys.find((name) => isGiven(attributes, name));
  const answer = resultKey === undefined ? said.answer : answerIn(member(attributes, resultKey), raw.attributeAt(resultKey));
  const id =
    idKeys.map((name) => scalarText(member(attributes, name))).find((one) => one !== undefined && one !== "") ?? answer?.id ?? said.id;
  const tool =
    nameKeys.map((name) => stringAt(attributes, name)).find((one) => one !== undefined && one !== "") ??
    raw.name.replace(/^(?:execute_tool |running tool: )/, "");
  const failed = raw.failed || isGiven(attributes, "error.type") || raw.events.some((event) => event.name === "exception");
  const wrapped = Object.hasOwn(attributes, "langsmith.span.kind");
  return { execution: { id, tool, args: inputsIn(written, wrapped), argsAt, at: raw.at }, outcome: outcome(answer, failed, raw) };
}

function isGiven(attributes: JsonRecord, name: string): boolean {
  const value = member(attributes, name);
  if (value === undefined || value === null || value === "") return false;
  return name !== "tool.parameters" || !isSchema(unpacked(value, { pointer: "", inString: true }).value);
}

/** OpenLLMetry writes `{"inputs": {…}}`, LangSmith `{"input": {…}}`. */
function inputsIn(written: Json | undefined, wrapped: boolean): Json | undefined {
  const { value } = unpacked(written, { pointer: "", inString: true });
  const input = isRecord(value) && wrapped && Object.keys(value).join() === "input" ? member(value, "input") : undefined;
  if (isRecord(input)) return input;
  const inputs = isRecord(value) ? member(value, "inputs") : undefined;
  if (isRecord(value) && isRecord(inputs) && Object.keys(value).every((key) => ["inputs", "tags", "metadata", "kwargs"].includes(key)))
    return inputs;
  return isRecord(value) ? value : written;
}

interface ToolAnswer {
  readonly id: string | undefined;
  readonly text: string;
  readonly structured: Json | undefined;
  readonly failed: boolean;
  readonly at: At;
}

/** A result as recorded; LangChain's tool messages and MCP's results stand in it as JSON texts. */
function answerIn(written: Json | undefined, at: At): ToolAnswer {
  const { value, at: place } = unpacked(written, at);
  const message = isRecord(value) ? toolMessage(value, place) : undefined;
  if (message !== undefined) return message;
  const packed = isRecord(value) && isList(member(value, "content")) ? outcomeOf(value) : undefined;
  if (packed !== undefined && packed.structured !== value) return { id: undefined, ...packed, at: place };
  return { id: undefined, ...outcomeOf(written), at };
}

export function toolMessage(value: JsonRecord, at: At): SaidAnswer | undefined {
  const kwargs = member(value, "kwargs");
  const inner = isRecord(kwargs) ? kwargs : value;
  if (!Object.hasOwn(inner, "content") || !(Object.hasOwn(inner, "tool_call_id") || stringAt(inner, "type") === "tool")) return undefined;
  const said = utterancesOf({ ...inner, role: "tool" }, at) ?? [];
  return said.find((one): one is SaidAnswer => one.kind === "answer");
}

/** What is shown of a failure whose result is not recorded; nothing where neither is. */
function outcome(answer: ToolAnswer | undefined, failed: boolean, raw: RawSpan): Outcome | undefined {
  if (answer !== undefined) return { text: answer.text, structured: answer.structured, failed: answer.failed || failed, at: answer.at };
  return failed ? { text: "", structured: undefined, failed, at: raw.at } : undefined;
}

/** Strands says what a tool was given and gave in events. */
function spokenByTool(events: readonly RawEvent[]): {
  readonly args: Json | undefined;
  readonly id: string | undefined;
  readonly at: At | undefined;
  readonly answer: ToolAnswer | undefined;
} {
  const given = events.find((event) => event.name === "gen_ai.tool.message");
  const gave = events.find((event) => event.name === "gen_ai.choice");
  const key = gave === undefined ? undefined : ["message", "content"].find((name) => Object.hasOwn(gave.attributes, name));
  return {
    args: given === undefined ? undefined : member(given.attributes, "content"),
    id: given === undefined ? undefined : stringAt(given.attributes, "id"),
    at: given?.at,
    answer: gave === undefined || key === undefined ? undefined : partsIn(member(gave.attributes, key), below(gave.at, "attributes", key)),
  };
}

function partsIn(written: Json | undefined, at: At): ToolAnswer {
  const { value, at: place } = unpacked(written, at);
  const text = isList(value) ? plainText(value) : undefined;
  return text === undefined ? answerIn(written, at) : { id: undefined, text, structured: undefined, failed: false, at: place };
}

interface Described {
  readonly kind: Span["kind"];
  readonly before: Span["before"];
  readonly after: Span["after"];
  readonly tool: Span["tool"];
}

/** CloudWatch's form of OpenInference: all is said in the body of one event, as texts of LangChain's objects. */
function bodyOf(raw: RawSpan): Described | undefined {
  for (const event of raw.events) {
    const body = event.body;
    const [asked, given] = isRecord(body) ? [member(body, "input"), member(body, "output")] : [];
    const input = firstMessage(asked, below(event.at, "body", "input"));
    const output = firstMessage(given, below(event.at, "body", "output"));
    if (output === undefined) continue;
    const { value, at } = unpacked(output.content, output.at);
    if (!isRecord(value)) {
      // Plain texts: a reply where the model's own span has them; of anything else it is not said what it is.
      if (kindOf(raw) === "model")
        return {
          kind: "model",
          before: messagesIn(asked, below(event.at, "body", "input")) ?? [],
          after: messagesIn(given, below(event.at, "body", "output")) ?? [],
          tool: undefined,
        };
      continue;
    }
    const generations = member(value, "generations");
    if (isList(generations)) {
      const before = messagesIn(asked, below(event.at, "body", "input")) ?? [];
      return { kind: "model", before, after: [generationOf(generations, at)], tool: undefined };
    }
    const message = toolMessage(value, at);
    if (message !== undefined) {
      const tool = message.tool ?? raw.name;
      const argsAt = input?.at ?? raw.at;
      const execution: Execution = { id: message.id, tool, args: input?.content, argsAt, at: raw.at };
      return { kind: "tool", before: [], after: [], tool: { execution, outcome: { ...message, failed: message.failed || raw.failed } } };
    }
    const after = messagesIn(value, at);
    if (after !== undefined) return { kind: "agent", before: messagesIn(input?.content, input?.at ?? at) ?? [], after, tool: undefined };
  }
  return undefined;
}

function firstMessage(side: Json | undefined, at: At): { readonly content: Json | undefined; readonly at: At } | undefined {
  const list = isRecord(side) ? member(side, "messages") : undefined;
  const first = isList(list) ? list[0] : undefined;
  return isRecord(first) ? { content: member(first, "content"), at: below(at, "messages", 0, "content") } : undefined;
}
