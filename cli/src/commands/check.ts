// `remit check POLICY…`: what is wrong with policies, before they decide anything. Without operands the project file names them.

import type { Analysis } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import type { Output } from "../io.ts";
import { analyzeFile, hasErrors, policiesOf } from "../open-policy.ts";
import { diagnosticFrame, diagnosticJson, diagnosticsSummary } from "../render/diagnostics.ts";
import { jsonText } from "../render/json-text.ts";
import { styleFor } from "../render/style.ts";
import { say } from "../standard-error.ts";
import { nearestProject, policyPath } from "./project.ts";

export const checkOptions: Readonly<Record<string, OptionRow>> = {
  format: { values: ["pretty", "json"], later: ["sarif"], value: "pretty|json", about: "how to write what was found" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

function policiesOfProject(): readonly string[] {
  const project = nearestProject("say which policies to check: remit check POLICY…");
  return [...new Set(project.entries.map((entry) => policyPath(project, entry)))];
}

export async function check(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const analyses: Analysis[] = [];
  let unread = false;
  const paths = operands.length === 0 ? policiesOfProject() : policiesOf(operands);
  for (const path of paths) {
    try {
      analyses.push(analyzeFile(path));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      say(error.message);
      unread = true;
    }
  }
  if (options.get("format") === "json") {
    const files = analyses.map((analysis) => ({
      path: analysis.source.path,
      diagnostics: analysis.diagnostics.map((diagnostic) => diagnosticJson(diagnostic, analysis)),
    }));
    output.write(`${jsonText({ remit: 1, files }, 2)}\n`);
  } else {
    const style = styleFor(output.isTerminal);
    for (const analysis of analyses)
      for (const diagnostic of analysis.diagnostics) output.write(`${diagnosticFrame(diagnostic, analysis, style)}\n`);
    if (analyses.length > 0) output.write(`${diagnosticsSummary(analyses, style)}\n`);
  }
  await output.drained();
  if (unread || paths.length === 0) return exitCode.couldNotRun;
  return analyses.some(hasErrors) ? exitCode.policyErrors : exitCode.done;
}
