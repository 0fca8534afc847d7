// The numbers of a suite as one JSON document.

import type { SuiteMeasures, SuiteReport } from "../../../core/src/index.ts";

export function suiteJson(report: SuiteReport, problems: number): object {
  return {
    remit: 1,
    all: report.all,
    bySuite: rows(report.bySuite),
    byModel: rows(report.byModel),
    byAttack: rows(report.byAttack),
    byRule: report.byRule,
    byTool: report.byTool,
    problems,
  };
}

/** A list, since names come from traces and may be any. */
const rows = (groups: ReadonlyMap<string, SuiteMeasures>): readonly object[] =>
  [...groups].map(([name, measures]) => ({ name, ...measures }));
