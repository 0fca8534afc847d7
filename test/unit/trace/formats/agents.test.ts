// SWE-agent, mini-swe-agent, OpenHands and Anthropic's managed agents.
import assert from "node:assert/strict";
import { calls, codes, kinds, readLines, readValue, results } from "../../../support/traces.ts";

const read = (...lines: readonly unknown[]) => readLines(lines, "events.jsonl");
const roles = (file: ReturnType<typeof read>) => file.events.flatMap((event) => (event.kind === "message" ? [event.role] : []));

describe("SWE-agent", () => {
  const asked = (id: string, name: string, action: string): object => ({
    role: "assistant",
    message_type: "action",
    agent: "main",
    content: "so",
    action,
    tool_calls: [{ id, function: { name, arguments: "{}" } }],
  });
  const seen = (id: string, content: string): object => ({
    role: "tool",
    message_type: "observation",
    agent: "main",
    content,
    tool_call_ids: [id],
  });
  const start = [
    { role: "system", agent: "main", content: "s" },
    { role: "user", message_type: "observation", agent: "main", content: "fix it" },
  ];

  it("repeats ids, and ends with a step that its history does not hold", () => {
    const step = (action: string, observation: string): object => ({ action, observation, response: "", thought: "", state: '{"a": 1}\n' });
    const file = readValue({
      history: [...start, asked("x", "f", "f"), seen("x", "1"), asked("x", "g", "g"), seen("x", "2\r\n")],
      trajectory: [step("f", "1"), step("g", "2\r\n"), step("submit", "diff")],
      info: { exit_status: "submitted" },
    });
    assert.equal(kinds(file), "message message message call result message call result call result");
    assert.deepEqual(
      results(file).map(({ call, text }) => [call, text]),
      [
        [0, "1"],
        [1, "2\r\n"],
        [2, "diff"],
      ],
    );
    assert.deepEqual(
      [calls(file)[2]?.args, file.runs[0]?.labels, codes(file)],
      [{ kind: "record", value: { command: "submit" } }, { exit_status: "submitted" }, []],
    );
  });

  it("writes commands as text, whose results are what is said next; what the harness says is no person's word", () => {
    const file = readValue({
      history: [
        ...start,
        { role: "assistant", agent: "main", content: "look", action: "ls\n" },
        { role: "user", agent: "main", content: "a b" },
        { role: "assistant", agent: "main", content: "hm", action: "" },
        { role: "user", agent: "main", content: "your output was not formatted right" },
        { role: "assistant", agent: "main", content: "end", action: "submit" },
      ],
      trajectory: [
        { action: "ls\n", observation: "a b" },
        { action: "submit", observation: "done" },
      ],
    });
    assert.deepEqual(roles(file), ["system", "user", "assistant", "assistant", "system", "assistant"]);
    assert.deepEqual(
      results(file).map((one) => one.text),
      ["a b", "done"],
    );
  });

  it("shows demonstrations that are no actions of this run", () => {
    const file = readValue({
      history: [
        ...start,
        { ...asked("d", "f", "f"), is_demo: true },
        { ...seen("d", "1"), is_demo: true },
        asked("x", "g", "g"),
        seen("x", "2"),
      ],
    });
    assert.deepEqual(
      calls(file).map((one) => one.tool),
      ["g"],
    );
  });

  it("in its small form writes one fenced command, and runs none where there are two", () => {
    const fenced = (command: string) => `so\n\`\`\`bash\n${command}\n\`\`\`\n`;
    const message = (role: string, content: string): object => ({ role, content });
    const messages = [
      message("system", "s"),
      message("user", "fix it"),
      message("assistant", fenced("ls")),
      message("user", "<returncode>1</returncode>\n<output>\nno</output>"),
      message("assistant", fenced("a") + fenced("b")),
      message("user", "exactly one action, please"),
      message("assistant", fenced("submit")),
      message("user", "diff"),
    ];
    for (const file of [
      readValue(messages),
      readValue({ trajectory_format: "mini-swe-agent-1", messages, info: { exit_status: "Submitted" } }),
    ]) {
      assert.deepEqual(
        calls(file).map((one) => one.args),
        [
          { kind: "record", value: { command: "ls" } },
          { kind: "record", value: { command: "submit" } },
        ],
      );
      assert.deepEqual(
        results(file).map((one) => one.failed),
        [true, false],
      );
      assert.deepEqual(roles(file), ["system", "user", "assistant", "assistant", "system", "assistant"]);
    }
  });
});

