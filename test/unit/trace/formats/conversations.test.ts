// ATIF, fast-agent, LangChain, LangSmith, Docent, Invariant and MCP: real recordings, counted by hand, and small ones.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { totals } from "../../../support/trace-totals.ts";
import { calls, codes, kinds, readBytes, readLines, readText, readValue, recording, results } from "../../../support/traces.ts";

interface Counts {
  readonly format: string;
  readonly runs?: number;
  readonly calls: number;
  readonly results: number;
  readonly gaps?: number;
  readonly problems?: readonly string[];
}

// Counted with jq: calls, results that name one, references to other files.
const recorded: Readonly<Record<string, Counts>> = {
  "atif/fast-agent__harbor_multiagent_v1_7.json": { format: "atif", calls: 2, results: 2 },
  "atif/inspect_scout__openhands_hello-world.trajectory.json": { format: "atif", calls: 2, results: 1 },
  // Three observations of no call, three trajectories and a continuation in other files.
  "atif/inspect_scout__terminus_2_hello-world-context-summarization-linear-history.trajectory.json": {
    format: "atif",
    calls: 0,
    results: 0,
    gaps: 7,
    problems: ["result-without-call", "result-without-call", "result-without-call"],
  },
  "fast-agent/fast-agent__conv1.json": { format: "fast-agent", calls: 3, results: 3 },
  "langchain/deepagents__summarization_seed_messages.json": { format: "langchain", calls: 2, results: 2 },
  "langsmith/langsmith-sdk__langsmith_js_wrap_openai_reasoning.json": { format: "langsmith", calls: 0, results: 0 },
  "langsmith/langsmith-sdk__langsmith_py_wrap_openai_reasoning.json": { format: "langsmith", calls: 0, results: 0 },
  "invariant/explorer__sample_data.jsonl": { format: "openai-chat", runs: 3, calls: 6, results: 5, problems: ["call-without-result"] },
  "invariant/explorer__trace_with_non_json_parseable_tool_call_arguments.jsonl": {
    format: "openai-chat",
    calls: 1,
    results: 0,
    problems: ["invalid-arguments"],
  },
  "mcp/mcp-recorder__mock_session.json": { format: "mcp", calls: 4, results: 4 },
  "mcp/modelcontextprotocol__call-tool-request.json": { format: "mcp", calls: 1, results: 0 },
  "mcp/modelcontextprotocol__call-tool-result-response.json": {
    format: "mcp",
    calls: 0,
    results: 0,
    gaps: 1,
    problems: ["result-without-call"],
  },
  "mcp/modelcontextprotocol__follow-up-with-tool-results.json": { format: "mcp", calls: 2, results: 2 },
  "mcp/modelcontextprotocol__invalid-tool-input-error.json": {
    format: "mcp",
    calls: 0,
    results: 0,
    gaps: 1,
    problems: ["result-without-call"],
  },
  "mcp/modelcontextprotocol__list-tools-result-response.json": {
    format: "tool-catalogue",
    runs: 0,
    calls: 0,
    results: 0,
    problems: ["unknown-format"],
  },
  "mcp/modelcontextprotocol__result-with-structured-content.json": {
    format: "mcp",
    calls: 0,
    results: 0,
    gaps: 1,
    problems: ["result-without-call"],
  },
};

describe("recorded conversations", () => {
  for (const [name, expected] of Object.entries(recorded))
    it(name, function () {
      const folder = recording("formats");
      if (folder === undefined) return this.skip();
      const file = readBytes(readFileSync(join(folder, name)), basename(name));
      const lanes = expected.calls === 0 ? [] : [""];
      assert.deepEqual(totals(file), { runs: 1, failed: 0, refused: 0, gaps: 0, problems: [], lanes, ...expected });
    });

  it("of LangSmith have what was patched after what was posted", function () {
    const folder = recording("formats/langsmith");
    if (folder === undefined) return this.skip();
    for (const name of ["js", "py"])
      assert.equal(
        kinds(readBytes(readFileSync(join(folder, `langsmith-sdk__langsmith_${name}_wrap_openai_reasoning.json`)))),
        "message message",
      );
  });
});

