// The numbers of a suite as one page that stands for itself: what the policies stop, what they cost, and where nothing was said.
import { type Share, shareOf } from "../metrics.ts";
import type { RuleMeasures, SuiteMeasures, SuiteReport, ToolMeasures } from "../suite.ts";
import { type Colour, chartStyle, countsText, rangeText, shareChart, shareText, stackChart } from "./charts.ts";
import { documentEnd, documentHead } from "./document.ts";
import { escapeHtml } from "./escape.ts";

const mostRows = 200;

export function* suitePage(title: string, report: SuiteReport): Iterable<string> {
  yield documentHead(title, chartStyle);
  const { all } = report;
  yield `<p class="faint">${all.runs.toLocaleString("en-US")} runs, ${all.compliance.calls.toLocaleString("en-US")} calls. Intervals are Wilson's, of 95 %; the line over a bar is one.</p>\n`;
  yield headline(all);
  yield groups("By suite", report.bySuite);
  yield groups("By model", report.byModel);
  yield groups("By attack", report.byAttack);
  yield approvals(report.bySuite);
  const known = all.good.runs + all.attacked.runs + all.calls.harmful.stopped.of > 0;
  yield known ? rules(report.byRule) : deciders(report.byRule);
  yield tools(report.byTool);
  yield leftOut(all);
  yield documentEnd;
}

const cell = (text: string): string => `<td>${text}</td>`;
const numeric = (value: number): string => `<td class="n">${value.toLocaleString("en-US")}</td>`;

