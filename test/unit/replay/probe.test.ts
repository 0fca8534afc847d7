import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type GoodRun, type ProbeReport, probeWhole, readTrace, replayHistory, writeTrace } from "../../../core/src/index.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";

const tools = `tool read(path: string)
tool check(id: string)
tool pay(to: string, amount: number)
tool schedule(to: string, amount: number, day: string)
group paying = pay, schedule
trusted check
default ask
rule readers allow read, check
`;
const runs: readonly GoodRun[] = [
  ["ANNA-11", 40, "INV-1"] as const,
  ["BERT-22", 60, "INV-2"] as const,
  ["CLEO-33", 90, "INV-3"] as const,
].map(([to, amount, id], at) => ({
  name: `run ${at}`,
  context: undefined,
  events: eventsOf([
    { user: `Pay ${to} ${amount} for ${id}, or schedule it for Monday` },
    ...(at === 2 ? [] : [{ tool: "read", args: { path: "x" }, result: "nothing of note" } satisfies Scene]),
    { tool: "check", args: { id }, result: { open: true } },
    { tool: "pay", args: { to, amount }, result: "paid" },
    ...(at === 0 ? [{ tool: "schedule", args: { to, amount, day: "Monday" }, result: "done" } satisfies Scene] : []),
  ]),
}));

const probed = (rules: string, seed = 1): ProbeReport => probeWhole(policyOf(`${tools}${rules}`), runs, { seed });
const found = (rules: string): readonly string[] =>
  probed(rules).findings.map(({ operator, tool, argument }) => `${operator} ${tool}${argument === undefined ? "" : ` ${argument}`}`);

/** Without a hole of the five kinds: each rule below leaves one of its parts out. */
const sound = {
  payee: "rule payee allow paying when args.to from user and args.amount <= 100 and after check",
  day: "rule day deny schedule unless args.day from user",
  sum: "rule total limit sum(args.amount) of paying to 100 per trace else deny",
  once: "rule once deny paying when any(past paying where it.args.to == args.to and it.args.amount == args.amount)",
};
const policy = (parts: Partial<typeof sound>): string => `${Object.values({ ...sound, ...parts }).join("\n")}\n`;

describe("probe", () => {
  it("finds nothing in a policy without these holes", () => {
    const report = probed(policy({}));
    assert.deepEqual(
      report.findings.map(({ about }) => about),
      [],
    );
    assert.ok(report.attempts > 8);
    assert.deepEqual(report.open, ["check", "read"]);
  });

  it("finds a replaced payee", () => {
    const report = probed(policy({ payee: "rule payee allow paying when args.amount <= 100 and after check" }));
    const finding = report.findings.find(({ operator, tool }) => operator === "foreign-value" && tool === "pay");
    assert.equal(finding?.argument, "to");
    assert.match(finding?.about ?? "", /^args\.to of pay was "\w+-\d\d"; now it is "\w+-\d\d", which stands in the result of read alone$/);
    assert.ok(finding?.nearest !== undefined);
  });

  it("finds a dropped prerequisite", () => {
    assert.deepEqual(found(policy({ payee: "rule payee allow paying when args.to from user and args.amount <= 100" })), [
      "drop-prerequisite pay",
    ]);
  });

  it("finds a large action that passes as several small ones", () => {
    const all = found(policy({ sum: "", once: "" }));
    assert.ok(all.includes("split pay amount"), all.join());
    assert.ok(!found(policy({ once: "" })).includes("split pay amount"));
  });

  it("finds a repeated action", () => {
    const parts = { once: "", sum: "rule total limit sum(args.amount) of paying to 500 per trace else deny" };
    const all = found(policy(parts));
    assert.ok(all.includes("repeat pay"), all.join());
    assert.ok(!found(policy({ ...parts, once: sound.once })).includes("repeat pay"));
  });

  it("finds another tool with the same effect", () => {
    const all = found(
      policy({
        payee:
          "rule payee allow pay when args.to from user and args.amount <= 100 and after check\nrule later allow schedule when after check",
      }),
    );
    assert.ok(all.includes("other-tool schedule to"), all.join());
    assert.ok(!all.includes("foreign-value pay to"), all.join());
  });

  it("gives each as the shortest run that replays, with the calls that are allowed", () => {
    const text = `${tools}${policy({ payee: "rule payee allow paying when args.amount <= 100 and after check" })}`;
    const target = policyOf(text);
    const { findings } = probeWhole(target, runs);
    assert.ok(findings.length > 0);
    for (const { events, context, calls, operator } of findings) {
      const run = { index: 0, id: undefined, model: undefined, task: undefined, labels: {}, context, events };
      const written = [...writeTrace(run)].join("");
      const [read] = readTrace("a.trace.jsonl", new TextEncoder().encode(written)).runs;
      assert.ok(read !== undefined);
      const reports = [...replayHistory(target, read, "recorded")].map(({ report }) => report);
      for (const call of calls) assert.equal(reports[call]?.verdict, "allow", operator);
    }
    const foreign = findings.find(({ operator, tool }) => operator === "foreign-value" && tool === "pay");
    assert.deepEqual(
      foreign?.events.flatMap((event) => (event.kind === "call" ? [event.tool] : [])),
      ["check", "read", "pay"],
    );
  });

  it("says the same for the same seed, and tries other values for another", () => {
    const rules = policy({ payee: "rule payee allow paying when args.amount <= 100 and after check" });
    const values = (seed: number): readonly string[] => probed(rules, seed).findings.map(({ about }) => about);
    assert.deepEqual(values(7), values(7));
    assert.notDeepEqual(values(7), values(8));
  });
});
