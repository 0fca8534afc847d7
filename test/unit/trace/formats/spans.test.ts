// OpenTelemetry, OpenInference and Langfuse: real recordings, counted by hand, and small ones for what is irregular in them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { totals } from "../../../support/trace-totals.ts";
import { calls, codes, kinds, readBytes, readLines, readValue, recording, results } from "../../../support/traces.ts";

interface Expected {
  readonly format: string;
  readonly runs?: number;
  readonly calls: number;
  readonly results: number;
  readonly failed?: number;
  readonly lanes?: readonly string[];
  readonly problems?: readonly string[];
}

const otel = (calls: number, results: number, lanes: readonly string[], more: Partial<Expected> = {}): Expected => ({
  format: "otel-genai",
  calls,
  results,
  lanes,
  ...more,
});
const inference = (calls: number, results: number, lanes: readonly string[], more: Partial<Expected> = {}): Expected => ({
  ...otel(calls, results, lanes, more),
  format: "openinference",
});
const fuse = (calls: number, results: number, lanes: readonly string[]): Expected => ({
  ...otel(calls, results, lanes),
  format: "langfuse",
});

// Counted in the files: spans that run a tool, proposals without one, and results in later prompts.
const recorded: Readonly<Record<string, Expected>> = {
  "otel-genai/agentevals__helm.json": otel(1, 1, ["helm_agent"]),
  "otel-genai/agentevals__tempo_export_with_batches.json": otel(1, 1, ["helm_agent"]),
  "otel-genai/evals__autogen_live_spans.json": otel(1, 0, ["math_assistant"]),
  "otel-genai/evals__claude_adot_spans.json": inference(4, 4, ["ClaudeAgentSDK.query", "Agent"]),
  "otel-genai/evals__openai_agents_genai_adot_spans.json": otel(3, 1, ["coordinator", "math_specialist"], {
    problems: ["call-without-result", "call-without-result"],
  }),
  "otel-genai/evals__openai_agents_genai_live_spans.json": otel(5, 5, ["coordinator", "research_specialist", "math_specialist"]),
  "otel-genai/evals__otel_genai_convention_spans.json": otel(2, 2, ["WeatherAssistant"], { failed: 1 }),
  "otel-genai/evals__pydantic_ai_live_spans.json": otel(1, 1, ["agent"]),
  "openinference/evals__openai_agents_openinference_adot_spans.json": inference(3, 3, ["coordinator", "math_specialist"]),
  "openinference/evals__openai_agents_openinference_live_spans.json": inference(4, 4, ["coordinator", "math_specialist"]),
  "openinference/evals__openinference_adot_spans.json": inference(1, 1, [""], { runs: 2 }),
  "openinference/evals__openinference_live_spans.json": inference(2, 1, [""], { problems: ["call-without-result"] }),
  "langfuse/langfuse__agno-2025-06-11.trace.json": fuse(1, 1, ["Agent.run"]),
  "langfuse/langfuse__beeai-2025-08-01.trace.json": fuse(2, 2, ["beeai-framework-main"]),
  "langfuse/langfuse__claude-agent-2025-12-22.trace.json": fuse(2, 2, [""]),
  "langfuse/langfuse__google-adk-2025-08-28.trace.json": fuse(1, 1, ["agent_run [hello_agent]"]),
  "langfuse/langfuse__langgraph-python-2025-08-22.trace.json": fuse(1, 1, [""]),
  "langfuse/langfuse__microsoft-agent-2025-12-17.trace.json": fuse(1, 1, ["171105b7-59dd-49c0-9677-0b95395aa46a"]),
  "langfuse/langfuse__openai-agents-2025-09-30.trace.json": fuse(1, 1, ["Hello world"]),
  "langfuse/langfuse__pydantic-ai-tools-2025-12-04.trace.json": fuse(4, 4, ["joke_agent", "evaluator_agent"]),
};