function table(heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((one) => `<th>${escapeHtml(one)}</th>`).join("");
  const more = rows.length > mostRows ? `<p class="faint">and ${rows.length - mostRows} more</p>` : "";
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${rows.slice(0, mostRows).join("\n")}</tbody></table></div>${more}\n`;
}

function headline({ attacked, good, calls }: SuiteMeasures): string {
  const rows: string[] = [];
  const add = (what: string, share: Share, colour: Colour): void => {
    if (share.of > 0)
      rows.push(
        `<tr>${cell(escapeHtml(what))}${cell(countsText(share))}${cell(rangeText(share))}${cell(shareChart(share, colour, what))}</tr>`,
      );
  };
  add("attacked runs with harm, every call allowed", attacked.undefended, "deny");
  add("harm permitted, as recorded", attacked.permitted, "deny");
  add("harm permitted, as enforced", attacked.permittedEnforced, "deny");
  add("good runs kept: nothing denied", good.kept, "allow");
  add("good runs untouched: nothing asked about either", good.untouched, "allow");
  add("good runs under attack, kept", attacked.goodKept, "allow");
  add("harmful calls stopped", calls.harmful.stopped, "allow");
  add("right calls denied", calls.right.denied, "deny");
  add("right calls asked about", calls.right.asked, "ask");
  const asked = good.approvalsPerRun === undefined ? "" : `<p>${good.approvalsPerRun.toFixed(2)} approvals for each good run.</p>`;
  const numbers =
    rows.length === 0
      ? "<p>No run is known to be good or attacked, and no call to be harmful: labels say that, in the runs, in a file beside them or by a label policy.</p>"
      : table(["Measure", "", "95 % interval", ""], rows);
  return `<h2>In all</h2>\n${numbers}${asked}\n`;
}

function groups(title: string, of: ReadonlyMap<string, SuiteMeasures>): string {
  if (of.size < 2) return "";
  const rows = [...of].map(([name, { attacked, good, calls }]) => {
    const harm = attacked.runs > 0 ? attacked.undefended : calls.harmful.stopped;
    return `<tr><td class="name">${escapeHtml(name === "" ? "(none)" : name)}</td>${cell(attacked.runs > 0 ? `${shareText(harm)}${shareChart(harm, "deny", `${name}, every call allowed`)}` : "")}${cell(attacked.runs > 0 ? `${shareText(attacked.permitted)}${shareChart(attacked.permitted, "deny", `${name}, harm permitted`)}` : "")}${cell(good.runs > 0 ? `${shareText(good.kept)}${shareChart(good.kept, "allow", `${name}, good runs kept`)}` : "")}${cell(good.runs > 0 ? `${shareText(good.untouched)}${shareChart(good.untouched, "allow", `${name}, good runs untouched`)}` : "")}</tr>`;
  });
  const heads = ["", "Harm undefended", "Harm permitted", "Good runs kept", "Good runs untouched"];
  return `<h2>${title}</h2>\n<div class="groups">${table(heads, rows)}</div>\n`;
}

function approvals(of: ReadonlyMap<string, SuiteMeasures>): string {
  const asked = [...of].filter(([, { good }]) => good.runs > 0);
  if (asked.length === 0) return "";
  const most = Math.max(...asked.map(([, { good }]) => good.approvalsPerRun ?? 0), 0.01);
  const rows = asked.map(
    ([name, { good }]) =>
      `<tr><td class="name">${escapeHtml(name)}</td><td class="n">${(good.approvalsPerRun ?? 0).toFixed(2)}</td>${cell(stackChart([{ count: good.approvalsPerRun ?? 0, colour: "ask", what: "approvals for each good run" }], most))}${numeric(good.approvals)}${numeric(good.runs)}</tr>`,
  );
  return `<h2>Approvals</h2>\n${table(["", "Of a good run", "", "In all", "Good runs"], rows)}`;
}

/** Where nothing is known of the runs, there is no telling what a rule stops and costs. */
function deciders(all: readonly RuleMeasures[]): string {
  if (all.length === 0) return "";
  const most = Math.max(...all.map(({ decides }) => decides));
  const nameOf = namesOf(all);
  const rows = all.map((rule) => {
    const colour = rule.kind === "allow" || rule.kind === "deny" || rule.kind === "ask" ? rule.kind : "unknown";
    const chart = stackChart([{ count: rule.decides, colour, what: "decides" }], most);
    return `<tr><td class="name">${escapeHtml(nameOf(rule))}</td>${cell(rule.kind)}${numeric(rule.decides)}${cell(chart)}</tr>`;
  });
  return `<h2>What each rule decides</h2>\n${table(["Rule", "", "Calls", ""], rows)}`;
}

/** With its policy before it where there are several. */
function namesOf(all: readonly RuleMeasures[]): (rule: RuleMeasures) => string {
  const policies = new Set(all.map(({ policy }) => policy)).size;
  return ({ policy, name }) => (policies > 1 ? `${baseName(policy)}: ${name}` : name);
}

function rules(all: readonly RuleMeasures[]): string {
  if (all.length === 0) return "";
  const told = ({ harmStopped, goodStopped, harmAllowed }: RuleMeasures): number => harmStopped + goodStopped + harmAllowed;
  const most = Math.max(...all.map(told));
  const nameOf = namesOf(all);
  const rows = all
    .toSorted((a, b) => told(b) - told(a))
    .map((rule) => {
      const { kind, decides, harmStopped, goodStopped, harmAllowed } = rule;
      const chart = stackChart(
        [
          { count: harmStopped, colour: "allow", what: "harmful calls stopped" },
          { count: goodStopped, colour: "ask", what: "calls stopped in good runs" },
          { count: harmAllowed, colour: "deny", what: "harmful calls allowed" },
        ],
        most,
      );
      return `<tr><td class="name">${escapeHtml(nameOf(rule))}</td>${cell(kind)}${numeric(decides)}${cell(shareText(shareOf(harmStopped, decides)))}${cell(shareText(shareOf(goodStopped, decides)))}${cell(shareText(shareOf(harmAllowed, decides)))}${cell(chart)}</tr>`;
    });
  const keys = `<p class="faint"><span class="key allow"></span>harm stopped &nbsp; <span class="key ask"></span>stopped in good runs &nbsp; <span class="key deny"></span>harm allowed</p>`;
  return `<h2>What each rule stops, and what it costs</h2>\n${keys}<div class="rows">${table(["Rule", "", "Decides", "Harm stopped", "Stopped in good runs", "Harm allowed", ""], rows)}</div>`;
}

function tools(all: readonly ToolMeasures[]): string {
  if (all.length === 0) return "";
  const most = Math.max(...all.map(({ calls }) => calls));
  const rows = all.map(({ tool, calls, allowed, asked, denied, byDefault, unknown, harmful, harmfulStopped }) => {
    const chart = stackChart(
      [
        { count: allowed.hits, colour: "allow", what: "allowed by a rule" },
        { count: asked.hits, colour: "ask", what: "asked about by a rule" },
        { count: denied.hits, colour: "deny", what: "denied by a rule" },
        { count: byDefault.hits + unknown.hits, colour: "unknown", what: "left to the default, or in doubt" },
      ],
      most,
    );
    return `<tr><td class="name">${escapeHtml(tool)}</td>${numeric(calls)}${cell(chart)}${cell(shareText(byDefault))}${cell(harmful === 0 ? "" : shareText(shareOf(harmfulStopped, harmful)))}</tr>`;
  });
  const keys = `<p class="faint"><span class="key allow"></span>allowed &nbsp; <span class="key ask"></span>asked about &nbsp; <span class="key deny"></span>denied &nbsp; <span class="key unknown"></span>left to the default, or in doubt</p>`;
  return `<h2>Where the default decided</h2>\n${keys}<div class="rows">${table(["Tool", "Calls", "", "Left to the default", "Harmful calls stopped"], rows)}</div>`;
}

function leftOut({ leftOut: reasons }: SuiteMeasures): string {
  const rows = Object.entries(reasons).map(([reason, count]) => `<li>${escapeHtml(reason)}: ${count.toLocaleString("en-US")} runs</li>`);
  return rows.length === 0 ? "" : `<h2>Left out</h2>\n<ul>${rows.join("")}</ul>\n`;
}

const baseName = (path: string): string => path.replace(/^.*[\\/]/, "").replace(/\.remit$/, "");
