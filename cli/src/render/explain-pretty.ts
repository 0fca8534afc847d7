// A step for people: the step with its reasons as in a replay, then what would flip it, what can be made of it, and a test of it.

import { type Analysis, changedLines, type FileEdits, flipText, format } from "../../../core/src/index.ts";
import type { Explained } from "../commands/explain.ts";
import { stepLine, why } from "./replay-pretty.ts";
import { counted, cut, harmless, type Style } from "./style.ts";

export function* explainLines({ policy, trace, steps, step, flips, edits, minimised }: Explained, style: Style): Iterable<string> {
  const { report, call } = step;
  yield `${style.bold(harmless(trace))}, step ${report.step} of ${steps}`;
  yield stepLine(report, call, style);
  for (const line of why(report, policy, style)) yield `        ${style.dim("│")} ${line}`;
  const all = [...flips.ofArguments, ...flips.ofPolicy];
  if (all.length > 0) yield `\n${style.bold("What would flip it")}`;
  for (const flip of all) yield `  ${cut(harmless(flipText(flip)), 400)}`;
  for (const edit of edits) {
    yield `\n${style.bold(harmless(edit.title))}`;
    for (const file of edit.files) yield* diffLines(policy.analysis, file, style);
  }
  if (minimised?.test === undefined) return;
  yield `\n${style.bold("A test of it")} ${style.dim(`(${counted(minimised.events.length, "event")} of the run)`)}`;
  for (const line of format(`${minimised.test}\n`).text.trimEnd().split("\n")) yield `  ${harmless(line)}`;
}

function* diffLines({ files }: Analysis, { path, edits }: FileEdits, style: Style): Iterable<string> {
  const text = files.find((file) => file.path === path)?.text ?? "";
  for (const { line, before, after } of changedLines(text, edits)) {
    yield `  ${style.cyan(`${harmless(path)}:${line + 1}`)}`;
    for (const old of before) yield style.red(`  - ${harmless(old)}`);
    for (const fresh of after) yield style.green(`  + ${harmless(fresh)}`);
  }
}
