// Follows one run event by event and decides each call. Holds the run's state; decides nothing itself (decide.ts does).
import type { CallEvent, Event, JsonRecord } from "../trace/model.ts";
import type { Policy, ToolRules } from "./compile.ts";
import { type Decision, decide, decideCertain, type RuleOutcome } from "./decide.ts";
import type { Environment } from "./environment.ts";
import { explainRule, sentence } from "./explain.ts";
import { Forgetting, keptAtLeast } from "./forgetting.ts";
import { type Frame, frameOf, type Timeline, type ViewState } from "./frame.ts";
import { noteUses } from "./grants.ts";
import { CallRecord, UserMessage } from "./history.ts";
import type { LedgerState } from "./ledger.ts";
import { obligations } from "./obligations.ts";
import { type Answer, answer, type Question } from "./question.ts";
import type { ObligationReport, RuleReport, Ruling, StepReport, StrictVerdict, Unknown } from "./report.ts";
import type { CompiledRule } from "./rules.ts";
import { emptyTimeline } from "./timeline.ts";
import { FALSE, mergeReasons, outcomesOf, TRUE, type Truth3 } from "./truth.ts";
import { extend, type View } from "./views.ts";
import { begin, exhausted, overworked } from "./work.ts";

export interface MonitorOptions {
  /** What the harness knows: `context.…`. Without it, context is not recorded. */
  readonly context?: JsonRecord | undefined;
  /** How many of the latest calls are kept at least, also where no window of the policy reaches them; 10,000 if left out. */
  readonly keep?: number | undefined;
  /** Whether each report carries its clauses with values and places. Costs a second evaluation of each rule. */
  readonly explain?: boolean | undefined;
}

export interface Monitor {
  /** Takes the next event of the run; a call gives its report. */
  onEvent(event: Event): StepReport | undefined;
  /** Takes the next call as `onEvent` does, and says only how it was decided: what a gate needs. */
  decide(call: CallEvent): Ruling;
  /** How a call would be decided if it came next. Nothing comes of it: many can be considered, one after the other. */
  consider(call: CallEvent): Ruling;
  /** The report of the call just decided, with its evidence. Undefined before the first call. */
  explainLast(): StepReport | undefined;
  /** The answer to a question about the call just decided, asked before anything else happens. Undefined before the first call. */
  ask(question: Question): Answer | undefined;
  /** Says that the call just decided is not executed: it was denied, or a person refused. */
  refuseLast(): void;
  /** Says that nobody knows whether the call just decided is executed. */
  doubtLast(): void;
  /** How many calls it holds. Grows with the run where the policy asks of all of it; with its windows where it asks of those. */
  kept(): number;
  /** What the run owes (`expect`), as if it ended here. */
  obligations(): readonly ObligationReport[];
}

