// Sessions of other agents' command lines: what each does that no other format does.
import assert from "node:assert/strict";
import { calls, codes, kinds, readLines, readValue, results } from "../../../support/traces.ts";

const read = (...lines: readonly unknown[]) => readLines(lines, "session.jsonl");
type Read = ReturnType<typeof read>;
const roles = (file: Read) => file.events.flatMap((event) => (event.kind === "message" ? [event.role] : []));
const texts = (file: Read) => file.events.flatMap((event) => (event.kind === "message" ? [event.text] : []));
const fates = (file: Read) => calls(file).map((one) => [one.fate, one.approvedBy]);

describe("OpenCode", () => {
  const event = (type: string, properties: object): object => ({ timestamp: 1, threadId: "t", event: { type, properties } });
  const message = (id: string, role: string, sessionID = "s"): object =>
    event("message.updated", { info: { id, role, sessionID, modelID: "m" } });
  const part = (id: string, messageID: string, more: object, sessionID = "s"): object =>
    event("message.part.updated", { part: { id, messageID, sessionID, ...more } });
  const tool = (id: string, state: object, sessionID = "s", messageID = "m2"): object =>
    part(id, messageID, { type: "tool", tool: "bash", callID: `c${id}`, state }, sessionID);

  it("sends each part again and again, which is one message or one call, told when its arguments are there", () => {
    const file = read(
      message("m1", "user"),
      part("p1", "m1", { type: "text", text: "go" }),
      part("p2", "m1", { type: "text", text: "[branch]", synthetic: true }),
      part("p1", "m1", { type: "text", text: "go" }),
      message("m2", "assistant"),
      part("p3", "m2", { type: "text", text: "we", time: { start: 1 } }),
      part("p3", "m2", { type: "text", text: "well", time: { start: 1, end: 2 } }),
      event("message.part.delta", { delta: "x" }),
      tool("p4", { status: "pending", input: {} }),
      tool("p4", { status: "running", input: { command: "ls" }, time: { start: 1754000000000 } }),
      tool("p4", { status: "completed", input: { command: "ls" }, output: "a", metadata: { exit: 1 } }),
      tool("p4", { status: "completed", input: { command: "ls" }, output: "a", metadata: { exit: 1 } }),
    );
    assert.equal(kinds(file), "message message message call result");
    assert.deepEqual(
      [roles(file), texts(file)],
      [
        ["user", "system", "assistant"],
        ["go", "[branch]", "well"],
      ],
    );
    assert.deepEqual([calls(file)[0]?.args, results(file)[0]?.failed], [{ kind: "record", value: { command: "ls" } }, true]);
  });

  it("asks for leave before, or while, a call waits; sub-sessions are lanes", () => {
    const asked = (id: string, callID: string): object =>
      event("permission.asked", { id, permission: "bash", tool: { messageID: "m2", callID } });
    const replied = (requestID: string, reply: string): object => event("permission.replied", { requestID, reply });
    const file = read(
      message("m1", "user"),
      message("m2", "assistant"),
      tool("1", { status: "pending", input: {} }),
      asked("q1", "c1"),
      replied("q1", "once"),
      tool("1", { status: "running", input: { command: "a" } }),
      tool("2", { status: "running", input: { command: "b" } }),
      asked("q2", "c2"),
      replied("q2", "reject"),
      tool("2", { status: "error", input: { command: "b" }, error: "The user rejected permission to use this specific tool call." }),
      tool("3", { status: "running", input: {} }, "child"),
      tool("4", { status: "pending", input: { command: "z" } }),
    );
    assert.deepEqual(fates(file), [
      ["unstated", "the user"],
      ["refused", undefined],
      ["unstated", undefined],
      ["unstated", undefined],
    ]);
    assert.deepEqual(
      calls(file).map((one) => one.lane),
      [undefined, undefined, "child", undefined],
    );
  });

  it("is read as an exported session too", () => {
    const state = { status: "completed", input: { command: "ls" }, output: "a" };
    const file = readValue({
      info: { id: "s" },
      messages: [
        { info: { id: "m1", role: "user" }, parts: [{ id: "1", type: "text", text: "go", messageID: "m1" }] },
        { info: { id: "m2", role: "assistant" }, parts: [{ id: "2", type: "tool", tool: "bash", callID: "c", messageID: "m2", state }] },
      ],
    });
    assert.deepEqual([file.format, kinds(file), file.runs[0]?.id], ["opencode", "message call result", "s"]);
  });
});

