// The shortest run that still shows a verdict, and the test that it becomes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  analyze,
  compile,
  edited,
  type Host,
  type KeptRun,
  type Minimised,
  minimise,
  readTrace,
  runTests,
  type Search,
  testEdit,
} from "../../../core/src/index.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";
import { memoryHost } from "../../support/policy-files.ts";

const host: Host = { resolve: (_, written) => written, read: () => ({ reason: "no such file" }) };

function ended<T>(search: Search<T>): T {
  for (;;) {
    const next = search.next();
    if (next.done === true) return next.value;
  }
}

function minimised(text: string, scenes: readonly Scene[]): Minimised {
  const events = eventsOf(scenes);
  const call = events.filter(({ kind }) => kind === "call").length - 1;
  const found = ended(minimise({ policy: policyOf(text), run: { events, context: undefined }, history: "recorded", call, host }));
  assert.ok(found !== undefined);
  return found;
}

describe("minimising a run", () => {
  const policy = "default allow\nrule foreign deny pay when args.to from untrusted and args.to not from user\n";
  const noise: readonly Scene[] = Array.from({ length: 20 }, (_, at) => ({ tool: "look", args: { at }, result: `nothing ${at}` }));

  it("keeps what the verdict rests on, in the texts too", () => {
    const { kept, test } = minimised(policy, [
      { user: "Please pay the bill." },
      ...noise,
      { tool: "read", args: { path: "bill.txt" }, result: "Dear customer,\nplease pay to US133000000121212121212 soon\nBye" },
      ...noise,
      { tool: "pay", args: { to: "US133000000121212121212", amount: 5 } },
    ]);
    // The call that read the bill, its result, and the payment; `from user` needs to know what the user said.
    assert.equal(kept.length, 4);
    assert.equal(
      test,
      [
        'test "pay: deny by foreign" {',
        'user ""',
        'read() returns "US133000000121212121212"',
        'pay(to: "US133000000121212121212", amount: 5) => deny by foreign',
        "}",
      ].join("\n"),
    );
  });

  it("keeps batches, approvals and counts", () => {
    const { test } = minimised("default allow\nask pay\nrule twice limit pay to 1 per trace", [
      ...noise,
      { tool: "pay", args: { to: "a" }, result: "ok" },
      { tool: "look", args: {}, result: "" },
      { tool: "pay", args: { to: "b" } },
    ]);
    assert.equal(test, 'test "pay: deny by twice" {\npay() => ask approved\npay(to: "b") => deny by twice\n}');
  });

  it("gives no test where a test cannot say it", () => {
    const { test, kept } = minimised("default allow\nlimit pay to 1 per 10s", [
      { tool: "pay", at: 1, result: "" },
      { tool: "look", at: 2, result: "" },
      { tool: "pay", at: 3 },
    ]);
    assert.equal(test, undefined);
    assert.equal(kept.length, 3);
  });

  it("of a payment of the bank's sample is a test that passes", () => {
    const bank = join(import.meta.dirname, "../../../samples/bank");
    const text = readFileSync(join(bank, "bank.remit"), "utf8");
    const files = new Map([
      ["/bank.remit", text],
      ["/bank.tools.json", readFileSync(join(bank, "bank.tools.json"), "utf8")],
    ]);
    const held = memoryHost(files);
    const compiled = compile(analyze("/bank.remit", text, held));
    assert.ok("policy" in compiled);
    const name = "pay-the-bill.trace.jsonl";
    let run: KeptRun | undefined;
    for (const { events, context } of readTrace(name, readFileSync(join(bank, "runs", name))).runs) run = { events: [...events], context };
    assert.ok(run !== undefined);
    const calls = run.events.filter(({ kind }) => kind === "call");
    const call = calls.findLastIndex((event) => event.kind === "call" && event.tool === "send_money");
    const asked = { policy: compiled.policy, run, history: "recorded", call, host: held } as const;
    const edit = ended(testEdit(asked));
    assert.ok(edit !== undefined);
    const after = compile(analyze("/bank.remit", edited(text, edit.files[0]?.edits ?? []), held));
    assert.ok("policy" in after);
    const reports = [...runTests(after.policy, () => ({ reason: "no such file" }))];
    assert.ok(reports.length > 0 && reports.every(({ passed }) => passed));
    assert.match(edit.files[0]?.edits[0]?.newText ?? "", /list_payments\(\)\s+returns \[\{ recipient: "NL20RABO0300065264" \}\]\n/);
  });
});
