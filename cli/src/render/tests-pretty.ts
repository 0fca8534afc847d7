// What came of tests and examples, for people: one line each, and for what failed the step, the rule and its clauses.
import type { Analysis, ExampleReport, PolicyPlace, RuleReport, TestReport } from "../../../core/src/index.ts";
import type { TestedPolicy } from "../commands/test.ts";
import { clauseLines, ruleLine } from "./replay-pretty.ts";
import { counted, harmless, type Style } from "./style.ts";

export function* testLines({ analysis, tests, examples }: TestedPolicy, style: Style): Iterable<string> {
  if (tests.length + examples.length > 0) yield style.bold(analysis.source.path);
  for (const test of tests) yield* oneTest(test, analysis, style);
  for (const example of examples) yield* oneExample(example, analysis, style);
}

function* oneTest(test: TestReport, analysis: Analysis, style: Style): Iterable<string> {
  yield `  ${test.passed ? style.green("✓") : style.red("✗")} ${harmless(test.title)}`;
  for (const { place, expected, actual, report } of test.failures) {
    yield `      ${placeText(place, analysis, style)}`;
    yield `      expected ${style.green(harmless(expected))}, got ${style.red(harmless(actual))}`;
    const speaking = report?.outcomes.filter((rule) => rule.decides || rule.outcome === "doubt") ?? [];
    const shown = speaking.length > 0 ? speaking : (report?.outcomes ?? []);
    for (const rule of shown) yield* ruleLines(rule, analysis, style);
  }
}

function* oneExample({ example, outcome, passed, path, rule, error }: ExampleReport, analysis: Analysis, style: Style): Iterable<string> {
  if (passed) return;
  const word = example.hit ? "hit" : "miss";
  yield `  ${style.red("✗")} example ${word} of ${rule}`;
  yield `      ${placeText({ path, span: example.span }, analysis, style)}`;
  if (error !== undefined) yield `      ${harmless(error)}`;
  else if (outcome === undefined) yield `      the rule is not about ${harmless(example.call.tool.text)}`;
  else yield* ruleLines(outcome, analysis, style);
}

function* ruleLines(rule: RuleReport, analysis: Analysis, style: Style): Iterable<string> {
  yield `      ${ruleLine(rule, analysis.files, style)}`;
  for (const { role, clause } of rule.clauses) for (const line of clauseLines(clause, role, 1, style)) yield `      ${line}`;
}

function placeText({ path, span }: PolicyPlace, analysis: Analysis, style: Style): string {
  const at = analysis.files.find((file) => file.path === path)?.lines.position(span.start);
  return style.cyan(at === undefined ? path : `${path}:${at.line + 1}:${at.column + 1}`);
}

export function testsSummary(tested: readonly TestedPolicy[], style: Style): string {
  const all = tested.flatMap(({ tests, examples }) => [...tests, ...examples]);
  const failed = all.filter(({ passed }) => !passed).length;
  const broken = tested.filter((policy) => policy.broken).length;
  const tests = tested.reduce((sum, policy) => sum + policy.tests.length, 0);
  const parts = [
    style.green(`${all.length - failed} passed`),
    ...(failed > 0 ? [style.red(`${failed} failed`)] : []),
    ...(broken > 0 ? [style.red(`${counted(broken, "policy", "policies")} with errors`)] : []),
  ];
  if (all.length === 0 && broken === 0) return 'no tests and no examples: write `test "…" { … }` in a policy';
  return `${counted(tests, "test")}, ${counted(all.length - tests, "example")}: ${parts.join(", ")}`;
}
