// What the tests of the checker say: a policy with `^^^ code` under each place where something is found, and nothing else is.
import assert from "node:assert/strict";
import { analyzed } from "./policy-files.ts";

export function checkDiagnostics(input: string): void {
  const { analysis, main } = analyzed(input);
  const found = analysis.diagnostics.map(({ code, span }) => `${main.text.slice(span.start, span.end)} @${span.start}: ${code}`);
  const wanted = main.marks.map(({ start, end, label }) => `${main.text.slice(start, end)} @${start}: ${label}`);
  assert.deepEqual(found.sort(), wanted.sort());
}

/** The text of the first file after the only fix of its only diagnostic. */
export function checkFixed(input: string, after: string): void {
  const { analysis, main } = analyzed(input);
  const [fix, ...more] = analysis.diagnostics.flatMap(({ fixes }) => fixes);
  assert.ok(fix !== undefined && more.length === 0, "there is one fix");
  let { text } = main;
  for (const { span, newText } of [...fix.edits].reverse()) text = text.slice(0, span.start) + newText + text.slice(span.end);
  assert.equal(text, after);
}
