// `remit fmt POLICY…`: policies in the one layout. A file with syntax errors is left as it is.
import { writeFileSync } from "node:fs";

import { format, lineIndex, parse } from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { type Output, readBytes, readStandardInput, reasonOf } from "../io.ts";
import { policiesAt } from "../open-policy.ts";
import { say } from "../standard-error.ts";

export const fmtOptions: Readonly<Record<string, OptionRow>> = {
  check: { about: "change nothing; say what would change" },
};

/** What became of one policy. */
type Outcome = "same" | "changed" | "broken" | "failed";

export async function fmt(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  if (operands.length === 0) throw new UsageError("say which policies to format: remit fmt POLICY…, a folder, or - for standard input");
  const checkOnly = options.has("check");
  const outcomes: Outcome[] = [];
  for (const operand of new Set(operands)) {
    if (operand === "-") {
      outcomes.push(formatted("standard input", await readStandardInput(), checkOnly, (text) => output.write(text)));
      continue;
    }
    const paths = policiesAt(operand);
    if (paths.length === 0) {
      say(`there is no .remit file in ${operand}`);
      outcomes.push("failed");
    }
    for (const path of paths) {
      const outcome = formatFile(path, checkOnly);
      outcomes.push(outcome);
      if (outcome === "changed") output.write(checkOnly ? `would change ${path}\n` : `formatted ${path}\n`);
    }
  }
  await output.drained();
  if (outcomes.includes("failed")) return exitCode.couldNotRun;
  if (outcomes.includes("broken")) return exitCode.policyErrors;
  return checkOnly && outcomes.includes("changed") ? exitCode.denied : exitCode.done;
}

function formatFile(path: string, checkOnly: boolean): Outcome {
  const content = readBytes(path, "policy");
  if ("reason" in content) {
    say(`cannot read the policy ${path}: ${content.reason}; give the path of a .remit file`);
    return "failed";
  }
  let written: Outcome | undefined;
  const outcome = formatted(path, content.bytes, checkOnly, (text, changed) => {
    if (!changed) return;
    try {
      writeFileSync(path, text);
    } catch (error) {
      say(`cannot write ${path}: ${reasonOf(error).replace("read it", "write it")}`);
      written = "failed";
    }
  });
  return written ?? outcome;
}

/** `put` takes what the text becomes; it is not called for one that only is checked. A broken text becomes itself. */
function formatted(name: string, bytes: Uint8Array, checkOnly: boolean, put: (text: string, changed: boolean) => void): Outcome {
  const text = textOf(bytes);
  if (text === undefined) {
    say(`${name} is not UTF-8, and was left as it is`);
    return "failed";
  }
  const { diagnostics } = parse(text);
  const [first] = diagnostics;
  if (first !== undefined) {
    const { line, column } = lineIndex(text).position(first.span.start);
    const more = diagnostics.length > 1 ? `, and ${diagnostics.length - 1} more` : "";
    say(`${name}:${line + 1}:${column + 1}: left as it is: ${first.message}${more}`);
    if (!checkOnly) put(text, false);
    return "broken";
  }
  const result = format(text).text;
  const changed = result !== text;
  if (!checkOnly) put(result, changed);
  if (checkOnly && changed && name === "standard input") say("standard input would change");
  return changed ? "changed" : "same";
}

/** Exactly what is written, with its byte order mark; undefined where writing it again would lose something. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
