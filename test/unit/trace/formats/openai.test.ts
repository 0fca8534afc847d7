// OpenAI's Responses, Codex, the Agents SDK and logs of exchanges: what is recorded twice, and what is told late.
import assert from "node:assert/strict";
import { calls, codes, kinds, readLines, readText, readValue, results } from "../../../support/traces.ts";

const read = (...lines: readonly unknown[]) => readLines(lines, "rollout.jsonl");
const roles = (file: ReturnType<typeof read>) => file.events.flatMap((event) => (event.kind === "message" ? [event.role] : []));
const call = (id: string, name: string, args: unknown): object => ({ type: "function_call", call_id: id, name, arguments: args });
const output = (id: string, text: unknown): object => ({ type: "function_call_output", call_id: id, output: text });
const says = (role: string, text: string): object => ({
  type: "message",
  role,
  content: [{ type: role === "assistant" ? "output_text" : "input_text", text }],
});

describe("Responses", () => {
  it("are a request and a response, their calls one batch until something stands between", () => {
    const file = readValue({
      model: "m",
      instructions: "be good",
      input: [
        says("user", "go"),
        call("a", "f", '{"x":1}'),
        call("b", "g", "{}"),
        output("b", "2"),
        output("a", "1"),
        { type: "reasoning", encrypted_content: "…" },
      ],
      object: "response",
      output: [call("c", "h", "{not json"), says("assistant", "done")],
    });
    assert.equal(kinds(file), "message message call call result result call message");
    assert.deepEqual(
      calls(file).map((one) => one.batch),
      [0, 0, 1],
    );
    assert.deepEqual(
      results(file).map((one) => one.call),
      [1, 0],
    );
    assert.deepEqual(codes(file), ["invalid-arguments", "call-without-result"]);
  });

  it("stream each item three times, which is one call; one that never ends is a gap", () => {
    const item = call("a", "f", '{"x":1}');
    const stream = [
      { type: "response.created", response: { id: "r", model: "m", output: [] } },
      { type: "response.output_item.added", output_index: 0, item: { ...item, arguments: "" } },
      { type: "response.function_call_arguments.delta", output_index: 0, delta: '{"x":1}' },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: { id: "r", model: "m", output: [item] } },
    ];
    assert.equal(kinds(read(...stream)), "call");
    assert.deepEqual(calls(read(...stream))[0]?.args, { kind: "record", value: { x: 1 } });
    assert.equal(kinds(read(...stream.slice(0, 3))), "gap");
  });

  it("tell of the provider's own tools, and of approvals of a server's", () => {
    const file = read(
      says("user", "go"),
      { type: "web_search_call", id: "w", status: "completed", action: { query: "q" } },
      { type: "mcp_approval_request", id: "p", name: "pay", server_label: "bank", arguments: "{}" },
      { type: "mcp_approval_response", approval_request_id: "p", approve: false },
      { type: "mcp_call", id: "m", name: "look", server_label: "bank", arguments: "{}", output: "5" },
    );
    assert.deepEqual(
      calls(file).map((one) => [one.tool, one.fate]),
      [
        ["web_search", "executed"],
        ["bank__pay", "refused"],
        ["bank__look", "unstated"],
      ],
    );
  });
});

