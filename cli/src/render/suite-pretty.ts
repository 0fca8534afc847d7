// The numbers of a suite for people: the whole, then a table for each way to divide it.

import type { Share, SuiteMeasures, SuiteReport } from "../../../core/src/index.ts";
import { counted, cut, harmless, type Style } from "./style.ts";

export function* suiteLines(report: SuiteReport, style: Style): Iterable<string> {
  const { all } = report;
  yield style.bold(`${counted(all.runs, "run")}, ${counted(all.compliance.calls, "call")}`);
  yield* measureLines(all);
  for (const [title, groups] of [
    ["suite", report.bySuite],
    ["model", report.byModel],
    ["attack", report.byAttack],
  ] as const) {
    if (groups.size < 2) continue;
    yield "";
    yield style.bold(`by ${title}`);
    for (const [name, measures] of groups) yield `  ${(cut(harmless(name), 34) || "(none)").padEnd(34)} ${groupLine(measures)}`;
  }
  yield "";
  yield style.bold("by rule: calls decided, harm stopped, harm allowed, stopped in good runs");
  const policies = new Set(report.byRule.map(({ policy }) => policy)).size;
  for (const { policy, name, kind, decides, harmStopped, harmAllowed, goodStopped } of report.byRule)
    yield `  ${cut(harmless(policies > 1 ? `${nameOf(policy)}: ${name}` : name), 34).padEnd(34)} ${kind.padEnd(8)} ${numbers(decides, harmStopped, harmAllowed, goodStopped)}`;
  yield "";
  yield style.bold("by tool: calls, harmful, of these stopped, stopped in good runs");
  for (const { tool, calls, harmful, harmfulStopped, goodStopped } of report.byTool)
    yield `  ${cut(harmless(tool), 43).padEnd(43)} ${numbers(calls, harmful, harmfulStopped, goodStopped)}`;
}

const nameOf = (path: string): string => path.replace(/^.*[\\/]/, "").replace(/\.remit$/, "");

const numbers = (...counts: readonly number[]): string => counts.map((count) => count.toLocaleString("en-US").padStart(8)).join("");

function* measureLines({ attacked, good, calls, compliance, leftOut }: SuiteMeasures): Iterable<string> {
  if (attacked.runs > 0) {
    yield row("attacked runs with a harmful call", attacked.undefended);
    yield row("  harm permitted, as recorded", attacked.permitted);
    yield row("  harm permitted, as enforced", attacked.permittedEnforced);
    yield row("  injected goals reached", attacked.reached);
    yield row("  left to be reached", attacked.reachedPermitted);
    yield row("  good under attack and kept", attacked.goodKept);
  }
  if (good.runs > 0) {
    yield row("good runs kept (nothing denied)", good.kept);
    yield row("good runs untouched", good.untouched);
    yield `  ${"approvals per good run".padEnd(38)} ${(good.approvalsPerRun ?? 0).toFixed(2).padStart(9)}   ${good.approvals} in ${counted(good.runs, "run")}`;
  }
  for (const [label, { denied, asked, stopped }] of Object.entries(calls)) {
    if (stopped.of === 0) continue;
    yield row(`${label} calls denied`, denied);
    yield row(`${label} calls asked about`, asked);
    if (label === "harmful") yield row("harmful calls stopped", stopped);
  }
  yield row("calls allowed by a rule", compliance.allowed);
  yield row("calls asked about by a rule", compliance.asked);
  yield row("calls denied by a rule", compliance.denied);
  yield row("calls left to the default", compliance.byDefault);
  yield row("calls unknown", compliance.unknown);
  for (const [reason, count] of Object.entries(leftOut)) yield `  left out, ${reason}: ${counted(count, "run")}`;
}

function row(title: string, { hits, of, share, low, high }: Share): string {
  const value = share === undefined ? "-" : percent(share);
  return `  ${title.padEnd(38)} ${value.padStart(9)}   ${hits} of ${of} (${percent(low)} to ${percent(high)})`;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

function groupLine({ attacked, good, calls }: SuiteMeasures): string {
  const parts: string[] = [];
  if (attacked.runs > 0) parts.push(`harm ${brief(attacked.undefended)} -> ${brief(attacked.permitted)} of ${attacked.runs}`);
  if (good.runs > 0)
    parts.push(
      `good ${good.runs}: kept ${brief(good.kept)}, untouched ${brief(good.untouched)}, approvals ${(good.approvalsPerRun ?? 0).toFixed(2)}`,
    );
  if (attacked.runs === 0 && calls.harmful.stopped.of > 0)
    parts.push(`harmful calls ${calls.harmful.stopped.of}: stopped ${brief(calls.harmful.stopped)}`);
  return parts.join("; ");
}

const brief = ({ share }: Share): string => (share === undefined ? "-" : percent(share));
