// Examples of actions for training: what happened before a call, the call, whether it should be taken, why, and what to do instead.
// One example a call; what is doubtful, or what policy and labels disagree about, is none. docs/schemas/training.schema.json says
// the same of the lines.
import type { Policy } from "../policy/compile.ts";
import { createMonitor } from "../policy/monitor.ts";
import type { StepReport } from "../policy/report.ts";
import { writeJson } from "../trace/encodings/json.ts";
import type { CallEvent, Event, Json, JsonRecord } from "../trace/model.ts";
import { traceLine } from "../trace/write.ts";
import type { RunLabels } from "./labels.ts";

export const trainingVersion = 1;

/** What is right: to take the action, to put it before a person first, or to refrain from it. */
export type RightThing = "execute" | "ask" | "refrain";

/** What to do instead, where it is known. */
export type NextAction =
  /** `later`: the run itself did this afterwards, and the policy allows it. `required`: a rule wants a call of one of these first. */
  | { readonly kind: "later"; readonly tool: string; readonly args: JsonRecord }
  | { readonly kind: "required"; readonly tools: readonly string[] }
  | { readonly kind: "person" };

export interface TrainingExample {
  readonly remit: typeof trainingVersion;
  readonly kind: RightThing;
  /** Events in Remit's own form, in order, without times where the run has none. */
  readonly state: readonly JsonRecord[];
  readonly context?: JsonRecord | undefined;
  readonly action: { readonly tool: string; readonly args: JsonRecord };
  readonly verdict: "allow" | "ask" | "deny";
  readonly rules: readonly string[];
  readonly reason: string;
  readonly next?: NextAction | undefined;
  /** Whether somebody tried to lead the agent astray in this run. */
  readonly attacked: boolean;
  readonly split: "train" | "test";
  /** Where it came from. Runs, calls and events count from 0. */
  readonly from: { readonly trace: string; readonly run: number; readonly call: number; readonly event: number; readonly policy: string };
}

export interface TrainingRun {
  readonly trace: string;
  readonly index: number;
  readonly events: readonly Event[];
  readonly context: JsonRecord | undefined;
  readonly labels: RunLabels;
}

/** Why calls gave no example. */
export interface LeftOut {
  /** Verdicts that rest on what was not recorded. */
  unknown: number;
  /** Harm that is allowed, or what is right and denied: policy and labels disagree. */
  disagreed: number;
  /** Arguments that are withheld or no object. */
  unreadable: number;
  /** Allowed calls that failed, were refused, or of which no result is known; and those of runs that went wrong. */
  unproven: number;
  /** The same action after the same words of the user, decided the same. */
  repeated: number;
}

export class TrainingExport {
  readonly leftOut: LeftOut = { unknown: 0, disagreed: 0, unreadable: 0, unproven: 0, repeated: 0 };
  readonly counts: Record<RightThing, number> = { execute: 0, ask: 0, refrain: 0 };
  readonly #policy: Policy;
  readonly #testShare: number;
  readonly #seen = new Set<string>();

  /** `testShare` of the runs, from 0 to 1, is set apart. */
  constructor(policy: Policy, testShare: number) {
    this.#policy = policy;
    this.#testShare = testShare;
  }

  /** The run is taken as recorded. */
  *examplesOf(run: TrainingRun): Generator<TrainingExample> {
    const { events, context, labels, trace, index } = run;
    const said = wordsOf(events);
    // Runs of one task stand on one side: what was learned of it must not be asked.
    const split = shareOf(said === "" ? `${trace} ${index}` : said) < this.#testShare ? "test" : "train";
    const monitor = createMonitor(this.#policy, { context });
    const decided: Decided[] = [];
    for (const [at, event] of events.entries()) {
      const report = monitor.onEvent(event);
      if (report !== undefined && event.kind === "call") decided.push({ at, event, report });
    }
    const succeeded = new Set(events.flatMap((event) => (event.kind === "result" && !event.failed ? [event.call] : [])));
    const state: JsonRecord[] = [];
    let written = 0;
    for (const [place, { at, event, report }] of decided.entries()) {
      for (; written < at; written++) {
        const before = events[written];
        if (before !== undefined) state.push(traceLine(before));
      }
      const { args, tool } = event;
      if (args.kind !== "record") {
        this.leftOut.unreadable++;
        continue;
      }
      const kind = this.#rightThing(report, run, event, succeeded);
      if (kind === undefined) continue;
      const key = writeJson([said, tool, args.value, report.verdict, [...report.rules]]);
      if (this.#seen.has(key)) {
        this.leftOut.repeated++;
        continue;
      }
      this.#seen.add(key);
      this.counts[kind]++;
      yield {
        remit: trainingVersion,
        kind,
        state: [...state],
        ...(context === undefined ? {} : { context }),
        action: { tool, args: args.value },
        verdict: report.would,
        rules: report.rules,
        reason: report.why,
        ...(kind === "execute" ? {} : nextAfter(this.#policy, kind, report, decided.slice(place + 1), succeeded)),
        attacked: labels.kind === "attacked",
        split,
        from: { trace, run: index, call: report.call, event: at, policy: this.#policy.analysis.source.path },
      };
    }
  }

  #rightThing(
    { verdict, call }: StepReport,
    { labels }: TrainingRun,
    event: CallEvent,
    succeeded: ReadonlySet<number>,
  ): RightThing | undefined {
    const label = labels.calls.get(call);
    if (verdict === "unknown") this.leftOut.unknown++;
    else if ((verdict === "allow" && label === "harmful") || (verdict === "deny" && label === "right")) this.leftOut.disagreed++;
    else if (verdict === "deny") return "refrain";
    else if (verdict === "ask") return "ask";
    else if (event.fate === "refused" || event.fate === "failed" || !succeeded.has(event.call) || labels.good === false)
      this.leftOut.unproven++;
    else return "execute";
    return undefined;
  }
}

/** The example as one line, without its end; numbers keep all their digits. */
export function trainingLine({ context, next, ...rest }: TrainingExample): string {
  const written: Record<string, Json> = { ...rest, from: { ...rest.from }, action: { ...rest.action } };
  if (context !== undefined) written.context = context;
  if (next !== undefined) written.next = { ...next };
  return writeJson(written);
}

interface Decided {
  readonly at: number;
  readonly event: CallEvent;
  readonly report: StepReport;
}

function nextAfter(
  { rules }: Policy,
  kind: RightThing,
  report: StepReport,
  later: readonly Decided[],
  succeeded: ReadonlySet<number>,
): { readonly next?: NextAction } {
  if (kind === "ask") return { next: { kind: "person" } };
  const required = report.outcomes.flatMap(({ decides, name }) => {
    const head = decides ? rules.find((rule) => rule.name === name)?.decision.head : undefined;
    return head?.kind === "require" ? head.pattern.selector.tools.map(({ text }) => text) : [];
  });
  if (required.length > 0) return { next: { kind: "required", tools: required } };
  const better = later.find(
    ({ event, report: { verdict, tool } }) => tool === report.tool && verdict === "allow" && succeeded.has(event.call),
  );
  if (better === undefined || better.event.args.kind !== "record") return {};
  return { next: { kind: "later", tool: better.event.tool, args: better.event.args.value } };
}

const wordsOf = (events: readonly Event[]): string =>
  events.flatMap((event) => (event.kind === "message" && event.role === "user" ? [event.text] : [])).join("\n");

/** From 0 up to 1, the same for the same text: FNV-1a, its bits mixed. */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}
