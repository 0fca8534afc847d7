// What of a policy ever mattered, as one page that stands for itself: each rule with its conditions, and what no rule speaks of.
import type { Analysis } from "../../semantics/analysis.ts";
import { type ClauseCoverage, type Coverage, type RuleCoverage, type RuleState, ruleState, type ToolCoverage } from "../coverage.ts";
import { toolText } from "../literal-text.ts";
import { type Colour, chartStyle, stackChart } from "./charts.ts";
import { documentEnd, documentHead } from "./document.ts";
import { escapeHtml } from "./escape.ts";

const colours: Readonly<Record<RuleState, Colour | "">> = {
  decided: "allow",
  overridden: "ask",
  "never true": "deny",
  "never evaluated": "deny",
  "cannot happen": "",
};

export function* coveragePage(title: string, coverage: Coverage, analysis: Analysis): Iterable<string> {
  const { runs, calls, byDefault, rules, tools } = coverage;
  yield documentHead(title, chartStyle);
  const left = calls === 0 ? "" : `, ${((100 * byDefault) / calls).toFixed(1)} % left to the default`;
  yield `<p class="faint">${runs.toLocaleString("en-US")} runs, ${calls.toLocaleString("en-US")} calls${left}.</p>\n`;
  yield states(rules);
  for (const rule of rules) yield ruleCard(rule, analysis);
  yield toolTable(tools, analysis);
  yield documentEnd;
}

function states(rules: readonly RuleCoverage[]): string {
  const counts = new Map<RuleState, number>();
  for (const rule of rules) counts.set(ruleState(rule), (counts.get(ruleState(rule)) ?? 0) + 1);
  const said = [...counts].map(([state, count]) => `<span class="state ${colours[state]}">${state}</span> ${count}`);
  return `<p>${said.join(" &nbsp; ")}</p>\n`;
}

function ruleCard(rule: RuleCoverage, { files }: Analysis): string {
  const { name, kind, place, evaluated, counted, decided, inDoubt, clauses } = rule;
  const state = ruleState(rule);
  const line = (files.find(({ path }) => path === place.path)?.lines.position(place.span.start).line ?? 0) + 1;
  const doubt = inDoubt > 0 ? `, in doubt on ${inDoubt}` : "";
  const rows = clauses.flatMap((clause) => [...clauseRows(clause, 0)]);
  const conditions =
    rows.length === 0
      ? ""
      : `<div class="wide"><table><thead><tr><th>Condition</th><th class="n">true</th><th class="n">false</th><th class="n">unknown</th><th></th><th>Bound: inside, at, outside</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
  return `<div class="card ${colours[state]}"><h3><span class="name">${escapeHtml(name)}</span> <span class="state ${colours[state]}">${state}</span></h3><p class="faint">${kind}, ${escapeHtml(place.path)}:${line}; decided ${decided}, counted on ${counted} of ${evaluated} calls${doubt}</p>${conditions}</div>\n`;
}

const deepest = 20;

function* clauseRows({ role, source, counts, bound, children }: ClauseCoverage, depth: number): Iterable<string> {
  const total = counts.true + counts.false + counts.unknown;
  const chart = stackChart(
    [
      { count: counts.true, colour: "allow", what: "true" },
      { count: counts.false, colour: "deny", what: "false" },
      { count: counts.unknown, colour: "unknown", what: "unknown" },
    ],
    total,
  );
  const stood = bound === undefined ? "" : `${bound.inside}, ${bound.at}, ${bound.outside}`;
  const word = role === undefined ? "" : `<span class="faint">${role}</span> `;
  yield `<tr><td style="padding-inline-start: ${depth * 14}px">${word}<span class="source">${escapeHtml(source)}</span></td><td class="n">${counts.true}</td><td class="n">${counts.false}</td><td class="n">${counts.unknown}</td><td>${chart}</td><td>${stood}</td></tr>`;
  if (depth < deepest) for (const child of children) yield* clauseRows(child, depth + 1);
}

function toolTable(tools: readonly ToolCoverage[], analysis: Analysis): string {
  if (tools.length === 0) return "";
  const rows = tools.map((tool) => {
    const free = tool.args.filter(({ constrained }) => !constrained).map(({ name }) => name);
    const gap = tool.rules.length === 0 ? "no rule speaks of it" : free.length === 0 ? "" : `no condition reads ${free.join(", ")}`;
    const rule = ruleFor(tool, analysis);
    return `<tr><td class="name">${escapeHtml(tool.tool)}</td><td class="n">${tool.calls}</td><td class="n">${tool.byDefault}</td><td>${escapeHtml(gap)}</td><td class="source">${rule === undefined ? "" : escapeHtml(rule)}</td></tr>`;
  });
  return `<h2>Tools</h2>\n<div class="wide"><table><thead><tr><th>Tool</th><th class="n">Calls</th><th class="n">Left to the default</th><th>Gap</th><th>A rule to begin with</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div>\n`;
}

/** A rule for a tool that no rule speaks of: a person is asked. Undefined where one does, or the name cannot be written. */
export function ruleFor({ tool, rules, known }: ToolCoverage, { groups }: Analysis): string | undefined {
  if (rules.length > 0 || !known) return undefined;
  const written = toolText(tool, groups);
  return written === undefined ? undefined : `ask ${written}`;
}
