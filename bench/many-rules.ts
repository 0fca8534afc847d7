// What rules about other tools cost: a call under ten rules that speak of it, and under the same ten and 10,000 that do not.
import assert from "node:assert/strict";
import { createMonitor, type Policy } from "../core/src/index.ts";
import { callOf, compiled, resultOf } from "./made.ts";
import { medians } from "./measure.ts";

const own = Array.from(
  { length: 10 },
  (_, at) => `deny pay when count(past pay where it.args.to == args.to) > ${1_000 + at} or args.amount > ${5_000 + at}`,
).join("\n");
const others = (rules: number): string =>
  Array.from({ length: rules }, (_, at) => `deny tool_${at} when count(past tool_${at} where it.args.to == args.to) > 3`).join("\n");

const steps = 2_000;

export async function benchManyRules(rules = 10_000): Promise<string> {
  const few = compiled(`default allow\n${own}`);
  const many = compiled(`default allow\n${own}\n${others(rules)}`);
  const run = (policy: Policy) => (): void => {
    const monitor = createMonitor(policy);
    for (let step = 0; step < steps; step++) {
      const ruling = monitor.decide(callOf(step, "pay", { to: `a${step % 10}`, amount: step }));
      assert.equal(ruling.would, "allow");
      monitor.onEvent(resultOf(step, "ok"));
    }
  };
  const times = await medians(
    [
      { name: "few", run: run(few) },
      { name: "many", run: run(many) },
    ],
    15,
    5,
  );
  const [a, b] = [times.get("few") ?? 0, times.get("many") ?? 0];
  return `${(b / a).toFixed(2)} times as long with ${rules.toLocaleString("en-US")} more (${((b / steps) * 1000).toFixed(1)} against ${((a / steps) * 1000).toFixed(1)} µs a call)`;
}
