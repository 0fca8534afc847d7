// The three histories: what a stopped call takes with it, and what nobody knows.
import assert from "node:assert/strict";
import { explainHistory, type HistoryName, type HistoryOptions, replayHistory } from "../../../core/src/index.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";

const said = (policy: string, scenes: readonly Scene[], history: HistoryName, options: HistoryOptions = {}): string[] =>
  [...replayHistory(policyOf(policy), { events: eventsOf(scenes), context: undefined }, history, options)].map(
    ({ report, happening }) => `${report.tool} ${report.verdict}: ${happening}`,
  );
const call = (tool: string, args = {}, result = "ok", more = {}): Scene => ({ tool, args, result, ...more });

describe("histories", () => {
  const policy = "default allow deny list ask mail";
  const run = [
    { user: "Look up the payees and pay ACME" },
    call("read", {}, "note: ring 5551234567"),
    call("list", {}, '{"id":"US133000000121212121212"}'),
    call("pay", { to: "US133000000121212121212" }, "paid as P-778899"),
    call("pay", { to: "ACME" }),
    call("status", { id: "P-778899" }),
    call("call", { number: "5551234567" }),
  ];
  it("as recorded, everything happened", () =>
    assert.deepEqual(said(policy, run, "recorded"), [
      "read allow: happened",
      "list deny: happened",
      "pay allow: happened",
      "pay allow: happened",
      "status allow: happened",
      "call allow: happened",
    ]));
  it("as enforced, what rests on a stopped call would not have happened, and the rest is hypothetical", () =>
    assert.deepEqual(said(policy, run, "enforced"), [
      "read allow: happened",
      "list deny: stopped",
      "pay allow: would not have happened",
      "pay allow: hypothetical",
      "status allow: would not have happened",
      "call allow: hypothetical",
    ]));
  it("a call that the recording refused changes nothing", () =>
    assert.deepEqual(said(policy, [call("list", {}, "no", { refused: true }), call("pay", { to: "x" })], "enforced"), [
      "list deny: stopped",
      "pay allow: happened",
    ]));
  it("what may rest on a stopped call is unknown, and so is what follows from that", () => {
    const scenes = [call("list", {}, "file 13 of 20"), call("pay", { to: "13" }, "receipt R-445566"), call("status", { id: "R-445566" })];
    assert.deepEqual(said(policy, scenes, "enforced"), ["list deny: stopped", "pay allow: unknown", "status allow: unknown"]);
    const after = `${policy} deny status when after pay`;
    assert.deepEqual(said(after, scenes, "enforced").at(-1), "status unknown: stopped");
  });
  it("a stopped call earns nothing and uses nothing up", () => {
    const once = "default allow deny list require list before pay limit mail to 1 per trace else ask";
    assert.deepEqual(said(once, [call("list"), call("pay")], "recorded").at(-1), "pay allow: happened");
    assert.deepEqual(said(once, [call("list"), call("pay")], "enforced").at(-1), "pay deny: stopped");
  });
  it("as approved, asks are answered by the recording or by the reader", () => {
    const scenes = [call("mail", {}, "sent as M-123456"), call("status", { id: "M-123456" }), call("mail", {}, "", { refused: true })];
    assert.deepEqual(said(policy, scenes, "enforced"), ["mail ask: stopped", "status allow: would not have happened", "mail ask: stopped"]);
    assert.deepEqual(said(policy, scenes, "approved"), ["mail ask: happened", "status allow: happened", "mail ask: stopped"]);
    assert.deepEqual(said(policy, scenes, "approved", { answer: (at) => (at === 0 ? false : undefined) }), [
      "mail ask: stopped",
      "status allow: would not have happened",
      "mail ask: stopped",
    ]);
  });
  it("one step is explained in its history", () => {
    const step = explainHistory(
      policyOf("default allow deny list deny pay unless after list"),
      eventsOf([call("list"), call("pay")]),
      1,
      "enforced",
    );
    assert.equal(step?.report.verdict, "deny");
    assert.equal(step?.report.outcomes[0]?.clauses[0]?.clause.truth, "false");
  });
});