/** Decides the calls of one run as they come; one monitor a run. What it keeps grows with what the policy asks of the past. */
export function createMonitor(policy: Policy, options: MonitorOptions = {}): Monitor {
  const { environment } = policy;
  const { memory } = environment;
  const timeline = emptyTimeline(environment, options.context);
  const { calls } = timeline;
  const forgetting = new Forgetting(environment, timeline, policy.expects.length, options.keep ?? keptAtLeast);
  /** For each `expect`, its `when` of each call, judged when it was proposed. */
  const owing = policy.expects.map((): Truth3[] => []);
  /** Calls by the reader's number, where that is not their place in the run. */
  const numbered = new Map<number, CallRecord>();
  /** Calls without a result since the user's last message. */
  const waiting = new Set<CallRecord>();
  /** Calls that are forgotten, but whose results are not strange when they come. */
  const late = new Set<number>();
  let index = -1;
  let step = 0;
  let last: CallRecord | undefined;

  /** What `decide` works with, made once: gates decide millions of calls. */
  const byDefault: Ruling = { verdict: policy.defaultEffect, would: policy.defaultEffect, rules: [], flags: [] };
  const truths: Truth3[] = [];
  let ruled: Frame | undefined;

  /** What keeps the calls of a tool, found once a tool: policies have many rules, and most speak of other tools. */
  const kept = new Map<string, Kept>();
  const keptOf = (tool: string): Kept => {
    let found = kept.get(tool);
    if (found === undefined) {
      found = keptFor(tool, environment, timeline);
      if (kept.size < mostTools) kept.set(tool, found);
    }
    return found;
  };

  /** Takes a decided call into the history. */
  const take = (record: CallRecord, frame: Frame): void => {
    last = record;
    if (!memory.history) return;
    if (environment.grants.length > 0) noteUses(policy.on(record.tool).rules, frame);
    for (let at = 0; at < policy.expects.length; at++) {
      const when = policy.expects[at]?.when(frame) ?? true;
      owing[at]?.push(exhausted(timeline) ? overworked() : when);
    }
    if (memory.times) timeline.clock.take(record.event, record.time);
    if (record.batch > timeline.latestBatch) timeline.latestBatch = record.batch;
    if (record.number !== timeline.forgotten + calls.length) numbered.set(record.number, record);
    calls.push(record);
    if (memory.texts) timeline.origins.addCall(record);
    const { views, ledgers } = keptOf(record.tool);
    for (const [view, state] of views) extend(view, state, record, timeline);
    for (const ledger of ledgers) ledger.open.push(record);
    if (record.state === "waiting") waiting.add(record);
    for (const gone of forgetting.take(record)) {
      if (numbered.get(gone.number) === gone) numbered.delete(gone.number);
      if (gone.result === undefined && late.size < mostLate) late.add(gone.number);
      waiting.delete(gone);
    }
  };

  const rulingOn = (tool: string, frame: Frame): Ruling => {
    const { rules, known } = policy.on(tool);
    truthsOf(rules, known, frame, truths);
    const verdict = decideCertain(rules, truths, policy.defaultEffect);
    return verdict === undefined ? rulingInDoubt(rules, truths, policy) : certainRuling(rules, truths, verdict, byDefault);
  };

  const propose = (call: CallEvent): CallRecord => {
    index++;
    step++;
    return new CallRecord(call, step, index);
  };

  const reportOf = (record: CallRecord, explain: boolean): StepReport => {
    const frame = frameOf(timeline, record);
    const tool = policy.on(record.tool);
    const outcomes: Truth3[] = [];
    truthsOf(tool.rules, tool.known, frame, outcomes);
    const decision = decide(outcomesFor(tool.rules, outcomes), policy.defaultEffect);
    return stepReport(policy, record, tool, outcomes, decision, frame, explain);
  };

  /** By the reader's number; undefined where no such call was. */
  const callOf = (number: number): CallRecord | undefined => {
    const record = numbered.get(number) ?? calls[number - timeline.forgotten];
    return record?.number === number ? record : undefined;
  };

  const gap = (what: string, about: CallRecord | undefined): void => {
    timeline.gaps.push({ event: index, reason: { kind: "gap", what } });
    if (about === undefined || about.disputed !== undefined) return;
    about.dispute();
    timeline.disputes++;
    for (const ledger of keptOf(about.tool).ledgers) ledger.spoiled = true;
  };

  return {
    onEvent(event) {
      switch (event.kind) {
        case "call": {
          const record = propose(event);
          const report = reportOf(record, options.explain === true);
          take(record, frameOf(timeline, record));
          return report;
        }
        case "result": {
          index++;
          if (!memory.history) return undefined;
          if (late.delete(event.call)) return undefined;
          const record = callOf(event.call);
          if (record === undefined || record.result !== undefined) {
            gap(record === undefined ? "the call of a result that stands alone" : "a second result of one call", record);
            return undefined;
          }
          waiting.delete(record);
          record.resolve(event, index);
          if (memory.texts) timeline.origins.addResult(record);
          return undefined;
        }
        case "message": {
          index++;
          if (event.role === "assistant" || !memory.history) return undefined;
          const message = new UserMessage(event.text, index, event.time, event.pointer);
          if (memory.texts) timeline.origins.addMessage(event.role, message);
          if (event.role === "user") {
            timeline.users.push(message);
            for (const record of waiting) if (record.state === "waiting") record.state = "lost";
            waiting.clear();
          }
          return undefined;
        }
        case "gap":
          index++;
          gap(`a gap in the recording (${event.reason})`, event.about === undefined ? undefined : callOf(event.about));
          return undefined;
      }
    },
    decide(call) {
      const record = propose(call);
      ruled ??= frameOf(timeline, record);
      ruled.call = record;
      ruled.memo = undefined;
      const ruling = rulingOn(record.tool, ruled);
      take(record, ruled);
      return ruling;
    },
    consider: (call) => rulingOn(call.tool, frameOf(timeline, new CallRecord(call, step + 1, index + 1))),
    explainLast: () => (last === undefined ? undefined : reportOf(last, true)),
    ask: (question) => (last === undefined ? undefined : answer(question, frameOf(timeline, last))),
    refuseLast() {
      if (last !== undefined) last.state = "refused";
    },
    doubtLast() {
      if (last !== undefined) last.state = "lost";
    },
    kept: () => calls.length + timeline.views.reduce((most, view) => Math.max(most, view.all.length), 0),
    obligations: () => obligations(policy.expects, owing, timeline),
  };
}

