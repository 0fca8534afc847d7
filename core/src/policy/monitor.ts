// Follows one run event by event and decides each call. Holds the run's state; decides nothing itself (decide.ts does).
import type { CallEvent, Event, JsonRecord } from "../trace/model.ts";
import type { CompiledRule, Policy } from "./compile.ts";
import { type Decision, decide } from "./decide.ts";
import { explainRule, sentence } from "./explain.ts";
import type { Frame, Timeline } from "./frame.ts";
import { CallRecord, UserMessage } from "./history.ts";
import { createOrigins } from "./origins.ts";
import type { RuleReport, StepReport, Unknown } from "./report.ts";
import { FALSE, mergeReasons, outcomesOf, TRUE, type Truth3, unknown } from "./truth.ts";
import { fromJson } from "./values.ts";
import { emptyView, extend } from "./views.ts";

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
}

export function createMonitor(policy: Policy, options: MonitorOptions = {}): Monitor {
  const { environment } = policy;
  const timeline: Timeline = {
    calls: [],
    users: [],
    gaps: [],
    context: options.context === undefined ? unknown("not recorded", "context") : fromJson(options.context),
    origins: createOrigins(),
    views: environment.views.map(emptyView),
  };
  /** Open calls by the reader's number. */
  const open = new Map<number, CallRecord>();
  let index = -1;
  let last: CallRecord | undefined;

  const report = (record: CallRecord, explain: boolean): StepReport => {
    const frame: Frame = { timeline, call: record, locals: [], memo: new Map(), found: undefined };
    const rules = policy.rulesFor(record.tool);
    const known = policy.known(record.tool);
    const truths = rules.map((rule): Truth3 => (rule.effect === "allow" && !known ? false : rule.condition(frame)));
    const outcomes = rules.map((rule, at) => ({ effect: rule.effect, outcomes: outcomesOf(truths[at] ?? false) }));
    const decision = decide(outcomes, policy.defaultEffect);
    return stepReport(policy, record, rules, truths, decision, frame, explain);
  };

  const onCall = (call: CallEvent): StepReport => {
    const record = new CallRecord(call, timeline.calls.length + 1, index);
    last = record;
    const step = report(record, options.explain === true);
    timeline.calls.push(record);
    open.set(call.call, record);
    for (const view of environment.views) extend(view, timeline.views[view.number] ?? emptyView(), record, timeline);
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
    explainLast: () => (last === undefined ? undefined : report(last, true)),
  };
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