describe("a Codex rollout", () => {
  const item = (payload: object): object => ({ timestamp: "2026-01-02T03:04:05Z", type: "response_item", payload });
  const event = (payload: object): object => ({ timestamp: "2026-01-02T03:04:05Z", type: "event_msg", payload });
  const meta = {
    timestamp: "2026-01-02T03:04:05Z",
    type: "session_meta",
    payload: { id: "s", timestamp: "2026-01-02T03:04:05Z", cwd: "/" },
  };

  it("says everything twice, which counts once, in either order", () => {
    const file = read(
      meta,
      item(says("user", "<environment_context>x</environment_context>")),
      item(says("user", "go")),
      event({ type: "user_message", message: "go" }),
      event({ type: "agent_message", message: "well" }),
      item(says("assistant", "well")),
      item(says("user", "go")),
      event({ type: "user_message", message: "go" }),
    );
    assert.deepEqual(roles(file), ["system", "user", "assistant", "user"]);
  });

  it("takes the outcome from what was carried out, before or after the output, and from Codex's own words", () => {
    const end = (id: string, code: number): object =>
      event({ type: "exec_command_end", call_id: id, command: ["ls"], exit_code: code, aggregated_output: "" });
    const file = read(
      meta,
      item(call("a", "exec_command", "{}")),
      item(call("b", "exec_command", "{}")),
      end("a", 0),
      item(output("b", "Wall time: 1 seconds\nProcess exited with code 2\nOutput:\nno")),
      item(output("a", "Process exited with code 0\nOutput:\nProcess exited with code 9")),
      item({ type: "custom_tool_call", call_id: "c", name: "apply_patch", input: "*** Begin Patch" }),
      item({ type: "custom_tool_call_output", call_id: "c", output: "patch rejected by user" }),
      end("z", 1),
    );
    assert.deepEqual(
      calls(file).map((one) => [one.tool, one.batch, one.fate]),
      [
        ["exec_command", 0, "executed"],
        ["exec_command", 0, "unstated"],
        ["apply_patch", 1, "refused"],
        ["exec_command", 2, "failed"],
      ],
    );
    assert.deepEqual(
      results(file).map((one) => one.failed),
      [true, false, true, true],
    );
    assert.deepEqual(calls(file)[2]?.args, { kind: "record", value: { input: "*** Begin Patch" } });
  });

  it("is compacted once where an item and an event say so, and is a sub-agent's where it says so", () => {
    const file = read(
      meta,
      item(says("user", "go")),
      { type: "compacted", payload: { message: "" } },
      event({ type: "context_compacted" }),
    );
    assert.equal(kinds(file), "message gap");
    const child = {
      ...meta,
      payload: { ...meta.payload, source: { subagent: { thread_spawn: { parent_thread_id: "p" } } }, agent_nickname: "Ada" },
    };
    const sub = read(child, meta, item(says("user", "look")), item(call("a", "f", "{}")));
    assert.equal(kinds(sub), "gap message call");
    assert.deepEqual([roles(sub), calls(sub)[0]?.lane, sub.runs[0]?.id], [["assistant"], "Ada", "s"]);
  });

  it("is read in its oldest form, without envelopes", () => {
    const file = read(
      { id: "s", timestamp: "2025-01-02T03:04:05Z", instructions: null },
      { record_type: "state" },
      says("user", "go"),
      call("a", "shell", '{"command":["ls"]}'),
      output("a", '{"output":"x","metadata":{"exit_code":1,"duration_seconds":0}}'),
    );
    assert.equal(kinds(file), "message call result");
    assert.equal(results(file)[0]?.failed, true);
  });

  it("as events of `exec --json` begins and ends each item once", () => {
    const command = (status: string, code: number | null): object => ({
      id: "i1",
      type: "command_execution",
      command: "ls",
      aggregated_output: "x",
      exit_code: code,
      status,
    });
    const file = read(
      { type: "thread.started", thread_id: "t" },
      { type: "item.started", item: command("in_progress", null) },
      { type: "item.completed", item: command("failed", 1) },
      {
        type: "item.completed",
        item: { id: "i2", type: "mcp_tool_call", server: "s", tool: "f", arguments: { x: 1 }, error: { message: "no" }, status: "failed" },
      },
      { type: "item.started", item: { ...command("in_progress", null), id: "i3" } },
      { type: "item.completed", item: { ...command("declined", null), id: "i3" } },
    );
    assert.deepEqual(
      calls(file).map((one) => [one.tool, one.fate]),
      [
        ["shell", "failed"],
        ["mcp__s__f", "failed"],
        ["shell", "refused"],
      ],
    );
    assert.deepEqual(
      results(file).map((one) => one.text),
      ["x", "no", "x"],
    );
  });
});

