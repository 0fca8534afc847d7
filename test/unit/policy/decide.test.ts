// decide() against its definition: every settlement tried, the strictest taken.
import assert from "node:assert/strict";
import fc from "fast-check";
import { decide, type RuleOutcome } from "../../../core/src/policy/decide.ts";
import type { StrictVerdict } from "../../../core/src/policy/report.ts";
import { FALSE, OPEN, TRUE } from "../../../core/src/policy/truth.ts";

const order: readonly StrictVerdict[] = ["allow", "ask", "deny"];
const strictest = (verdicts: readonly StrictVerdict[]): StrictVerdict =>
  order[Math.max(...verdicts.map((verdict) => order.indexOf(verdict)))] ?? "deny";
const loosest = (verdicts: readonly StrictVerdict[]): StrictVerdict =>
  order[Math.min(...verdicts.map((verdict) => order.indexOf(verdict)))] ?? "deny";

function certain(rules: readonly { effect: string; holds: boolean }[], byDefault: StrictVerdict): StrictVerdict {
  for (const effect of ["deny", "ask", "allow"] as const) if (rules.some((rule) => rule.effect === effect && rule.holds)) return effect;
  return byDefault;
}

/** The strictest verdict over all ways in which the doubts could come out. */
function strict(rules: readonly RuleOutcome[], byDefault: StrictVerdict): StrictVerdict {
  const ways = rules.reduce<{ effect: string; holds: boolean }[][]>(
    (all, { effect, outcomes }) => {
      const choices = outcomes === TRUE ? [true] : outcomes === FALSE ? [false] : [true, false];
      return all.flatMap((way) => choices.map((holds) => [...way, { effect, holds }]));
    },
    [[]],
  );
  return strictest(ways.map((way) => certain(way, byDefault)));
}

/** The loosest that settling only what the recording withheld can give. */
function otherwise(rules: readonly RuleOutcome[], byDefault: StrictVerdict): StrictVerdict {
  const ways = rules.reduce<RuleOutcome[][]>(
    (all, { effect, outcomes }) =>
      all.flatMap((way) => [TRUE, FALSE, OPEN].filter((bit) => outcomes & bit).map((bit) => [...way, { effect, outcomes: bit }])),
    [[]],
  );
  return loosest(ways.map((way) => strict(way, byDefault)));
}

const outcome = fc.constantFrom(TRUE, FALSE, OPEN, TRUE | FALSE, TRUE | OPEN, FALSE | OPEN, TRUE | FALSE | OPEN);
const rule = fc.record({ effect: fc.constantFrom("allow" as const, "deny" as const, "ask" as const, "flag" as const), outcomes: outcome });

describe("decide", () => {
  it("gives the strictest verdict of any settlement, and unknown where a better recording could loosen it", () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), fc.constantFrom(...order), (rules, byDefault) => {
        const decision = decide(rules, byDefault);
        assert.equal(decision.would, strict(rules, byDefault));
        assert.equal(decision.otherwise, otherwise(rules, byDefault));
        assert.equal(decision.verdict, decision.otherwise === decision.would ? decision.would : "unknown");
      }),
      { numRuns: process.env.REMIT_DEEP ? 100_000 : 3_000 },
    );
  });

  it("does not depend on the order of the rules", () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 6 }), fc.constantFrom(...order), (rules, byDefault) => {
        const [there, back] = [decide(rules, byDefault), decide([...rules].reverse(), byDefault)];
        assert.deepEqual([there.verdict, there.would, there.otherwise], [back.verdict, back.would, back.otherwise]);
      }),
    );
  });

  it("never turns a default deny into ask by an ask in doubt", () => {
    assert.equal(decide([{ effect: "ask", outcomes: OPEN }], "deny").verdict, "deny");
    assert.equal(
      decide(
        [
          { effect: "ask", outcomes: OPEN },
          { effect: "allow", outcomes: TRUE },
        ],
        "deny",
      ).verdict,
      "ask",
    );
  });
});
