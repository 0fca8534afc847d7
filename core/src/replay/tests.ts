// Runs the `test` statements of a policy: each is a run built in place, decided step by step with the policy enforced (a call whose
// verdict is not allow was not executed), or a recorded run replayed.
import type { TestCall, TestStatement, TestStep, Verdict } from "../language/ast.ts";
import type { Policy } from "../policy/compile.ts";
import { argumentsOfLiteral, callEvent, EvaluationError, literal } from "../policy/literals.ts";
import { createMonitor, type Monitor } from "../policy/monitor.ts";
import type { PolicyPlace, StepReport } from "../policy/report.ts";
import type { Span } from "../text/span.ts";
import { writeJson } from "../trace/encodings/json.ts";
import type { Event, Json, JsonRecord, ResultEvent, Run, TraceFile } from "../trace/model.ts";

/** How tests reach recorded runs: the trace that `written` means in the policy at `from`, or why it cannot be read. */
export type OpenTrace = (from: string, written: string) => TraceFile | { readonly reason: string };

export interface TestFailure {
  readonly place: PolicyPlace;
  readonly expected: string;
  readonly actual: string;
  /** The call's report with its clauses, where the failure is about a call. */
  readonly report: StepReport | undefined;
}
export interface TestReport {
  readonly title: string;
  readonly place: PolicyPlace;
  readonly passed: boolean;
  readonly failures: readonly TestFailure[];
  /** Every call of the test, in order. */
  readonly calls: readonly StepReport[];
  /** The run that the test is, with what became of each call. */
  readonly run: Pick<Run, "context" | "events">;
}

/** The tests of the policy's own file, in order. */
export function* runTests(policy: Policy, open: OpenTrace): Generator<TestReport> {
  for (const statement of policy.analysis.source.file.statements) if (statement.kind === "test") yield runTest(policy, statement, open);
}

/** What came of one test. What it cannot evaluate is a failure, not an error. */
export function runTest(policy: Policy, test: TestStatement, open: OpenTrace): TestReport {
  const run = new TestRun(policy, test, open);
  try {
    for (const step of test.steps) run.take(step);
    run.expectations(test.steps);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    run.fail(test.title.span, "a test that can be run", error.message, undefined);
  }
  return {
    title: test.title.value,
    place: run.place(test.span),
    passed: run.failures.length === 0,
    failures: run.failures,
    calls: run.calls,
    run: { context: run.context, events: run.events },
  };
}

class TestRun {
  readonly failures: TestFailure[] = [];
  readonly calls: StepReport[] = [];
  readonly events: Event[] = [];
  readonly context: JsonRecord | undefined;
  readonly #policy: Policy;
  readonly #open: OpenTrace;
  readonly #monitor: Monitor;
  /** Indices of calls that said themselves what they must get. */
  readonly #judged = new Set<number>();
  #number = 0;
  #batch = 0;

  constructor(policy: Policy, test: TestStatement, open: OpenTrace) {
    this.#policy = policy;
    this.#open = open;
    this.context = contextOf(policy, test);
    this.#monitor = createMonitor(policy, { context: this.context, explain: true });
  }

