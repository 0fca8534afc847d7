// What came of a policy's mutants as one page that stands for itself: the score, and each mistake that nothing notices as a change of
// the text, with a test that would notice it or a way to one.
import type { Analysis } from "../../semantics/analysis.ts";
import { type Mutant, operatorTitles } from "../mutants.ts";
import { type JudgedMutant, mutantDiff, mutationScore } from "../mutation.ts";
import { chartStyle, countsText, rangeText, shareChart, stackChart } from "./charts.ts";
import { documentEnd, documentHead } from "./document.ts";
import { escapeHtml } from "./escape.ts";

const mostListed = 300;

export interface MutationPageOptions {
  readonly analysis: Analysis;
  /** What the policy is called; its path where nothing is said. */
  readonly name?: string;
  readonly judged: readonly JudgedMutant[];
  /** How many there are; those that are left were not judged. */
  readonly mutants: number;
  /** Recorded runs beside the policy's own tests. */
  readonly runs: number;
  /** What would notice a survivor, where it is known. */
  readonly tests?: ReadonlyMap<Mutant, string>;
  /** Where a test is written for a survivor, as an attribute's text. */
  readonly link?: ((mutant: Mutant) => string) | undefined;
}

const style = `
.change { margin: 4px 0; } .change div { padding: 0 8px; white-space: pre-wrap; overflow-wrap: anywhere; font-family: ui-monospace, monospace; font-size: 0.9em; border-inline-start: 3px solid var(--v); }
`;

export function* mutationPage(
  title: string,
  { analysis, name, judged, mutants, runs, tests, link }: MutationPageOptions,
): Iterable<string> {
  yield documentHead(title, chartStyle + style);
  const score = mutationScore(judged);
  const beside = runs === 0 ? "its tests and examples" : `its tests and examples and ${runs.toLocaleString("en-US")} recorded runs`;
  const left = judged.length < mutants ? ` ${mutants - judged.length} of ${mutants} were not tried.` : "";
  yield `<p class="faint">Small mistakes in ${escapeHtml(name ?? analysis.source.path)}, each tried with ${beside}.${left}</p>\n`;
  yield `<div class="wide"><table><thead><tr><th></th><th></th><th>95 % interval</th><th></th></tr></thead><tbody><tr><td>mistakes that are noticed</td><td>${countsText(score)}</td><td>${rangeText(score)}</td><td>${shareChart(score, "allow", "mistakes that are noticed")}</td></tr></tbody></table></div>\n`;
  yield operators(judged);
  const survivors = judged.filter(({ outcome }) => outcome.kind === "survived");
  if (survivors.length > 0) yield "<h2>What nothing notices</h2>\n";
  for (const { mutant } of survivors.slice(0, mostListed)) yield survivor(mutant, analysis, tests?.get(mutant), link?.(mutant));
  if (survivors.length > mostListed) yield `<p class="faint">and ${survivors.length - mostListed} more</p>\n`;
  yield equivalent(judged, analysis);
  yield documentEnd;
}

function operators(judged: readonly JudgedMutant[]): string {
  const counts = new Map<string, { killed: number; survived: number }>();
  for (const { mutant, outcome } of judged) {
    const title = operatorTitles[mutant.operator];
    const row = counts.get(title) ?? { killed: 0, survived: 0 };
    counts.set(title, row);
    if (outcome.kind === "killed" || outcome.kind === "survived") row[outcome.kind]++;
  }
  const most = Math.max(...[...counts.values()].map(({ killed, survived }) => killed + survived), 1);
  const rows = [...counts].map(([name, { killed, survived }]) => {
    const chart = stackChart(
      [
        { count: killed, colour: "allow", what: "noticed" },
        { count: survived, colour: "deny", what: "not noticed" },
      ],
      most,
    );
    return `<tr><td>${escapeHtml(name)}</td><td class="n">${killed}</td><td class="n">${survived}</td><td>${chart}</td></tr>`;
  });
  return `<h2>By kind</h2>\n<div class="wide"><table><thead><tr><th>Mistake</th><th class="n">Noticed</th><th class="n">Not noticed</th><th></th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div>\n`;
}

function survivor(mutant: Mutant, { source }: Analysis, test: string | undefined, href: string | undefined): string {
  const { line } = mutantDiff(source.text, mutant);
  const way = href === undefined ? "" : `<p><a href="${escapeHtml(href)}">Write a test that notices this</a></p>`;
  const noticed =
    test === undefined ? "" : `<details><summary>a test that notices it</summary><div class="text">${escapeHtml(test)}</div></details>`;
  return `<div class="card deny"><p>${escapeHtml(operatorTitles[mutant.operator])} <span class="faint">line ${line + 1}</span></p>${change(mutant, source.text)}${way}${noticed}</div>\n`;
}

function change(mutant: Mutant, text: string): string {
  const { before, after } = mutantDiff(text, mutant);
  const line = (sign: string, colour: string) => (one: string) => `<div class="${colour}">${sign} ${escapeHtml(one)}</div>`;
  return `<div class="change">${before.map(line("-", "deny")).join("")}${after.map(line("+", "allow")).join("")}</div>`;
}

function equivalent(judged: readonly JudgedMutant[], { source }: Analysis): string {
  const rows = judged.flatMap(({ mutant, outcome }) =>
    outcome.kind === "equivalent" ? [`<li>${escapeHtml(outcome.why)}${change(mutant, source.text)}</li>`] : [],
  );
  if (rows.length === 0) return "";
  return `<h2>What decides nothing otherwise</h2>\n<p class="faint">Left out of the score: the checker knows that no call gets another strict verdict.</p>\n<ul>${rows.slice(0, mostListed).join("\n")}</ul>\n`;
}
