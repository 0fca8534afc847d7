// Owns how the command line comes by policies: the files that an operand means, their analysis, and whether they can decide.

import process from "node:process";
import { type Analysis, analyze, compile, type Policy } from "../../core/src/index.ts";
import { UsageError } from "./arguments.ts";
import { diskHost, filesBelow, kindOf, readText } from "./io.ts";
import { diagnosticFrame } from "./render/diagnostics.ts";
import { counted, styleFor } from "./render/style.ts";
import { say } from "./standard-error.ts";

/** The policy files that an operand means: itself, or every one below it where it is a folder. */
export function policiesAt(operand: string): readonly string[] {
  return kindOf(operand) === "folder" ? [...filesBelow(operand, (path) => path.endsWith(".remit"))] : [operand];
}

/** Those of all operands, each once. A folder without any is said. */
export function policiesOf(operands: readonly string[]): readonly string[] {
  const paths = operands.flatMap((operand) => {
    const found = policiesAt(operand);
    if (found.length === 0) say(`no policy in ${operand}: there is no .remit file below it`);
    return found;
  });
  return [...new Set(paths)];
}

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

/** The policy, ready to decide; undefined where it has errors, which are said. Throws a UsageError where it cannot be read. */
export function policyAt(path: string): Policy | undefined {
  return readyPolicy(analyzeFile(path), path);
}

/** The same of a policy that was analysed; `path` is what it is called. */
export function readyPolicy(analysis: Analysis, path: string): Policy | undefined {
  const compiled = hasErrors(analysis) ? undefined : compile(analysis);
  if (compiled !== undefined && "policy" in compiled) return compiled.policy;
  const style = styleFor(process.stderr.isTTY === true);
  const errors = analysis.diagnostics.filter((one) => one.severity === "error");
  for (const error of errors) process.stderr.write(`${diagnosticFrame(error, analysis, style)}\n`);
  say(`${path} has ${counted(errors.length, "error")}; a policy with errors decides nothing`);
  return undefined;
}