describe("Cursor", () => {
  const hook = (name: string, more: object, conversation = "c", generation = "g"): object => ({
    ts: "2026-01-02T03:04:05Z",
    evt: name,
    payload: { hook_event_name: name, conversation_id: conversation, generation_id: generation, ...more },
  });

  it("logs hooks of interleaved calls whose ids are empty, or hold a line end, in lanes by conversation", () => {
    const file = read(
      hook("beforeSubmitPrompt", { prompt: "go" }),
      hook("sessionStart", {}),
      hook("preToolUse", { tool_name: "Read", tool_input: { path: "a" }, tool_use_id: "" }),
      hook("preToolUse", { tool_name: "Shell", tool_input: { command: "ls" }, tool_use_id: "call_1\nfc_1" }),
      hook("beforeShellExecution", { command: "ls" }),
      hook("preToolUse", { tool_name: "Read", tool_input: { path: "b" }, tool_use_id: "" }, "sub"),
      hook("postToolUse", { tool_name: "Shell", tool_output: '{"output":"x"}', tool_use_id: "call_1\nfc_1" }),
      hook("postToolUse", { tool_name: "Read", tool_output: "sub", tool_use_id: "" }, "sub"),
      hook("postToolUseFailure", { tool_name: "Read", error_message: "no", failure_type: "permission_denied", tool_use_id: "" }),
    );
    assert.deepEqual(
      calls(file).map((one) => [one.tool, one.lane, one.fate]),
      [
        ["Read", undefined, "refused"],
        ["Shell", undefined, "unstated"],
        ["Read", "sub", "unstated"],
      ],
    );
    assert.deepEqual(
      results(file).map(({ call, text }) => [call, text]),
      [
        [1, '{"output":"x"}'],
        [2, "sub"],
        [0, "no"],
      ],
    );
    assert.deepEqual(codes(file), []);
  });

  it("logs hooks of single tools alone in older versions", () => {
    const file = read(
      hook("beforeSubmitPrompt", { prompt: "go" }),
      hook("beforeShellExecution", { command: "ls" }),
      hook("afterShellExecution", { command: "ls", output: "a" }),
      hook("beforeReadFile", { file_path: "b" }),
    );
    assert.deepEqual(
      calls(file).map((one) => one.tool),
      ["Shell", "Read"],
    );
    assert.equal(results(file)[0]?.text, "a");
  });

  it("writes transcripts in which the person's words are marked", () => {
    const file = read(
      { role: "user", message: { content: [{ type: "text", text: "<file>x</file>\n<user_query>\ngo\n</user_query>" }] } },
      { role: "assistant", message: { content: [{ type: "tool_use", name: "ReadFile", input: { path: "a" } }] } },
      { role: "user", message: { content: [{ type: "tool-result", name: "ReadFile", content: [{ type: "text", text: "x" }] }] } },
      { type: "turn_ended", status: "success" },
    );
    assert.deepEqual(
      [roles(file), texts(file)],
      [
        ["system", "user"],
        ["<file>x</file>", "go"],
      ],
    );
    assert.equal(kinds(file), "message message call result");
  });
});