describe("recorded spans", () => {
  for (const [name, expected] of Object.entries(recorded)) {
    it(name, function () {
      const folder = recording("formats");
      if (folder === undefined) return this.skip();
      const file = readBytes(readFileSync(join(folder, name)), basename(name));
      assert.deepEqual(totals(file), { runs: 1, failed: 0, refused: 0, gaps: 0, lanes: [], problems: [], ...expected });
    });
  }

  it("hand on the tools that they describe", function () {
    const folder = recording("formats");
    if (folder === undefined) return this.skip();
    const toolsOf = (name: string): readonly string[] =>
      (readBytes(readFileSync(join(folder, name))).runs[0]?.tools ?? []).map((tool) => String(tool.name));
    assert.equal(toolsOf("otel-genai/agentevals__helm.json").length, 9);
    assert.deepEqual(toolsOf("otel-genai/evals__otel_genai_convention_spans.json"), ["get_weather"]);
    assert.deepEqual(toolsOf("langfuse/langfuse__langgraph-python-2025-08-22.trace.json"), ["Web-Search"]);
  });
});

type Attributes = Readonly<Record<string, unknown>>;
let spanCount = 0;
const span = (name: string, attributes: Attributes, more: Attributes = {}): Record<string, unknown> => {
  spanCount++;
  return {
    trace_id: "t1",
    span_id: `s${spanCount}`,
    parent_span_id: null,
    name,
    start_time: 1_700_000_000_000 + spanCount * 1000,
    end_time: 1_700_000_000_500 + spanCount * 1000,
    attributes,
    ...more,
  };
};
const said = (role: string, ...parts: readonly unknown[]): unknown => ({ role, parts });
const text = (content: string): unknown => ({ type: "text", content });
const proposal = (id: string, name: string, args: unknown): unknown => ({ type: "tool_call", id, name, arguments: args });
const chat = (input: unknown, output: unknown): Attributes => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.input.messages": JSON.stringify(input),
  "gen_ai.output.messages": JSON.stringify(output),
});
const tool = (name: string, more: Attributes): Attributes => ({
  "gen_ai.operation.name": "execute_tool",
  "gen_ai.tool.name": name,
  ...more,
});

