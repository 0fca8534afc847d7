// A monitor forgets what no window of its policy reaches any more. Held against one that keeps everything.
import assert from "node:assert/strict";
import fc from "fast-check";
import { type CallEvent, createMonitor, type Event, type Policy } from "../../../core/src/index.ts";
import { policyOf } from "../../support/play.ts";

const rules = [
  "limit pay to 2 per 20s",
  "limit sum(args.n) of pay to 9 per 10s for each args.to else ask",
  "limit pay, mail to 3 per turn",
  "limit mail to 1 per batch else ask",
  "deny pay when any(past mail within 3 steps)",
  "ask mail when count(past * within 30s where it.args.to == args.to) > 2",
  "deny read when none(past mail since user within 15s)",
  "flag read when last(past pay within 2 steps: it.args.n) == args.n",
  'deny mail when any(past read within 4 steps where it.result == "no")',
  "allow *",
];
const step = fc.record({
  tool: fc.constantFrom("pay", "mail", "read"),
  to: fc.constantFrom("a", "b", null),
  n: fc.integer({ min: 1, max: 5 }),
  seconds: fc.constantFrom(0, 1, 5, 30),
  together: fc.boolean(),
  what: fc.constantFrom("result", "result", "result", "failed", "nothing", "refused", "twice", "gap", "user"),
});

/** Clocks that go on; `odd` says at which steps one is set back, or a batch goes on that was long past. */
function runOf(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[], odd: ReadonlySet<number>): Event[] {
  const events: Event[] = [];
  let [batch, time] = [0, 1_700_000_000_000];
  for (const [call, { tool, to, n, seconds, together, what }] of steps.entries()) {
    if (!together) batch++;
    time += seconds * 1000;
    const back = odd.has(call);
    const event: CallEvent = {
      kind: "call",
      call,
      id: undefined,
      tool,
      args: { kind: "record", value: { to, n } },
      batch: back && call % 2 === 0 ? Math.max(0, batch - 5) : batch,
      lane: undefined,
      time: { milliseconds: back && call % 2 === 1 ? time - 100_000 : time, zoned: true },
      fate: what === "refused" ? "refused" : "unstated",
      approvedBy: undefined,
      pointer: "",
    };
    events.push(event);
    const result: Event = {
      kind: "result",
      call,
      text: "no",
      structured: undefined,
      form: "json",
      failed: what === "failed",
      time: undefined,
      pointer: "",
    };
    if (what === "result" || what === "failed" || what === "twice") events.push(result);
    if (what === "twice") events.push(result);
    if (what === "gap") events.push({ kind: "gap", reason: "cut", pointer: "" });
    if (what === "user") events.push({ kind: "message", role: "user", text: "on", time: { milliseconds: time, zoned: true }, pointer: "" });
  }
  return events;
}

function decided(policy: Policy, events: readonly Event[], keep: number): { readonly verdicts: readonly string[]; readonly kept: number } {
  const monitor = createMonitor(policy, { keep, explain: true });
  const verdicts = events.flatMap((event) => {
    const report = monitor.onEvent(event);
    return report === undefined ? [] : [JSON.stringify([report.verdict, report.would, report.rules, report.flags, report.why])];
  });
  return { verdicts, kept: monitor.kept() };
}

const strictness = { allow: 0, ask: 1, deny: 2 } as const;
const wouldOf = (verdict: string): number => strictness[(JSON.parse(verdict) as [string, keyof typeof strictness])[1]];

describe("forgetting", () => {
  const runs = process.env.REMIT_DEEP ? 20_000 : 400;
  const seed = Number(process.env.REMIT_SEED ?? Date.now() % 2 ** 31);

  it(`changes nothing while clocks go on and batches do not come back (seed ${seed})`, () => {
    let forgot = 0;
    fc.assert(
      fc.property(fc.subarray(rules, { minLength: 1 }), fc.array(step, { minLength: 20, maxLength: 60 }), (chosen, steps) => {
        const policy = policyOf(chosen.join("\n"));
        const events = runOf(steps, new Set());
        const [all, some] = [decided(policy, events, 1_000_000), decided(policy, events, 2)];
        if (some.kept < all.kept) forgot++;
        assert.deepEqual(some.verdicts, all.verdicts);
      }),
      { numRuns: runs, seed },
    );
    assert.ok(forgot > runs / 4, `only ${forgot} of ${runs} runs had anything forgotten`);
  });

  it(`only tightens where a clock is set back or a batch goes on that is long past (seed ${seed})`, () => {
    let tightened = 0;
    fc.assert(
      fc.property(
        fc.subarray(rules, { minLength: 1 }),
        fc.array(step, { minLength: 20, maxLength: 60 }),
        fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 6 }),
        (chosen, steps, odd) => {
          const policy = policyOf(chosen.join("\n"));
          const events = runOf(steps, new Set(odd));
          const [all, some] = [decided(policy, events, 1_000_000), decided(policy, events, 2)];
          for (const [at, verdict] of some.verdicts.entries()) {
            const full = all.verdicts[at] ?? "";
            if (verdict !== full) tightened++;
            assert.ok(wouldOf(verdict) >= wouldOf(full), `step ${at + 1}: ${verdict} where a monitor that keeps all says ${full}`);
          }
        },
      ),
      { numRuns: runs, seed },
    );
    assert.ok(tightened > 0, "nothing that was forgotten was ever missed");
  });

  it("keeps no more of a long run than its windows reach", () => {
    const policy = policyOf("limit pay to 5 per 1m\ndeny mail when any(past pay within 3 steps)\nallow *");
    const monitor = createMonitor(policy);
    let most = 0;
    for (let call = 0; call < 200_000; call++) {
      const event: CallEvent = {
        kind: "call",
        call,
        id: undefined,
        tool: call % 2 === 0 ? "pay" : "read",
        args: { kind: "record", value: { n: call } },
        batch: call,
        lane: undefined,
        time: { milliseconds: 1_700_000_000_000 + call * 1000, zoned: true },
        fate: "executed",
        approvedBy: undefined,
        pointer: "",
      };
      monitor.decide(event);
      most = Math.max(most, monitor.kept());
    }
    assert.ok(most <= 45_000, `${most} calls kept`);
    const whole = createMonitor(policyOf("limit pay to 5 per trace\nallow *"));
    for (let call = 0; call < 30_000; call++) {
      whole.decide({ ...callOf(call), tool: "pay" });
      whole.onEvent({ kind: "result", call, text: "ok", structured: undefined, form: "json", failed: false, time: undefined, pointer: "" });
    }
    assert.ok(whole.kept() >= 30_000);
  });
});

const callOf = (call: number): CallEvent => ({
  kind: "call",
  call,
  id: undefined,
  tool: "pay",
  args: { kind: "record", value: {} },
  batch: call,
  lane: undefined,
  time: undefined,
  fate: "executed",
  approvedBy: undefined,
  pointer: "",
});
