import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { coveredRules, tallies, truthsOf } from "../../../client/src/tests/covered-rules.ts";
import { type Coverage, CoverageCounter, replayHistory } from "../../../core/src/index.ts";
import { eventsOf, policyOf } from "../../support/play.ts";

const text = `tool pay(to: string, amount: number)
default ask
rule small allow pay when args.amount <= 10 and args.to from user
rule thief deny pay when args.to == "THIEF"
rule never flag pay when args.amount > 1000
`;

function coverage(): Coverage {
  const policy = policyOf(text);
  const counter = new CoverageCounter(policy);
  counter.beginRun();
  const events = eventsOf([
    { user: "Pay ANNA" },
    { tool: "pay", args: { to: "ANNA", amount: 5 }, result: "" },
    { tool: "pay", args: { to: "THIEF", amount: 50 }, result: "" },
    { tool: "pay", args: { to: "ANNA" }, result: "" },
  ]);
  for (const { report } of replayHistory(policy, { events, context: undefined }, "recorded", { explain: true })) counter.add(report);
  return counter.coverage();
}

const labels = (now: string): readonly string[] =>
  coveredRules(coverage(), "test.remit", { measured: text, now }).map(({ label }) => label);

describe("coverage in the editor", () => {
  it("has rules with what became of them, and the leaves of their conditions with how often each was true, false and unknown", () => {
    const rules = coveredRules(coverage(), "test.remit", { measured: text, now: text });
    assert.deepEqual(
      rules.map(({ label, decided }) => [label, decided]),
      [
        ["small: decided, counted on 1 of 3 calls", 1],
        ["thief: decided, counted on 1 of 3 calls", 1],
        ["never: decided, counted on 1 of 3 calls", 1],
      ],
    );
    const [small] = rules;
    assert.deepEqual(
      small?.conditions.map(({ span, times, counts }) => [text.slice(span.start, span.end), times, counts]),
      [
        ["args.amount <= 10", 3, { true: 1, false: 1, unknown: 1 }],
        ["args.to from user", 3, { true: 2, false: 1, unknown: 0 }],
      ],
    );
    assert.deepEqual(
      small?.conditions.map(({ counts }) => truthsOf(counts).map(({ truth }) => truth)),
      [
        ["true", "false", "unknown"],
        ["true", "false"],
      ],
    );
    const { conditions, truths, rules: all } = tallies(rules);
    assert.deepEqual(
      [conditions, truths, all],
      [
        { covered: 4, total: 4 },
        { covered: 9, total: 10 },
        { covered: 3, total: 3 },
      ],
    );
  });

  it("moves with the text, and leaves out what was edited itself", () => {
    const now = `// A line more.\n${text.replace("THIEF", "CROOK")}`;
    const rules = coveredRules(coverage(), "test.remit", { measured: text, now });
    assert.deepEqual(
      rules.map(({ span }) => now.slice(span.start, span.end)),
      ["rule small allow pay when args.amount <= 10 and args.to from user", "rule never flag pay when args.amount > 1000"],
    );
    assert.deepEqual(
      rules[1]?.conditions.map(({ span }) => now.slice(span.start, span.end)),
      ["args.amount > 1000"],
    );
  });

  it("says so where what rules build on was edited", () => {
    assert.match(labels(text.replace("default ask", "default deny"))[0] ?? "", /\(what it builds on was edited since\)$/);
    assert.deepEqual(labels(`${text}\nrule more allow pay when args.amount < 2\n`), labels(text));
  });

  it("knows nothing of another file", () => {
    assert.deepEqual(coveredRules(coverage(), "other.remit", { measured: "", now: "" }), []);
  });
});
