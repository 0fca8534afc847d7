// One page that stands for itself, as the replay view exports it.

import { type Problem, ReplayPage } from "../../../core/src/index.ts";
import type { Output } from "../io.ts";
import type { ReplayRenderer } from "./replay-renderer.ts";

/** More Problems than anyone reads are not kept. */
const mostProblems = 200;

export function htmlRenderer(output: Output): ReplayRenderer {
  const page = new ReplayPage();
  const problems: { readonly trace: string; readonly problem: Problem }[] = [];
  return {
    begin: () => output.write(page.begin("Remit replay")),
    beginRun: (trace, run, policy) => output.write(page.beginRun(trace, run, policy, "")),
    event: (event) => output.write(page.event(event)),
    step: (_trace, _run, step) => output.write(page.step(step)),
    obligation: (_trace, _run, obligation) => output.write(page.obligation(obligation)),
    endRun: () => output.write(page.endRun()),
    problem(trace, problem) {
      if (problems.length < mostProblems) problems.push({ trace, problem });
    },
    end: (counts) => output.write(page.end(counts, problems)),
  };
}