describe("Gemini and Qwen", () => {
  const header = { sessionId: "s", projectHash: "h", startTime: "2026-01-02T03:04:05Z" };
  const call = (status: string, more: object = {}): object => ({ id: "k", name: "shell", args: { command: "ls" }, status, ...more });
  const response = (body: object): object => ({ result: [{ functionResponse: { id: "k", name: "shell", response: body } }] });
  const said = (id: string, type: string, more: object): object => ({ id, timestamp: "2026-01-02T03:04:05Z", type, ...more });

  it("write a message again as its calls go on", () => {
    const file = read(
      header,
      said("1", "user", { content: [{ text: "go" }] }),
      said("2", "gemini", { content: "well", model: "m", toolCalls: [call("executing")] }),
      { $set: { lastUpdated: "x" } },
      said("2", "gemini", { content: "well", model: "m", toolCalls: [call("success", response({ output: "a" }))] }),
      said("3", "gemini", {
        content: "",
        toolCalls: [call("cancelled", response({ error: "[Operation Cancelled] Reason: User did not allow tool call" }))],
      }),
      said("4", "gemini", { content: "", toolCalls: [call("error", response({ error: "boom" }))] }),
    );
    assert.equal(kinds(file), "message message call result call result call result");
    assert.deepEqual(
      [fates(file).map(([fate]) => fate), results(file).map((one) => one.failed)],
      [
        ["unstated", "refused", "unstated"],
        [false, true, true],
      ],
    );
    assert.deepEqual([file.runs[0]?.id, file.runs[0]?.model], ["s", "m"]);
  });

  it("are read as the API's contents, whose calls have no ids, and as recorded replies", () => {
    const file = readValue({
      contents: [
        { role: "user", parts: [{ text: "go" }] },
        {
          role: "model",
          parts: [
            { text: "hm", thought: true },
            { functionCall: { name: "f", args: { x: 1 } } },
            { functionCall: { name: "g", args: {} } },
          ],
        },
        {
          role: "user",
          parts: [
            { functionResponse: { name: "f", response: { output: "1" } } },
            { functionResponse: { name: "g", response: { error: "no" } } },
          ],
        },
      ],
    });
    assert.deepEqual([kinds(file), calls(file).map((one) => one.batch)], ["message call call result result", [0, 0]]);
    assert.deepEqual(
      results(file).map(({ call: number, failed }) => [number, failed]),
      [
        [0, false],
        [1, true],
      ],
    );
    const replies = read({
      method: "generateContentStream",
      response: [
        { candidates: [{ content: { parts: [{ functionCall: { name: "f", args: {} } }] } }] },
        { candidates: [{ content: { parts: [{ functionCall: { name: "g", args: {} } }] } }] },
      ],
    });
    assert.deepEqual(
      calls(replies).map((one) => one.batch),
      [0, 0],
    );
  });

  it("glue two objects on one line in Qwen's, add to prompts, and repeat identities", () => {
    const entry = (type: string, parts: object[], more: object = {}): object => ({
      uuid: "u",
      parentUuid: null,
      sessionId: "q",
      timestamp: "2026-01-02T03:04:05Z",
      type,
      message: { role: type, parts },
      ...more,
    });
    const glued =
      JSON.stringify(entry("user", [{ text: "go" }, { text: "<qwen:user-prompt-submit-context>x</qwen:user-prompt-submit-context>" }])) +
      JSON.stringify(entry("assistant", [{ functionCall: { id: "a", name: "f", args: {} } }], { model: "m" }));
    const file = read(
      { uuid: "0", sessionId: "q", type: "system", subtype: "ui_telemetry", systemPayload: {} },
      glued,
      entry("tool_result", [{ functionResponse: { id: "a", name: "f", response: { output: "1" } } }], {
        toolCallResult: { callId: "a", status: "error" },
      }),
      entry("user", [{ text: "note" }], { subtype: "notification" }),
    );
    assert.deepEqual(
      [file.format, kinds(file), roles(file)],
      ["qwen", "message message call result message", ["user", "system", "system"]],
    );
    assert.deepEqual([results(file)[0]?.failed, codes(file)], [true, ["invalid-json"]]);
  });
});

