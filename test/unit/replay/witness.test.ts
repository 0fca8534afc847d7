import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Policy, replayRun, type Witness, witnesses } from "../../../core/src/index.ts";
import { policyOf } from "../../support/play.ts";

const base = `tool check(id: string)
tool pay(to: string, amount: number, tags?: string[])
default ask
allow check
`;
function found(before: string, after: string): readonly Witness[] {
  const [old, fresh] = [policyOf(base + before), policyOf(base + after)];
  const search = witnesses(old, fresh);
  let next = search.next();
  while (next.done !== true) next = search.next();
  for (const witness of next.value) replays(witness, old, fresh);
  return next.value;
}

/** What a witness says is what both decide on its run. */
function replays({ events, from, to }: Witness, old: Policy, fresh: Policy): void {
  const last = (policy: Policy): string | undefined => [...replayRun(policy, { events, context: undefined })].at(-1)?.would;
  assert.deepEqual([last(old), last(fresh)], [from.would, to.would]);
}

const pairs: readonly (readonly [string, string, string])[] = [
  ["a moved bound", "allow pay when args.amount <= 100", "allow pay when args.amount <= 101"],
  ["another name", 'deny pay when args.to == "EVIL"', 'deny pay when args.to == "WORSE"'],
  ["a source left out", "allow pay when args.to from user", "allow pay when args.amount > 0"],
  ["another source", "deny pay when args.to from untrusted", "deny pay when args.amount < 0"],
  ["history", "require check before pay\nallow pay", "allow pay"],
  ["a limit", "allow pay\nlimit pay to 1 per trace", "allow pay"],
  ["two conditions at once", 'allow pay when args.to == "A" and args.amount == 7', "allow pay when args.amount == -1"],
];

describe("witnesses", () => {
  for (const [what, before, after] of pairs)
    it(`find a call that shows ${what}`, () => {
      const [first] = found(before, after);
      assert.ok(first !== undefined);
      assert.equal(first.tool, "pay");
    });

  it("take the simplest history, and what got looser first", () => {
    const all = found("allow pay when args.amount <= 100", "allow pay when args.amount == 200");
    assert.deepEqual(
      all.map(({ change, after }) => [change, after]),
      [
        ["looser", ""],
        ["stricter", ""],
      ],
    );
  });

  it("find nothing between a policy and itself", () => {
    for (const [, before] of pairs) assert.deepEqual(found(before, before), []);
  });
});
