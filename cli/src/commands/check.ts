// `remit check POLICY…`: what is wrong with policies, before they decide anything. Without operands the project file names them.

import type { Diagnostic } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import type { Output } from "../io.ts";
import { analyzeFile, policiesOf } from "../open-policy.ts";
import { type Checked, diagnosticFrame, diagnosticJson, diagnosticsSummary } from "../render/diagnostics.ts";
import { jsonText } from "../render/json-text.ts";
import { styleFor } from "../render/style.ts";
import { say } from "../standard-error.ts";
import { nearestProject, policyPath } from "./project.ts";
import { projectWeights } from "./severities.ts";

export const checkOptions: Readonly<Record<string, OptionRow>> = {
  format: { values: ["pretty", "json"], later: ["sarif"], value: "pretty|json", about: "how to write what was found" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

function policiesOfProject(): readonly string[] {
  const project = nearestProject("say which policies to check: remit check POLICY…");
  return [...new Set(project.entries.map((entry) => policyPath(project, entry)))];
}

export async function check(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const checked: Checked[] = [];
  const weigh = projectWeights();
  let unread = false;
  const paths = operands.length === 0 ? policiesOfProject() : policiesOf(operands);
  for (const path of paths) {
    try {
      const analysis = analyzeFile(path);
      checked.push({ analysis, diagnostics: weigh(path, analysis.diagnostics) });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      say(error.message);
      unread = true;
    }
  }
  if (options.get("format") === "json") {
    const files = checked.map(({ analysis, diagnostics }) => ({
      path: analysis.source.path,
      diagnostics: diagnostics.map((diagnostic) => diagnosticJson(diagnostic, analysis)),
    }));
    output.write(`${jsonText({ remit: 1, files }, 2)}\n`);
  } else {
    const style = styleFor(output.isTerminal);
    for (const { analysis, diagnostics } of checked)
      for (const diagnostic of diagnostics) output.write(`${diagnosticFrame(diagnostic, analysis, style)}\n`);
    if (checked.length > 0) output.write(`${diagnosticsSummary(checked, style)}\n`);
  }
  await output.drained();
  if (unread || paths.length === 0) return exitCode.couldNotRun;
  return checked.some(({ diagnostics }) => diagnostics.some(isError)) ? exitCode.policyErrors : exitCode.done;
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";
