// THE table of formats that are read. A format is one file in readers/ and one row here. They are told apart by content;
// the first row that recognises a value reads it.

import { isList, isRecord, member } from "./encodings/json.ts";
import type { GapEvent, Json, Pointer, Run } from "./model.ts";
import { agentDojoRuns, isAgentDojo } from "./readers/agentdojo.ts";
import { anthropicEventRuns, anthropicMessagesRuns, isAnthropicEvent, isAnthropicMessages } from "./readers/anthropic-messages.ts";
import { atifRuns, isAtif } from "./readers/atif.ts";
import { claudeCodeRuns, isClaudeCode } from "./readers/claude-code.ts";
import { codexRuns, isCodex } from "./readers/codex.ts";
import { codexExecRuns, isCodexExec } from "./readers/codex-exec.ts";
import { copilotRuns, isCopilot } from "./readers/copilot.ts";
import { cursorHookRuns, cursorTranscriptRuns, isCursorHooks, isCursorTranscript } from "./readers/cursor.ts";
import { docentRuns, isDocent } from "./readers/docent.ts";
import { droidRuns, isDroid } from "./readers/droid.ts";
import { fastAgentRuns, isFastAgent } from "./readers/fast-agent.ts";
import { geminiRuns, geminiSessionRuns, isGemini, isGeminiSession } from "./readers/gemini.ts";
import { httpExchangeRuns, isHttpExchanges } from "./readers/http-exchanges.ts";
import { inspectRuns, isInspectLog } from "./readers/inspect.ts";
import { isKimi, kimiRuns } from "./readers/kimi.ts";
import { isLangChain, isLangChainMessage, langChainLines, langChainRuns } from "./readers/langchain.ts";
import { isLangfuse, langfuseRuns } from "./readers/langfuse.ts";
import { isLangSmith, langSmithLines, langSmithRuns } from "./readers/langsmith.ts";
import { isLiteLlm, liteLlmRuns } from "./readers/litellm.ts";
import { isManagedAgents, managedAgentsRuns } from "./readers/managed-agents.ts";
import { isMcp, isMcpEvent, mcpEventRuns, mcpRuns } from "./readers/mcp.ts";
import { agentsSpanRuns, isAgentsSpans } from "./readers/openai-agents.ts";
import { isOpenAiChat, openAiChatRuns } from "./readers/openai-chat.ts";
import { isOpenAiResponses, isResponsesEvent, openAiResponsesRuns, responsesEventRuns } from "./readers/openai-responses.ts";
import { isOpenClaw, openClawRuns } from "./readers/openclaw.ts";
import { isOpenCode, isOpenCodeStore, openCodeRuns, openCodeStoreRuns } from "./readers/opencode.ts";
import { isOpenHands, isOpenHandsOutput, openHandsOutputRuns, openHandsRuns } from "./readers/openhands.ts";
import { isOpenInference, isOpenTelemetry, openTelemetryLines, openTelemetryRuns } from "./readers/otel.ts";
import { isPi, piRuns } from "./readers/pi.ts";
import { isQwen, qwenRuns } from "./readers/qwen.ts";
import { isMiniSweAgent, isSweAgent, miniSweAgentRuns, sweAgentRuns } from "./readers/swe-agent.ts";
import type { Source } from "./source.ts";
import type { Entry } from "./telling/entries.ts";

/** A format whose runs stand in one JSON value: a whole file, or each line of one. */
export interface Format {
  readonly name: string;
  /** As a message names it, in the plural. */
  readonly title: string;
  /** Whether the value holds runs of this format; the value may be cut off anywhere. */
  readonly recognises: (root: Json) => boolean;
  readonly runs: (root: Json, source: Source, at: Pointer) => Iterable<Omit<Run, "index">>;
  /** How a file of such values, one a line, is read where a run may stand in several of them. */
  readonly lines?: EventFormat["runs"];
}

