// What two policies decide otherwise, for people: from what to what, by which rules, and where.

import type { ChangeKind, DiffGroup, PolicyDiff, Ruling } from "../../../core/src/index.ts";
import { counted, harmless, type Style } from "./style.ts";

/** How many steps of a group are named. */
const shown = 5;

export function* diffLines({ runs, changedRuns, calls, counts, groups }: PolicyDiff, style: Style): Iterable<string> {
  if (groups.length === 0) {
    yield `the same on ${counted(calls, "call")} of ${counted(runs, "run")}`;
    return;
  }
  for (const group of groups) yield* groupLines(group, style);
  const parts = (Object.entries(counts) as [ChangeKind, number][]).filter(([, count]) => count > 0);
  const said = parts.map(([change, count]) => paints(style)[change](`${count.toLocaleString("en-US")} ${words[change]}`));
  yield `${said.join(", ")} of ${counted(calls, "call")}; ${changedRuns.toLocaleString("en-US")} of ${counted(runs, "run")} changed`;
}

const words: Readonly<Record<ChangeKind, string>> = {
  looser: "looser",
  stricter: "stricter",
  doubt: "the same, with another certainty",
  flags: "flagged otherwise",
};

const paints = (style: Style): Readonly<Record<ChangeKind, (text: string) => string>> => ({
  looser: (text) => style.bold(style.red(text)),
  stricter: style.yellow,
  doubt: style.dim,
  flags: style.cyan,
});

function* groupLines({ change, from, to, steps, runs }: DiffGroup, style: Style): Iterable<string> {
  const title = `${change === "looser" ? "LOOSER" : change}: ${verdictOf(from)} -> ${verdictOf(to)}`;
  yield `${paints(style)[change](title)}  ${counted(steps.length, "call")} in ${counted(runs, "run")}`;
  yield `  ${sideOf(from, change)} -> ${sideOf(to, change)}`;
  for (const { trace, run, call, tool } of steps.slice(0, shown))
    yield style.dim(`    ${harmless(trace)}${run > 0 ? ` run ${run + 1}` : ""}, step ${call + 1}: ${harmless(tool)}`);
  if (steps.length > shown) yield style.dim(`    and ${(steps.length - shown).toLocaleString("en-US")} more`);
  yield "";
}

const verdictOf = ({ verdict, would }: Ruling): string => (verdict === "unknown" ? `unknown (would ${would})` : verdict);

function sideOf({ rules, flags }: Ruling, change: ChangeKind): string {
  const names = change === "flags" ? flags : rules;
  if (names.length > 0) return harmless(names.join(", "));
  return change === "flags" ? "no flag" : "the default";
}
