// What an edit of one rule changes on 1,000 recorded runs, as the status item counts it, against deciding all of them again.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { analyze, compile, decideHeld, flips, type HeldRun, mustDecideAgain, type Policy, readTrace } from "../core/src/index.ts";
import { medians, ratio } from "./measure.ts";

const bank = join(import.meta.dirname, "..", "samples", "bank");
const wanted = 1_000;

function heldRuns(): readonly HeldRun[] {
  const runs: HeldRun[] = [];
  for (const name of readdirSync(join(bank, "runs")))
    for (const { events: read, context } of readTrace(name, readFileSync(join(bank, "runs", name))).runs) {
      const events = [...read];
      runs.push({ events, context, tools: new Set(events.flatMap((event) => (event.kind === "call" ? [event.tool] : []))) });
    }
  return Array.from({ length: wanted }, (_, at) => ({ ...(runs[at % runs.length] as HeldRun) }));
}

function policyOf(text: string): Policy {
  const host = {
    resolve: (_: string, written: string) => written,
    read: () => ({ text: readFileSync(join(bank, "bank.tools.json"), "utf8") }),
  };
  const compiled = compile(analyze("bank.remit", text, host));
  if ("errors" in compiled) throw new Error("the sample has errors");
  return compiled.policy;
}

export async function benchConsequences(): Promise<string> {
  const runs = heldRuns();
  const text = readFileSync(join(bank, "bank.remit"), "utf8");
  const before = policyOf(text);
  const decided = new Map(runs.map((run) => [run, decideHeld(before, run)]));
  let changed = 0;
  const edit = (): void => {
    const after = policyOf(`${text}\nask change_password\n`);
    const again = mustDecideAgain(before, after);
    changed = 0;
    for (const [run, then] of decided) changed += flips(then, again(run) ? decideHeld(after, run) : then).length;
  };
  const whole = (): void => {
    const after = policyOf(`${text}\nask change_password\n`);
    for (const run of runs) decideHeld(after, run);
  };
  const times = await medians(
    [
      { name: "edit", run: edit },
      { name: "whole", run: whole },
    ],
    9,
  );
  const [ours, theirs] = [times.get("edit") ?? 0, times.get("whole") ?? 0];
  return `${ratio(ours, theirs)} as deciding them all, analysis included (${changed} calls flip; here ${ours.toFixed(0)} ms, ${theirs.toFixed(0)} ms for all)`;
}
