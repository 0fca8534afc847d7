// What got through of the sequences that were tried on a policy, as one JSON document. Calls count from 0.

import type { ProbeReport } from "../../../core/src/index.ts";
import { jsonText } from "./json-text.ts";
import type { WrittenFinding } from "./probe-pretty.ts";

export function probeJson({ runs, attempts, stopped, open }: ProbeReport, findings: readonly WrittenFinding[], seed: number): string {
  const rows = findings.map(({ finding: { operator, tool, argument, about, of, calls, report, nearest }, file }) => ({
    operator,
    tool,
    argument,
    about,
    of,
    file,
    calls,
    rules: report.rules,
    nearest: nearest && { verdict: nearest.verdict, rule: nearest.rule, text: nearest.text },
  }));
  return `${jsonText({ remit: 1, seed, runs, attempts, stopped, open, findings: rows }, 1)}\n`;
}