describe("ATIF trajectories", () => {
  const trajectory = (steps: readonly unknown[], more: Record<string, unknown> = {}): unknown => ({
    schema_version: "ATIF-v1.7",
    agent: { name: "a" },
    steps,
    ...more,
  });
  const call = { tool_call_id: "1", function_name: "ask", arguments: { q: "x" } };

  it("have what a sub-agent did before its result, in its lane, and not as the user's words", () => {
    const child = {
      trajectory_id: "t",
      agent: { name: "worker" },
      steps: [
        { source: "user", message: "x" },
        { source: "agent", tool_calls: [{ ...call, function_name: "read" }] },
      ],
    };
    const step = {
      source: "agent",
      tool_calls: [call],
      observation: { results: [{ source_call_id: "1", content: "y", subagent_trajectory_ref: [{ trajectory_id: "t" }] }] },
    };
    const file = readValue(trajectory([step], { subagent_trajectories: [child] }));
    assert.equal(kinds(file), "call message call result");
    assert.deepEqual(
      calls(file).map(({ tool, lane }) => [tool, lane]),
      [
        ["ask", undefined],
        ["read", "worker"],
      ],
    );
    assert.equal(file.events[1]?.kind === "message" && file.events[1].role, "assistant");
    assert.equal(results(file)[0]?.call, 0);
  });

  it("say what failed, and what names no tool", () => {
    const file = readValue(
      trajectory([
        {
          source: "agent",
          tool_calls: [call, {}],
          observation: { results: [{ source_call_id: "1", content: "no", extra: { is_error: true } }] },
        },
      ]),
    );
    assert.deepEqual([results(file)[0]?.failed, codes(file)], [true, ["invalid-event"]]);
  });
});

describe("LangChain messages", () => {
  const ai = {
    type: "ai",
    content: [
      { type: "text", text: "Reading" },
      { type: "tool_use", id: "1", name: "read", input: { p: 1 } },
    ],
    tool_calls: [{ id: "1", name: "read", args: { p: 1 }, type: "tool_call" }],
  };
  const messages = [{ type: "human", content: "Read" }, ai, { type: "tool", content: "gone", tool_call_id: "1", status: "error" }];

  it("tell a call once, in whichever form", () => {
    const forms: readonly unknown[] = [
      messages,
      { messages },
      { values: { messages } },
      messages.map(({ type, ...data }) => ({ type, data })),
      messages.map(({ type, ...kwargs }) => ({
        lc: 1,
        type: "constructor",
        id: ["langchain", "schema", "messages", `${type === "ai" ? "AI" : type === "human" ? "Human" : "Tool"}Message`],
        kwargs,
      })),
    ];
    for (const form of forms) {
      const file = readValue(form);
      assert.deepEqual([file.format, kinds(file), codes(file)], ["langchain", "message message call result", []]);
      assert.equal(results(file)[0]?.failed, true);
    }
    assert.equal(kinds(readLines(messages, "messages.jsonl")), "message message call result");
  });
});

describe("LangSmith runs", () => {
  const run = (id: string, run_type: string, more: Record<string, unknown>): Record<string, unknown> => ({
    id,
    run_type,
    trace_id: "t",
    parent_run_id: "root",
    name: id,
    ...more,
  });
  const user = { type: "human", content: "Read" };
  const asked = run("model", "llm", {
    start_time: "2025-01-01T00:00:01",
    end_time: "2025-01-01T00:00:02",
    inputs: { messages: [[user]] },
    outputs: {
      generations: [[{ text: "", message: { kwargs: { content: "", tool_calls: [{ id: "1", name: "read", args: { p: 1 } }] } } }]],
    },
  });
  const ran = run("read", "tool", {
    start_time: "2025-01-01T00:00:03",
    end_time: "2025-01-01T00:00:04",
    inputs: { input: '{"p": 1}' },
    outputs: { output: { type: "tool", content: "text", tool_call_id: "1" } },
  });

  it("of models and tools are one run, in the order of time", () => {
    for (const form of [[ran, asked], { runs: [ran, asked] }, { ...run("root", "chain", { inputs: {} }), child_runs: [ran, asked] }]) {
      const file = readValue(form);
      assert.deepEqual([file.format, file.runs.length, kinds(file)], ["langsmith", 1, "message call result"]);
      assert.equal(results(file)[0]?.text, "text");
    }
    assert.equal(kinds(readLines([ran, asked], "runs.jsonl")), "message call result");
  });

  it("that failed say so", () => {
    const file = readValue([asked, { ...ran, outputs: null, error: "no such file" }]);
    assert.deepEqual(
      results(file).map(({ failed }) => failed),
      [true],
    );
  });
});

describe("Docent runs", () => {
  it("have a lane for each transcript, and scores as labels", () => {
    const messages = [
      { role: "user", content: "Do" },
      { role: "assistant", content: "", tool_calls: [{ id: "1", function: "bash", arguments: { cmd: "ls" } }] },
      { role: "tool", tool_call_id: "1", content: "a" },
    ];
    const file = readValue({
      agent_runs: [{ id: "r", metadata: { model: "m", scores: { reward: 1 } }, transcripts: { one: { messages }, two: { messages } } }],
    });
    assert.deepEqual([file.format, file.runs[0]?.labels.reward], ["docent", 1]);
    assert.deepEqual(
      calls(file).map(({ lane, tool }) => [lane, tool]),
      [
        ["one", "bash"],
        ["two", "bash"],
      ],
    );
  });
});