  place(span: Span): PolicyPlace {
    return { path: this.#policy.analysis.source.path, span };
  }

  fail(span: Span, expected: string, actual: string, report: StepReport | undefined): void {
    this.failures.push({ place: this.place(span), expected, actual, report });
  }

  take(step: TestStep): void {
    switch (step.kind) {
      case "user":
      case "system":
        this.#event({ kind: "message", role: step.kind, text: step.text.value, time: undefined, pointer: "" });
        return;
      case "gap":
        this.#event({ kind: "gap", reason: "a gap in the test", pointer: "" });
        return;
      case "call":
        this.#batchOf([step]);
        return;
      case "together":
        this.#batchOf(step.steps);
        return;
      case "replay":
        this.#replay(step.text.value, step.text.span);
        return;
      case "context":
      case "expect":
        return;
    }
  }

  /** Calls proposed together: all are decided before the results of any stand. */
  #batchOf(steps: readonly TestCall[]): void {
    this.#batch++;
    const results: ResultEvent[] = [];
    for (const step of steps) {
      const call = this.#number++;
      const args = argumentsOfLiteral(step.call, this.#policy.environment);
      const report = this.#event(callEvent({ tool: step.call.tool.text, args, call, batch: this.#batch }));
      if (report === undefined) continue;
      if (step.verdict !== undefined) this.#judge(step.verdict, report);
      const approved = report.would === "ask" && step.verdict?.approved === true;
      if (report.would === "allow" || approved) results.push(this.#result(call, step));
      else this.#refuse();
    }
    for (const result of results) this.#event(result);
  }

  #result(call: number, { outcome }: TestCall): ResultEvent {
    const value: Json = outcome === undefined ? "" : literal(outcome.value, this.#policy.environment);
    return {
      kind: "result",
      call,
      text: typeof value === "string" ? value : writeJson(value),
      structured: typeof value === "object" && value !== null ? value : undefined,
      form: "json",
      failed: outcome?.kind === "fails",
      time: undefined,
      pointer: "",
    };
  }

  #replay(written: string, span: Span): void {
    const trace = this.#open(this.#policy.analysis.source.path, written);
    if ("reason" in trace) {
      this.fail(span, `a recorded run at ${written}`, trace.reason, undefined);
      return;
    }
    let runs = 0;
    for (const run of trace.runs) {
      runs++;
      if (runs > 1) continue;
      const shift = this.#batch + 1;
      for (const event of run.events) {
        if (event.kind !== "call") this.#event(event.kind === "result" ? { ...event, call: event.call + this.#number } : event);
        else {
          this.#batch = Math.max(this.#batch, shift + event.batch);
          this.#event({ ...event, call: event.call + this.#number, batch: shift + event.batch });
        }
      }
    }
    this.#number += this.calls.length;
    if (runs !== 1) this.fail(span, "a file with one run", runs === 0 ? "no run could be read" : `${runs} runs`, undefined);
  }

  /** The call just decided is not executed. */
  #refuse(): void {
    this.#monitor.refuseLast();
    const last = this.events.at(-1);
    if (last?.kind === "call") this.events[this.events.length - 1] = { ...last, fate: "refused" };
  }

  #event(event: Event): StepReport | undefined {
    this.events.push(event);
    const report = this.#monitor.onEvent(event);
    if (report !== undefined) this.calls.push(report);
    return report;
  }

  #judge(verdict: Verdict, report: StepReport): void {
    this.#judged.add(report.call);
    if (!agrees(verdict, report)) this.fail(verdict.span, expectation(verdict), actual(report), report);
  }

  /** `expect VERDICT at STEP` and `expect VERDICT elsewhere`, once every call was decided. */
  expectations(steps: readonly TestStep[]): void {
    const expects = steps.filter((step) => step.kind === "expect");
    for (const { verdict, at, span } of expects) {
      if (at === undefined) continue;
      const report = this.calls[at - 1];
      if (report === undefined) this.fail(span, `a step ${at}`, `the run has ${this.calls.length} calls`, undefined);
      else this.#judge(verdict, report);
    }
    for (const { verdict, at } of expects) {
      if (at !== undefined) continue;
      for (const report of this.calls)
        if (!this.#judged.has(report.call) && !agrees(verdict, report))
          this.fail(verdict.span, expectation(verdict), actual(report), report);
    }
  }
}

/** A test takes the strict verdict. */
function agrees({ effect, by }: Verdict, report: StepReport): boolean {
  if (effect === "flag") return by === undefined ? report.flags.length > 0 : report.flags.includes(by.text);
  return report.would === effect && (by === undefined || report.rules.includes(by.text));
}

function expectation({ effect, by }: Verdict): string {
  return by === undefined ? effect : `${effect} by ${by.text}`;
}

function actual({ would, rules, flags, step, tool }: StepReport): string {
  const by = rules.length === 0 ? "the default" : rules.join(", ");
  const flagged = flags.length === 0 ? "" : `, flagged by ${flags.join(", ")}`;
  return `${would} by ${by}${flagged} (step ${step}, ${tool})`;
}

/** What the harness knows in a test; not recorded where it does not say. */
function contextOf(policy: Policy, test: TestStatement): JsonRecord | undefined {
  let context: JsonRecord | undefined;
  for (const step of test.steps) {
    if (step.kind !== "context") continue;
    try {
      const value = literal(step.value, policy.environment);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) context = { ...context, ...(value as JsonRecord) };
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
    }
  }
  return context;
}
