// A monitor that can be saved and resumed. Its state is the record of what it saw, as one JSON text: a monitor is a function of its
// events, so that a resumed one decides as the saved one would have gone on to. The state grows with the run.
import type { Policy } from "../policy/compile.ts";
import { createMonitor, type Monitor, type MonitorOptions } from "../policy/monitor.ts";
import type { Ruling, StepReport } from "../policy/report.ts";
import { isList, isRecord, member, parseJson, writeJson } from "../trace/encodings/json.ts";
import type { CallEvent, Event, Json, JsonRecord, Run } from "../trace/model.ts";
import { writeTrace } from "../trace/write.ts";

export interface Session extends Omit<Monitor, "doubtLast" | "ask" | "consider"> {
  /** The state, as a text for `resume`. */
  save(): string;
  /** The run so far, as the text of a `*.trace.jsonl`, which the replay view opens. A call that was refused is recorded as refused. */
  trace(): string;
}

export interface SessionOptions extends MonitorOptions {
  /** What an earlier session of the same policy saved. `createSession` throws an `Error` where it is no such text. */
  readonly resume?: string | undefined;
}

/** A monitor that can be saved and resumed. After resuming, it decides as the one that was saved would have gone on to. */
export function createSession(policy: Policy, options: SessionOptions = {}): Session {
  const saved = options.resume === undefined ? undefined : savedRun(options.resume);
  const context = saved?.context ?? options.context;
  const monitor = createMonitor(policy, { ...options, context });
  const events: Event[] = [];
  let last = -1;
  const note = (event: Event): void => {
    if (event.kind === "call") last = events.length;
    events.push(event);
  };
  for (const event of saved?.events ?? []) {
    if (event.kind === "call") monitor.decide(event);
    else monitor.onEvent(event);
    note(event);
  }
  const run = (): Run => ({ index: 0, id: undefined, model: undefined, task: undefined, labels: {}, context, tools: undefined, events });
  return {
    onEvent(event): StepReport | undefined {
      const report = monitor.onEvent(event);
      note(event);
      return report;
    },
    decide(call: CallEvent): Ruling {
      const ruling = monitor.decide(call);
      note(call);
      return ruling;
    },
    explainLast: () => monitor.explainLast(),
    refuseLast() {
      monitor.refuseLast();
      const call = events[last];
      if (call?.kind === "call") events[last] = { ...call, fate: "refused" };
    },
    kept: () => monitor.kept(),
    obligations: () => monitor.obligations(),
    save: () => writeJson({ remit: version, kind: "session", ...(context === undefined ? {} : { context }), events: events.map(written) }),
    trace: () => [...writeTrace(run())].join(""),
  };
}

const version = 1;

/** An event as JSON; what is undefined is left out. */
function written(event: Event): Json {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)) as JsonRecord;
}

function savedRun(text: string): { readonly context: Run["context"]; readonly events: readonly Event[] } {
  const parsed = parseJson(text);
  const saved = "value" in parsed && isRecord(parsed.value) && member(parsed.value, "kind") === "session" ? parsed.value : undefined;
  const events = saved === undefined ? undefined : member(saved, "events");
  if (saved === undefined || !isList(events)) throw new Error("this is no saved session");
  if (member(saved, "remit") !== version) throw new Error("this session was saved by another version of Remit");
  const context = member(saved, "context");
  // What save wrote: only a session's own text is ever resumed, and it is as trusted as the policy beside it.
  return { context: isRecord(context) ? context : undefined, events: events as unknown as readonly Event[] };
}
