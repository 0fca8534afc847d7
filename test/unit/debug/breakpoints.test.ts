// Everything that a debug session stops at, edits of the policy while it stands still, and long runs.
import assert from "node:assert/strict";
import { type DebugClient, debugFiles, type Stopped } from "../../support/debug-client.ts";

const policy = `default allow
allow read
rule big
deny pay
  when args.amount > 50
    and not (args.to == "ann" or args.to == "bob")
  because "too much for {args.to}"
rule many limit pay to 5 per trace else ask
flag pay when args.to like "*x"
`;
const policyPath = "/w/pay.remit";
const tracePath = "/w/run.trace.jsonl";
const lineOf = (text: string): number => policy.slice(0, policy.indexOf(text)).split("\n").length;
const columnOf = (text: string): number => policy.indexOf(text) - policy.lastIndexOf("\n", policy.indexOf(text));

/** Steps: 1 read; 2 pay eve 60; 3 pay ann 60; 4 pay max 10; 5 pay eve 80; 6 read; 7 pay bob 5; 8 pay eve 70 */
const steps: readonly (readonly [string, object])[] = [
  ["read", {}],
  ["pay", { to: "eve", amount: 60 }],
  ["pay", { to: "ann", amount: 60 }],
  ["pay", { to: "max", amount: 10 }],
  ["pay", { to: "eve", amount: 80 }],
  ["read", {}],
  ["pay", { to: "bob", amount: 5 }],
  ["pay", { to: "eve", amount: 70 }],
];
const traceOf = (calls: readonly (readonly [string, object])[]): string =>
  [
    JSON.stringify({ remit: 1, kind: "run", id: "r" }),
    ...calls.flatMap(([tool, args], at) => [
      JSON.stringify({ kind: "call", id: `c${at}`, tool, args }),
      JSON.stringify({ kind: "result", call: `c${at}`, text: "ok" }),
    ]),
  ].join("\n");

interface Set {
  readonly breakpoints: {
    readonly id: number;
    readonly verified: boolean;
    readonly message?: string;
    readonly line?: number;
    readonly column?: number;
  }[];
}
const lineBreakpoints = (client: DebugClient, breakpoints: readonly object[], path = policyPath): Promise<Set> =>
  client.send<Set>("setBreakpoints", { source: { path }, breakpoints });

/** The steps at which a session stops, going on and on; then those on the way back. */
async function stopsOf(client: DebugClient): Promise<{ readonly forth: number[]; readonly back: number[] }> {
  const stepIn = ({ description }: Stopped): number =>
    /end of the run/.test(description) ? 0 : Number(/step (\d+)/.exec(description)?.[1]);
  const [forth, back]: [number[], number[]] = [[], []];
  for (let step = stepIn(await client.event<Stopped>("stopped")); step > 0; step = stepIn(await client.to("continue"))) forth.push(step);
  for (let stopped = await client.to("reverseContinue"); stopped.reason !== "step"; stopped = await client.to("reverseContinue"))
    back.push(stepIn(stopped));
  return { forth, back };
}

async function stopsWith(set: (client: DebugClient) => Promise<unknown>): Promise<number[]> {
  const { client } = debugFiles(
    new Map([
      [policyPath, policy],
      [tracePath, traceOf(steps)],
    ]),
  );
  await client.launch({ policy: policyPath, trace: tracePath, stopOn: [] }, () => set(client));
  const { forth, back } = await stopsOf(client);
  assert.deepEqual(back, forth.toReversed(), "the same stops in both directions");
  return forth;
}
const stopsAt = (...breakpoints: object[]): Promise<number[]> => stopsWith((client) => lineBreakpoints(client, breakpoints));
const stopsOn = (...breakpoints: object[]): Promise<number[]> =>
  stopsWith((client) => client.send("setFunctionBreakpoints", { breakpoints }));

