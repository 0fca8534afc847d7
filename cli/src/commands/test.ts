// `remit test POLICY…`: runs the tests and examples that stand in policies.
import { dirname, isAbsolute, join } from "node:path";
import {
  type Analysis,
  compile,
  type ExampleReport,
  type OpenTrace,
  runExamples,
  runTests,
  type TestReport,
} from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { type Output, readBytes } from "../io.ts";
import { analyzeFile, hasErrors, policiesOf } from "../open-policy.ts";
import { openTrace } from "../open-trace.ts";
import { diagnosticFrame } from "../render/diagnostics.ts";
import { styleFor } from "../render/style.ts";
import { testsJson } from "../render/tests-json.ts";
import { testsJunit } from "../render/tests-junit.ts";
import { testLines, testsSummary } from "../render/tests-pretty.ts";

export const testOptions: Readonly<Record<string, OptionRow>> = {
  format: { values: ["pretty", "json", "junit"], value: "pretty|json|junit", about: "how to write what came of them" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

/** What came of the tests of one policy. A policy with errors has neither tests nor examples. */
export interface TestedPolicy {
  readonly analysis: Analysis;
  readonly broken: boolean;
  readonly tests: readonly TestReport[];
  readonly examples: readonly ExampleReport[];
}

export async function test(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const format = options.get("format") ?? "pretty";
  const style = styleFor(output.isTerminal);
  const tested: TestedPolicy[] = [];
  for (const path of policyPaths(operands)) {
    const policy = testPolicy(path);
    tested.push(policy);
    if (format === "pretty") {
      if (policy.broken)
        for (const diagnostic of policy.analysis.diagnostics) output.write(`${diagnosticFrame(diagnostic, policy.analysis, style)}\n`);
      for (const line of testLines(policy, style)) output.write(`${line}\n`);
      await output.drained();
    }
  }
  if (format === "json") output.write(testsJson(tested));
  else if (format === "junit") output.write(testsJunit(tested));
  else output.write(`${testsSummary(tested, style)}\n`);
  await output.drained();
  if (tested.some(({ broken }) => broken)) return exitCode.policyErrors;
  const failed = tested.some(({ tests, examples }) => [...tests, ...examples].some(({ passed }) => !passed));
  return failed ? exitCode.denied : exitCode.done;
}

function policyPaths(operands: readonly string[]): readonly string[] {
  if (operands.length === 0) throw new UsageError("say which policies to test: remit test POLICY…");
  const paths = policiesOf(operands);
  if (paths.length === 0) throw new UsageError("there is nothing to test");
  return paths;
}

function testPolicy(path: string): TestedPolicy {
  const analysis = analyzeFile(path);
  const compiled = compile(analysis);
  if ("errors" in compiled || hasErrors(analysis)) return { analysis, broken: true, tests: [], examples: [] };
  return { analysis, broken: false, tests: [...runTests(compiled.policy, traceFrom)], examples: runExamples(compiled.policy) };
}

export const traceFrom: OpenTrace = (from, written) => {
  const path = isAbsolute(written) ? written : join(dirname(from), written);
  const file = readBytes(path, "data");
  return "reason" in file ? file : openTrace(path, file.bytes);
};
