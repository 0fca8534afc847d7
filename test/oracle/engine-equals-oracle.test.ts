// The engine against the oracle: every step, every rule's outcome, the verdict and what it rests on.
import assert from "node:assert/strict";
import fc from "fast-check";
import { cases, runs, seed } from "./cases.ts";
import { difference } from "./difference.ts";

describe(`the engine equals the oracle (seed ${seed})`, () => {
  it("in every rule's outcome and every verdict", function () {
    this.timeout(0);
    fc.assert(
      fc.property(cases, (one) => {
        assert.equal(difference(one), undefined);
      }),
      runs(400, 100_000),
    );
  });
});