describe("breakpoints", () => {
  it("on a rule stop where it fires, from its name to its last line", async () => {
    for (const text of ["rule big", "deny pay", "because"]) assert.deepEqual(await stopsAt({ line: lineOf(text) }), [2, 5, 8], text);
  });
  it("on a clause stop where it is true, also on its parts", async () => {
    const when = lineOf("when args.amount");
    assert.deepEqual(await stopsAt({ line: when }), [2, 5, 8]);
    assert.deepEqual(await stopsAt({ line: when, column: columnOf("args.amount > 50") + 2 }), [2, 3, 5, 8]);
    assert.deepEqual(await stopsAt({ line: lineOf("and not"), column: columnOf('args.to == "ann" or') + 1 }), [3]);
    assert.deepEqual(await stopsAt({ line: lineOf("and not"), column: columnOf("not (") }), [2, 4, 5, 8]);
  });
  it("on the default stop where no rule decides", async () => {
    assert.deepEqual(await stopsAt({ line: 1 }), [3, 4, 7]);
  });
  it("on a limit stop where it is exceeded", async () => assert.deepEqual(await stopsAt({ line: lineOf("rule many") }), [8]));
  it("hold further conditions and counts against the hits", async () => {
    const line = lineOf("rule big");
    assert.deepEqual(await stopsAt({ line, condition: "args.amount >= 70" }), [5, 8]);
    assert.deepEqual(await stopsAt({ line, condition: "count(past read) > 1" }), [8]);
    assert.deepEqual(await stopsAt({ line, hitCondition: "2" }), [5]);
    assert.deepEqual(await stopsAt({ line, hitCondition: ">= 2" }), [5, 8]);
    assert.deepEqual(await stopsAt({ line, hitCondition: "% 2" }), [5]);
    assert.deepEqual(await stopsAt({ line, condition: "args.amount >= 70", hitCondition: "2" }), [8]);
  });
  it("on tools stop at each call of them", async () => {
    assert.deepEqual(await stopsOn({ name: "read" }), [1, 6]);
    assert.deepEqual(await stopsOn({ name: "re*" }, { name: "pay", condition: 'args.to == "bob"' }), [1, 6, 7]);
  });
  it("on kinds of verdicts take conditions too", async () => {
    const filtered = (filterOptions: object[]): Promise<number[]> => {
      const { client } = debugFiles(
        new Map([
          [policyPath, policy],
          [tracePath, traceOf(steps)],
        ]),
      );
      const launched = client.launch({ policy: policyPath, trace: tracePath }, () =>
        client.send("setExceptionBreakpoints", { filters: [], filterOptions }),
      );
      return launched.then(() => stopsOf(client)).then(({ forth }) => forth);
    };
    assert.deepEqual(await filtered([{ filterId: "blocked" }]), [2, 5, 8]);
    assert.deepEqual(await filtered([{ filterId: "blocked", condition: "args.amount < 80" }]), [2, 8]);
    assert.deepEqual(await filtered([{ filterId: "differs" }]), []);
    assert.deepEqual(await filtered([{ filterId: "default" }]), [3, 4, 7]);
  });
  it("that log do not stop, and say what they are told to, in order", async () => {
    const { client } = debugFiles(
      new Map([
        [policyPath, policy],
        [tracePath, traceOf(steps)],
      ]),
    );
    await client.launch({ policy: policyPath, trace: tracePath, stopOn: [] }, () =>
      lineBreakpoints(client, [
        { line: lineOf("rule big"), logMessage: "{args.to} wants {args.amount + 1} {{so}} after {count(past pay)}" },
      ]),
    );
    assert.match((await client.event<Stopped>("stopped")).description, /end of the run/);
    assert.deepEqual(client.said().trim().split("\n").slice(1), [
      '"eve" wants 61 {so} after 0',
      '"eve" wants 81 {so} after 3',
      '"eve" wants 71 {so} after 5',
    ]);
  });
  it("say where they stand, or why they do not", async () => {
    const { client } = debugFiles(
      new Map([
        [policyPath, policy],
        [tracePath, traceOf(steps)],
      ]),
    );
    await client.launch({ policy: policyPath, trace: tracePath }, async () => {
      const { breakpoints } = await lineBreakpoints(client, [
        { line: lineOf("because") },
        { line: 999 },
        { line: 3, condition: "args.amount >" },
        { line: 3, condition: "nobody" },
        { line: 3, hitCondition: "often" },
        { line: 3, logMessage: "{args.to" },
      ]);
      assert.deepEqual(
        breakpoints.map(({ verified, line }) => [verified, line]),
        [
          [true, 3],
          [false, 999],
          [false, 3],
          [false, 3],
          [false, 3],
          [false, 3],
        ],
      );
      const messages = breakpoints.map(({ message }) => message ?? "").slice(1);
      for (const [at, wanted] of [/no rule stands here/, /expected/, /nobody/, /a hit count is a number/, /not closed/].entries())
        assert.match(messages[at] ?? "", wanted);
      const elsewhere = await lineBreakpoints(client, [{ line: 1 }], "/w/other.remit");
      assert.match(elsewhere.breakpoints[0]?.message ?? "", /no part of the policy/);
      const { breakpoints: places } = await client.send<Set>("breakpointLocations", {
        source: { path: policyPath },
        line: lineOf("and not"),
      });
      assert.deepEqual(
        places.map(({ column }) => column),
        ["not (", 'args.to == "ann" or', 'args.to == "bob"'].map(columnOf),
      );
    });
  });
});

