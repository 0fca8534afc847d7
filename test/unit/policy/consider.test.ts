// A call that is only considered leaves no trace in what is decided later.
import assert from "node:assert/strict";
import { createMonitor, type Event } from "../../../core/src/index.ts";
import { eventsOf, policyOf } from "../../support/play.ts";

describe("considering a call", () => {
  it("settles nothing of a batch that goes on", () => {
    const policy = policyOf("default allow\nrequire read before pay\nlimit read to 1 per trace");
    const [read, result] = eventsOf([{ tool: "read", args: {}, result: "ok" }]);
    assert.ok(read?.kind === "call" && result?.kind === "result");
    const pay = (batch: number): Extract<Event, { kind: "call" }> => ({ ...read, call: 1, tool: "pay", batch });
    for (const considers of [false, true]) {
      const monitor = createMonitor(policy);
      monitor.onEvent(read);
      monitor.onEvent(result);
      if (considers) assert.equal(monitor.consider(pay(read.batch + 1)).would, "allow");
      assert.equal(monitor.decide(pay(read.batch)).would, "deny");
    }
  });
});
