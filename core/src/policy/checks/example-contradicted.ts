// An example that its rule does not do as it says.
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { Policy } from "../compile.ts";
import { runExamples } from "../examples.ts";

export function exampleContradicted(policy: Policy): readonly Diagnostic[] {
  return runExamples(policy).flatMap(({ example, passed, error }) => {
    if (passed || error !== undefined) return [];
    const { keyword, call, hit } = example;
    const word = {
      start: call.span.start - policy.analysis.source.text.slice(keyword.end, call.span.start).trimStart().length,
      end: call.span.start,
    };
    const found = policy.analysis.source.text.slice(word.start, word.end).trimEnd();
    const span = { start: word.start, end: word.start + found.length };
    const instead = hit ? "miss" : "hit";
    const fixes = found === (hit ? "hit" : "miss") ? [{ title: `Write \`${instead}\``, edits: [{ span, newText: instead }] }] : [];
    return [diagnose("example-contradicted", { start: keyword.start, end: call.span.end }, { hit }, { fixes })];
  });
}
