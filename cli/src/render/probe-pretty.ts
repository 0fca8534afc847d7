// What got through of the sequences that were tried on a policy, for people.

import type { ProbeFinding, ProbeReport } from "../../../core/src/index.ts";
import { counted, harmless, type Style } from "./style.ts";

/** A finding with the file that holds it; undefined where none was written. */
export interface WrittenFinding {
  readonly finding: ProbeFinding;
  readonly file: string | undefined;
}

export function* probeLines(
  { runs, attempts, stopped, open }: ProbeReport,
  findings: readonly WrittenFinding[],
  style: Style,
): Iterable<string> {
  for (const { finding, file } of findings) {
    const { title, about, of, calls, nearest, operator } = finding;
    yield `${style.yellow("gets through")}: ${title} ${style.dim(`(${operator})`)}`;
    yield `  ${harmless(about)}`;
    const steps = calls.map((call) => String(call + 1)).join(", ");
    yield style.dim(
      `  made of ${harmless(of)}; allowed at ${calls.length === 1 ? "step" : "steps"} ${steps}${file === undefined ? "" : ` of ${file}`}`,
    );
    yield `  ${nearest === undefined ? "No rule stands near to stopping it." : harmless(nearest.text)}`;
    yield "";
  }
  const through = attempts - stopped;
  yield `${style.bold(`${through} of ${counted(attempts, "attempt")} got through`)}, made of ${counted(runs, "run")}`;
  if (open.length > 0) yield `not tried, since the policy allows them whatever they are given: ${open.map(harmless).join(", ")}`;
}