describe("values glued on one line", () => {
  it("are each read, for a hundred of them; more cost no more time", () => {
    const chat = (name: string): string => JSON.stringify([{ role: "user", content: name }]);
    const file = readLines([chat("a") + chat("b"), chat("c")], "chats.jsonl");
    assert.deepEqual([texts(file), codes(file)], [["a", "b", "c"], ["invalid-json"]]);
    const begun = performance.now();
    for (const line of ["{}", chat("x"), '{"type":"turn.prompt"}'])
      readLines([chat("a"), '{"type":"turn.prompt","input":"go"}', line.repeat(200_000)], "many.jsonl");
    readLines(['{"type":"turn.prompt","input":"go"}', '{"type":"turn.prompt"}'.repeat(200_000)], "many.jsonl");
    assert.ok(performance.now() - begun < 20_000);
  }).timeout(60_000);
});

describe("Copilot", () => {
  const event = (type: string, data: object): object => ({ type, data, id: "e", timestamp: "2026-01-02T03:04:05Z" });
  const ask = (id: string, args: unknown): object => ({ toolCallId: id, name: "bash", arguments: args });
  const start = (id: string, more: object = {}): object =>
    event("tool.execution_start", { toolCallId: id, toolName: "bash", arguments: { command: "ls" }, ...more });
  const done = (id: string, more: object): object => event("tool.execution_complete", { toolCallId: id, ...more });

  it("asks for a call and begins it in two events, in either order or alone, with arguments as text or object", () => {
    const file = read(
      event("session.start", { sessionId: "s", selectedModel: "m" }),
      event("user.message", { content: "go" }),
      event("assistant.message", { content: "", toolRequests: [ask("a", '{"command":"ls"}'), ask("b", { command: "ls" })] }),
      start("a"),
      start("b"),
      done("b", { success: false, error: { code: "denied", message: "no" } }),
      done("a", { success: true, result: { content: "x" } }),
      start("c"),
      event("assistant.message", { content: "", toolRequests: [ask("c", { command: "ls" })] }),
      start("d", { parentToolCallId: "a" }),
      event("session.truncation", {}),
    );
    assert.equal(kinds(file), "message call call result result call call gap");
    assert.deepEqual(
      calls(file).map((one) => [one.batch, one.lane, one.fate]),
      [
        [0, undefined, "unstated"],
        [0, undefined, "refused"],
        [1, undefined, "unstated"],
        [2, "a", "unstated"],
      ],
    );
  });
});

describe("Kimi", () => {
  const loop = (event: object, time = 1785612803281): object => ({ type: "context.append_loop_event", event, time });
  const call = (id: string, step: string): object =>
    loop({ type: "tool.call", toolCallId: id, stepUuid: step, name: "Bash", args: { command: "ls" } });
  const result = (id: string, output: string, isError?: boolean): object =>
    loop({ type: "tool.result", toolCallId: id, result: { output, isError } });
  const approve = (id: string, decision: string): object => ({
    type: "permission.record_approval_result",
    toolCallId: id,
    result: { decision },
    time: 1785612803281,
  });

  it("writes a person's leave before the call, and the prompt twice", () => {
    const prompt = [{ type: "text", text: "go" }];
    const file = read(
      { type: "metadata", protocol_version: "1.4" },
      { type: "turn.prompt", input: prompt, origin: { kind: "user" }, time: 1785612803281 },
      { type: "context.append_message", message: { role: "user", content: prompt, origin: { kind: "user" } } },
      {
        type: "context.append_message",
        message: { role: "user", content: [{ type: "text", text: "be good" }], origin: { kind: "injection" } },
      },
      approve("Bash_0", "approved"),
      approve("Bash_1", "rejected"),
      call("Bash_0", "1"),
      call("Bash_1", "1"),
      result("Bash_0", "x", true),
      result("Bash_1", "no", true),
      call("Bash_0", "2"),
      { type: "context.apply_compaction", summary: "so far" },
    );
    assert.deepEqual([roles(file), kinds(file)], [["user", "system"], "message message call call result result call gap"]);
    assert.deepEqual(fates(file), [
      ["unstated", "the user"],
      ["refused", undefined],
      ["unstated", undefined],
    ]);
    assert.deepEqual(
      calls(file).map((one) => one.batch),
      [0, 0, 1],
    );
    assert.equal(calls(file)[0]?.time?.milliseconds, 1785612803281);
  });
});

