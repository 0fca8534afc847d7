// `remit replay --history` and what a run owes, from outside.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runRemit } from "../support/run-remit.ts";

const lines = [
  { role: "user", content: "go on" },
  { role: "assistant", tool_calls: [{ id: "1", function: { name: "list", arguments: "{}" } }] },
  { role: "tool", tool_call_id: "1", content: '{"id":"US133000000121212121212"}' },
  { role: "assistant", tool_calls: [{ id: "2", function: { name: "pay", arguments: '{"to":"US133000000121212121212"}' } }] },
  { role: "tool", tool_call_id: "2", content: "paid" },
];

describe("remit replay --history", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-history-"));
    writeFileSync(join(folder, "p.remit"), "default allow\ndeny list\nrule thanks\nexpect pay followed by thank\n");
    writeFileSync(join(folder, "run.json"), JSON.stringify(lines));
  });
  after(() => rmSync(folder, { recursive: true }));
  const told = async (history: string): Promise<unknown[]> => {
    const { out } = await runRemit(["replay", "p.remit", "run.json", "--history", history, "--format", "jsonl"], folder);
    return out
      .trimEnd()
      .split("\n")
      .map((line) => {
        const { tool, verdict, happening, obligation } = JSON.parse(line) as Record<string, unknown>;
        return obligation ?? [tool, verdict, happening];
      });
  };

  it("says what would not have happened, and what the run owes", async () => {
    assert.deepEqual(await told("recorded"), [
      ["list", "deny", undefined],
      ["pay", "allow", undefined],
      { rule: "thanks", call: 1, tool: "pay", outcome: "unmet" },
    ]);
    assert.deepEqual(await told("enforced"), [
      ["list", "deny", "stopped"],
      ["pay", "allow", "would not have happened"],
    ]);
  });
  it("tells people", async () => {
    const { out } = await runRemit(["replay", "p.remit", "run.json", "--history", "enforced"], folder);
    assert.match(out, /pay\(to: "US133000000121212121212"\) .*\(would not have happened\)/);
    assert.match(out, /1 would not have happened/);
    const recorded = await runRemit(["replay", "p.remit", "run.json"], folder);
    assert.match(recorded.out, /owed thanks is not met: step 2, pay/);
  });
});