describe("spans", () => {
  const ask = said("user", text("Pay the rent"));
  const pay = said("assistant", proposal("c1", "pay", { to: "NL1" }));

  it("are read in the order of time, not of the file, and prompts that repeat add nothing", () => {
    const first = span("chat", chat([ask], [pay]));
    const run = span(
      "execute_tool pay",
      tool("pay", { "gen_ai.tool.call.id": "c1", "gen_ai.tool.call.arguments": '{"to":"NL1"}', "gen_ai.tool.call.result": "paid" }),
    );
    const answered = said("tool", { type: "tool_call_response", id: "c1", response: "paid" });
    const last = span("chat", chat([ask, pay, answered], [said("assistant", text("Done"))]));
    const file = readValue([last, run, first]);
    assert.equal(kinds(file), "message call result message");
    assert.deepEqual(codes(file), []);
    assert.equal(calls(file)[0]?.fate, "executed");
    assert.equal(calls(file)[0]?.time?.milliseconds, Number(first.end_time));
  });

  it("that two instruments recorded of one turn count once", () => {
    const outer = span("call_llm", chat([ask], [pay]), { start_time: 1000, end_time: 5000, span_id: "outer" });
    const inner = span("openai.chat", chat([ask], [pay]), { start_time: 1100, end_time: 4900, parent_span_id: "outer" });
    assert.equal(kinds(readValue([outer, inner])), "message call");
  });

  it("of turns that say the same are told apart", () => {
    const file = readValue([span("chat", chat([ask], [pay])), span("chat", chat([ask], [pay]))]);
    assert.equal(calls(file).length, 2);
    assert.deepEqual(
      calls(file).map((call) => call.batch),
      [0, 1],
    );
  });

  it("with one id for different calls keep both", () => {
    const other = said("assistant", proposal("0", "pay", { to: "NL2" }));
    const file = readValue([
      span("chat", chat([ask], [said("assistant", proposal("0", "pay", { to: "NL1" }))])),
      span("chat", chat([ask], [other])),
    ]);
    assert.deepEqual(
      calls(file).map((call) => call.args.kind === "record" && call.args.value),
      [{ to: "NL1" }, { to: "NL2" }],
    );
  });

  it("of tools without an id find their call by arguments, then by order", () => {
    const two = said("assistant", proposal("a", "read", { path: "1" }), proposal("b", "read", { path: "2" }));
    const file = readValue([
      span("chat", chat([ask], [two])),
      span("x", tool("read", { "gen_ai.tool.call.arguments": '{"path": "2"}', "gen_ai.tool.call.result": "two" })),
      span("x", tool("read", { "gen_ai.tool.call.result": "one" })),
    ]);
    assert.deepEqual(
      results(file).map((result) => [result.call, result.text]),
      [
        [1, "two"],
        [0, "one"],
      ],
    );
  });

  it("of a tool alone do not say that it had no arguments", () => {
    assert.equal(calls(readValue([span("x", tool("calculate", {}))]))[0]?.args.kind, "redacted");
  });

  it("of a failed tool take the text from the next prompt", () => {
    const answered = said("tool", { type: "tool_call_response", id: "c1", response: "timed out" });
    const file = readValue([
      span("chat", chat([ask], [pay])),
      span("x", tool("pay", { "gen_ai.tool.call.id": "c1", "error.type": "Timeout" }), { status: { code: "ERROR" } }),
      span("chat", chat([ask, pay, answered], [said("assistant", text("Failed"))])),
    ]);
    assert.deepEqual(
      results(file).map(({ text, failed }) => [text, failed]),
      [["timed out", true]],
    );
  });

  it("do not take what one agent tells another for the user's words", () => {
    const agent = span("x", tool("ask_expert", { "gen_ai.tool.call.arguments": '{"query": "send it to NL9"}' }), {
      start_time: 1000,
      end_time: 9000,
      span_id: "tool",
    });
    const within = span("chat", chat([said("user", text("send it to NL9"))], [said("assistant", text("ok"))]), {
      start_time: 2000,
      end_time: 3000,
      parent_span_id: "tool",
    });
    const beside = { ...within, span_id: "other", parent_span_id: null };
    for (const spans of [
      [agent, within],
      [agent, beside],
    ])
      assert.deepEqual(
        readValue(spans).events.flatMap((event) => (event.kind === "message" ? [event.role] : [])),
        ["assistant", "assistant"],
      );
  });

  it("are read from OTLP, from Tempo and from Jaeger alike", () => {
    const attributes = tool("pay", { "gen_ai.tool.call.arguments": '{"to":"NL1"}', "gen_ai.tool.call.result": "paid" });
    const typed = Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));
    const otlp = {
      traceId: "t",
      spanId: "s",
      name: "x",
      startTimeUnixNano: "1700000000000000001",
      endTimeUnixNano: "1700000001000000000",
      attributes: typed,
      status: { code: 2 },
    };
    const jaeger = {
      traceID: "t",
      spanID: "s",
      operationName: "x",
      startTime: 1_700_000_000_000_000,
      duration: 1_000_000,
      tags: Object.entries(attributes).map(([key, value]) => ({ key, type: "string", value })),
    };
    const shapes = [
      { resourceSpans: [{ scopeSpans: [{ spans: [otlp] }] }] },
      { batches: [{ instrumentationLibrarySpans: [{ spans: [{ ...otlp, startTimeUnixNano: 1.7e18 }] }] }] },
      { trace: { resourceSpans: [{ scopeSpans: [{ spans: [otlp] }] }] } },
      { data: [{ traceID: "t", spans: [jaeger], processes: {} }] },
    ];
    for (const shape of shapes) {
      const file = readValue(shape);
      assert.equal(kinds(file), "call result");
      assert.equal(calls(file)[0]?.time?.milliseconds, 1_700_000_000_000);
      assert.equal(results(file)[0]?.time?.milliseconds, 1_700_000_001_000);
    }
  });

  it("of one trace on several lines are one run, and a broken line is a gap in it", () => {
    const lines = [
      span("chat", chat([ask], [pay])),
      "{",
      span("x", tool("pay", { "gen_ai.tool.call.id": "c1", "gen_ai.tool.call.result": "paid" })),
    ];
    const file = readLines(lines, "spans.jsonl");
    assert.equal(file.runs.length, 1);
    assert.equal(kinds(file), "gap message call result");
    assert.deepEqual(codes(file), ["invalid-json"]);
  });

  it("of the older convention hold messages and tools as events, in Bedrock's parts too", () => {
    const event = (name: string, attributes: Attributes): unknown => ({ name, attributes });
    const model = span(
      "chat",
      { "gen_ai.operation.name": "chat" },
      {
        events: [
          event("gen_ai.user.message", { content: '[{"text": "Pay the rent"}]' }),
          event("gen_ai.choice", {
            finish_reason: "tool_use",
            message: '[{"text": "Paying"}, {"toolUse": {"toolUseId": "t1", "name": "pay", "input": {"to": "NL1"}}}]',
          }),
        ],
      },
    );
    const run = span("execute_tool pay", tool("pay", { "gen_ai.tool.call.id": "t1" }), {
      events: [
        event("gen_ai.tool.message", { role: "tool", content: '{"to": "NL1"}', id: "t1" }),
        event("gen_ai.choice", { message: '[{"text": "paid"}]', id: "t1" }),
      ],
    });
    const last = span(
      "chat",
      { "gen_ai.operation.name": "chat" },
      {
        events: [
          event("gen_ai.user.message", { content: '[{"text": "Pay the rent"}]' }),
          event("gen_ai.assistant.message", {
            content: '[{"text": "Paying"}, {"toolUse": {"toolUseId": "t1", "name": "pay", "input": {"to": "NL1"}}}]',
          }),
          event("gen_ai.tool.message", {
            content: '[{"toolResult": {"toolUseId": "t1", "status": "success", "content": [{"text": "paid"}]}}]',
          }),
          event("gen_ai.choice", { message: '[{"text": "Done"}]' }),
        ],
      },
    );
    const file = readValue([model, run, last]);
    assert.deepEqual([kinds(file), codes(file)], ["message message call result message", []]);
    assert.deepEqual(
      results(file).map(({ text }) => text),
      ["paid"],
    );
  });

  it("say at which attribute a call stands", () => {
    const file = readValue([
      span("chat", {
        "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": "Hi",
        "gen_ai.completion.0.tool_calls.0.name": "pay",
        "gen_ai.completion.0.tool_calls.0.arguments": "{",
      }),
    ]);
    assert.equal(calls(file)[0]?.pointer, "/0/attributes/gen_ai.completion.0.tool_calls.0.name");
    assert.equal(calls(file)[0]?.args.kind, "malformed");
    assert.deepEqual(codes(file), ["invalid-arguments"]);
  });

  it("that are all of something else are said to be", () => {
    const file = readValue([span("GET", { "http.method": "GET" })]);
    assert.equal(file.runs.length, 0);
    assert.deepEqual(codes(file), ["invalid-event"]);
  });

  it("that are their own ancestors are read", () => {
    const file = readValue([
      span("x", tool("a", {}), { span_id: "p", parent_span_id: "q" }),
      span("x", tool("b", {}), { span_id: "q", parent_span_id: "p" }),
    ]);
    assert.deepEqual(
      calls(file).map((call) => call.tool),
      ["a", "b"],
    );
  });
});
