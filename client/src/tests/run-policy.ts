// Runs tests and examples of one analysed policy and says of each what came of it: plain data, with the places to show.
// Knows no VS Code.
import {
  type Analysis,
  type ClauseReport,
  compile,
  type Diagnostic,
  type ExampleReport,
  type OpenTrace,
  type Policy,
  type PolicyPlace,
  type RuleReport,
  type Run,
  runExamples,
  runTest,
  type StepReport,
  type TestReport,
} from "../../../core/src/index.ts";
import { findTests } from "./find-tests.ts";

export interface Frame {
  readonly label: string;
  readonly place: PolicyPlace;
}
export interface Failure {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  readonly place: PolicyPlace;
  /** The innermost first: clauses, their rule, the step. */
  readonly stack: readonly Frame[];
}
export interface Outcome {
  readonly id: string;
  readonly failures: readonly Failure[];
  /** A line for each call, for the output. */
  readonly log: readonly string[];
  /** Every call, with its clauses. */
  readonly calls: readonly StepReport[];
  /** What can be debugged: the run that the test is. */
  readonly run: Pick<Run, "context" | "events"> | undefined;
  /** The first step, from 1, that is not what was expected. */
  readonly failing: number | undefined;
}

/** `run` makes the outcome of one test when it is asked; a policy with errors runs nothing. */
export type Runnable =
  | { readonly errors: readonly Diagnostic[] }
  | { readonly policy: Policy; readonly ids: readonly string[]; readonly run: (id: string) => Outcome | undefined };

export function runnable(analysis: Analysis, open: OpenTrace): Runnable {
  const compiled = compile(analysis);
  if ("errors" in compiled) return compiled;
  const { policy } = compiled;
  const found = findTests(analysis.source.file, analysis.source.text);
  const runs = new Map<string, () => Outcome>();
  let examples: readonly ExampleReport[] | undefined;
  for (const { id, test } of found.tests) runs.set(id, () => ofTest(id, runTest(policy, test, open)));
  for (const { id, example } of found.rules.flatMap((rule) => rule.examples))
    runs.set(id, () => {
      examples ??= runExamples(policy);
      return ofExample(
        id,
        examples.find((report) => report.example === example),
      );
    });
  return { policy, ids: [...runs.keys()], run: (id) => runs.get(id)?.() };
}

function ofTest(id: string, report: TestReport): Outcome {
  const failures = report.failures.map(({ place, expected, actual, report: step }): Failure => {
    const why = step === undefined ? "" : `\n${step.why}`;
    return {
      message: `Expected ${expected}, but got ${actual}.${why}`,
      expected,
      actual,
      place,
      stack: step === undefined ? [] : stackOf(step, expected, place),
    };
  });
  const { calls } = report;
  const failing = report.failures.find((failure) => failure.report !== undefined)?.report?.step;
  const log = calls.map(({ step, tool, would, why }) => `  ${step} ${tool}: ${would}. ${why}`);
  return { id, failures, log, calls, run: report.run, failing };
}

function ofExample(id: string, report: ExampleReport | undefined): Outcome {
  const calls = report?.step === undefined ? [] : [report.step];
  const run = report?.call === undefined ? undefined : { context: undefined, events: [report.call] };
  if (report === undefined || report.passed) return { id, failures: [], log: [], calls, run, failing: undefined };
  const { example, outcome, error, rule, path } = report;
  const expected = example.hit ? `${rule} applies` : `${rule} does not apply`;
  const actual =
    error !== undefined
      ? `the call cannot be made: ${error}`
      : outcome === undefined
        ? `${rule} is not about ${example.call.tool.text}`
        : outcome.counts
          ? `${rule} applies`
          : outcome.outcome === "doubt"
            ? `${rule} does not apply: its condition is in doubt`
            : `${rule} does not apply`;
  const place = { path, span: example.span };
  const stack = outcome === undefined ? [] : ruleFrames(outcome);
  const message = `Expected that ${expected}, but ${actual}.`;
  return { id, failures: [{ message, expected, actual, place, stack }], log: [], calls, run, failing: 1 };
}

/** The rules that the failure is about: those that decided, and the one that should have. */
function stackOf(step: StepReport, expected: string, place: PolicyPlace): readonly Frame[] {
  const about = step.outcomes.filter(({ name, decides }) => decides || expected.endsWith(` by ${name}`));
  return [...about.flatMap(ruleFrames), { label: `step ${step.step}: ${step.tool}`, place }];
}

const clausesShown = 3;

function ruleFrames(rule: RuleReport): readonly Frame[] {
  const clauses = rule.clauses
    .flatMap(({ role, clause }) => leaves(clause, clause.truth).map((leaf) => ({ role, leaf })))
    .slice(0, clausesShown)
    .map(({ role, leaf }): Frame => ({ label: `${role} ${leaf.source}: ${clauseTruth(leaf)}`, place: leaf.place }));
  return [...clauses, { label: `rule ${rule.name}: ${rule.outcome}`, place: rule.place }];
}

function clauseTruth({ truth, unknowns, values }: ClauseReport): string {
  if (truth === "unknown") return `unknown (${unknowns.map(({ what, kind }) => `${what}: ${kind}`).join("; ")})`;
  const seen = values.map(({ source, value }) => `${source} is ${value}`).join(", ");
  return seen === "" ? truth : `${truth} (${seen})`;
}

/** The leaves that made the clause what it is. */
function leaves(clause: ClauseReport, truth: ClauseReport["truth"]): readonly ClauseReport[] {
  if (clause.children.length === 0) return [clause];
  const same = clause.children.filter((child) => child.truth === truth);
  return (same.length > 0 ? same : clause.children).flatMap((child) => leaves(child, child.truth));
}
