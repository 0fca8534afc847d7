// One JSON document, written as it goes: each run with the whole report of each of its steps, then the Problems.

import type { Output } from "../io.ts";
import { jsonText } from "./json-text.ts";
import type { ReplayRenderer } from "./replay-renderer.ts";

export function jsonRenderer(output: Output): ReplayRenderer {
  let runs = 0;
  let steps = 0;
  const problems: object[] = [];
  let owed: object[] = [];
  return {
    parts: {
      kept: () => ({ runs, problems }),
      add(text, kept) {
        output.write(runs > 0 && kept.runs > 0 ? `,${text}` : text);
        runs += kept.runs;
        problems.push(...(kept.problems ?? []));
      },
    },
    begin: () => output.write('{"remit":1,"runs":['),
    beginRun(trace, { index, id, model, task, labels }, policy) {
      const head = jsonText({ trace, run: index, policy: policy.analysis.source.path, id, model, task, labels });
      output.write(`${runs++ === 0 ? "" : ","}\n${head.slice(0, -1)},"steps":[`);
      steps = 0;
    },
    step(_trace, _run, { report, happening, explain }) {
      const full = report.verdict === "allow" ? report : explain();
      output.write(`${steps++ === 0 ? "" : ","}\n${jsonText(happening === "happened" ? full : { ...full, happening })}`);
    },
    obligation: (_trace, _run, obligation) => owed.push(obligation),
    endRun() {
      output.write(owed.length === 0 ? "]}" : `],"obligations":${jsonText(owed)}}`);
      owed = [];
    },
    problem: (trace, problem) => problems.push({ trace, ...problem }),
    end: (counts) => output.write(`],\n"problems":${jsonText(problems)},\n"counts":${jsonText(counts)}}\n`),
  };
}
