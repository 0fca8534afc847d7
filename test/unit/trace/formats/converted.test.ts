// Every recording, written in Remit's own form and read again, gives the same events.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readTrace } from "../../../../core/src/trace/read.ts";
import { writeTrace } from "../../../../core/src/trace/write.ts";
import { readBytes, recording } from "../../../support/traces.ts";

describe("recordings written in Remit's own form", () => {
  it("give the same events when they are read again", function () {
    const folder = recording("formats");
    if (folder === undefined) return this.skip();
    let count = 0;
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const path = join(folder, name);
      if (!statSync(path).isFile() || !/\.(?:jsonl?|eval|traj)$/.test(name)) continue;
      const bytes = readFileSync(path);
      const events = readBytes(bytes, path).events.map((event) => ({ ...event, pointer: "" }));
      const lines = [...readTrace(path, bytes).runs].flatMap((run) => [...writeTrace(run)]);
      const again = readBytes(Buffer.from(lines.join("")), "a.trace.jsonl");
      assert.deepEqual(
        again.events.map((event) => ({ ...event, pointer: "" })),
        events,
        name,
      );
      count += again.runs.length;
    }
    assert.ok(count > 100, `${count} runs were read`);
  });
});
