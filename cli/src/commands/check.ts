// `remit check POLICY…`: what is wrong with policies, before they decide anything. Without operands the project file names them.
import process from "node:process";

import { type Analysis, analyze } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { diskHost, type Output, readText } from "../io.ts";
import { diagnosticFrame, diagnosticJson, diagnosticsSummary } from "../render/diagnostics.ts";
import { jsonText } from "../render/json-text.ts";
import { styleFor } from "../render/style.ts";
import { nearestProject, policyPath } from "./project.ts";

export const checkOptions: Readonly<Record<string, OptionRow>> = {
  format: { values: ["pretty", "json"], later: ["sarif"], value: "pretty|json", about: "how to write what was found" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

/** The policy of a file. Throws a UsageError where the file cannot be read. */
export function analyzeFile(path: string): Analysis {
  const content = readText(path);
  if ("reason" in content) {
    const help = content.reason.includes("UTF-8") ? "" : "; give the path of a .remit file";
    throw new UsageError(`cannot read the policy ${path}: ${content.reason}${help}`);
  }
  return analyze(path, content.text, diskHost);
}

export function hasErrors(analysis: Analysis): boolean {
  return analysis.diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

function policiesOfProject(): readonly string[] {
  const project = nearestProject("say which policies to check: remit check POLICY…");
  return project.entries.map((entry) => policyPath(project, entry));
}

export async function check(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const analyses: Analysis[] = [];
  let unread = false;
  for (const path of new Set(operands.length === 0 ? policiesOfProject() : operands)) {
    try {
      analyses.push(analyzeFile(path));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      process.stderr.write(`remit: ${error.message}\n`);
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
  if (unread) return exitCode.couldNotRun;
  return analyses.some(hasErrors) ? exitCode.policyErrors : exitCode.done;
}