/** A hostile run may name a new tool with each call. */
const mostTools = 10_000;

/** The views and ledgers that the calls of a tool go into. */
interface Kept {
  readonly views: readonly (readonly [View, ViewState])[];
  readonly ledgers: readonly LedgerState[];
}

function keptFor(tool: string, { views, ledgers }: Environment, timeline: Timeline): Kept {
  return {
    views: timeline.views.flatMap((state, at) => {
      const view = views[at];
      return view?.matches(tool) === true ? [[view, state] as const] : [];
    }),
    ledgers: timeline.ledgers.filter((_, at) => ledgers[at]?.view.matches(tool) === true),
  };
}

/** More results that never came are not waited for: should they come, they are gaps. */
const mostLate = 100_000;

const outcomesFor = (rules: readonly CompiledRule[], truths: readonly Truth3[]): RuleOutcome[] =>
  rules.map((rule, at) => ({ effect: rule.effect, outcomes: outcomesOf(truths[at] ?? false) }));

/** The truth of each rule, into a list that is used again, and may be longer. */
function truthsOf(rules: readonly CompiledRule[], known: boolean, frame: Frame, into: Truth3[]): void {
  begin(frame.timeline);
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at];
    if (rule !== undefined) into[at] = known || rule.effect !== "allow" ? rule.condition(frame) : false;
  }
  if (!exhausted(frame.timeline)) return;
  // What was undone depends on which rule stands first; that every rule is in doubt does not.
  for (let at = 0; at < rules.length; at++) if (known || rules[at]?.effect !== "allow") into[at] = overworked();
}

function certainRuling(rules: readonly CompiledRule[], truths: readonly Truth3[], verdict: StrictVerdict, byDefault: Ruling): Ruling {
  let ruling = byDefault;
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at];
    if (truths[at] !== true || rule === undefined || (rule.effect !== verdict && rule.effect !== "flag")) continue;
    const { rules: names, flags } = rule.ruling;
    if (rule.effect === verdict && ruling === byDefault) ruling = rule.ruling;
    else ruling = { verdict, would: verdict, rules: [...ruling.rules, ...names], flags: [...ruling.flags, ...flags] };
  }
  return ruling;
}

function rulingInDoubt(rules: readonly CompiledRule[], truths: readonly Truth3[], policy: Policy): Ruling {
  const { verdict, would, decides, counts } = decide(outcomesFor(rules, truths), policy.defaultEffect);
  const named = (which: (rule: CompiledRule, at: number) => boolean): string[] => rules.filter(which).map(({ name }) => name);
  return {
    verdict,
    would,
    rules: named((_, at) => decides[at] === true),
    flags: named((rule, at) => rule.effect === "flag" && counts[at] === true),
  };
}

function stepReport(
  policy: Policy,
  record: CallRecord,
  { rules, known }: ToolRules,
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
  return { ...step, why: sentence(step, known) };
}
