// What two policies decide otherwise as one page that stands for itself: what got looser first, by rule and step by step. Where no
// run was at hand, calls that were made up and that they decide differently.
import type { Ruling } from "../../policy/report.ts";
import { writeJson } from "../../trace/encodings/json.ts";
import type { ChangeKind, DiffGroup, DiffPlace, PolicyDiff } from "../policy-diff.ts";
import type { Witness } from "../witness.ts";
import { type Colour, chartStyle, stackChart } from "./charts.ts";
import { documentEnd, documentHead } from "./document.ts";
import { escapeHtml } from "./escape.ts";

const mostSteps = 500;
const longest = 300;

/** Where a step leads to, as an attribute's text; undefined where it leads nowhere. */
export type StepLink = (place: DiffPlace) => string | undefined;

export interface DiffPageOptions {
  readonly before: string;
  readonly after: string;
  readonly link?: StepLink;
  /** What a trace is called. */
  readonly name?: (trace: string) => string;
}

const colours: Readonly<Record<ChangeKind, Colour>> = { looser: "deny", stricter: "ask", doubt: "unknown", flags: "allow" };
const words: Readonly<Record<ChangeKind, string>> = {
  looser: "looser",
  stricter: "stricter",
  doubt: "the same, with another certainty",
  flags: "flagged otherwise",
};

export function* diffPage(title: string, report: PolicyDiff, { before, after, ...how }: DiffPageOptions): Iterable<string> {
  yield documentHead(title, chartStyle);
  const { calls, runs, changedRuns, counts, groups } = report;
  const held = `${counted(calls, "call")} of ${counted(runs, "run")}`;
  yield `<p class="faint">From ${escapeHtml(before)} to ${escapeHtml(after)}, on ${held}, each taken as it was recorded.</p>\n`;
  if (groups.length === 0) yield "<p>Every call is decided the same.</p>\n";
  else {
    const kinds = (Object.entries(counts) as [ChangeKind, number][]).filter(([, count]) => count > 0);
    const said = kinds.map(
      ([kind, count]) => `<span class="state ${colours[kind]}">${words[kind]}</span> ${count.toLocaleString("en-US")}`,
    );
    yield `<p>${said.join(" &nbsp; ")}</p>\n<p class="faint">${changedRuns.toLocaleString("en-US")} of ${counted(runs, "run")} changed.</p>\n`;
    yield rules(groups);
    yield "<h2>By step</h2>\n";
    for (const group of groups) yield card(group, how);
  }
  yield documentEnd;
}

/** Without recorded runs. */
export function* witnessPage(title: string, found: readonly Witness[], { before, after }: DiffPageOptions): Iterable<string> {
  yield documentHead(title, chartStyle);
  yield `<p class="faint">From ${escapeHtml(before)} to ${escapeHtml(after)}. No recorded run was at hand: the calls are made up, with values that the policies themselves write.</p>\n`;
  if (found.length === 0)
    yield "<p>No call was found that they decide differently, which is no proof that there is none; recorded runs say more.</p>\n";
  for (const { tool, args, after: history, change, from, to } of found) {
    const given = Object.entries(args).map(([name, value]) => `${name}: ${writeJson(value)}`);
    const call = `${tool}(${given.join(", ")})`;
    yield `<div class="card ${colours[change]}"><div class="head"><h3>${from.would} → ${to.would}</h3><span class="badge">${words[change]}</span><span class="faint">${sides(from, to, change)}</span></div><p class="source">${escapeHtml(cut(call))}</p>${history === "" ? "" : `<p class="faint">${escapeHtml(cut(history))}</p>`}</div>\n`;
  }
  yield documentEnd;
}

interface RuleChange {
  /** Calls that it decided before, or decides now, and not both. */
  lost: number;
  gained: number;
  readonly counts: Record<ChangeKind, number>;
}

