// Follows one run event by event and decides each call. Holds the run's state; decides nothing itself (decide.ts does).
import type { CallEvent, Event, JsonRecord } from "../trace/model.ts";
import type { Policy } from "./compile.ts";
import { type Decision, decide } from "./decide.ts";
import { explainRule, sentence } from "./explain.ts";
import type { Frame } from "./frame.ts";
import { noteUses } from "./grants.ts";
import { CallRecord, UserMessage } from "./history.ts";
import { obligations } from "./obligations.ts";
import type { ObligationReport, RuleReport, StepReport, Unknown } from "./report.ts";
import type { CompiledRule } from "./rules.ts";
import { emptyTimeline } from "./timeline.ts";
import { FALSE, mergeReasons, outcomesOf, TRUE, type Truth3 } from "./truth.ts";
import { extend } from "./views.ts";

export interface MonitorOptions {
  /** What the harness knows: `context.…`. Without it, context is not recorded. */
  readonly context?: JsonRecord | undefined;
  /** Whether each report carries its clauses with values and places. Costs a second evaluation of each rule. */
  readonly explain?: boolean | undefined;
}

export interface Monitor {
  /** Takes the next event of the run; a call gives its report. */
  onEvent(event: Event): StepReport | undefined;
  /** The report of the call just decided, with its evidence. Undefined before the first call. */
  explainLast(): StepReport | undefined;
  /** Says that the call just decided is not executed: it was denied, or a person refused. */
  refuseLast(): void;
  /** What the run owes (`expect`), as if it ended here. */
  obligations(): readonly ObligationReport[];
}

export function createMonitor(policy: Policy, options: MonitorOptions = {}): Monitor {
  const { environment } = policy;
  const timeline = emptyTimeline(environment, options.context);
  /** For each `expect`, its `when` of each call, judged when it was proposed. */
  const owing = policy.expects.map((): Truth3[] => []);
  /** Open calls by the reader's number. */
  const open = new Map<number, CallRecord>();
  let index = -1;
  let last: CallRecord | undefined;

  const frameOf = (record: CallRecord): Frame => ({ timeline, call: record, locals: [], memo: new Map(), found: undefined });

  const report = (record: CallRecord, frame: Frame, explain: boolean): StepReport => {
    const rules = policy.rulesFor(record.tool);
    const known = policy.known(record.tool);
    const truths = rules.map((rule): Truth3 => (rule.effect === "allow" && !known ? false : rule.condition(frame)));
    const outcomes = rules.map((rule, at) => ({ effect: rule.effect, outcomes: outcomesOf(truths[at] ?? false) }));
    const decision = decide(outcomes, policy.defaultEffect);
    return stepReport(policy, record, rules, truths, decision, frame, explain);
  };

  const onCall = (call: CallEvent): StepReport => {
    const record = new CallRecord(call, timeline.calls.length + 1, index);
    const frame = frameOf(record);
    const previous = timeline.calls[timeline.calls.length - 1];
    last = record;
    const step = report(record, frame, options.explain === true);
    noteUses(policy.rulesFor(record.tool), frame);
    policy.expects.forEach((expect, at) => {
      owing[at]?.push(expect.when(frame));
    });
    timeline.ordered &&= inOrder(previous, record);
    timeline.latestBatch = Math.max(timeline.latestBatch, record.batch);
    timeline.calls.push(record);
    open.set(call.call, record);
    for (const view of environment.views) {
      const state = timeline.views[view.number];
      if (state !== undefined) extend(view, state, record, timeline);
    }
    for (const ledger of environment.ledgers) if (ledger.view.matches(record.tool)) timeline.ledgers[ledger.number]?.open.push(record);
    return step;
  };

  return {
    onEvent(event) {
      index++;
      switch (event.kind) {
        case "call":
          return onCall(event);
        case "result": {
          const record = open.get(event.call);
          if (record === undefined) {
            timeline.gaps.push({ event: index, reason: { kind: "gap", what: "the call of a result that stands alone" } });
            return undefined;
          }
          open.delete(event.call);
          record.resolve(event, index);
          timeline.origins.addResult(record);
          return undefined;
        }
        case "message": {
          if (event.role === "assistant") return undefined;
          const message = new UserMessage(event.text, index, event.time, event.pointer);
          timeline.origins.addMessage(event.role, message);
          if (event.role === "user") {
            timeline.users.push(message);
            for (const record of open.values()) if (record.state === "waiting") record.state = "lost";
          }
          return undefined;
        }
        case "gap":
          timeline.gaps.push({ event: index, reason: { kind: "gap", what: `a gap in the recording (${event.reason})` } });
          return undefined;
      }
    },
    explainLast: () => (last === undefined ? undefined : report(last, frameOf(last), true)),
    refuseLast() {
      if (last !== undefined) last.state = "refused";
    },
    obligations: () => obligations(policy.expects, owing, timeline),
  };
}

/** Whether the times of two calls in a row tell their order. */
function inOrder(previous: CallRecord | undefined, record: CallRecord): boolean {
  if (record.time === undefined) return false;
  if (previous === undefined) return true;
  return previous.time !== undefined && previous.time.zoned === record.time.zoned && previous.time.milliseconds <= record.time.milliseconds;
}

function stepReport(
  policy: Policy,
  record: CallRecord,
  rules: readonly CompiledRule[],
  truths: readonly Truth3[],
  decision: Decision,
  frame: Frame,
  explain: boolean,
): StepReport {
  const outcomes = rules.map((rule, at): RuleReport => {
    const truth = truths[at] ?? false;
    const outcome = outcomesOf(truth);
    const speaks = outcome !== FALSE;
    return {
      name: rule.name,
      kind: rule.kind,
      effect: rule.effect,
      place: { path: rule.source.path, span: rule.decision.span },
      outcome: outcome === TRUE ? "fires" : outcome === FALSE ? "does not apply" : "doubt",
      counts: decision.counts[at] === true,
      decides: decision.decides[at] === true,
      because: speaks ? rule.because?.(frame) : undefined,
      clauses: explain ? explainRule(rule, frame, policy.environment) : [],
    };
  });
  const resting = (at: number): readonly Unknown[] => {
    const truth = truths[at];
    return typeof truth === "object" ? truth.reasons : [];
  };
  const reasons = outcomes.reduce<readonly Unknown[]>((all, rule, at) => {
    // An allow in doubt matters where the default decided; a deny, ask or flag in doubt where it decided.
    const matters = rule.decides || (rule.effect === "allow" && rule.outcome === "doubt" && !decision.decides.includes(true));
    return matters || decision.verdict === "unknown" ? mergeReasons(all, resting(at)) : all;
  }, []);
  const step = {
    step: record.step,
    call: record.step - 1,
    event: record.event,
    tool: record.tool,
    verdict: decision.verdict,
    would: decision.would,
    otherwise: decision.otherwise,
    rules: outcomes.filter((rule) => rule.decides).map((rule) => rule.name),
    flags: outcomes.filter((rule) => rule.effect === "flag" && rule.counts).map((rule) => rule.name),
    outcomes,
    unknowns: reasons,
  };
  return { ...step, why: sentence(step, policy.known(record.tool)) };
}