describe("pi, OpenClaw and Droid", () => {
  const say = (role: string, content: unknown, more: object = {}): object => ({
    type: "message",
    id: "i",
    timestamp: "2026-01-02T03:04:05Z",
    message: { role, content, ...more },
  });

  it("of pi hold calls as blocks and results as messages; calls of a reply that failed have none", () => {
    const file = read(
      { type: "session", version: 3, id: "s", cwd: "/" },
      say("user", [{ type: "text", text: "go" }]),
      say(
        "assistant",
        [
          { type: "thinking", thinking: "…" },
          { type: "toolCall", id: "a", name: "f", arguments: { x: 1 } },
          { type: "toolCall", id: "b", name: "g", arguments: {} },
        ],
        { model: "m" },
      ),
      say("toolResult", [{ type: "text", text: "no" }], { toolCallId: "b", toolName: "g", isError: true }),
      say("toolResult", [{ type: "text", text: "1" }], { toolCallId: "a", toolName: "f", isError: false }),
      say("assistant", [{ type: "toolCall", id: "c", name: "f", arguments: {} }], { stopReason: "aborted" }),
      { type: "compaction", id: "z", summary: "so far" },
      say("user", "on"),
    );
    assert.equal(kinds(file), "message call call result result call gap message");
    assert.deepEqual(
      [calls(file).map((one) => one.batch), results(file).map((one) => one.failed)],
      [
        [0, 0, 1],
        [true, false],
      ],
    );
    assert.deepEqual(codes(file), ["call-without-result"]);
  });

  it("of OpenClaw's telemetry pair beginnings and ends by session and tool, and know no output", () => {
    const tool = (type: string, sessionKey: string, more: object): object => ({
      type,
      toolName: "exec",
      sessionKey,
      agentId: "main",
      ...more,
    });
    const file = read(
      { type: "message.in", channel: "c", content: "go", timestamp: 1 },
      tool("tool.start", "agent:main:subagent:x", { params: { command: "a" } }),
      tool("tool.start", "agent:main:main", { params: { command: "b" } }),
      tool("tool.end", "agent:main:main", { success: false }),
      tool("tool.end", "agent:main:subagent:x", { success: true }),
    );
    assert.deepEqual(
      calls(file).map((one) => [one.lane, one.fate]),
      [
        ["agent:main:subagent:x", "executed"],
        [undefined, "failed"],
      ],
    );
    assert.equal(results(file).length, 0);
  });

  it("of Droid come as kept and as streamed, times as text and as numbers", () => {
    const kept = read(
      { type: "session_start", id: "d" },
      "",
      say("user", [{ type: "text", text: "<system-reminder>x</system-reminder>\n\ngo" }]),
      say("assistant", [{ type: "tool_use", id: "a", name: "Execute", input: {} }]),
      say("user", [{ type: "tool_result", tool_use_id: "a", content: "1" }]),
    );
    assert.deepEqual([kept.format, kinds(kept), roles(kept)], ["droid", "message message call result", ["system", "user"]]);
    const streamed = read(
      { type: "system", subtype: "init", sessionId: "d", model: "m", timestamp: 1767812640310 },
      { type: "message", sessionId: "d", role: "user", text: "go", timestamp: 1767812641000 },
      { type: "tool_call", sessionId: "d", id: "a", toolName: "Execute", parameters: { command: "ls" }, timestamp: "2026-01-02T03:04:05Z" },
      { type: "tool_result", sessionId: "d", id: "a", isError: true, value: { stdout: "" }, timestamp: 1767812643000 },
      { type: "completion", finalText: "done" },
    );
    assert.deepEqual([streamed.format, kinds(streamed)], ["droid", "message call result message"]);
    assert.deepEqual(
      [results(streamed)[0]?.failed, results(streamed)[0]?.structured, results(streamed)[0]?.time?.milliseconds],
      [true, { stdout: "" }, 1767812643000],
    );
  });
});