function rules(groups: readonly DiffGroup[]): string {
  const found = new Map<string, RuleChange>();
  for (const { from, to, change, steps } of groups) {
    const [old, fresh] = [new Set(namesOf(from, change)), new Set(namesOf(to, change))];
    for (const name of new Set([...old, ...fresh])) {
      const row = found.get(name) ?? { lost: 0, gained: 0, counts: { looser: 0, stricter: 0, doubt: 0, flags: 0 } };
      found.set(name, row);
      if (!fresh.has(name)) row.lost += steps.length;
      if (!old.has(name)) row.gained += steps.length;
      row.counts[change] += steps.length;
    }
  }
  const sum = ({ counts }: RuleChange): number => Object.values(counts).reduce((a, b) => a + b, 0);
  const rows = [...found].sort(([, a], [, b]) => b.counts.looser - a.counts.looser || sum(b) - sum(a));
  const most = Math.max(...rows.map(([, row]) => sum(row)));
  const written = rows.map(([name, row]) => {
    const pieces = (Object.keys(words) as ChangeKind[]).map((kind) => ({
      count: row.counts[kind],
      colour: colours[kind],
      what: words[kind],
    }));
    return `<tr><td class="name">${name === "" ? "the default" : escapeHtml(cut(name))}</td>${numeric(row.lost)}${numeric(row.gained)}${numeric(row.counts.looser)}${numeric(row.counts.stricter)}<td>${stackChart(pieces, most)}</td></tr>`;
  });
  const heads = ["Rule", "Decided before, not now", "Decides now, not before", "Looser", "Stricter", ""];
  return `<h2>By rule</h2>\n<div class="wide"><table><thead><tr>${heads.map((head, at) => `<th${at > 0 && at < 5 ? ' class="n"' : ""}>${head}</th>`).join("")}</tr></thead><tbody>${written.join("\n")}</tbody></table></div>\n`;
}

function card({ change, from, to, steps, runs }: DiffGroup, { link, name = String }: Omit<DiffPageOptions, "before" | "after">): string {
  const listed = steps.slice(0, mostSteps).map((place) => {
    const { trace, run, call, tool } = place;
    const said = escapeHtml(cut(`step ${call + 1}: ${tool}`));
    const href = link?.(place);
    const step = href === undefined ? said : `<a href="${escapeHtml(href)}">${said}</a>`;
    return `<li>${step} <span class="faint">${escapeHtml(cut(name(trace)))}${run > 0 ? `, run ${run + 1}` : ""}</span></li>`;
  });
  const more = steps.length > mostSteps ? `<li>and ${(steps.length - mostSteps).toLocaleString("en-US")} more</li>` : "";
  return `<div class="card ${colours[change]}"><div class="head"><h3>${verdictOf(from)} → ${verdictOf(to)}</h3><span class="badge">${words[change]}</span><span class="faint">${sides(from, to, change)}</span></div>
<details${change === "looser" || steps.length <= 5 ? " open" : ""}><summary>${counted(steps.length, "call")} in ${counted(runs, "run")}</summary><ul>${listed.join("\n")}${more}</ul></details></div>\n`;
}

const verdictOf = ({ verdict, would }: Ruling): string => (verdict === "unknown" ? `unknown (would ${would})` : verdict);

function namesOf({ rules: deciding, flags }: Ruling, change: ChangeKind): readonly string[] {
  if (change === "flags") return flags;
  return deciding.length === 0 ? [""] : deciding;
}

function sides(from: Ruling, to: Ruling, change: ChangeKind): string {
  const side = (ruling: Ruling): string => {
    const names = namesOf(ruling, change);
    if (names.length === 0) return "no flag";
    return names.map((name) => (name === "" ? "the default" : `<code>${escapeHtml(cut(name))}</code>`)).join(", ");
  };
  return `${side(from)} → ${side(to)}`;
}

const numeric = (value: number): string => `<td class="n">${value.toLocaleString("en-US")}</td>`;
const counted = (count: number, what: string): string => `${count.toLocaleString("en-US")} ${what}${count === 1 ? "" : "s"}`;
const cut = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);
