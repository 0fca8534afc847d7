// JUnit XML: a suite a run, a case a call. A call that the policy denies fails; one that needs approval, or is in doubt, is skipped
// with its reason, since nobody was there to be asked.

import type { HistoryStep } from "../../../core/src/index.ts";
import type { Output } from "../io.ts";
import type { ReplayRenderer } from "./replay-renderer.ts";
import { cut } from "./style.ts";
import { xml } from "./xml.ts";

export function replayJunitRenderer(output: Output): ReplayRenderer {
  let cases: string[] = [];
  let failed = 0;
  let skipped = 0;
  return {
    begin: () => output.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="remit replay">\n'),
    beginRun() {
      cases = [];
      failed = 0;
      skipped = 0;
    },
    step(trace, run, step) {
      const { report } = step;
      const name = `${report.step}: ${cut(report.tool, 200)}`;
      const open = `    <testcase classname="${xml(`${trace}#${run.index + 1}`)}" name="${xml(name)}" file="${xml(trace)}"`;
      const inner = outcome(step);
      if (inner.startsWith("<failure")) failed++;
      else if (inner !== "") skipped++;
      cases.push(inner === "" ? `${open}/>\n` : `${open}>\n      ${inner}\n    </testcase>\n`);
    },
    obligation() {},
    endRun(trace, { index, id, task }) {
      const name = `${trace}#${index + 1}${task === undefined && id === undefined ? "" : ` ${cut(task ?? id ?? "", 200)}`}`;
      const counts = `tests="${cases.length}" failures="${failed}" skipped="${skipped}"`;
      output.write(`  <testsuite name="${xml(name)}" ${counts}>\n${cases.join("")}  </testsuite>\n`);
      cases = [];
    },
    problem() {},
    end: () => output.write("</testsuites>\n"),
  };
}

function outcome({ report, happening, explain }: HistoryStep): string {
  if (happening === "would not have happened") return `<skipped message="would not have happened"/>`;
  if (report.would === "allow") return "";
  const { why } = explain();
  if (report.would === "deny" && report.verdict === "deny") return `<failure message="${xml(why)}" type="deny"/>`;
  return `<skipped message="${xml(`${report.verdict}: ${why}`)}"/>`;
}
