// What a step costs late in a long run against early in it, for a policy that uses every construct that is kept incrementally.
import assert from "node:assert/strict";
import { type CallEvent, createMonitor, type Event } from "../core/src/index.ts";
import { callOf, compiled, resultOf } from "./made.ts";
import { median } from "./measure.ts";

const text = `
tool read(path: string)
tool pay(to: string, amount: number)
tool mail(to: string)
default allow
deny pay when after (read where it.args.path == args.to)
deny pay when count(past pay where it.args.to == args.to) > 1000000
deny pay when sum(past pay: it.args.amount) > 1000000000
deny pay when (max(past pay where it.args.to == args.to: it.args.amount) ?? 0) > 5000 or (min(past pay: it.args.amount) ?? 0) < 0
deny pay when distinct(past pay: it.args.to) > 1000000
deny pay when (last(past pay).args.amount ?? 0) > 5000 or (first(past pay).args.amount ?? 0) > 5000
deny mail when count(past mail since user) > 1000
deny mail when any(past mail within 60s where it.args.to == "x")
deny mail when count(past * within 20 steps where it.tool == "mail") > 20
require read before mail
limit pay to 1000000 per trace for each args.to
limit sum(args.amount) of pay to 1000000000 per trace
limit distinct(args.to) of mail to 1000000 per trace
limit mail to 1000 per turn
limit mail to 1000 per 1m
limit * to 1 per batch
grant pay when args.amount == 77 uses 5
ask pay when args.amount == 77 unless granted
`;

const window = 500;

/** The ratio of the median step around the given places. */
export async function benchGrowth(early = 1_000, late = 100_000): Promise<string> {
  const policy = compiled(text);
  const monitor = createMonitor(policy);
  const times = new Map<number, number[]>([
    [early, []],
    [late, []],
  ]);
  for (let step = 0; step < late + window; step++) {
    const [call, result] = events(step);
    const into = [...times].find(([place]) => Math.abs(step - place) <= window)?.[1];
    const start = performance.now();
    const ruling = monitor.decide(call);
    into?.push(performance.now() - start);
    assert.equal(ruling.would, "allow", `step ${step}: ${ruling.rules.join()}`);
    monitor.onEvent(result);
    if (step % 50 === 49) monitor.onEvent({ kind: "message", role: "user", text: "go on", time: undefined, pointer: "" });
  }
  const [a, b] = [median(times.get(early) ?? []), median(times.get(late) ?? [])];
  return `step ${late.toLocaleString("en-US")} takes ${(b / a).toFixed(2)} times as long as step ${early.toLocaleString("en-US")} (${(b * 1000).toFixed(1)} against ${(a * 1000).toFixed(1)} µs)`;
}

function events(step: number): readonly [CallEvent, Event] {
  const tool = ["read", "pay", "mail"][step % 3] ?? "read";
  const value =
    tool === "read"
      ? { path: `f${step}` }
      : tool === "pay"
        ? { to: `a${step % 1000}`, amount: (step % 50) + 0.25 }
        : { to: `m${step % 500}` };
  return [callOf(step, tool, value), resultOf(step, "ok")];
}
