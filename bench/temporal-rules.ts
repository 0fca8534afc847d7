// One decision under many temporal rules, late in a run: the load that Dogwood's reference engine publishes figures for (0.30, 2.30,
// 22.3 and 233 ms a decision at 10, 100, 1,000 and 10,000 policies after 200 events; dogwood-local-engine, dogwood-performance/README).
// Those are of another machine: what is compared here is how the time grows. Every rule speaks of the decided call, and asks of the past.
import assert from "node:assert/strict";
import { createMonitor } from "../core/src/index.ts";
import { callOf, compiled, resultOf } from "./made.ts";
import { median } from "./measure.ts";

const events = 200;
const published = new Map([
  [10, 0.3],
  [100, 2.3],
  [1_000, 22.3],
  [10_000, 233],
]);

/** Half of them need an earlier call with an argument of this one, half count within a window. */
const rules = (count: number): string =>
  Array.from({ length: count }, (_, at) =>
    at % 2 === 0
      ? `deny pay when args.amount > ${1_000 + at} and none(past read where it.args.path == args.to)`
      : `deny pay when count(past pay within 1h where it.args.to == args.to) > ${300 + at}`,
  ).join("\n");

export function benchTemporalRules(): string {
  const rows = [...published].map(([count, theirs]) => {
    const policy = compiled(`default allow\n${rules(count)}`);
    const times: number[] = [];
    for (let round = 0; round < Math.max(3, Math.min(60, 30_000 / count)); round++) {
      const monitor = createMonitor(policy);
      for (let step = 0; step < events / 2; step++) {
        const value = step % 2 === 0 ? { path: `a${step % 7}` } : { to: `a${step % 7}`, amount: step };
        monitor.decide(callOf(step, step % 2 === 0 ? "read" : "pay", value));
        monitor.onEvent(resultOf(step, "ok"));
      }
      const start = performance.now();
      const ruling = monitor.decide(callOf(events, "pay", { to: "a1", amount: 5 }));
      times.push(performance.now() - start);
      assert.equal(ruling.would, "allow");
    }
    return { count, ours: median(times), theirs };
  });
  const [first] = rows;
  assert.ok(first);
  const growth = (time: number, base: number): string => `${(time / base).toFixed(1)}x`;
  const each = rows.map(
    ({ count, ours, theirs }) =>
      `${count.toLocaleString("en-US")} rules ${(ours * 1000).toFixed(0)} µs (${growth(ours, first.ours)}; Dogwood publishes ${theirs} ms, ${growth(theirs, first.theirs)})`,
  );
  return `after ${events} events, ${each.join(", ")}`;
}