describe("exchanges with a model", () => {
  it("go on with the conversation that they repeat, and begin another where they do not", () => {
    const ask = { role: "user", content: "go" };
    const reply = {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
    };
    const answered = { role: "tool", tool_call_id: "a", content: "1" };
    const exchange = (messages: object[], message: object) => ({
      uri: "u",
      request: { model: "m", messages },
      response: { id: "c", choices: [{ message }] },
    });
    const file = readValue([
      exchange([ask], { ...reply, refusal: null }),
      exchange([ask, reply, answered], { role: "assistant", content: "done" }),
      exchange([{ role: "user", content: "other" }], reply),
    ]);
    assert.deepEqual(
      file.runs.map((run) => run.events.map((one) => one.kind).join(" ")),
      ["message call result message", "message call"],
    );
    const bodies = readValue({
      interactions: [
        {
          request: { uri: "u", body: JSON.stringify({ model: "m", messages: [ask] }) },
          response: { body: { string: JSON.stringify({ choices: [{ message: reply }] }) } },
        },
      ],
    });
    assert.equal(kinds(bodies), "message call");
  });

  it("come as a stream, in pieces by index", () => {
    const piece = (index: number, more: object) =>
      `data: ${JSON.stringify({ id: "c", choices: [{ index: 0, delta: { tool_calls: [{ index, ...more }] } }] })}\n\n`;
    const body = [
      piece(0, { id: "a", function: { name: "f", arguments: "" } }),
      piece(1, { id: "b", function: { name: "g", arguments: "{}" } }),
      piece(0, { function: { arguments: '{"x":' } }),
      piece(0, { function: { arguments: "1}" } }),
      "data: [DONE]\n",
    ].join("");
    const file = readValue([{ request: { model: "m", messages: [{ role: "user", content: "go" }] }, response: body }]);
    assert.deepEqual(
      calls(file).map((one) => [one.tool, one.args, one.batch]),
      [
        ["f", { kind: "record", value: { x: 1 } }, 0],
        ["g", { kind: "record", value: {} }, 0],
      ],
    );
  });

  it("by LiteLLM hold the newest call in the reply alone, and the turns of a model without function calls twice", () => {
    const reply = (name: string) => ({
      choices: [{ message: { role: "assistant", content: "", tool_calls: [{ id: "z", function: { name, arguments: "{}" } }] } }],
    });
    const turns = [
      { role: "user", content: "go" },
      { role: "assistant", content: "", tool_calls: [{ id: "a", function: { name: "f", arguments: "{}" } }] },
      { role: "tool", tool_call_id: "a", content: "1" },
    ];
    const text = [
      { role: "user", content: "go" },
      { role: "assistant", content: "<function=f>" },
      { role: "user", content: "EXECUTION RESULT of [f]: 1" },
    ];
    assert.equal(kinds(readValue({ messages: turns, response: reply("g") })), "message call result call");
    const without = readValue({
      messages: text,
      raw_messages: turns,
      response: reply("g"),
      raw_response: { choices: [{ message: { role: "assistant", content: "<function=g>" } }] },
    });
    assert.equal(kinds(without), "message call result call");
  });

  it("as spans of the Agents SDK are runs by trace, in the order of their beginnings", () => {
    const span = (id: string, trace: string, at: number, more: object, error: unknown = null) => ({
      object: "trace.span",
      id,
      trace_id: trace,
      parent_id: null,
      started_at: `2026-01-02T03:04:0${at}Z`,
      ended_at: null,
      span_data: more,
      error,
    });
    const file = readValue({
      data: [
        span("2", "t", 2, { type: "function", name: "g", input: '{"x":1}', output: "Thing(a=1)" }),
        span("1", "t", 1, { type: "function", name: "f", input: "{}", output: null }, { message: "no" }),
        { object: "trace", id: "t", workflow_name: "w" },
        span("3", "u", 1, { type: "function", name: "h", input: "{}", output: null }),
      ],
    });
    assert.deepEqual(
      file.runs.map((run) => [run.id, run.events.map((one) => one.kind).join(" ")]),
      [
        ["t", "call result call result"],
        ["u", "call"],
      ],
    );
    assert.deepEqual(
      calls(file).map((one) => [one.tool, one.fate]),
      [
        ["f", "failed"],
        ["g", "unstated"],
        ["h", "unstated"],
      ],
    );
  });
});

describe("Anthropic's messages", () => {
  it("are read as a request, a list and a response, with the provider's own tools and what they gave", () => {
    const messages = [
      { role: "user", content: "go" },
      {
        role: "assistant",
        content: [
          { type: "text", text: "well" },
          { type: "tool_use", id: "a", name: "f", input: { x: 1 } },
          { type: "tool_use", id: "b", name: "g", input: {} },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "b", content: [{ type: "text", text: "no" }], is_error: true },
          { type: "tool_result", tool_use_id: "a", content: "1" },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "server_tool_use", id: "s", name: "web_search", input: {} },
          { type: "web_search_tool_result", tool_use_id: "s", content: [{ type: "web_search_result", title: "t", url: "u" }] },
        ],
      },
    ];
    for (const file of [readValue(messages), readValue({ model: "claude-x", max_tokens: 1, messages })]) {
      assert.equal(kinds(file).replace(/ gap$/, ""), "message message call call result result call result");
      assert.deepEqual(
        results(file).map((one) => [one.call, one.failed]),
        [
          [1, true],
          [0, false],
          [2, false],
        ],
      );
      assert.deepEqual(
        calls(file).map((one) => one.batch),
        [0, 0, 1],
      );
    }
  });

  it("are streamed in pieces; a block that never ends is a gap", () => {
    const stream = [
      { type: "message_start", message: { id: "m", role: "assistant", model: "claude-x", content: [] } },
      { type: "content_block_start", index: 0, content_block: { type: "tool_use", id: "a", name: "f", input: {} } },
      { type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json: '{"x":' } },
      { type: "input_json", partial_json: '{"x":', snapshot: {} },
      { type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json: "1}" } },
      { type: "content_block_stop", index: 0 },
      { type: "message_stop", message: { content: [{ type: "tool_use", id: "a", name: "f", input: { x: 1 } }] } },
    ];
    assert.deepEqual(
      calls(read(...stream)).map((one) => one.args),
      [{ kind: "record", value: { x: 1 } }],
    );
    assert.equal(kinds(read(...stream.slice(0, 5))), "call");
    assert.equal(kinds(read(...stream.slice(0, 4))), "gap");
  });
});

describe("a cut recording of exchanges", () => {
  it("ends with a gap", () => {
    const exchange = {
      request: { model: "m", messages: [{ role: "user", content: "go" }] },
      response: { choices: [{ message: { role: "assistant", content: "well" } }] },
    };
    const text = JSON.stringify([exchange, exchange]);
    assert.equal(kinds(readText(text.slice(0, -20))), "message message gap");
  });
});