describe("OpenHands", () => {
  const reply = (id: string, call: string, written: string): object => ({
    id,
    model: "m",
    choices: [{ message: { tool_calls: [{ id: call, function: { name: "edit_file", arguments: written } }] } }],
  });
  const action = (id: number, name: string, args: object, more: object = {}): object => ({
    id,
    source: "agent",
    timestamp: "2026-01-02T03:04:05.1",
    action: name,
    args,
    ...more,
  });
  const observation = (cause: number, name: string, content: string, more: object = {}): object => ({
    id: 90 + cause,
    source: "agent",
    observation: name,
    content,
    extras: {},
    cause,
    ...more,
  });

  it("takes the tool and its arguments from what the model wrote, and results by their cause", () => {
    const metadata = {
      function_name: "edit_file",
      tool_call_id: "t",
      model_response: reply("r", "t", '{"path":"/a"}'),
      total_calls_in_response: 1,
    };
    const file = readValue([
      { id: 0, source: "user", action: "message", args: { content: "go" }, message: "go" },
      { id: 1, source: "user", observation: "null", content: "", extras: {}, cause: 0 },
      action(3, "edit", { path: "/a", thought: "well", start: 1 }, { tool_call_metadata: metadata }),
      action(4, "run", { command: "ls", confirmation_state: "confirmed", thought: "" }),
      observation(4, "run", "no", { success: false }),
      observation(3, "edit", "diff"),
      action(5, "run", { command: "rm" }),
      observation(5, "user_rejected", "no"),
      action(6, "finish", { outputs: {} }),
    ]);
    assert.deepEqual(
      calls(file).map((one) => [one.tool, one.args.kind === "record" ? one.args.value : undefined, one.fate]),
      [
        ["edit_file", { path: "/a" }, "unstated"],
        ["run", { command: "ls" }, "unstated"],
        ["run", { command: "rm" }, "refused"],
        ["finish", { outputs: {} }, "unstated"],
      ],
    );
    assert.deepEqual(
      results(file).map((one) => [one.call, one.failed]),
      [
        [1, true],
        [0, false],
        [2, true],
      ],
    );
    assert.deepEqual(calls(file)[0]?.time, { milliseconds: Date.UTC(2026, 0, 2, 3, 4, 5, 100), zoned: false });
  });

  it("is read in its older output, in pairs and without ids", () => {
    const pairs = [
      [
        { action: "run", source: "agent", args: { command: "ls" } },
        { observation: "run", content: "a", extras: { exit_code: 2 } },
      ],
      [
        { action: "message", source: "user", args: { content: "on" } },
        { observation: "null", content: "" },
      ],
    ];
    const flat = [
      { action: "message", source: "user", content: "go", args: { content: "go" } },
      { action: "run", command: "ls", is_confirmed: "confirmed" },
      { observation: "run", content: "a", exit_code: 2 },
    ];
    const file = read({ instance_id: "i", history: pairs }, { instance_id: "j", history: flat });
    assert.equal(file.format, "openhands");
    assert.deepEqual(
      file.runs.map((run) => [run.id, run.events.map((one) => one.kind).join(" ")]),
      [
        ["i", "call result message"],
        ["j", "message call result"],
      ],
    );
    assert.deepEqual(
      results(file).map((one) => one.failed),
      [true, true],
    );
    assert.deepEqual(calls(file)[1]?.args, { kind: "record", value: { command: "ls" } });
  });

  it("in its second version joins calls of one response, and knows refusals, errors and results without calls", () => {
    const act = (id: string, call: string): object => ({
      id,
      kind: "ActionEvent",
      source: "agent",
      tool_name: "terminal",
      tool_call_id: call,
      llm_response_id: "r",
      action: { kind: "T", command: "ls" },
      tool_call: { id: call, name: "terminal", arguments: '{"command":"ls"}' },
    });
    const saw = (kind: string, action: string, call: string, more: object): object => ({
      id: `o${action}`,
      kind,
      source: "environment",
      tool_name: "terminal",
      tool_call_id: call,
      action_id: action,
      ...more,
    });
    const file = read(
      { id: "0", kind: "MessageEvent", source: "user", llm_message: { role: "user", content: [{ type: "text", text: "go" }] } },
      { id: "1", kind: "ConversationStateUpdateEvent", source: "environment" },
      act("2", "a"),
      act("3", "b"),
      act("4", "c"),
      saw("ObservationEvent", "3", "b", { observation: { kind: "TO", content: [{ type: "text", text: "x" }], exit_code: 1 } }),
      saw("UserRejectObservation", "2", "a", { rejection_reason: "no" }),
      saw("AgentErrorEvent", "4", "c", { error: "bad" }),
      saw("ObservationEvent", "9", "z", { observation: { content: "lost" } }),
      { id: "9", kind: "Condensation", source: "environment", forgotten_event_ids: [] },
    );
    assert.deepEqual(
      calls(file).map((one) => [one.batch, one.fate]),
      [
        [0, "refused"],
        [0, "unstated"],
        [0, "unstated"],
      ],
    );
    assert.deepEqual(
      results(file).map((one) => [one.call, one.text, one.failed]),
      [
        [1, "x", true],
        [0, "no", true],
        [2, "bad", true],
      ],
    );
    assert.equal(
      kinds(file)
        .split(" ")
        .filter((kind) => kind === "gap").length,
      2,
    );
    assert.deepEqual(codes(file), ["result-without-call"]);
  });
});

