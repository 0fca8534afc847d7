// One line a call and one line a Problem, as it goes. Other programs read these fields: docs/cli.md promises them.

import type { Output } from "../io.ts";
import { jsonText } from "./json-text.ts";
import type { ReplayRenderer } from "./replay-renderer.ts";

export function jsonLinesRenderer(output: Output): ReplayRenderer {
  const line = (fields: object): void => output.write(`${jsonText(fields)}\n`);
  return {
    parts: { kept: () => ({ runs: 0 }), add: (text) => output.write(text) },
    begin() {},
    beginRun() {},
    step(trace, run, { report: { call, event, tool, verdict, would, rules, flags }, happening }) {
      const strict = verdict === "unknown" ? { would } : {};
      const other = happening === "happened" ? {} : { happening };
      line({ trace, run: run.index, call, event, tool, verdict, ...strict, rules, flags, ...other });
    },
    obligation(trace, run, { name, call, tool, outcome, metBy }) {
      const by = metBy === undefined ? {} : { metBy: metBy - 1 };
      line({ trace, run: run.index, obligation: { rule: name, call, tool, outcome, ...by } });
    },
    endRun() {},
    problem(trace, { code, message, line: at, column }) {
      line({ trace, problem: { code, message, line: at, column } });
    },
    end() {},
  };
}
