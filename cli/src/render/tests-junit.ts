// What came of tests and examples, as JUnit XML: a suite a policy.
import type { TestedPolicy } from "../commands/test.ts";
import { position } from "./tests-json.ts";
import { xml } from "./xml.ts";

interface Case {
  readonly name: string;
  readonly line: number;
  readonly failures: readonly string[];
}

export function testsJunit(tested: readonly TestedPolicy[]): string {
  const suites = tested.map((policy) => suite(policy.analysis.source.path, casesOf(policy)));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="remit">\n${suites.join("")}</testsuites>\n`;
}

function casesOf({ analysis, broken, tests, examples }: TestedPolicy): readonly Case[] {
  if (broken) {
    const errors = analysis.diagnostics.filter(({ severity }) => severity === "error").map(({ code, message }) => `${code}: ${message}`);
    return [{ name: "the policy has errors", line: 1, failures: errors.length > 0 ? errors : ["an import has errors"] }];
  }
  return [
    ...tests.map((test) => ({
      name: test.title,
      line: position(test.place, analysis).line,
      failures: test.failures.map(
        ({ place, expected, actual, report }) =>
          `${analysis.source.path}:${position(place, analysis).line}: expected ${expected}, got ${actual}${report === undefined ? "" : `\n${report.why}`}`,
      ),
    })),
    ...examples.map(({ rule, example, passed, path, error }) => ({
      name: `example ${example.hit ? "hit" : "miss"} of ${rule}`,
      line: position({ path, span: example.span }, analysis).line,
      failures: passed ? [] : [error ?? `the rule ${example.hit ? "does not apply" : "applies"}`],
    })),
  ];
}

function suite(path: string, cases: readonly Case[]): string {
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  const rows = cases.map(({ name, line, failures }) => {
    const inner = failures.map((text) => `      <failure message="${xml(text.split("\n")[0] ?? "")}">${xml(text)}</failure>\n`).join("");
    const open = `    <testcase classname="${xml(path)}" name="${xml(name)}" file="${xml(path)}" line="${line}"`;
    return inner === "" ? `${open}/>\n` : `${open}>\n${inner}    </testcase>\n`;
  });
  return `  <testsuite name="${xml(path)}" tests="${cases.length}" failures="${failed}">\n${rows.join("")}  </testsuite>\n`;
}
