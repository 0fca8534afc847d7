// What real files of each format hold, counted in the files themselves with other tools than the reader.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { readBytes } from "../../../support/traces.ts";

const data = join(import.meta.dirname, "../../../../../shared/data/formats");

interface Counts {
  readonly runs?: number;
  readonly calls: number;
  readonly batches?: number;
  readonly results: number;
  readonly refused?: number;
  readonly failed?: number;
  readonly approved?: number;
  readonly gaps?: number;
  /** Lanes of calls beside the main one. */
  readonly lanes?: number;
}

/** Folder, format, and the files with what they hold. What is left out is 1 run, as many batches as calls, and none of the rest. */
const recorded: readonly (readonly [folder: string, format: string, files: Readonly<Record<string, Counts>>])[] = [
  [
    "claude-code",
    "claude-code",
    {
      "agent-sessions__0a1b2c3d-4e5f-4061-8071-2a3b4c5d6e7f.jsonl": { calls: 1, results: 0 },
      "agent-sessions__agent-a0ad4f44468bdf20d.jsonl": { calls: 1, results: 1, lanes: 1, gaps: 1 },
      "agent-sessions__claude_schema_drift.jsonl": { calls: 1, results: 1 },
      // Three results, of which two name no call; two compactions, four attachments of other texts, a sub-agent's beginning.
      "agent-sessions__small.jsonl": { calls: 3, results: 2, lanes: 1, gaps: 8 },
      "claude-code-log__edge_cases.jsonl": { calls: 3, results: 1, failed: 1, gaps: 7 },
      "claude-code-log__representative_messages.jsonl": { calls: 2, results: 2 },
      "claude-code-transcripts__sample_session.json": { calls: 12, results: 12, failed: 1, gaps: 1 },
      "claude-code-transcripts__sample_session.jsonl": { calls: 2, results: 2 },
      "evals__claude_code_skill_tool.json": { calls: 1, results: 1 },
      "inspect_scout__agent-atest01.jsonl": { calls: 1, results: 1, lanes: 1, gaps: 1 },
      "inspect_scout__agent_session.jsonl": { calls: 1, results: 1 },
      "inspect_scout__compaction_session.jsonl": { calls: 0, results: 0, gaps: 1 },
      "inspect_scout__tool_call_conversation.jsonl": { calls: 1, results: 1 },
      "vscode-copilot-chat__4c289ca8-f8bb-4588-8400-88b78beb784d.jsonl": { calls: 5, results: 5 },
      "vscode-copilot-chat__50a7220d-7250-46f3-b38e-b716ce25032e.jsonl": { calls: 1, results: 1 },
      "vscode-copilot-chat__agent-a21e2f5.jsonl": { calls: 1, results: 1, lanes: 1, gaps: 1 },
      "vscode-copilot-chat__agent-aa9d784.jsonl": { calls: 1, results: 1, lanes: 1, gaps: 1 },
      "vscode-copilot-chat__agent-ac47f8c.jsonl": { calls: 1, results: 1, lanes: 1, gaps: 1 },
      "vscode-copilot-chat__b02ed4d8-1f00-45cc-949f-3ea63b2dbde2.jsonl": { calls: 0, results: 0 },
      "vscode-copilot-chat__bd937e2a-89e9-4d7b-8125-293a35863fa4.jsonl": { calls: 1, results: 1 },
      "vscode-copilot-chat__c8bcb3a7-8728-4d76-9aae-1cbaf2350114.jsonl": { calls: 0, results: 0 },
    },
  ],
  [
    "codex-cli",
    "codex",
    {
      "agent-sessions__codex_050_legacy.jsonl": { calls: 0, results: 0 },
      "agent-sessions__codex_053_rate_limit.jsonl": { calls: 0, results: 0 },
      "agent-sessions__large.jsonl": { calls: 1, results: 1 },
      "agent-sessions__schema_drift.jsonl": { calls: 1, results: 1 },
      // Four items with arguments, three of the provider's tools, thirteen that stand as carried out alone.
      "agent-sessions__small.jsonl": { calls: 20, batches: 18, results: 17, failed: 2, gaps: 11 },
      // The one gap is an image that the person gave.
      "langsmith-codex-plugins__rollout-attachments.jsonl": { calls: 0, results: 0, gaps: 1 },
    },
  ],
  ["codex-cli", "codex-exec", { "evals__codex_exec_json.json": { calls: 1, results: 1 } }],
  ["codex-cli", "openai-responses", { "evals__codex_session_rollout.json": { calls: 2, results: 1 } }],
  [
    "openai",
    "openai-responses",
    {
      "fast-agent__responses_gpt-5-mini_tool_request.json": { calls: 0, results: 0 },
      "fast-agent__responses_gpt-5-mini_tool_stream.jsonl": { calls: 1, results: 0 },
    },
  ],
  ["openai", "openai-chat", { "software-agent-sdk__fncall-llm-message.json": { calls: 6, results: 6 } }],
  [
    "openai",
    "litellm",
    {
      "software-agent-sdk__litellm_deepseek_nonfncall_1757015062.json": { calls: 2, results: 1 },
      "software-agent-sdk__litellm_sonnet4_1757015046.json": { calls: 6, results: 5 },
    },
  ],
  [
    "openai-http-cassettes",
    "http-exchanges",
    {
      "logfire__test_function_tool_exception.decoded.json": { calls: 1, results: 1 },
      "logfire__test_mcp.decoded.json": { calls: 1, results: 1 },
      "logfire__test_responses.decoded.json": { calls: 2, batches: 1, results: 2 },
      "openllmetry__test_open_ai_function_calls_tools_parallel.decoded.json": { runs: 2, calls: 4, batches: 2, results: 0 },
      "openllmetry__test_open_ai_function_calls_tools_streaming_parallel.decoded.json": { runs: 2, calls: 4, batches: 2, results: 0 },
      "openllmetry__test_recipe_workflow_agent_handoffs_with_function_tools.decoded.json": { calls: 2, results: 2 },
      "openllmetry__test_responses_tool_calls.decoded.json": { runs: 2, calls: 4, batches: 2, results: 0 },
    },
  ],
  [
    "anthropic-messages",
    "anthropic-messages",
    {
      "fast-agent__anthropic_request.json": { calls: 0, results: 0 },
      "fast-agent__anthropic_stream.jsonl": { calls: 1, results: 0 },
    },
  ],
  ["anthropic-messages", "http-exchanges", { "openllmetry__test_anthropic_tools_history_legacy.decoded.json": { calls: 2, results: 1 } }],
  [
    "swe-agent",
    "swe-agent",
    {
      "SWE-agent__6e44b9__sweagenttestrepo-1c2844.traj": { calls: 5, results: 5 },
      "SWE-agent__function_calling_simple.traj": { calls: 5, results: 5 },
      "SWE-agent__i_got_id_demo.traj": { calls: 21, results: 21 },
      "SWE-agent__marshmallow-1867_function_calling.traj": { calls: 11, results: 11 },
    },
  ],
  ["mini-swe-agent", "mini-swe-agent", { "mini-swe-agent__github_issue.traj.json": { calls: 10, results: 10, failed: 2 } }],
  [
    "openhands",
    "openhands",
    {
      "OpenHands__basic.json": { calls: 2, results: 1 },
      "OpenHands__basic_gui_mode.json": { calls: 4, results: 4, failed: 1 },
      "OpenHands__basic_interactions.json": { calls: 1, results: 0 },
      "OpenHands__wrong_initial_state.json": { calls: 4, results: 3 },
    },
  ],
  [
    "anthropic-managed-agents",
    "managed-agents",
    {
      "langsmith-sdk__anthropic_managed_builtin_tools.jsonl": { calls: 1, results: 1 },
      "langsmith-sdk__anthropic_managed_custom_tools.jsonl": { calls: 1, results: 1 },
      "langsmith-sdk__anthropic_managed_mcp_tools.jsonl": { calls: 1, results: 1, approved: 1 },
    },
  ],
  [
    "opencode",
    "opencode",
    {
      "kimaki__real-session-permission-external-file.jsonl": { calls: 1, results: 0, approved: 1 },
      "kimaki__real-session-task-user-interruption.jsonl": { calls: 1, results: 1 },
      "kimaki__session-tool-call-noisy-stream.jsonl": { calls: 0, results: 0 },
      "kimaki__session-two-completions-same-session.jsonl": { calls: 0, results: 0 },
    },
  ],
  ["other-cli/opencode", "opencode", { "agent-sessions__001.json": { calls: 1, results: 1, failed: 1 } }],
  [
    "other-cli/copilot",
    "copilot",
    {
      "agent-sessions__large.jsonl": { calls: 2, results: 1, gaps: 1 },
      // A result of a call that the file does not hold, and what was cut off before.
      "agent-sessions__schema_drift.jsonl": { calls: 1, results: 1, gaps: 2 },
      "agent-sessions__small.jsonl": { calls: 4, results: 3, failed: 2, lanes: 1, gaps: 3 },
    },
  ],
  [
    "other-cli/cursor",
    "cursor",
    {
      "agent-sessions__large.jsonl": { calls: 2, results: 2 },
      "agent-sessions__schema_drift.jsonl": { calls: 1, results: 1 },
      "agent-sessions__small.jsonl": { calls: 1, results: 0 },
    },
  ],
  [
    "other-cli/droid",
    "droid",
    {
      "agent-sessions__session_store_large.jsonl": { calls: 1, results: 1 },
      "agent-sessions__session_store_schema_drift.jsonl": { calls: 0, results: 0 },
      "agent-sessions__session_store_small.jsonl": { calls: 1, results: 1 },
      "agent-sessions__stream_json_large.jsonl": { calls: 1, results: 1 },
      "agent-sessions__stream_json_schema_drift.jsonl": { calls: 1, results: 1, failed: 1, gaps: 1 },
      "agent-sessions__stream_json_small.jsonl": { calls: 1, results: 1 },
    },
  ],
  [
    "other-cli/gemini",
    "gemini",
    {
      "agent-sessions__jsonl_v040.jsonl": { calls: 1, results: 1 },
      "agent-sessions__large.json": { calls: 2, results: 2 },
      "agent-sessions__schema_drift.json": { calls: 0, results: 0, gaps: 1 },
      "agent-sessions__small.json": { calls: 0, results: 0 },
      "gemini-cli__hooks-system.block-tool.responses": { calls: 1, results: 0 },
      "gemini-cli__json-output.error.responses": { calls: 1, results: 0 },
      "gemini-cli__policy-headless-shell-denied.responses": { calls: 1, results: 0 },
    },
  ],
  [
    "other-cli/hermes",
    "openai-chat",
    {
      "agent-sessions__large.json": { calls: 1, results: 1 },
      "agent-sessions__schema_drift.json": { calls: 1, results: 1 },
      "agent-sessions__small.json": { calls: 0, results: 0 },
    },
  ],
  [
    "other-cli/kimi",
    "kimi",
    {
      "agent-sessions__assistant_tools.jsonl": { calls: 19, batches: 16, results: 19, failed: 1, approved: 8, gaps: 1 },
      "agent-sessions__subagent_agent-0.jsonl": { calls: 2, results: 2, approved: 1 },
    },
  ],
  [
    "other-cli/openclaw",
    "pi",
    {
      "agent-sessions__large.jsonl": { calls: 2, results: 2 },
      "agent-sessions__schema_drift.jsonl": { calls: 1, results: 1, gaps: 1 },
      "agent-sessions__small.jsonl": { calls: 1, results: 1 },
    },
  ],
  ["other-cli/pi", "pi", { "agent-sessions__small.jsonl": { calls: 0, results: 0, gaps: 2 } }],
  [
    "other-cli/qwen",
    "qwen",
    {
      "agent-sessions__019f0000-0000-7000-8000-000000000001.jsonl": { calls: 1, results: 1 },
      "agent-sessions__019f0000-0000-7000-8000-000000000002.jsonl": { calls: 0, results: 0 },
      "agent-sessions__019f0000-0000-7000-8000-000000000004.jsonl": { calls: 1, results: 0 },
      "agent-sessions__019f0000-0000-7000-8000-000000000005.jsonl": { calls: 0, results: 0 },
      "agent-sessions__019f0000000070008000000000000003.jsonl": { calls: 0, results: 0 },
      "agent-sessions__system_telemetry.jsonl": { calls: 1, results: 1 },
    },
  ],
  [
    "openclaw",
    "openclaw",
    {
      "inspect_scout__crux1-sample-telemetry.jsonl": { calls: 1, results: 0, lanes: 1 },
      "inspect_scout__sample-telemetry.jsonl": { calls: 14, results: 0, lanes: 3 },
    },
  ],
  ["anthropic-messages", "claude-code", { "logfire__tool_use_conversation.json": { calls: 1, results: 1 } }],
];

