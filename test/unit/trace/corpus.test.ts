import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Event, TraceFile } from "../../../core/src/trace/model.ts";
import { isTraceName, readTrace, sniffTrace } from "../../../core/src/trace/read.ts";
import { writeTrace } from "../../../core/src/trace/write.ts";

const data = join(import.meta.dirname, "../../../../shared/data");
const dojo = join(data, "agentdojo");
const tau = join(data, "tau-airline/gpt-4o-airline.json");
const deep = (process.env.REMIT_DEEP ?? "") !== "";

/** Whether what a test needs is not on this machine, which is said. */
const absent = (path: string): boolean => {
  if (existsSync(path)) return false;
  console.log(`      skipped: ${path} is absent`);
  return true;
};
const eventsOf = (file: TraceFile): readonly (readonly Event[])[] => Array.from(file.runs, (run) => [...run.events]);
const count = (events: readonly Event[], kind: Event["kind"]): number => events.filter((event) => event.kind === kind).length;

interface Message {
  readonly role: string;
  readonly tool_calls?: readonly unknown[] | null;
}
const naiveCalls = (messages: readonly Message[]): number => messages.reduce((sum, { tool_calls }) => sum + (tool_calls?.length ?? 0), 0);
const naiveResults = (messages: readonly Message[]): number => messages.filter(({ role }) => role === "tool").length;

describe("the recorded corpora", () => {
  it("of AgentDojo are read whole, without Problems", function () {
    if (absent(dojo)) this.skip();
    const paths = readdirSync(dojo, { recursive: true, encoding: "utf8" }).filter(
      (path) => /[\\/].*\.json$/.test(path) && isTraceName(path),
    );
    assert.ok(paths.length > 1000);
    for (const [index, path] of paths.sort().entries()) {
      if (!deep && index % 10 !== 0) continue;
      const bytes = readFileSync(join(dojo, path));
      const file = readTrace(path, bytes);
      const [events = [], ...others] = eventsOf(file);
      const naive = JSON.parse(bytes.toString()) as { messages: readonly Message[]; utility: boolean };
      assert.equal(file.format, "agentdojo", path);
      assert.deepEqual([others.length, file.problems, count(events, "gap")], [0, [], 0], path);
      assert.equal(count(events, "call"), naiveCalls(naive.messages), path);
      assert.equal(count(events, "result"), naiveResults(naive.messages), path);
    }
  }).timeout(120_000);

  it("name catalogues of tools as no traces", function () {
    if (absent(dojo)) this.skip();
    for (const path of [join(dojo, "banking/tools.json"), join(data, "tau-airline/tools.json")]) {
      const bytes = readFileSync(path);
      const file = readTrace(path, bytes);
      assert.deepEqual(
        file.problems.map(({ code }) => code),
        ["unknown-format"],
        path,
      );
      assert.equal([...file.runs].length, 0);
      assert.equal(isTraceName(path), false);
      assert.equal(sniffTrace(path, bytes), undefined);
    }
  });

  it("of tau-bench have the runs and calls that a naive count finds", function () {
    if (absent(tau)) this.skip();
    const bytes = readFileSync(tau);
    const naive = JSON.parse(bytes.toString()) as readonly { traj: readonly Message[]; reward: number; task_id: number }[];
    const file = readTrace(tau, bytes);
    const runs = Array.from(file.runs, (run) => ({ labels: run.labels, events: [...run.events] }));
    assert.equal(file.format, "openai-chat");
    assert.equal(runs.length, 100);
    assert.deepEqual(
      runs.map(({ labels, events }) => [labels.task_id, labels.reward, count(events, "call"), count(events, "result")]),
      naive.map(({ task_id, reward, traj }) => [task_id, reward, naiveCalls(traj), naiveResults(traj)]),
    );
    for (const problem of file.problems) assert.equal(problem.code, "call-without-result");
  });

  it("come back from Remit's own form as they were", function () {
    if (absent(tau)) this.skip();
    const bytes = readFileSync(tau);
    const original = eventsOf(readTrace(tau, bytes)).map((events) => events.map((event) => ({ ...event, pointer: "" })));
    const text = Array.from(readTrace(tau, bytes).runs, (run) => [...writeTrace(run)].join("")).join("");
    const again = readTrace("again.trace.jsonl", new TextEncoder().encode(text));
    const read = eventsOf(again).map((events) => events.map((event) => ({ ...event, pointer: "" })));
    assert.deepEqual(read, original);
  });

  it("cut anywhere give the beginning of what they give whole, and say so", function () {
    if (absent(tau)) this.skip();
    const runs = JSON.parse(readFileSync(tau, "utf8")) as readonly unknown[];
    const bytes = new TextEncoder().encode(JSON.stringify(runs.slice(0, 2), null, 1));
    const whole = eventsOf(readTrace("cut.json", bytes)).flat();
    const cuts = deep ? 1000 : 100;
    for (let cut = 0; cut < cuts; cut++) {
      const length = Math.floor((bytes.length * (cut * 7919)) / (cuts * 7919)) + (cut % 13);
      const file = readTrace("cut.json", bytes.subarray(0, Math.min(length, bytes.length - 1)));
      const events = eventsOf(file).flat();
      assert.ok(file.problems.length > 0, `cut at ${length}`);
      const known = events.filter((event) => event.kind !== "gap");
      assert.deepEqual(known, whole.slice(0, known.length), `cut at ${length}`);
      assert.ok(
        events.slice(0, -1).every((event) => event.kind !== "gap"),
        `cut at ${length}`,
      );
    }
  });
});
