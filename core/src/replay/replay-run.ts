// Replays a recorded run against a policy, as recorded: every call happened as the recording says. A stream in, a stream out.
import type { Policy } from "../policy/compile.ts";
import { createMonitor, type MonitorOptions } from "../policy/monitor.ts";
import type { StepReport } from "../policy/report.ts";
import type { Event, JsonRecord, Run } from "../trace/model.ts";

/** One report a call, in order. The run's own context is used unless another is given. */
export function* replayRun(policy: Policy, run: Pick<Run, "events" | "context">, options: MonitorOptions = {}): Generator<StepReport> {
  const monitor = createMonitor(policy, { ...options, context: options.context ?? run.context });
  for (const event of run.events) {
    const step = monitor.onEvent(event);
    if (step !== undefined) yield step;
  }
}

/** The report of one call, from 0, with its evidence; undefined where the run has no such call. */
export function explainStep(
  policy: Policy,
  events: readonly Event[],
  call: number,
  options: { readonly context?: JsonRecord | undefined } = {},
): StepReport | undefined {
  const monitor = createMonitor(policy, options);
  let at = -1;
  for (const event of events) {
    if (event.kind !== "call") monitor.onEvent(event);
    else {
      monitor.decide(event);
      if (++at === call) return monitor.explainLast();
    }
  }
  return undefined;
}