describe("managed agents", () => {
  const sent = (...events: readonly object[]): unknown => ["client.beta.sessions.events.send", ["s", { events }]];
  const came = (event: object): unknown => ["client.beta.sessions.events.stream", event];
  const say = { type: "user.message", content: [{ type: "text", text: "go" }] };

  it("ask people for leave; what is sent comes back, and counts once", () => {
    const use = (id: string, permission: string): unknown =>
      came({ type: "agent.mcp_tool_use", id, name: "pay", mcp_server_name: "bank", input: {}, evaluated_permission: permission });
    const confirm = (id: string, result: string): object => ({ type: "user.tool_confirmation", tool_use_id: id, result });
    const file = read(
      sent(say),
      came({ ...say, id: "e1", processed_at: "2026-01-02T03:04:05Z" }),
      came({ type: "span.model_request_start", id: "q" }),
      use("a", "ask"),
      use("b", "ask"),
      came({ type: "session.status_idle", id: "i", stop_reason: { type: "requires_action", event_ids: ["a", "b"] } }),
      sent(confirm("a", "allow"), confirm("b", "deny")),
      came({ ...confirm("a", "allow"), id: "e2" }),
      came({
        type: "agent.mcp_tool_result",
        mcp_tool_use_id: "b",
        is_error: true,
        content: [{ type: "text", text: "Permission to use pay has been rejected" }],
      }),
      came({
        type: "agent.mcp_tool_result",
        mcp_tool_use_id: "a",
        content: [{ type: "document", source: { type: "text", data: "paid" } }],
      }),
      came({ type: "agent.custom_tool_use", id: "c", name: "ask", input: {} }),
      sent({ type: "user.custom_tool_result", custom_tool_use_id: "c", content: [{ type: "text", text: "5" }] }),
      came({ type: "user.custom_tool_result", id: "e3", custom_tool_use_id: "c", content: [{ type: "text", text: "5" }] }),
    );
    assert.equal(kinds(file), "message call call result result call result");
    assert.deepEqual(
      calls(file).map((one) => [one.tool, one.fate, one.approvedBy, one.batch]),
      [
        ["mcp__bank__pay", "unstated", "the user", 0],
        ["mcp__bank__pay", "refused", undefined, 0],
        ["ask", "unstated", undefined, 0],
      ],
    );
    assert.deepEqual(
      results(file).map((one) => [one.call, one.text, one.failed]),
      [
        [1, "Permission to use pay has been rejected", true],
        [0, "paid", false],
        [2, "5", false],
      ],
    );
  });

  it("stand bare too, and give their threads lanes", () => {
    const file = read(
      say,
      { type: "session.thread_status_running", id: "t", session_thread_id: "main", agent_name: "boss" },
      { type: "agent.tool_use", id: "a", name: "bash", input: {}, session_thread_id: "main", agent_name: "boss" },
      { type: "agent.tool_use", id: "b", name: "bash", input: {}, session_thread_id: "x", agent_name: "helper" },
    );
    assert.deepEqual(
      calls(file).map((one) => one.lane),
      [undefined, "helper"],
    );
  });
});
