// `remit probe` from outside: what it prints in each form, the runs that it writes, and its exit codes.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runRemit } from "../support/run-remit.ts";

const policy = (condition: string): string => `tool read(path: string)
tool pay(to: string, amount: number)
default ask
allow read
rule known allow pay when ${condition}
rule once deny pay when any(past pay where it.args.to == args.to)
rule total limit sum(args.amount) of pay to 10 per trace else deny
`;

const run = [
  { remit: 1, kind: "run", id: "r" },
  { kind: "message", role: "user", text: "Pay ANNA-1 5 for x" },
  { kind: "call", call: 0, tool: "read", args: { path: "x" } },
  { kind: "result", call: 0, text: "a bill" },
  { kind: "call", call: 1, tool: "pay", args: { to: "ANNA-1", amount: 5 } },
  { kind: "result", call: 1, text: "paid" },
];

describe("remit probe", () => {
  let folder = "";
  const remit = async (...words: readonly string[]): ReturnType<typeof runRemit> => runRemit(words, folder);
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-probe-"));
    writeFileSync(join(folder, "a.trace.jsonl"), run.map((line) => `${JSON.stringify(line)}\n`).join(""));
    writeFileSync(join(folder, "bad.trace.jsonl"), `${JSON.stringify({ remit: 1, kind: "run", labels: { utility: false } })}\n`);
    writeFileSync(join(folder, "open.remit"), policy("args.amount <= 10"));
    writeFileSync(join(folder, "shut.remit"), policy("args.to from user"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("shows what gets through with the nearest rule, and writes it as a run that replays", async () => {
    const { code, out } = await remit("probe", "open.remit", "a.trace.jsonl", "--traces", "found");
    assert.equal(code, 2);
    assert.match(
      out,
      /^gets through: a value out of content that nobody vouches for \(foreign-value\)\n {2}args\.to of pay was "ANNA-1"; now/,
    );
    assert.match(out, /One clause short of being .* by `once`/);
    const files = readdirSync(join(folder, "found"));
    assert.deepEqual(files, ["01-foreign-value-pay.trace.jsonl"]);
    const replay = await remit("replay", "open.remit", join("found", "01-foreign-value-pay.trace.jsonl"), "--format", "jsonl");
    const last = JSON.parse(replay.out.trim().split("\n").at(-1) ?? "") as { readonly tool: string; readonly verdict: string };
    assert.deepEqual([last.tool, last.verdict], ["pay", "allow"]);
  });
  it("ends with 0 where nothing gets through, and takes only good runs", async () => {
    const { code, out } = await remit("probe", "shut.remit", "a.trace.jsonl", "--format", "json");
    assert.equal(code, 0, out);
    const { findings, attempts, open } = JSON.parse(out) as { findings: unknown[]; attempts: number; open: string[] };
    assert.deepEqual([findings, open], [[], ["read"]]);
    assert.ok(attempts > 1);
    const none = await remit("probe", "shut.remit", "bad.trace.jsonl");
    assert.equal(none.code, 4);
    assert.match(none.err, /none of 1 run is known to be good/);
  });
  it("has the same runs for remit authority, which says what is wider than they needed", async () => {
    const { code, out } = await remit("authority", "open.remit", "a.trace.jsonl");
    assert.equal(code, 0);
    assert.match(out, /^1 good run, 2 calls\n\nWider than any run needed\n/);
    assert.match(
      out,
      / {2}pay: 1 call in 1 run by known\n {4}to could as well have been "[A-Z]{4}-\d" for "ANNA-1"\n {4}allow pay when args\.to from user/,
    );
    const json = await remit("authority", "open.remit", "a.trace.jsonl", "--format", "json");
    const { slack, excess } = JSON.parse(json.out) as { slack: { tool: string }[]; excess: unknown[] };
    assert.deepEqual([slack.map(({ tool }) => tool).sort(), excess], [["pay", "read"], []]);
    assert.equal((await remit("authority", "open.remit")).code, 1);
    assert.equal((await remit("authority", "open.remit", "a.trace.jsonl", "--folds", "1")).code, 1);
  });
  it("says what it cannot use", async () => {
    assert.equal((await remit("probe", "shut.remit")).code, 1);
    assert.equal((await remit("probe", "shut.remit", "a.trace.jsonl", "--seed", "x")).code, 1);
    assert.equal((await remit("probe", "shut.remit", "absent")).code, 4);
  });
});
