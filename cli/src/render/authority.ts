// What a policy grants against what good runs used of it, for people and as one JSON document. Calls of the JSON count from 0.

import { type Authority, writeJson } from "../../../core/src/index.ts";
import { jsonText } from "./json-text.ts";
import { counted, cut, harmless, type Style } from "./style.ts";

const shownSteps = 5;

export function* authorityLines({ runs, calls, unused, slack, excess }: Authority, style: Style): Iterable<string> {
  yield `${counted(runs, "good run")}, ${counted(calls, "call")}`;
  if (unused.length > 0) {
    yield "";
    yield style.bold("Granted, and used by no run");
    for (const { tool, rules } of unused)
      yield `  ${harmless(tool)} ${style.dim(rules.length === 0 ? "by the default" : `by ${rules.map(harmless).join(", ")}`)}`;
  }
  if (slack.length > 0) {
    yield "";
    yield style.bold("Wider than any run needed");
    for (const { tool, rules, loose, narrower, heldBack, calls: used, runs: of } of slack) {
      yield `  ${style.yellow(harmless(tool))}: ${counted(used, "call")} in ${counted(of, "run")} ${style.dim(rules.length === 0 ? "by the default" : `by ${rules.map(harmless).join(", ")}`)}`;
      for (const { name, was, witness } of loose)
        yield `    ${harmless(name)} could as well have been ${shown(witness)}${was === undefined ? "" : ` for ${shown(was)}`}`;
      if (narrower === undefined) continue;
      yield style.green(`    ${harmless(narrower)}`);
      const { hits, of: tried, low, high } = heldBack;
      yield tried === 0
        ? style.dim("    allows them all; how it does on other runs cannot be said of so few")
        : style.dim(
            `    allows them all; made of some of the runs, it allowed ${hits} of ${counted(tried, "call")} of the others (${percent(low)} to ${percent(high)})`,
          );
    }
  }
  if (excess.length > 0) {
    yield "";
    yield style.bold("Done by runs, and not granted");
    for (const { tool, verdict, rules, steps } of excess) {
      yield `  ${style.red(harmless(tool))}: ${verdict} ${rules.length === 0 ? "by the default" : `by ${rules.map(harmless).join(", ")}`}, ${counted(steps.length, "call")}`;
      for (const { run, call } of steps.slice(0, shownSteps)) yield style.dim(`    ${harmless(run)}, step ${call + 1}`);
      if (steps.length > shownSteps) yield style.dim(`    and ${steps.length - shownSteps} more`);
    }
  }
}

const shown = (value: Parameters<typeof writeJson>[0]): string => harmless(cut(writeJson(value), 60));
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

export const authorityJson = (found: Authority): string => `${jsonText({ remit: 1, ...found }, 1)}\n`;