export const formats: readonly Format[] = [
  { name: "agentdojo", title: "AgentDojo runs", recognises: isAgentDojo, runs: agentDojoRuns },
  { name: "http-exchanges", title: "HTTP exchanges with OpenAI or Anthropic", recognises: isHttpExchanges, runs: httpExchangeRuns },
  { name: "fast-agent", title: "fast-agent histories", recognises: isFastAgent, runs: fastAgentRuns },
  { name: "mcp", title: "MCP recordings", recognises: isMcp, runs: mcpRuns },
  { name: "litellm", title: "LiteLLM logs", recognises: isLiteLlm, runs: liteLlmRuns },
  { name: "openai-agents", title: "spans of OpenAI's Agents SDK", recognises: isAgentsSpans, runs: agentsSpanRuns },
  { name: "swe-agent", title: "SWE-agent trajectories", recognises: isSweAgent, runs: sweAgentRuns },
  { name: "mini-swe-agent", title: "mini-swe-agent trajectories", recognises: isMiniSweAgent, runs: miniSweAgentRuns },
  { name: "gemini", title: "Gemini sessions", recognises: isGeminiSession, runs: geminiSessionRuns },
  { name: "opencode", title: "OpenCode sessions", recognises: isOpenCodeStore, runs: openCodeStoreRuns },
  { name: "openhands", title: "OpenHands output", recognises: isOpenHandsOutput, runs: openHandsOutputRuns },
  { name: "openai-responses", title: "OpenAI Responses", recognises: isOpenAiResponses, runs: openAiResponsesRuns },
  { name: "anthropic-messages", title: "Anthropic messages", recognises: isAnthropicMessages, runs: anthropicMessagesRuns },
  {
    name: "openai-chat",
    title: "OpenAI chat messages (an array, {messages}, tau-bench and tau2 files)",
    recognises: isOpenAiChat,
    runs: openAiChatRuns,
  },
  { name: "atif", title: "ATIF trajectories", recognises: isAtif, runs: atifRuns },
  { name: "docent", title: "Docent agent runs", recognises: isDocent, runs: docentRuns },
  { name: "langchain", title: "LangChain messages", recognises: isLangChain, runs: langChainRuns },
  { name: "langsmith", title: "LangSmith runs", recognises: isLangSmith, runs: langSmithRuns, lines: langSmithLines },
  { name: "inspect", title: "Inspect logs (*.json and *.eval)", recognises: isInspectLog, runs: inspectRuns },
  { name: "langfuse", title: "Langfuse exports", recognises: isLangfuse, runs: langfuseRuns },
  { name: "openinference", title: "OpenInference spans", recognises: isOpenInference, runs: openTelemetryRuns, lines: openTelemetryLines },
  {
    name: "otel-genai",
    title: "OpenTelemetry GenAI spans (OTLP JSON, Tempo, Jaeger, flat lists)",
    recognises: isOpenTelemetry,
    runs: openTelemetryRuns,
    lines: openTelemetryLines,
  },
];

/** A format whose runs are written event by event: lines of a file, or elements of a list inside a document. */
export interface EventFormat {
  readonly name: string;
  readonly title: string;
  /** Whether the value is an event of this format, one that no other format has. */
  readonly recognises: (entry: Json) => boolean;
  readonly runs: (entries: Iterable<Entry | GapEvent>) => Iterable<Omit<Run, "index">>;
}

/** Asked after `formats`, so that a line that is a whole run is read as one. */
export const eventFormats: readonly EventFormat[] = [
  { name: "qwen", title: "Qwen sessions", recognises: isQwen, runs: qwenRuns },
  { name: "droid", title: "Droid sessions", recognises: isDroid, runs: droidRuns },
  { name: "claude-code", title: "Claude Code sessions", recognises: isClaudeCode, runs: claudeCodeRuns },
  { name: "codex", title: "Codex rollouts", recognises: isCodex, runs: codexRuns },
  { name: "codex-exec", title: "`codex exec --json`", recognises: isCodexExec, runs: codexExecRuns },
  { name: "openhands", title: "OpenHands events", recognises: isOpenHands, runs: openHandsRuns },
  { name: "managed-agents", title: "events of Anthropic's managed agents", recognises: isManagedAgents, runs: managedAgentsRuns },
  { name: "opencode", title: "OpenCode events", recognises: isOpenCode, runs: openCodeRuns },
  { name: "cursor-hooks", title: "Cursor hooks", recognises: isCursorHooks, runs: cursorHookRuns },
  { name: "cursor", title: "Cursor transcripts", recognises: isCursorTranscript, runs: cursorTranscriptRuns },
  { name: "copilot", title: "Copilot sessions", recognises: isCopilot, runs: copilotRuns },
  { name: "kimi", title: "Kimi sessions", recognises: isKimi, runs: kimiRuns },
  { name: "pi", title: "pi and OpenClaw sessions", recognises: isPi, runs: piRuns },
  { name: "openclaw", title: "OpenClaw telemetry", recognises: isOpenClaw, runs: openClawRuns },
  { name: "gemini", title: "Gemini messages", recognises: isGemini, runs: geminiRuns },
  { name: "anthropic-messages", title: "streams of Anthropic messages", recognises: isAnthropicEvent, runs: anthropicEventRuns },
  { name: "openai-responses", title: "items and streams of OpenAI Responses", recognises: isResponsesEvent, runs: responsesEventRuns },
  { name: "mcp", title: "MCP's JSON-RPC messages", recognises: isMcpEvent, runs: mcpEventRuns },
  { name: "langchain", title: "LangChain messages, one a line", recognises: isLangChainMessage, runs: langChainLines },
];

/** Remit's own form is lines of events and has its own way in: read.ts. */
export const remitFormat = { name: "remit", title: "Remit's own *.trace.jsonl" } as const;

export const understood = [...new Set([remitFormat, ...formats, ...eventFormats].map((format) => format.name))].join(", ");

/** What a format of the name is called. */
export function formatTitle(name: string): string | undefined {
  return [remitFormat, ...formats, ...eventFormats].find((format) => format.name === name)?.title;
}

export const catalogueFormat = "tool-catalogue";

/** A catalogue of tools: an MCP `tools/list` result, or an array of tools as OpenAI and Anthropic take it. No trace. */
export function isCatalogue(root: Json): boolean {
  const listed = isRecord(root) ? (member(root, "tools") ?? member((member(root, "result") as typeof root) ?? {}, "tools")) : root;
  const first = isList(listed) ? listed[0] : undefined;
  if (!isRecord(first)) return false;
  const inner = member(first, "function");
  const tool = isRecord(inner) ? inner : first;
  return typeof member(tool, "name") === "string" && ["inputSchema", "input_schema", "parameters"].some((key) => Object.hasOwn(tool, key));
}
