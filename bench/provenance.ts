// What a step costs late in a long run against early in it, for a policy that asks where values came from: values that stand
// nowhere, in the newest result, in the oldest, and sentences of words that are everywhere.
import assert from "node:assert/strict";
import { analyze, type CallEvent, compile, createMonitor, type Event, type Policy } from "../core/src/index.ts";
import { median } from "./measure.ts";

const text = `
tool read(path: string)
tool list(query: string)
tool pay(to: string, note: string)
trusted list only to
default allow
deny pay when args.to from untrusted and args.to not from trusted
deny pay when args.note from trusted
deny pay when args.to from result of (read where it.args.path == "nowhere")
`;

const window = 500;
const words = "please pay the bill of last month to our friend in town before the end".split(" ");

export async function benchProvenance(early = 1_000, late = 100_000): Promise<string> {
  const monitor = createMonitor(compiled());
  const times = new Map<number, number[]>([
    [early, []],
    [late, []],
  ]);
  monitor.onEvent({ kind: "message", role: "user", text: "Pay them all, GB00FIRST first.", time: undefined, pointer: "" });
  for (let step = 0; step < late + window; step++) {
    const [call, result] = events(step);
    const into = [...times].find(([place]) => Math.abs(step - place) <= window)?.[1];
    const start = performance.now();
    const report = monitor.onEvent(call);
    if (call.tool === "pay") into?.push(performance.now() - start);
    assert.equal(report?.verdict, "allow", `step ${step}: ${report?.why}`);
    monitor.onEvent(result);
  }
  const [a, b] = [median(times.get(early) ?? []), median(times.get(late) ?? [])];
  return `${(b / a).toFixed(2)} times as long (${(b * 1000).toFixed(1)} µs against ${(a * 1000).toFixed(1)} µs)`;
}

function events(step: number): readonly [CallEvent, Event] {
  const tool = ["read", "list", "pay"][step % 3] ?? "pay";
  const sentence = words.map((_, at) => words[(at * 5 + step) % words.length]).join(" ");
  const payees = [`NL${step}NOWHERE`, `NL${step - 1}LISTED`, "NL1LISTED", "GB00FIRST"];
  const value =
    tool === "read"
      ? { path: `f${step}` }
      : tool === "list"
        ? { query: `q${step}` }
        : {
            to: payees[Math.floor(step / 3) % payees.length] ?? "",
            note: `${words[step % 7] ?? ""} ${words[(step * 3) % 11] ?? ""} ${sentence}`,
          };
  const found =
    tool === "list" ? JSON.stringify([{ to: `NL${step}LISTED`, note: sentence }]) : tool === "read" ? `${sentence}: ${step}` : "ok";
  return [
    {
      kind: "call",
      call: step,
      id: undefined,
      tool,
      args: { kind: "record", value },
      batch: step,
      lane: undefined,
      time: undefined,
      fate: "unstated",
      approvedBy: undefined,
      pointer: "",
    },
    { kind: "result", call: step, text: found, structured: undefined, form: "json", failed: false, time: undefined, pointer: "" },
  ];
}

function compiled(): Policy {
  const result = compile(analyze("/bench.remit", text, { resolve: (_, written) => written, read: () => ({ reason: "no such file" }) }));
  assert.ok("policy" in result, JSON.stringify(result));
  return result.policy;
}