describe("recorded files of others", () => {
  for (const [folder, format, files] of recorded)
    for (const [name, counts] of Object.entries(files))
      it(`${folder}: ${name}`, function () {
        const path = join(data, folder, name);
        if (!existsSync(path)) {
          console.log(`      not run: ${path} is not beside this repository`);
          this.skip();
        }
        const file = readBytes(readFileSync(path), basename(path));
        const calls = file.events.filter((event) => event.kind === "call");
        const results = file.events.filter((event) => event.kind === "result");
        const batches = file.runs.map((run) => new Set(run.events.flatMap((event) => (event.kind === "call" ? [event.batch] : []))).size);
        const read = {
          format: file.format,
          runs: file.runs.length,
          calls: calls.length,
          batches: batches.reduce((sum, count) => sum + count, 0),
          results: results.length,
          refused: calls.filter((call) => call.fate === "refused").length,
          failed: results.filter((result) => result.failed).length,
          approved: calls.filter((call) => call.approvedBy !== undefined).length,
          gaps: file.events.filter((event) => event.kind === "gap").length,
          lanes: new Set(calls.flatMap((call) => (call.lane === undefined ? [] : [call.lane]))).size,
        };
        const none = { runs: 1, batches: counts.calls, refused: 0, failed: 0, approved: 0, gaps: 0, lanes: 0 };
        assert.deepEqual(read, { format, ...none, ...counts });
      });
});
