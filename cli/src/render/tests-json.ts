// What came of tests and examples, as one JSON document. Lines and columns count from 1.
import type { Analysis, PolicyPlace } from "../../../core/src/index.ts";
import type { TestedPolicy } from "../commands/test.ts";
import { jsonText } from "./json-text.ts";

export function testsJson(tested: readonly TestedPolicy[]): string {
  const files = tested.map(({ analysis, broken, tests, examples }) => ({
    path: analysis.source.path,
    broken,
    tests: tests.map(({ title, place, passed, failures, calls }) => ({
      title,
      ...position(place, analysis),
      passed,
      calls: calls.map(({ step, tool, would, rules, flags }) => ({ step, tool, verdict: would, rules, flags })),
      failures: failures.map((failure) => ({
        ...position(failure.place, analysis),
        step: failure.report?.step,
        expected: failure.expected,
        actual: failure.actual,
        why: failure.report?.why,
      })),
    })),
    examples: examples.map(({ rule, example, passed, path, error }) => ({
      rule,
      ...position({ path, span: example.span }, analysis),
      expected: example.hit ? "hit" : "miss",
      passed,
      error,
    })),
  }));
  return `${jsonText({ remit: 1, files }, 2)}\n`;
}

export function position({ path, span }: PolicyPlace, analysis: Analysis): { readonly line: number; readonly column: number } {
  const at = analysis.files.find((file) => file.path === path)?.lines.position(span.start);
  return { line: (at?.line ?? 0) + 1, column: (at?.column ?? 0) + 1 };
}
