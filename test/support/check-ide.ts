// What the tests of editor features say: a fixture, and what an editor would show or do at its caret.
import assert from "node:assert/strict";
import { type Completion, completions } from "../../core/src/ide/completions.ts";
import { definition } from "../../core/src/ide/definition.ts";
import { hover } from "../../core/src/ide/hover.ts";
import { semanticTokens } from "../../core/src/ide/semantic-tokens.ts";
import { analyzed } from "./policy-files.ts";

const caretOf = (caret: number | undefined): number => {
  assert.ok(caret !== undefined, "the fixture has no `$0`");
  return caret;
};

/** The completions at the caret that begin with what is typed there, as an editor would list them. */
export function listed(input: string): readonly Completion[] {
  const { analysis, analyze, caret, main } = analyzed(input);
  const at = caretOf(caret);
  return completions(analysis, at, { analyze, snippets: true }).filter((item) => {
    assert.ok(item.span.start <= at && at <= item.span.end, `${item.label} replaces text that the caret does not touch`);
    const typed = main.text.slice(item.span.start, at).toLowerCase();
    return (item.filterText ?? item.label).toLowerCase().startsWith(typed);
  });
}

export interface Expectation {
  /** All labels, in the order shown. */
  readonly exactly?: readonly string[];
  readonly holds?: readonly string[];
  readonly lacks?: readonly string[];
}

export function checkCompletion(input: string, { exactly, holds = [], lacks = [] }: Expectation): void {
  const labels = listed(input).map(({ label }) => label);
  if (exactly !== undefined) assert.deepEqual(labels, exactly);
  for (const label of holds) assert.ok(labels.includes(label), `\`${label}\` is not among ${labels.join(", ")}`);
  for (const label of lacks) assert.ok(!labels.includes(label), `\`${label}\` is among ${labels.join(", ")}`);
}

/** The whole text after the completion was taken, with tab stops as they are. */
export function checkAccepted(input: string, label: string, after: string): void {
  const item = listed(input).find((one) => one.label === label);
  assert.ok(
    item !== undefined,
    `\`${label}\` is not offered, only ${listed(input)
      .map((one) => one.label)
      .join(", ")}`,
  );
  const { text } = analyzed(input).main;
  assert.equal(text.slice(0, item.span.start) + item.insertText + text.slice(item.span.end), after.replace(/^\n/, ""));
}

/** Each expected piece stands in the hover at the caret; `^^^` marks what it is about, where drawn. */
export function checkHover(input: string, ...pieces: readonly string[]): void {
  const { analysis, caret, main } = analyzed(input);
  const shown = hover(analysis, caretOf(caret));
  assert.ok(shown !== undefined, "nothing is shown");
  for (const piece of pieces) assert.ok(shown.markdown.includes(piece), `\`${piece}\` is not in:\n${shown.markdown}`);
  const [mark] = main.marks;
  if (mark !== undefined) assert.deepEqual(shown.span, { start: mark.start, end: mark.end });
}

export function checkNoHover(input: string): void {
  const { analysis, caret } = analyzed(input);
  assert.equal(hover(analysis, caretOf(caret)), undefined);
}

/** The definition of what stands at the caret is the text marked `^^^`, in whichever file. */
export function checkDefinition(input: string): void {
  const { analysis, caret, files } = analyzed(input);
  const found = definition(analysis, caretOf(caret));
  const wanted = files.flatMap(({ path, marks }) => marks.map(({ start, end }) => ({ path, span: { start, end } })));
  assert.deepEqual([found], wanted);
}

/** `text:type.modifier` for each token. */
export function tokensOf(input: string): readonly string[] {
  const { analysis, main } = analyzed(input);
  return semanticTokens(analysis).map(
    ({ span, type, modifiers }) => `${main.text.slice(span.start, span.end)}:${[type, ...modifiers].join(".")}`,
  );
}
