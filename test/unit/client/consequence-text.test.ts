import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { saidOf } from "../../../client/src/consequences/consequence-text.ts";
import type { Consequences } from "../../../server/src/runs/protocol.ts";

const counted: Consequences = {
  uri: "file:///bank.remit",
  version: 7,
  state: "counted",
  runs: 312,
  calls: 4821,
  verdicts: { allow: 4800, ask: 18, deny: 3, unknown: 0 },
  against: "saved",
  flips: undefined,
};
const flipped: Consequences = {
  ...counted,
  flips: {
    count: 4,
    kinds: [
      { from: "deny", to: "allow", count: 1 },
      { from: "allow", to: "ask", count: 3 },
    ],
    steps: [],
  },
};

describe("what the status item says of an edit", () => {
  it("is what it flips, what lets more through first", () => {
    const said = saidOf(flipped, 7);
    assert.equal(said?.text, "$(arrow-swap) flips 4 of 4,821 recorded calls (1 deny → allow)");
    assert.match(said?.tooltip ?? "", /in 312 runs: 1 deny → allow, 3 allow → ask\./);
    assert.equal(said?.loosens, true);
  });

  it("says what is compared with", () => {
    assert.match(saidOf(flipped, 7)?.tooltip ?? "", /^Against the policy as saved, /);
    assert.match(saidOf({ ...flipped, against: "opened" }, 7)?.tooltip ?? "", /^Against the policy as you opened it, /);
  });

  it("is a warning only where something is let through", () => {
    const kinds = [{ from: "allow", to: "deny", count: 2 }] as const;
    assert.equal(saidOf({ ...counted, flips: { count: 2, kinds, steps: [] } }, 7)?.loosens, false);
  });

  it("tells an edit without effect from no edit", () => {
    assert.equal(saidOf({ ...counted, flips: { count: 0, kinds: [], steps: [] } }, 7)?.text, "$(check) flips none of 4,821 recorded calls");
    assert.equal(saidOf(counted, 7)?.text, "$(history) 3 denied, 18 asked of 4,821");
  });

  it("is never a count of another version", () => {
    for (const version of [6, 8]) assert.match(saidOf(flipped, version)?.text ?? "", /counting$/);
    assert.match(saidOf({ ...counted, state: "counting", version: undefined }, 7)?.text ?? "", /counting$/);
  });

  it("says that a policy with errors decides nothing, and nothing where no run is bound", () => {
    assert.match(saidOf({ ...counted, state: "errors", version: undefined }, 7)?.text ?? "", /nothing counted/);
    assert.equal(saidOf({ ...counted, state: "none" }, 7), undefined);
    assert.equal(saidOf(undefined, 7), undefined);
  });
});
