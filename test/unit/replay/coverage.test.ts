import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  type Coverage,
  CoverageCounter,
  mergeCoverage,
  type Policy,
  type RuleCoverage,
  replayHistory,
  ruleState,
  type StepReport,
} from "../../../core/src/index.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";

const text = `tool read(path: string)
tool pay(to: string, amount: number, note?: string)
tool wipe()
tool idle(a: string)
let most = 100
let large = args.amount > most
default ask
rule readers allow read
rule small allow pay when args.to from user and not large
rule thief deny pay when args.to == "THIEF"
rule few limit pay to 2 per trace else ask
rule never allow pay when args.amount < 1 and args.amount > 5
rule wiped deny wipe
rule watched flag pay when args.amount >= 50
`;

function counted(policy: Policy, runs: readonly (readonly Scene[])[]): { readonly coverage: Coverage; readonly steps: StepReport[] } {
  const counter = new CoverageCounter(policy);
  const all: StepReport[] = [];
  for (const scenes of runs) {
    counter.beginRun();
    const steps = replayHistory(policy, { events: eventsOf(scenes), context: undefined }, "recorded", { explain: true });
    let next = steps.next();
    for (; next.done !== true; next = steps.next()) {
      counter.add(next.value.report);
      all.push(next.value.report);
    }
    for (const obligation of next.value.obligations) counter.addObligation(obligation);
  }
  return { coverage: counter.coverage(), steps: all };
}

const pay = (to: string, amount: number): Scene => ({ tool: "pay", args: { to, amount }, result: "paid" });
const scene: readonly Scene[] = [
  { user: "Pay ANNA 100 and 20, then BERTHOLD" },
  { tool: "read", args: { path: "x" }, result: "THIEF" },
  pay("ANNA", 100),
  pay("ANNA", 20),
  pay("THIEF", 20),
  pay("ANNA", 20),
  { tool: "gone", args: {}, result: "" },
];

describe("coverage", () => {
  const policy = policyOf(text);
  const { coverage } = counted(policy, [scene]);
  const rule = (name: string, of: Coverage = coverage): RuleCoverage => {
    const found = of.rules.find((one) => one.name === name);
    assert.ok(found !== undefined, name);
    return found;
  };

  it("tells five states of rules apart", () => {
    assert.deepEqual(Object.fromEntries(coverage.rules.map((one) => [one.name, ruleState(one)])), {
      readers: "decided",
      small: "decided",
      thief: "decided",
      few: "decided",
      never: "cannot happen",
      wiped: "never evaluated",
      watched: "decided",
    });
    const alone = counted(policy, [[{ user: "Pay THIEF" }, pay("THIEF", 1)]]).coverage;
    assert.equal(ruleState(rule("small", alone)), "overridden");
    assert.equal(ruleState(rule("few", alone)), "never true");
  });
  it("counts the truths of clauses, and where values stood about their bounds", () => {
    const [when] = rule("small").clauses;
    assert.deepEqual(when?.counts, { true: 3, false: 1, unknown: 0 });
    assert.deepEqual(
      when.children.map(({ source, counts }) => [source, counts.true, counts.false]),
      [
        ["args.to from user", 3, 1],
        ["not large", 4, 0],
      ],
    );
    assert.deepEqual(rule("few").clauses[0]?.bound, { inside: 1, at: 1, outside: 2 });
    assert.deepEqual(rule("watched").clauses[0]?.bound, { inside: 1, at: 0, outside: 3 });
    assert.equal(rule("thief").clauses[0]?.bound, undefined);
  });
  it("says which tools and arguments no rule speaks of", () => {
    const tools = new Map(coverage.tools.map((tool) => [tool.tool, tool]));
    const free = (name: string): unknown =>
      tools
        .get(name)
        ?.args.filter(({ constrained }) => !constrained)
        .map((one) => one.name);
    assert.deepEqual(free("pay"), ["note"]);
    assert.deepEqual(free("read"), ["path"]);
    assert.deepEqual(tools.get("idle")?.rules, []);
    assert.deepEqual([tools.get("gone")?.known, tools.get("gone")?.byDefault, coverage.byDefault], [false, 1, 1]);
    assert.deepEqual(tools.get("pay")?.verdicts, { allow: 2, ask: 1, deny: 1, unknown: 0 });
  });
  it("counts what an expect owes", () => {
    const owing = policyOf("tool open()\ntool close()\nallow *\nrule shut expect open followed by close\n");
    const run = (...tools: readonly string[]): readonly Scene[] => tools.map((tool) => ({ tool, result: "" }));
    assert.equal(ruleState(rule("shut", counted(owing, [run("close")]).coverage)), "never evaluated");
    assert.equal(ruleState(rule("shut", counted(owing, [run("open", "close")]).coverage)), "decided");
  });
  it("counts an unknown clause as neither", () => {
    const doubtful = counted(policy, [[{ user: "Pay ANNA" }, { tool: "pay", args: { to: "ANNA" }, result: "" }]]).coverage;
    assert.deepEqual(rule("watched", doubtful).clauses[0]?.counts, { true: 0, false: 0, unknown: 1 });
    assert.equal(rule("watched", doubtful).inDoubt, 1);
    assert.deepEqual(rule("watched", doubtful).clauses[0]?.bound, { inside: 0, at: 0, outside: 0 });
  });

  const calls = fc.oneof(
    fc.record({ to: fc.constantFrom("ANNA", "THIEF", "CARL"), amount: fc.integer({ min: 0, max: 120 }) }).map((a) => pay(a.to, a.amount)),
    fc.constantFrom<Scene>({ tool: "read", args: { path: "x" }, result: "CARL" }, { tool: "wipe" }, { tool: "gone" }, { gap: true }),
  );
  const runs = fc.array(
    fc.array(calls, { maxLength: 6 }).map((scenes): readonly Scene[] => [{ user: "Pay ANNA" }, ...scenes]),
    { maxLength: 4 },
  );

  it("equals a slow count from the definitions", () => {
    fc.assert(
      fc.property(runs, (all) => {
        const { coverage: found, steps } = counted(policy, all);
        for (const one of found.rules) {
          const seen = steps.flatMap(({ outcomes }) => outcomes.filter(({ name }) => name === one.name));
          assert.equal(one.evaluated, seen.length);
          assert.equal(one.counted, seen.filter(({ counts }) => counts).length);
          const decides = steps.filter(({ rules, flags }) => rules.includes(one.name) || flags.includes(one.name));
          assert.equal(one.decided, decides.length);
          for (const [at, clause] of one.clauses.entries())
            for (const truth of ["true", "false", "unknown"] as const)
              assert.equal(clause.counts[truth], seen.filter(({ clauses }) => clauses[at]?.clause.truth === truth).length);
        }
        for (const tool of found.tools) assert.equal(tool.calls, steps.filter((step) => step.tool === tool.tool).length);
      }),
    );
  });
  it("adds up: runs together are the sum of each", () => {
    fc.assert(
      fc.property(runs, runs, (some, others) => {
        const sum = mergeCoverage(counted(policy, some).coverage, counted(policy, others).coverage);
        assert.deepEqual(sum, counted(policy, [...some, ...others]).coverage);
      }),
    );
  });
});
