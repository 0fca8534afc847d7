import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, it } from "mocha";
import { analyze, compile, type HeldRun, type Policy, readTrace } from "../../../core/src/index.ts";
import { decideHeld, flips, mustDecideAgain } from "../../../core/src/replay/consequences.ts";
import { replayRun } from "../../../core/src/replay/replay-run.ts";
import { memoryHost } from "../../support/policy-files.ts";

const bank = join(import.meta.dirname, "../../../samples/bank");
const catalogue = readFileSync(join(bank, "bank.tools.json"), "utf8");
const sample = readFileSync(join(bank, "bank.remit"), "utf8");

function policyOf(text: string): Policy {
  const files = new Map([
    ["/bank.remit", text],
    ["/bank.tools.json", catalogue],
  ]);
  const compiled = compile(analyze("/bank.remit", text, memoryHost(files)));
  assert.ok("policy" in compiled, JSON.stringify(compiled));
  return compiled.policy;
}

const runs: HeldRun[] = [];
for (const name of readdirSync(join(bank, "runs")))
  for (const { context, events: read } of readTrace(name, readFileSync(join(bank, "runs", name))).runs) {
    const events = [...read];
    runs.push({ events, context, tools: new Set(events.flatMap((event) => (event.kind === "call" ? [event.tool] : []))) });
  }

/** Pieces that policies are put together from; every subset is a policy. */
const pieces = [
  "allow readers",
  "allow get_balance",
  "rule known_payee\nallow payments when args.recipient from trusted and args.amount <= 1000",
  "rule known_payee\nallow payments when args.recipient from trusted and args.amount <= 10",
  "rule foreign_payee\ndeny payments when args.recipient from untrusted and args.recipient not from trusted",
  "ask send_money when any(past send_money where it.args.recipient == args.recipient)",
  "limit send_money to 1 per trace",
  "require read_file before send_money",
  "grant send_money when args.amount < 100 uses 1",
  "ask send_money when args.amount > 10 unless granted",
  "flag change_password",
  "trusted get_balance, get_profile",
  "trusted list_payments only id, recipient, amount, date",
  "default allow",
];
const textOf = (chosen: readonly string[], shift: number): string =>
  `${"\n".repeat(shift)}tools "./bank.tools.json"\ngroup payments = send_money, schedule_payment\ngroup readers = read_file, get_*, list_*\n${chosen.join("\n")}\n`;
const known = (chosen: readonly string[]): readonly string[] =>
  chosen[2] !== undefined && chosen.filter((piece) => piece.startsWith("rule known_payee")).length > 1
    ? chosen.filter((piece) => !piece.endsWith("<= 10"))
    : chosen.filter(
        (piece, at) => !piece.startsWith("rule known_payee") || chosen.findIndex((one) => one.startsWith("rule known_payee")) === at,
      );
const policies = fc
  .record({ chosen: fc.shuffledSubarray(pieces), shift: fc.integer({ min: 0, max: 3 }) })
  .map(({ chosen, shift }) => policyOf(textOf(known(chosen), shift)));

describe("consequences of an edit", () => {
  it("has the sample's runs at hand", () => {
    assert.ok(runs.length >= 7);
  });

  it("decides a held run as a replay does, and says which rules its verdicts rest on", () => {
    const policy = policyOf(sample);
    for (const run of runs) {
      const reports = [...replayRun(policy, { events: run.events, context: run.context })];
      const decided = decideHeld(policy, run);
      assert.deepEqual(
        decided.verdicts,
        reports.map(({ verdict }) => verdict),
      );
      for (const { call, rules } of reports)
        for (const rule of rules) if (!rule.includes("@")) assert.ok(decided.decides.get(rule)?.includes(call));
    }
  });

  it("keeps what was decided only where deciding again would give the same", () => {
    fc.assert(
      fc.property(policies, policies, (before, after) => {
        const again = mustDecideAgain(before, after);
        for (const run of runs) if (!again(run)) assert.deepEqual(decideHeld(before, run), decideHeld(after, run));
      }),
      { numRuns: 100 },
    );
  });

  it("keeps the runs that no changed rule speaks of", () => {
    const before = policyOf(sample);
    const after = policyOf(sample.replace("allow change_password\n", "deny change_password\n"));
    const again = mustDecideAgain(before, after);
    const kept = runs.filter((run) => !again(run));
    assert.ok(kept.length > 0 && kept.length < runs.length);
    assert.ok(kept.every(({ tools }) => !tools.has("change_password")));
    const comment = policyOf(`// One more line.\n${sample}`);
    assert.ok(runs.every((run) => !mustDecideAgain(before, comment)(run)));
  });

  it("tells each call whose verdict is another one", () => {
    const before = policyOf(sample);
    const after = policyOf(sample.replace("rule foreign_payee\ndeny payments", "rule foreign_payee\nflag payments"));
    const changed = runs.flatMap((run) => flips(decideHeld(before, run), decideHeld(after, run)));
    assert.deepEqual(
      changed.map(({ from, to }) => [from, to]),
      [["deny", "ask"]],
    );
    assert.deepEqual(
      runs.flatMap((run) => flips(decideHeld(before, run), decideHeld(before, run))),
      [],
    );
  });
});
