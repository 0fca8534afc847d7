// What the tests of the checker say: a policy with `^^^ code` under each place where something is found, and nothing else is.
import assert from "node:assert/strict";
import { catalogue, type DiagnosticCode, type Fix } from "../../core/src/index.ts";
import { analyzed } from "./policy-files.ts";

/** All that is found, the lints aside. */
export function checkDiagnostics(input: string): void {
  check(input, (code) => catalogue[code].stage !== "lint");
}

/** What one lint finds, whatever else is found. */
export function checkLint(lint: DiagnosticCode, input: string): void {
  check(input, (code) => code === lint);
}

function check(input: string, concerns: (code: DiagnosticCode) => boolean): void {
  const { analysis, main } = analyzed(input);
  const found = analysis.diagnostics
    .filter(({ code }) => concerns(code))
    .map(({ code, span }) => `${main.text.slice(span.start, span.end)} @${span.start}: ${code}`);
  const wanted = main.marks.map(({ start, end, label }) => `${main.text.slice(start, end)} @${start}: ${label}`);
  assert.deepEqual(found.sort(), wanted.sort());
}

/** The text of the first file after the only fix of its only diagnostic that is no lint. */
export function checkFixed(input: string, after: string): void {
  const { analysis, main } = analyzed(input);
  const fixes = analysis.diagnostics.filter(({ code }) => catalogue[code].stage !== "lint").flatMap((diagnostic) => diagnostic.fixes);
  assert.equal(fixes.length, 1, "there is one fix");
  assert.equal(mended(main.text, fixes[0]), after);
}

/** The text of the first file after the first fix of the first diagnostic of that code; what it gives is read without errors. */
export function checkLintFixed(lint: DiagnosticCode, input: string, after: string, which = 0): void {
  const { analysis, main, analyze } = analyzed(input);
  const fix = analysis.diagnostics.find(({ code }) => code === lint)?.fixes[which];
  assert.ok(fix !== undefined, "there is a fix");
  const text = mended(main.text, fix);
  assert.equal(text, after);
  const errors = analyze(text).diagnostics.filter(({ severity }) => severity === "error");
  assert.deepEqual(errors, []);
}

function mended(before: string, fix: Fix | undefined): string {
  let text = "";
  let at = 0;
  // Edits in one place stand in their order.
  for (const { span, newText } of [...(fix?.edits ?? [])].sort((a, b) => a.span.start - b.span.start)) {
    text += before.slice(at, span.start) + newText;
    at = span.end;
  }
  return text + before.slice(at);
}
