// Claude Code's sessions: what they do that no other format does.
import assert from "node:assert/strict";
import type { JsonRecord } from "../../../../core/src/trace/model.ts";
import { calls, codes, kinds, readLines, readValue, results } from "../../../support/traces.ts";

let count = 0;
const line = (type: string, message: unknown, more: object = {}): object => ({
  type,
  uuid: `u${++count}`,
  sessionId: "s",
  timestamp: "2026-01-02T03:04:05.000Z",
  message,
  ...more,
});
const user = (content: unknown, more?: object): object => line("user", { role: "user", content }, more);
const says = (id: string, block: JsonRecord, more?: object): object => line("assistant", { id, role: "assistant", content: [block] }, more);
const use = (id: string, name = "Bash", input: JsonRecord = {}): JsonRecord => ({ type: "tool_use", id, name, input });
const result = (id: string, content: unknown, more: object = {}, beside: object = {}): object =>
  user([{ type: "tool_result", tool_use_id: id, content, ...more }], beside);
const read = (...lines: readonly unknown[]) => readLines(lines, "session.jsonl");
const denial = "The user doesn't want to proceed with this tool use. The tool use was rejected.";

describe("a Claude Code session", () => {
  it("joins the lines of one message into one batch, though results stand between them", () => {
    const file = read(
      user("go"),
      says("m1", use("a")),
      says("m1", use("b")),
      result("a", "1"),
      says("m1", use("c")),
      result("b", "2"),
      says("m2", use("d")),
    );
    assert.equal(kinds(file), "message call call result call result call");
    assert.deepEqual(
      calls(file).map((call) => call.batch),
      [0, 0, 0, 1],
    );
    assert.deepEqual(
      results(file).map((one) => one.call),
      [0, 1],
    );
  });

  it("counts a call once where a line or a block is recorded again", () => {
    const again = says("m1", use("a"));
    const file = read(user("go"), again, again, says("m1", use("a")), result("a", "1"));
    assert.equal(kinds(file), "message call result");
    assert.deepEqual(codes(file), []);
  });

  it("tells a person's refusal from a failure by its text or its mark", () => {
    const file = read(
      user("go"),
      says("m1", use("a")),
      result("a", denial, { is_error: true }, { toolUseResult: `Error: ${denial}` }),
      user([{ type: "text", text: "[Request interrupted by user for tool use]" }]),
      says("m2", use("b")),
      result("b", "exit 1", { is_error: true }),
      says("m3", use("c")),
      result("c", "no", { is_error: true }, { toolDenialKind: "user-rejected" }),
      says("m4", use("d")),
      result("d", "Claude requested permissions to use Bash, but you haven't granted it yet.", { is_error: true }),
      says("m5", use("e")),
      result("e", denial),
    );
    assert.deepEqual(
      calls(file).map((call) => call.fate),
      ["refused", "unstated", "refused", "refused", "unstated"],
    );
    assert.deepEqual(
      results(file).map((one) => one.failed),
      [true, true, true, true, false],
    );
    assert.equal(file.events.filter((event) => event.kind === "gap").length, 0);
  });

  it("is interrupted with a gap where no call was refused", () => {
    const file = read(user("go"), says("m1", use("a")), user("[Request interrupted by user]"), user("stop"));
    assert.equal(kinds(file), "message call gap message message");
    assert.deepEqual(
      file.events.flatMap((event) => (event.kind === "message" ? [event.role] : [])),
      ["user", "system", "user"],
    );
    assert.deepEqual(codes(file), ["call-without-result"]);
  });

  it("gives sub-agents lanes of their own, in the same file and in another", () => {
    const side = (uuid: string, parentUuid: string | null) => ({ isSidechain: true, uuid, parentUuid });
    const file = read(
      user("go"),
      says("m1", use("t", "Task", { prompt: "look" })),
      user("look", side("x1", null)),
      user("look too", side("y1", null)),
      says("m2", use("a"), side("x2", "x1")),
      says("m3", use("b"), side("y2", "y1")),
      result("b", "2", {}, side("y3", "y2")),
      result("a", "1", {}, side("x3", "x2")),
      result("t", "done"),
    );
    assert.deepEqual(
      calls(file).map((call) => call.lane),
      [undefined, "sidechain-1", "sidechain-2"],
    );
    // What a sub-agent is told is the model's word, not a person's.
    assert.deepEqual(
      file.events.flatMap((event) => (event.kind === "message" ? [event.role] : [])),
      ["user", "assistant", "assistant"],
    );
    const alone = read(user("look", { isSidechain: true, agentId: "q" }), says("m1", use("a"), { isSidechain: true, agentId: "q" }));
    assert.equal(kinds(alone), "gap message call");
    assert.equal(calls(alone)[0]?.lane, "q");
  });

  it("does not take the client's words for a person's", () => {
    const file = read(
      user([
        { type: "text", text: "<system-reminder>be good</system-reminder>" },
        { type: "text", text: "pay" },
      ]),
      user("Caveat", { isMeta: true }),
      user("done", { origin: { kind: "task-notification" } }),
    );
    assert.deepEqual(
      file.events.flatMap((event) => (event.kind === "message" ? [event.role] : [])),
      ["system", "user", "system", "system"],
    );
    assert.equal(file.runs[0]?.task, "pay");
  });

  it("is compacted with one gap, whatever marks it", () => {
    const boundary = { type: "system", subtype: "compact_boundary", sessionId: "s", uuid: "b", parentUuid: null };
    const marked = read(user("go"), boundary, user("so far", { isCompactSummary: true }), user("on"));
    assert.equal(kinds(marked), "message gap message message");
    const bare = read(user("go"), boundary, user("This session is being continued from another"), user("on"));
    assert.deepEqual(
      bare.events.flatMap((event) => (event.kind === "message" ? [event.role] : [])),
      ["user", "assistant", "user"],
    );
  });

  it("is read past what is no event, and past new kinds, which are said once", () => {
    const file = read(
      '"massive error"',
      user("go"),
      "42",
      '{"type": "user", "message": {',
      says("m1", use("a")),
      { type: "new" },
      { type: "new" },
      result("a", "1"),
    );
    assert.equal(kinds(file), "gap message gap gap call result");
    assert.deepEqual(codes(file), ["invalid-event", "invalid-event", "invalid-json", "invalid-event"]);
  });

  it("knows calls and results as lines of their own", () => {
    const file = read(
      user("go"),
      { type: "tool_use", sessionId: "s", name: "bash", input: { command: "ls" } },
      { type: "tool_result", sessionId: "s", name: "bash", output: "a" },
    );
    assert.equal(kinds(file), "message call result");
  });

  it("repeats ids without confusion, and has calls without any", () => {
    const file = read(
      user("go"),
      says("m1", use("0")),
      result("0", "first"),
      says("m2", use("0")),
      result("0", "second"),
      says("m3", use("")),
      result("", "third"),
    );
    assert.deepEqual(
      results(file).map(({ call, text }) => [call, text]),
      [
        [0, "first"],
        [1, "second"],
        [2, "third"],
      ],
    );
    assert.deepEqual(codes(file), []);
  });

  it("stands in one document too, and in the log of the Agent SDK with its answers to what it asks", () => {
    const exported = readValue({ loglines: [user("go"), says("m1", use("a")), result("a", [{ type: "text", text: "1" }])] });
    assert.equal(kinds(exported), "message call result");
    const ask = (id: string, call: string) => ({
      type: "control_request",
      request_id: id,
      request: { subtype: "can_use_tool", tool_name: "Bash", tool_use_id: call },
    });
    const answer = (id: string, behavior: string) => ({
      type: "control_response",
      response: { request_id: id, subtype: "success", response: { behavior } },
    });
    const log = [
      { type: "system", subtype: "init", session_id: "s", model: "m" },
      user("go"),
      says("m1", use("a")),
      ask("r1", "a"),
      answer("r1", "deny"),
      result("a", "not now", { is_error: true }),
      says("m2", use("b")),
      ask("r2", "b"),
      answer("r2", "allow"),
      result("b", "1"),
      { type: "result", subtype: "success", result: "done", session_id: "s" },
    ];
    for (const file of [read(...log), readValue({ messages: log.map((message) => ({ direction: "recv", message })) })]) {
      assert.equal(kinds(file), "message call result call result");
      assert.deepEqual(
        calls(file).map((call) => [call.fate, call.approvedBy]),
        [
          ["refused", undefined],
          ["unstated", "the host of the session"],
        ],
      );
      assert.equal(file.runs[0]?.model, "m");
    }
  });
});
