// `remit trace` and `remit convert`, seen from outside.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runRemit } from "../support/run-remit.ts";

const session = [
  { type: "user", uuid: "1", sessionId: "s1", message: { role: "user", content: "pay \u001b[31mthe landlord" } },
  {
    type: "assistant",
    uuid: "2",
    message: { id: "m", model: "claude", role: "assistant", content: [{ type: "tool_use", id: "a", name: "pay", input: { to: "x" } }] },
  },
  {
    type: "user",
    uuid: "3",
    message: {
      role: "user",
      content: [{ type: "tool_result", tool_use_id: "a", content: "The user doesn't want to proceed with this tool use.", is_error: true }],
    },
  },
  {
    type: "assistant",
    uuid: "4",
    message: { id: "n", role: "assistant", content: [{ type: "tool_use", id: "b", name: "look", input: {} }] },
  },
  { type: "user", uuid: "5", isCompactSummary: true, message: { role: "user", content: "so far" } },
];
const lines = session.map((line) => `${JSON.stringify(line)}\n`).join("");
const chat = JSON.stringify([
  { role: "user", content: "hi" },
  { role: "assistant", tool_calls: [{ id: "c", function: { name: "f", arguments: "{no" } }] },
]);

describe("remit trace and remit convert", () => {
  let folder = "";
  const remit = (...words: string[]) => runRemit(words, folder);
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-traces-"));
    mkdirSync(join(folder, "runs", "deep"), { recursive: true });
    writeFileSync(join(folder, "runs", "a.jsonl"), lines);
    writeFileSync(join(folder, "runs", "a.json"), chat);
    writeFileSync(join(folder, "runs", "deep", "a.json"), chat);
    writeFileSync(join(folder, "none.json"), '{"a": 1}');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("say what a file is, what its runs hold, and what could not be read, without obeying it", async () => {
    const { code, out } = await remit("trace", "runs/a.jsonl", "runs/a.json");
    assert.equal(code, 0);
    assert.match(
      out,
      /^runs\/a\.jsonl {2}Claude Code sessions \(claude-code\)\n {2}run 0 {2}s1 {2}claude\n {4}pay \\u\{1b\}\[31mthe landlord\n/,
    );
    assert.match(
      out,
      /2 calls \(1 refused, 1 without result\), 2 messages, 1 gap\n {4}tools: pay 1, look 1\n {4}gap {2}the conversation was compacted here\n/,
    );
    assert.match(out, /invalid-arguments {2}runs\/a\.json:1:\d+ {2}the arguments/);
  });

  it("give JSON with every count, gap and Problem", async () => {
    const { code, out } = await remit("trace", "--format", "json", "runs/a.jsonl", "none.json");
    const report = JSON.parse(out) as {
      remit: number;
      files: { path: string; format: string; runs: Record<string, unknown>[]; problems: { code: string; line: number }[] }[];
    };
    assert.deepEqual([code, report.remit, report.files.map(({ format }) => format)], [0, 1, ["claude-code", "unknown"]]);
    const [run] = report.files[0]?.runs ?? [];
    assert.deepEqual([run?.calls, run?.batches, run?.refused, run?.results, run?.lanes, run?.tools], [2, 2, 1, 1, [], { pay: 1, look: 1 }]);
    assert.deepEqual(run?.gaps, [{ reason: "the conversation was compacted here", pointer: "/4" }]);
    assert.deepEqual(
      report.files[1]?.problems.map(({ code: problem, line }) => [problem, line]),
      [["unknown-format", 1]],
    );
  });

  it("end with 4 where nothing is a run, and say how they are used", async () => {
    assert.equal((await remit("trace", "none.json")).code, 4);
    assert.equal((await remit("convert", "none.json", "--out", "nothing")).code, 4);
    assert.equal(existsSync(join(folder, "nothing")), false);
    for (const command of ["trace", "convert"]) {
      const { code, err } = await remit(command);
      assert.deepEqual([code, /say which files/.test(err)], [1, true]);
    }
  });

  it("write one file for each below a folder, no two the same, and all in one file", async () => {
    assert.equal((await remit("convert", "runs", "--out", "out")).code, 0);
    for (const name of ["a.trace.jsonl", "a-2.trace.jsonl", "deep/a.trace.jsonl"]) assert.ok(existsSync(join(folder, "out", name)), name);
    assert.equal((await remit("convert", "runs", "--out", "all.jsonl")).code, 0);
    const all = readFileSync(join(folder, "all.jsonl"), "utf8");
    assert.equal(all.split("\n").filter((line) => line.startsWith('{"remit":1,"kind":"run"')).length, 3);
    const counts = async (path: string): Promise<unknown> => {
      const { out } = await remit("trace", "--format", "json", path);
      const report = JSON.parse(out) as { files: { runs: Record<string, unknown>[] }[] };
      return report.files.flatMap(({ runs }) =>
        runs.map(({ calls, results, refused, messages, tools }) => [calls, results, refused, messages, tools]),
      );
    };
    assert.deepEqual(await counts("all.jsonl"), await counts("runs"));
    assert.match((await remit("convert", "runs/a.json")).out, /^\{"remit":1/);
  });

  it("never write a file over itself", async () => {
    const { code, err } = await remit("convert", "all.jsonl", "--out", "all.jsonl");
    assert.deepEqual([code, /would be written over itself/.test(err)], [1, true]);
  });
});