describe("editing the policy while stopped", () => {
  async function stopped(extra: object = {}) {
    const files = new Map([
      [policyPath, policy],
      [tracePath, traceOf(steps)],
    ]);
    const all = { files, ...debugFiles(files) };
    await all.client.launch({ policy: policyPath, trace: tracePath, step: 5, ...extra });
    await all.client.event("stopped");
    return all;
  }
  const verdict = async (client: DebugClient): Promise<string> => (await client.stack())[0]?.name.split(", ")[1] ?? "";

  it("decides the step anew, and every step that is gone back to", async () => {
    const { client, files } = await stopped();
    assert.equal(await verdict(client), "denied");
    assert.equal(await client.evaluate("count(past pay)"), "3");
    files.set(policyPath, policy.replace("args.amount > 50", "args.amount > 90").replace("default allow", "// moved\ndefault ask"));
    await client.send("remit/policyChanged");
    await client.event("invalidated");
    assert.equal(await verdict(client), "needs approval");
    assert.equal(await client.evaluate("count(past pay)"), "3");
    for (const _ of [4, 3, 2]) await client.to("stepBack");
    assert.equal(await verdict(client), "needs approval");
    files.set(policyPath, policy);
    await client.send("restartFrame", { frameId: 1 });
    await client.event("invalidated");
    assert.equal(await verdict(client), "denied");
  });

  it("moves breakpoints to what stands in their lines now, and stops by the new policy", async () => {
    const { client, files } = await stopped({ stopOn: [] });
    const line = lineOf("rule many");
    const { breakpoints } = await lineBreakpoints(client, [{ line }]);
    files.set(policyPath, policy.replace("rule many limit pay to 5 per trace else ask", "rule many deny pay when args.amount < 7"));
    await client.send("remit/policyChanged");
    const { breakpoint } = await client.event<{ breakpoint: { id: number; verified: boolean } }>("breakpoint");
    assert.deepEqual([breakpoint.id, breakpoint.verified], [breakpoints[0]?.id, true]);
    assert.match((await client.to("continue")).description, /step 7 of 8/);
  });

  it("goes on with the last policy that could decide, and says so", async () => {
    const { client, files } = await stopped();
    files.set(policyPath, policy.replace("args.amount > 50", "args.amount >"));
    await client.send("remit/policyChanged");
    await client.to("stepBack");
    assert.match(client.said(), /The policy has an error and decides nothing\. Line 6, .*goes on with the policy as it was/);
    await client.to("next");
    assert.equal(await verdict(client), "denied");
  });

  it("tells clients without `invalidated` by a stop", async () => {
    const files = new Map([
      [policyPath, policy],
      [tracePath, traceOf(steps)],
    ]);
    const { client, adapter } = debugFiles(files);
    await client.send("initialize", { adapterID: "remit" });
    await client.send("launch", { policy: policyPath, trace: tracePath, step: 5 });
    await client.send("configurationDone");
    await client.event("stopped");
    files.set(policyPath, policy.replace("args.amount > 50", "args.amount > 90"));
    await adapter.policyChanged();
    assert.match((await client.event<Stopped>("stopped")).description, /decided anew/);
    assert.equal(await verdict(client), "allowed");
  });
});

describe("a run of 100,000 steps", () => {
  it("steps in both directions without a wait that one feels", async () => {
    const count = 100_000;
    const calls = Array.from({ length: count }, (_, at): readonly [string, object] => [
      at % 10 === 0 ? "read" : "pay",
      { to: "ann", amount: at },
    ]);
    const { client } = debugFiles(
      new Map([
        [policyPath, policy],
        [tracePath, traceOf(calls)],
      ]),
    );
    await client.launch({ policy: policyPath, trace: tracePath, step: count - 1 });
    await client.event("stopped");
    await client.evaluate("count(past pay)");
    await client.to("stepBack");
    const times: number[] = [];
    const timed = async (command: string): Promise<void> => {
      const start = performance.now();
      await client.to(command);
      await client.stack();
      await client.evaluate("count(past pay)");
      times.push(performance.now() - start);
    };
    for (let step = 0; step < 20; step++) await timed("stepBack");
    for (let step = 0; step < 20; step++) await timed("next");
    times.sort((a, b) => a - b);
    const median = times[times.length >> 1] ?? 0;
    assert.ok(median < 50, `${median.toFixed(1)} ms for a step`);
    assert.equal(await client.evaluate("count(past pay)"), String(calls.slice(0, count - 3).filter(([tool]) => tool === "pay").length));
    // One feature of the run each way: none of them waits for more than a search through all of it.
    await client.to("reverseContinue");
    await client.to("continue");
  }).timeout(60_000);
});
