// Recorded files, cut and mutated: whatever a file holds, a reader says what it cannot read and goes on.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mutated, sequence } from "../../support/trace-totals.ts";
import { deep, readBytes, recording } from "../../support/traces.ts";

const folders = [
  "otel-genai",
  "openinference",
  "langfuse",
  "inspect-ai",
  "atif",
  "fast-agent",
  "langchain",
  "langsmith",
  "invariant",
  "mcp",
];
const rounds = deep ? 400 : 6;

describe("hostile recordings", () => {
  for (const folder of folders) {
    it(`of ${folder}: cut and mutated, they are read without throwing`, function () {
      const path = recording(join("formats", folder));
      if (path === undefined) return this.skip();
      const next = sequence(folder.length);
      for (const name of readdirSync(path).filter((one) => /\.(?:jsonl?|eval)$/.test(one))) {
        const bytes = readFileSync(join(path, name));
        for (let round = 0; round < rounds; round++) {
          readBytes(bytes.subarray(0, next(bytes.length)), name);
          const lines = bytes.toString("utf8").split("\n");
          const wholes = name.endsWith("l") ? lines.filter((line) => line !== "") : [lines.join("\n")];
          const written = wholes.map((whole) => write(mutated(parsed(whole), next))).join("\n");
          const started = performance.now();
          const file = readBytes(Buffer.from(written), name);
          const kilobytes = 1 + written.length / 1024;
          assert.ok(performance.now() - started < 200 + 100 * kilobytes, `${name} took too long`);
          for (const problem of file.problems) assert.ok(problem.line >= 1 && problem.column >= 1 && problem.message !== "");
        }
      }
    });
  }

  it("nested without end are read", () => {
    const deeply = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const packed = JSON.stringify(deeply);
    for (const text of [
      `[{"trace_id":"t","span_id":"s","attributes":{"gen_ai.operation.name":"execute_tool","gen_ai.tool.name":"x","gen_ai.tool.call.arguments":${packed},"gen_ai.tool.call.result":${packed}}}]`,
      `[{"trace_id":"t","span_id":"s","attributes":{"gen_ai.operation.name":"chat","gen_ai.input.messages":${packed},"gen_ai.output.messages":${deeply}}}]`,
      `{"trace":{},"observations":[{"type":"TOOL","startTime":"2025-01-01","name":"x","input":${deeply},"output":${packed},"metadata":${packed}}]}`,
    ])
      assert.equal(typeof readBytes(Buffer.from(text)).format, "string");
  });

  it("with roles and kinds nested or long without end are read, and quoted in few words", () => {
    const deeply = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const long = JSON.stringify("x".repeat(100_000));
    for (const odd of [deeply, long])
      for (const text of [
        `{"suite_name":"s","user_task_id":"u","pipeline_name":"p","messages":[{"role":"user","content":"a"},{"role":${odd},"content":"b"}]}`,
        `{"messages":[{"role":"user","content":"a"},{"role":${odd},"content":"b"},{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]}]}`,
        `{"messages":[{"role":"user","content":"a"},{"role":${odd},"content":"b"},{"role":"assistant","content":[{"type":"tool_use","id":"1","name":"f","input":{}}]}]}`,
        `{"type":"user","sessionId":"s","uuid":"1","message":{"role":"user","content":"a"}}\n{"type":${odd},"sessionId":"s","uuid":"2"}`,
      ]) {
        const { problems } = readBytes(Buffer.from(text));
        for (const { message } of problems) assert.ok(message.length < 1000, message.slice(0, 100));
      }
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const write = (value: unknown): string => JSON.stringify(value) ?? "null";