describe("MCP traffic", () => {
  const request = (id: unknown, name = "pay", args: unknown = { to: "NL1" }): unknown => ({
    jsonrpc: "2.0",
    id,
    method: "tools/call",
    params: { name, arguments: args },
  });
  const response = (id: unknown, text: string, more: Record<string, unknown> = {}): unknown => ({
    jsonrpc: "2.0",
    id,
    result: { content: [{ type: "text", text }], ...more },
  });

  it("is read a message a line, in a list, and from the records of loggers", () => {
    const wire = [request(1), response(1, "paid")];
    const forms = [
      readLines(wire, "wire.jsonl"),
      readValue(wire),
      readLines(
        wire.map((message) => ({ timestamp: "2025-01-01T00:00:00Z", direction: "out", message })),
        "log.jsonl",
      ),
      readLines(
        wire.map((message) => ({ ts: 1_735_689_600, payload: JSON.stringify(message) })),
        "log.jsonl",
      ),
    ];
    for (const file of forms) assert.deepEqual([file.format, kinds(file), codes(file)], ["mcp", "call result", []]);
    assert.equal(calls(forms[2] ?? readText(""))[0]?.time?.milliseconds, Date.UTC(2025, 0, 1));
  });

  it("pairs by id, tells numbers from texts, and answers that come first have no call", () => {
    const file = readLines(
      [response(9, "early"), request(1), request("1", "pay", { to: "NL2" }), response("1", "second"), response(1, "first")],
      "wire.jsonl",
    );
    assert.deepEqual(
      results(file).map(({ call, text }) => [call, text]),
      [
        [1, "second"],
        [0, "first"],
      ],
    );
    assert.deepEqual(codes(file), ["result-without-call"]);
  });

  it("that both ends of a proxy recorded counts once", () => {
    assert.equal(
      kinds(readLines([request(1), request(1), response(1, "paid"), response(1, "paid"), request(1), response(1, "again")], "wire.jsonl")),
      "call result call result",
    );
  });

  it("tells a tool's error and a protocol's, and has the tools", () => {
    const listed = { jsonrpc: "2.0", id: 0, result: { tools: [{ name: "pay", inputSchema: { type: "object" } }] } };
    const file = readLines(
      [
        { jsonrpc: "2.0", id: 0, method: "tools/list" },
        listed,
        request(1),
        response(1, "no", { isError: true }),
        request(2),
        { jsonrpc: "2.0", id: 2, error: { code: -32602, message: "unknown tool" } },
      ],
      "wire.jsonl",
    );
    assert.deepEqual(
      results(file).map(({ failed, text }) => [failed, text]),
      [
        [true, "no"],
        [true, "unknown tool"],
      ],
    );
    assert.deepEqual(
      file.runs[0]?.tools?.map((tool) => tool.name),
      ["pay"],
    );
  });

  it("of other methods is passed over, and broken lines are gaps", () => {
    const ping = [
      { jsonrpc: "2.0", id: 5, method: "ping" },
      { jsonrpc: "2.0", id: 5, result: {} },
      { jsonrpc: "2.0", method: "notifications/initialized" },
    ];
    assert.equal(
      kinds(readLines([...ping, request(1), "{", 5, { jsonrpc: "2.0", id: 2, method: "tools/call" }], "wire.jsonl")),
      "call gap gap gap",
    );
  });
});

describe("tau2 simulations", () => {
  it("have the agent's calls, packed results, and the tools of the environment; the user's own calls are none", () => {
    const call = (id: string, requestor: string): unknown => ({ id, name: "look", arguments: { id }, requestor });
    const messages = [
      { role: "user", content: "Hi" },
      { role: "user", content: null, tool_calls: [call("u", "user")] },
      { role: "tool", id: "u", content: "on", requestor: "user" },
      { role: "assistant", content: null, tool_calls: [call("1", "assistant"), call("2", "assistant")] },
      {
        role: "tool",
        tool_messages: [
          { id: "2", role: "tool", content: "two", requestor: "assistant", error: true },
          { id: "1", role: "tool", content: "one", requestor: "assistant" },
        ],
      },
    ];
    const info = {
      agent_info: { llm: "m" },
      environment_info: { tool_defs: [{ type: "function", function: { name: "look", parameters: { type: "object" } } }] },
    };
    const file = readValue({ info, simulations: [{ id: "s", task_id: "t", reward_info: { reward: 1 }, messages }] });
    assert.deepEqual([kinds(file), codes(file), file.runs[0]?.model], ["message call call result result", [], "m"]);
    assert.deepEqual(
      results(file).map(({ call, text, failed }) => [call, text, failed]),
      [
        [1, "two", true],
        [0, "one", false],
      ],
    );
    assert.deepEqual(file.runs[0]?.tools, [{ name: "look", inputSchema: { type: "object" } }]);
  });
});
