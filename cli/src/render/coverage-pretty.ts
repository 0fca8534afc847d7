// Coverage for people: each rule with its state, its clauses with their truths, and what no rule speaks of.

import {
  type Analysis,
  type ClauseCoverage,
  type Coverage,
  type RuleCoverage,
  type RuleState,
  ruleState,
  ruleStates,
  type ToolCoverage,
} from "../../../core/src/index.ts";
import { counted, cut, harmless, type Style } from "./style.ts";

export function* coverageLines(coverage: Coverage, analysis: Analysis, style: Style): Iterable<string> {
  const { runs, calls, byDefault, rules, tools } = coverage;
  yield style.bold(`${counted(runs, "run")}, ${counted(calls, "call")}, ${percent(byDefault, calls)} left to the default`);
  for (const { path } of analysis.files) {
    const own = rules.filter(({ place }) => place.path === path);
    if (own.length === 0) continue;
    yield "";
    yield style.bold(path);
    for (const rule of own) yield* ruleLines(rule, analysis, style);
  }
  yield "";
  yield ruleStates
    .map((state) => [state, rules.filter((rule) => ruleState(rule) === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => painted(state, style)(`${count} ${state}`))
    .join(", ");
  const listed = tools.filter(({ calls: called, known }) => called > 0 || known);
  if (listed.length === 0) return;
  yield "";
  yield style.bold("by tool: calls, left to the default, and what no condition reads");
  for (const tool of listed) yield toolLine(tool, style);
}

const marks: Readonly<Record<RuleState, string>> = {
  decided: "✓",
  overridden: "~",
  "never true": "✗",
  "never evaluated": "·",
  "cannot happen": "!",
};

const painted = (state: RuleState, style: Style): ((text: string) => string) =>
  ({
    decided: style.green,
    overridden: style.yellow,
    "never true": style.red,
    "never evaluated": style.red,
    "cannot happen": style.magenta,
  })[state];

function* ruleLines(rule: RuleCoverage, analysis: Analysis, style: Style): Iterable<string> {
  const state = ruleState(rule);
  const { name, place, evaluated, counted: fired, decided, inDoubt } = rule;
  const line = (analysis.files.find(({ path }) => path === place.path)?.lines.position(place.span.start).line ?? 0) + 1;
  const doubt = inDoubt > 0 ? `, ${inDoubt} in doubt` : "";
  const numbers = evaluated === 0 ? "" : ` (decided ${decided}, counted ${fired} of ${evaluated}${doubt})`;
  const mark = painted(state, style);
  yield `  ${mark(marks[state])} ${harmless(name)} ${style.dim(`line ${line}`)}: ${mark(state)}${numbers}`;
  if (evaluated > 0) for (const clause of rule.clauses) yield* clauseLines(clause, 2, style);
}

function* clauseLines({ role, source, counts, bound, children }: ClauseCoverage, depth: number, style: Style): Iterable<string> {
  const { true: yes, false: no, unknown } = counts;
  const gap = yes === 0 || no === 0 ? style.yellow : (text: string): string => text;
  const stood = bound === undefined ? "" : style.dim(`, ${bound.inside} inside, ${bound.at} at, ${bound.outside} outside its bound`);
  const word = role === undefined ? "" : `${role} `;
  const doubt = unknown > 0 ? `, ${unknown} unknown` : "";
  yield `${"  ".repeat(depth)}  ${word}${harmless(cut(source, 80))}: ${gap(`${yes} true, ${no} false`)}${doubt}${stood}`;
  for (const child of children) yield* clauseLines(child, depth + 1, style);
}

function toolLine({ tool, calls, byDefault, rules, args, known }: ToolCoverage, style: Style): string {
  const free = args.filter(({ constrained }) => !constrained).map(({ name }) => name);
  const reach = !known
    ? style.yellow("not in the catalogue")
    : rules.length === 0
      ? style.yellow("no rule")
      : free.length === 0
        ? ""
        : `free: ${free.join(", ")}`;
  const numbers = `${calls.toLocaleString("en-US").padStart(7)} ${byDefault.toLocaleString("en-US").padStart(7)}`;
  return `  ${cut(harmless(tool), 36).padEnd(36)} ${numbers}  ${harmless(reach)}`.trimEnd();
}

const percent = (part: number, of: number): string => (of === 0 ? "none" : `${((100 * part) / of).toFixed(1)} %`);
